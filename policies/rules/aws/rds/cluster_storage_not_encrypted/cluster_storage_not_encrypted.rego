# METADATA
# title: RDS cluster stores its data unencrypted
# description: >-
#   The storage that the cluster's members share, its backups and snapshots are not encrypted at rest, and a snapshot
#   is easily copied and shared. Encryption can only be chosen when the cluster is made.
# custom:
#   severity: medium
#   resource_types: [aws.rds.cluster]
#   reads:
#     - [storage_encrypted]
#   remediation:
#     terraform: >-
#       Set `storage_encrypted = true` in `aws_rds_cluster`, which makes the cluster anew; restore it from a
#       snapshot with `kms_key_id`.
#     console: >-
#       Open RDS, Snapshots, the cluster's snapshot, Actions, Restore snapshot; choose a key on the way.
#     cli: >-
#       aws rds restore-db-cluster-from-snapshot --db-cluster-identifier NEW --snapshot-identifier SNAPSHOT
#       --engine ENGINE --kms-key-id alias/aws/rds
#   fix:
#     confidence: review
#     title: Encrypt the storage
#     note: >-
#       The cluster is replaced by an empty one: restore it from a snapshot instead of applying this to a cluster
#       with data. The account's default key is used; a global database is encrypted as a whole or not at all.
#     edits:
#       aws_rds_cluster:
#         - set: {storage_encrypted: true}
#   equivalents:
#     checkov: [CKV_AWS_96]
#     trivy: [AWS-0079]
#     tfsec: [aws-rds-encrypt-cluster-storage-data]
#     kics: [656880aa-1388-488f-a6d4-8f73c23149b2]
#     prowler: [rds_cluster_storage_encrypted]
package rules.aws.rds.cluster_storage_not_encrypted

import data.lib.finding
import data.lib.known

deny contains finding.at(cluster, ["storage_encrypted"], "the storage is not encrypted") if {
	some cluster in input.resources["aws.rds.cluster"]
	known.equal(cluster.properties.storage_encrypted, false)
}
