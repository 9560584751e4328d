# METADATA
# title: S3 bucket accepts requests without TLS
# description: >-
#   The bucket policy does not deny requests that are made over plain HTTP, so data and signed requests can travel
#   in the clear. Deny everything to everyone where `aws:SecureTransport` is false.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [requires_tls]
#   remediation:
#     terraform: >-
#       Add a statement to the bucket policy that denies `s3:*` to everyone where `aws:SecureTransport` is
#       `false`.
#     console: >-
#       Open the bucket, Permissions, Bucket policy, Edit, and add the deny statement.
#     cli: >-
#       aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
#   fix:
#     confidence: review
#     title: Refuse requests without TLS
#     note: A client that does not use TLS is refused; a policy that is attached elsewhere would be replaced.
#     edits:
#       aws_s3_bucket_policy:
#         - statement:
#             add:
#               Sid: RefuseRequestsWithoutTls
#               Effect: Deny
#               Principal: "*"
#               Action: "s3:*"
#               Resource: [{expression: "@bucket.arn"}, {expression: '"${@bucket.arn}/*"'}]
#               Condition: {Bool: {"aws:SecureTransport": "false"}}
#       aws_s3_bucket.policy: the bucket writes its policy itself, where it cannot refer to its ARN; add the statement there
#       aws_s3_bucket:
#         - companion:
#             type: aws_s3_bucket_policy
#             link: {bucket: id}
#             set:
#               policy:
#                 jsonencode:
#                   Version: "2012-10-17"
#                   Statement:
#                     - Sid: RefuseRequestsWithoutTls
#                       Effect: Deny
#                       Principal: "*"
#                       Action: "s3:*"
#                       Resource: [{expression: "@self.arn"}, {expression: '"${@self.arn}/*"'}]
#                       Condition: {Bool: {"aws:SecureTransport": "false"}}
#   equivalents:
#     checkov: [CKV_AWS_379]
#     kics: [4bc4dd4c-7d8d-405e-a0fb-57fa4c31b4d9]
#     prowler: [s3_bucket_secure_transport_policy]
package rules.aws.s3.bucket_accepts_plaintext_requests

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["requires_tls"], "requests without tls are accepted") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.requires_tls, false)
}
