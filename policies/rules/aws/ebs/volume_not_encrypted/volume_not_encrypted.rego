# METADATA
# title: EBS volume is not encrypted
# description: >-
#   The volume is not encrypted at rest, and neither are its snapshots, which are easily copied and shared. Encrypt
#   it, or switch on encryption by default for the region.
# custom:
#   severity: medium
#   resource_types: [aws.ebs.volume]
#   reads:
#     - [encrypted]
#   remediation:
#     terraform: >-
#       Set `encrypted = true` in `aws_ebs_volume`, which makes the volume anew, or add
#       `aws_ebs_encryption_by_default`.
#     console: >-
#       Open EC2, Volumes, the volume, Create snapshot; copy the snapshot with encryption and make a volume from
#       the copy.
#     cli: >-
#       aws ec2 enable-ebs-encryption-by-default
#   fix:
#     confidence: review
#     title: Encrypt the volume
#     note: >-
#       The volume is replaced by a new one: make it from a snapshot where it holds data. The account's default key
#       is used.
#     edits:
#       aws_ebs_volume:
#         - set: {encrypted: true}
#   equivalents:
#     checkov: [CKV_AWS_3]
#     trivy: [AWS-0026]
#     tfsec: [aws-ebs-enable-volume-encryption, aws-ec2-enable-volume-encryption]
#     kics: [cc997676-481b-4e93-aa81-d19f8c5e9b12]
#     prowler: [ec2_ebs_volume_encryption]
package rules.aws.ebs.volume_not_encrypted

import data.lib.finding
import data.lib.known

deny contains finding.at(volume, ["encrypted"], "the volume is not encrypted") if {
	some volume in input.resources["aws.ebs.volume"]
	known.equal(volume.properties.encrypted, false)
}
