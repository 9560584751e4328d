# METADATA
# title: KMS key does not rotate
# description: >-
#   Automatic rotation is off for a key that KMS could rotate, so the same key material protects all data for as
#   long as the key lives. Turn rotation on; nothing that uses the key has to change.
# custom:
#   severity: medium
#   resource_types: [aws.kms.key]
#   reads:
#     - [rotation]
#     - [enabled]
#   remediation:
#     terraform: >-
#       Set `enable_key_rotation = true`.
#     console: >-
#       Open the key, Key rotation, Edit, and enable automatic rotation.
#     cli: >-
#       aws kms enable-key-rotation --key-id KEY
#   fix:
#     confidence: certain
#     title: Turn on automatic rotation
#     edits:
#       aws_kms_key:
#         - set: {enable_key_rotation: true}
#   equivalents:
#     checkov: [CKV_AWS_7]
#     trivy: [AWS-0065]
#     tfsec: [aws-kms-auto-rotate-keys]
#     kics: [22fbfeac-7b5a-421a-8a27-7a2178bb910b]
#     prowler: [kms_cmk_rotation_enabled]
package rules.aws.kms.key_rotation_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(key, ["rotation"], "automatic rotation is off") if {
	some key in input.resources["aws.kms.key"]
	known.equal(key.properties.rotation, "off")
	known.equal(key.properties.enabled, true)
}
