# METADATA
# title: Instance metadata travels further than the instance
# description: >-
#   The hop limit of the metadata service lets its answers pass through more than one network hop, so containers and
#   proxies on the instance can fetch the credentials of its role. A limit of 1 keeps them to the instance itself.
# custom:
#   severity: low
#   resource_types: [aws.ec2.instance, aws.ec2.launch_template, aws.ec2.launch_configuration]
#   reads:
#     - [metadata, endpoint_enabled]
#     - [metadata, hop_limit]
#   parameters:
#     maximum: 1
#   remediation:
#     terraform: >-
#       Set `http_put_response_hop_limit = 1` in `metadata_options`.
#     console: >-
#       Open EC2, Instances, the instance, Actions, Instance settings, Modify instance metadata options; set the
#       hop limit to 1.
#     cli: >-
#       aws ec2 modify-instance-metadata-options --instance-id INSTANCE --http-put-response-hop-limit 1
#   fix:
#     confidence: review
#     title: Keep instance metadata within the instance
#     note: >-
#       Containers on the instance that have a network of their own cannot fetch the credentials of its role any
#       more.
#     edits:
#       aws_instance:
#         - set: {metadata_options.http_put_response_hop_limit: {parameter: maximum}}
#       aws_launch_template:
#         - set: {metadata_options.http_put_response_hop_limit: {parameter: maximum}}
#       aws_launch_configuration:
#         - set: {metadata_options.http_put_response_hop_limit: {parameter: maximum}}
#   equivalents:
#     checkov: [CKV_AWS_341]
package rules.aws.ec2.instance_metadata_hop_limit_too_high

import data.lib.finding
import data.lib.known

_maximum := data.config["aws.ec2.instance_metadata_hop_limit_too_high"].maximum

deny contains finding.at(launched, ["metadata", "hop_limit"], message) if {
	some kind in ["aws.ec2.instance", "aws.ec2.launch_template", "aws.ec2.launch_configuration"]
	some launched in input.resources[kind]
	metadata := launched.properties.metadata
	known.equal(metadata.endpoint_enabled, true)
	known.more(metadata.hop_limit, _maximum)
	message := sprintf("the hop limit is %d, more than %d", [metadata.hop_limit, _maximum])
}
