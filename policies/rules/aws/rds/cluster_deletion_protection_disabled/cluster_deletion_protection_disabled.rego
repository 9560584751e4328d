# METADATA
# title: RDS cluster can be deleted by a single call
# description: >-
#   Deletion protection is off, so one call, one wrong plan or one stolen credential removes the cluster with its
#   data. Switch it on; whoever means to delete the cluster switches it off first.
# custom:
#   severity: medium
#   resource_types: [aws.rds.cluster]
#   reads:
#     - [deletion_protection]
#   remediation:
#     terraform: >-
#       Set `deletion_protection = true` in `aws_rds_cluster`.
#     console: >-
#       Open RDS, Databases, the cluster, Modify; tick Enable deletion protection.
#     cli: >-
#       aws rds modify-db-cluster --db-cluster-identifier CLUSTER --deletion-protection
#   fix:
#     confidence: certain
#     title: Turn on deletion protection
#     edits:
#       aws_rds_cluster:
#         - set: {deletion_protection: true}
#   equivalents:
#     checkov: [CKV_AWS_139]
#     trivy: [AWS-0343]
#     prowler: [rds_cluster_deletion_protection]
package rules.aws.rds.cluster_deletion_protection_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(cluster, ["deletion_protection"], "deletion protection is off") if {
	some cluster in input.resources["aws.rds.cluster"]
	known.equal(cluster.properties.deletion_protection, false)
}
