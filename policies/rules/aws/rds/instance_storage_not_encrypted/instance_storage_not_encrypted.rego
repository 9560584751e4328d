# METADATA
# title: RDS instance stores its data unencrypted
# description: >-
#   The database instance's storage, its backups, replicas and snapshots are not encrypted at rest, and a snapshot is
#   easily copied and shared. Encryption can only be chosen when the instance is made.
# custom:
#   severity: medium
#   resource_types: [aws.rds.instance]
#   reads:
#     - [storage_encrypted]
#   remediation:
#     terraform: >-
#       Set `storage_encrypted = true` in `aws_db_instance`, which makes the instance anew; restore it from an
#       encrypted copy of a snapshot.
#     console: >-
#       Open RDS, Snapshots, the snapshot, Actions, Copy snapshot with encryption; restore the copy as a new
#       instance.
#     cli: >-
#       aws rds copy-db-snapshot --source-db-snapshot-identifier SNAPSHOT --target-db-snapshot-identifier COPY
#       --kms-key-id alias/aws/rds
#   fix:
#     confidence: review
#     title: Encrypt the storage
#     note: >-
#       The instance is replaced by an empty one: restore it from an encrypted copy of a snapshot instead of
#       applying this to an instance with data. The account's default key is used.
#     edits:
#       aws_db_instance:
#         - set: {storage_encrypted: true}
#   equivalents:
#     checkov: [CKV_AWS_16]
#     trivy: [AWS-0080]
#     tfsec: [aws-rds-encrypt-instance-storage-data]
#     kics: [08bd0760-8752-44e1-9779-7bb369b2b4e4]
#     prowler: [rds_instance_storage_encrypted]
package rules.aws.rds.instance_storage_not_encrypted

import data.lib.finding
import data.lib.known

deny contains finding.at(instance, ["storage_encrypted"], "the storage is not encrypted") if {
	some instance in input.resources["aws.rds.instance"]
	known.equal(instance.properties.member, false)
	known.equal(instance.properties.storage_encrypted, false)
}
