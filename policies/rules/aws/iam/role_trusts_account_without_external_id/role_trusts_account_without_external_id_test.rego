package rules.aws.iam.role_trusts_account_without_external_id_test

import data.rules.aws.iam.role_trusts_account_without_external_id as rule

_unknown := {"$unknown": "decided on apply"}

_input(account, accounts) := {"resources": {"aws.iam.role": [{
	"id": "r",
	"account": account,
	"properties": {"trust": {"statements": [{"unconfirmed_accounts": []}, {"unconfirmed_accounts": accounts}]}},
}]}}

_hit := {
	"resource": "r",
	"path": ["trust", "statements", 1],
	"message": "another account needs neither external id nor mfa",
}

_ours := {"aws.iam.role_trusts_account_without_external_id": {"own_accounts": ["111122223333"]}}

test_denies_another_account if rule.deny == {_hit} with input as _input("444455556666", ["111122223333"])

test_denies_written_out_account_where_the_own_is_not_known if {
	rule.deny == {_hit} with input as _input(null, ["111122223333"])
}

test_denies_one_of_several if {
	rule.deny == {_hit} with input as _input("444455556666", ["444455556666", "111122223333"])
}

test_allows_the_own_account if rule.deny == set() with input as _input("111122223333", ["111122223333"])

test_allows_accounts_that_the_user_calls_his_own if {
	rule.deny == set() with input as _input("444455556666", ["111122223333"]) with data.config as _ours
}

test_denies_accounts_that_the_user_does_not_call_his_own if {
	rule.deny == {_hit} with input as _input("444455556666", ["777788889999"]) with data.config as _ours
}

test_allows_confirmed_statements if rule.deny == set() with input as _input(null, [])

test_silent_when_unknown_account if rule.deny == set() with input as _input(null, [_unknown])

test_silent_when_unknown_accounts if rule.deny == set() with input as _input(null, _unknown)
