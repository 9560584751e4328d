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
