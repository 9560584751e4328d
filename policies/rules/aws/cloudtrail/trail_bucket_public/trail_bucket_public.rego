# METADATA
# title: CloudTrail trail writes to a public bucket
# description: >-
#   The bucket that gets the log files lets everyone, or the users of every AWS account, in. Log files tell
#   intruders which accounts, roles, addresses and resources there are. Close the bucket.
# custom:
#   severity: high
#   resource_types: [aws.cloudtrail.trail]
#   reads:
#     - ["@bucket", exposure, acl_everyone]
#     - ["@bucket", exposure, acl_authenticated_users]
#     - ["@bucket", exposure, policy_everyone]
#   remediation:
#     terraform: >-
#       Remove the public grant or statement from the bucket that `s3_bucket_name` names, and give it an
#       `aws_s3_bucket_public_access_block`.
#     console: >-
#       Open the bucket of the trail, Permissions, and turn on Block all public access.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   equivalents:
#     trivy: [AWS-0161]
#     tfsec: [aws-cloudtrail-no-public-log-access]
#     kics: [bd0088a5-c133-4b20-b129-ec9968b16ef3]
#     prowler: [cloudtrail_logs_s3_bucket_is_not_publicly_accessible]
package rules.aws.cloudtrail.trail_bucket_public

import data.lib.finding
import data.lib.known
import data.lib.related

deny contains finding.at(trail, ["bucket"], "log files go to a public bucket") if {
	some trail in input.resources["aws.cloudtrail.trail"]
	some bucket in related.each(trail, "bucket")
	some way in ["acl_everyone", "acl_authenticated_users", "policy_everyone"]
	known.equal(bucket.properties.exposure[way], true)
}
