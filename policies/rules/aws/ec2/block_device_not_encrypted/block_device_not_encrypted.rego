# METADATA
# title: Volume that comes with an instance is not encrypted
# description: >-
#   A root or data volume of the instance is not encrypted at rest, and neither are its snapshots, which are easily
#   copied and shared. Encrypt it, or switch on encryption by default for the region.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.instance, aws.ec2.launch_template, aws.ec2.launch_configuration]
#   reads:
#     - [block_devices, "*", encrypted]
#   remediation:
#     terraform: >-
#       Set `encrypted = true` in each `root_block_device`, `ebs_block_device` or `ebs` block, or add
#       `aws_ebs_encryption_by_default`.
#     console: >-
#       Open EC2, Dashboard, Data protection and security, EBS encryption; switch it on, and start instances anew.
#     cli: >-
#       aws ec2 enable-ebs-encryption-by-default
#   fix:
#     confidence: review
#     title: Encrypt the block device
#     note: The instance is replaced, for a volume cannot be encrypted where it is; the account's default key is used.
#     edits:
#       aws_instance.root_block_device:
#         - set: {encrypted: true}
#       aws_instance.ebs_block_device:
#         - set: {encrypted: true}
#       aws_instance:
#         - set: {root_block_device.encrypted: true}
#       aws_launch_template.block_device_mappings:
#         - set: {ebs.encrypted: true}
#       aws_launch_configuration.root_block_device:
#         - set: {encrypted: true}
#       aws_launch_configuration.ebs_block_device:
#         - set: {encrypted: true}
#       aws_launch_configuration:
#         - set: {root_block_device.encrypted: true}
#   equivalents:
#     checkov: [CKV_AWS_8]
#     trivy: [AWS-0131]
#     tfsec: [aws-ec2-enable-at-rest-encryption]
package rules.aws.ec2.block_device_not_encrypted

import data.lib.finding
import data.lib.known

deny contains finding.at(launched, ["block_devices", index, "encrypted"], message) if {
	some kind in ["aws.ec2.instance", "aws.ec2.launch_template", "aws.ec2.launch_configuration"]
	some launched in input.resources[kind]
	some index, device in launched.properties.block_devices
	known.equal(device.encrypted, false)
	message := sprintf("the %s volume is not encrypted", [_role(device)])
}

# METADATA
# description: What the volume is to the instance.
_role(device) := "root" if device.root == true

else := "data"
