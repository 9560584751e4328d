package lib.iam_test

import data.lib.iam

_unknown := {"$unknown": "decided on apply"}

_policy := {"statements": [
	{"allows_everyone": true, "allows_everything": false},
	{"allows_everyone": false, "allows_everything": true},
	{"allows_everyone": true, "allows_everything": false},
]}

test_holding_gives_the_indexes if {
	iam.holding(_policy, "allows_everyone") == {0, 2}
	iam.holding(_policy, "allows_everything") == {1}
}

test_holding_is_empty_without_a_policy if iam.holding(null, "allows_everyone") == set()

test_holding_is_empty_for_another_fact if iam.holding(_policy, "allows_nothing") == set()

test_holding_silent_when_unknown if {
	iam.holding(_unknown, "allows_everyone") == set()
	iam.holding({"statements": _unknown}, "allows_everyone") == set()
	iam.holding({"statements": [_unknown, {"allows_everyone": _unknown}]}, "allows_everyone") == set()
}
