# METADATA
# title: Policy documents
# description: >-
#   Finds the statements of an AWS policy document that a rule is about. What a statement amounts to is a fact of the
#   document (`allows_everyone` and its like), settled where the policy is read, because an unknown part of a statement
#   leaves some answers open and others not. Everyone stays everyone unless a condition asks for what only known callers
#   have: `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceVpce`, `aws:SourceIp` with a small range, `aws:PrincipalArn`,
#   `aws:PrincipalAccount`, `aws:PrincipalOrgID`, `kms:CallerAccount` and such. Negated operators, `Null`, `IfExists`,
#   `ForAllValues:`, wildcards that anybody matches, `kms:ViaService`, `sts:ExternalId` and keys that callers set
#   themselves narrow nothing.
package lib.iam

import data.lib.known

# METADATA
# description: >-
#   The indexes of the statements for which a fact is known to hold; none where the policy is null or unknown.
holding(policy, fact) := {i |
	some i, statement in policy.statements
	known.equal(statement[fact], true)
}
