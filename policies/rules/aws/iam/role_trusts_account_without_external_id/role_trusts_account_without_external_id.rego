# METADATA
# title: IAM role trusts another account without external id or MFA
# description: >-
#   A statement of the trust policy admits principals of another account and asks neither for `sts:ExternalId` nor
#   for MFA. A third party that serves many customers can be made to assume the role on behalf of a stranger.
# custom:
#   severity: medium
#   resource_types: [aws.iam.role]
#   reads:
#     - [trust, statements, "*", unconfirmed_accounts]
#   parameters:
#     own_accounts: []
#   remediation:
#     terraform: >-
#       Add a condition on `sts:ExternalId` (for a third party), on `aws:MultiFactorAuthPresent` (for people),
#       or on `aws:PrincipalOrgID` (for your own organization).
#     console: >-
#       Open the role, Trust relationships, Edit trust policy, and add the condition.
#     cli: >-
#       aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#   equivalents:
#     kics: [09c35abf-5852-4622-ac7a-b987b331232e]
package rules.aws.iam.role_trusts_account_without_external_id

import data.lib.finding
import data.lib.known

deny contains finding.at(role, ["trust", "statements", i], "another account needs neither external id nor mfa") if {
	some role in input.resources["aws.iam.role"]
	some i, statement in role.properties.trust.statements
	known.value(statement.unconfirmed_accounts)
	some account in statement.unconfirmed_accounts
	known.value(account)
	account != role.account
	not account in _own_accounts
}

# METADATA
# description: Accounts that are ours besides that of the role.
_own_accounts contains account if {
	some account in data.config["aws.iam.role_trusts_account_without_external_id"].own_accounts
}
