# METADATA
# title: Instance metadata service answers requests without a session token
# description: >-
#   IMDSv1 gives the credentials of the instance's role to any request that reaches it, also to one that an attacker
#   makes a web application send. Require session tokens (IMDSv2), or switch the service off.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.instance, aws.ec2.launch_template, aws.ec2.launch_configuration]
#   reads:
#     - [metadata, v1_answered]
#   remediation:
#     terraform: >-
#       Set `http_tokens = "required"` in `metadata_options`, or for a whole region in
#       `aws_ec2_instance_metadata_defaults`.
#     console: >-
#       Open EC2, Instances, the instance, Actions, Instance settings, Modify instance metadata options; set
#       IMDSv2 to required.
#     cli: >-
#       aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-tokens required
#   fix:
#     confidence: review
#     title: Require a token for instance metadata
#     note: Software on the instance that asks without a token (IMDSv1) gets no answer any more.
#     edits:
#       aws_instance:
#         - set: {metadata_options.http_tokens: required}
#       aws_launch_template:
#         - set: {metadata_options.http_tokens: required}
#       aws_launch_configuration:
#         - set: {metadata_options.http_tokens: required}
#   equivalents:
#     checkov: [CKV_AWS_79]
#     trivy: [AWS-0028, AWS-0130]
#     tfsec: [aws-ec2-enforce-http-token-imds, aws-ec2-enforce-launch-config-http-token-imds]
#     kics: [f1g2h3i4-j5k6-7lmn-8opq-9012rstuvwxy]
#     prowler: [ec2_instance_imdsv2_enabled, ec2_launch_template_imdsv2_required]
package rules.aws.ec2.instance_metadata_v1_answered

import data.lib.finding

deny contains finding.at(launched, ["metadata", "tokens_required"], "requests without a token (IMDSv1) are answered") if {
	some kind in ["aws.ec2.instance", "aws.ec2.launch_template", "aws.ec2.launch_configuration"]
	some launched in input.resources[kind]
	launched.properties.metadata.v1_answered == true
}
