# METADATA
# title: VPC has no flow log
# description: >-
#   No flow log records which connections the network interfaces of the VPC accept and reject, so an intrusion leaves
#   no trace of where it came from and what it reached. Add a flow log for the whole VPC.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.vpc]
#   reads:
#     - [flow_logs, "*", traffic]
#   remediation:
#     terraform: >-
#       Add an `aws_flow_log` with the VPC's id, `traffic_type = "ALL"` or `"REJECT"`, and a bucket or log group
#       as destination.
#     console: >-
#       Open VPC, Your VPCs, the VPC, Flow logs, Create flow log.
#     cli: >-
#       aws ec2 create-flow-logs --resource-type VPC --resource-ids VPC --traffic-type ALL --log-destination-type
#       s3 --log-destination BUCKET_ARN
#   equivalents:
#     checkov: [CKV2_AWS_11]
#     trivy: [AWS-0178]
#     tfsec: [aws-ec2-require-vpc-flow-logs-for-all-vpcs]
#     kics: [f83121ea-03da-434f-9277-9cd247ab3047]
#     prowler: [vpc_flow_logs_enabled]
package rules.aws.ec2.vpc_flow_logs_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(vpc, ["flow_logs"], "no flow log records the traffic of the VPC") if {
	some vpc in input.resources["aws.ec2.vpc"]
	known.equal(vpc.properties.flow_logs, [])
}
