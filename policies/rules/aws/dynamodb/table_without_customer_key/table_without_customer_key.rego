# METADATA
# title: DynamoDB table is not encrypted with a key of the customer
# description: >-
#   The table is encrypted with a key that AWS keeps, so its use cannot be limited by a key policy, is not under your
#   control, and cannot be withdrawn. Use a KMS key of your own for the table and for each of its replicas.
# custom:
#   severity: low
#   resource_types: [aws.dynamodb.table]
#   reads:
#     - [encryption_key]
#     - [replicas, "*", encryption_key]
#   remediation:
#     terraform: >-
#       Add `server_side_encryption` with `enabled = true` and `kms_key_arn`, and `kms_key_arn` to each `replica`.
#     console: >-
#       Open DynamoDB, Tables, the table, Additional settings, Manage encryption; choose a key of your account.
#     cli: >-
#       aws dynamodb update-table --table-name TABLE --sse-specification
#       Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY_ARN
#   equivalents:
#     checkov: [CKV_AWS_119]
#     trivy: [AWS-0025]
#     tfsec: [aws-dynamodb-table-customer-key]
#     kics: [ce089fd4-1406-47bd-8aad-c259772bb294]
#     prowler: [dynamodb_tables_kms_cmk_encryption_enabled]
package rules.aws.dynamodb.table_without_customer_key

import data.lib.finding
import data.lib.known

_owners := {"aws_owned": "a key that AWS owns", "aws_managed": "the AWS managed key"}

deny contains finding.at(table, ["encryption_key"], message) if {
	some table in input.resources["aws.dynamodb.table"]
	known.one_of(table.properties.encryption_key, {"aws_owned", "aws_managed"})
	message := sprintf("the table is encrypted with %s", [_owners[table.properties.encryption_key]])
}

deny contains finding.at(table, ["replicas", index, "encryption_key"], message) if {
	some table in input.resources["aws.dynamodb.table"]
	some index, replica in table.properties.replicas
	known.one_of(replica.encryption_key, {"aws_owned", "aws_managed"})
	message := sprintf("the replica is encrypted with %s", [_owners[replica.encryption_key]])
}
