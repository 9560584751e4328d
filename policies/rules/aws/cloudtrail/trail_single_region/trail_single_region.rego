# METADATA
# title: CloudTrail trail records one region only
# description: >-
#   The trail records the events of its own region. What happens in the others, where nobody looks, leaves no
#   trace in it. Make it a multi-region trail.
# custom:
#   severity: medium
#   resource_types: [aws.cloudtrail.trail]
#   reads:
#     - [multi_region]
#   remediation:
#     terraform: >-
#       Set `is_multi_region_trail = true`.
#     console: >-
#       Trails made in the console are multi-region; make a new one and delete this one.
#     cli: >-
#       aws cloudtrail update-trail --name NAME --is-multi-region-trail
#   fix:
#     confidence: review
#     title: Record the events of every region
#     note: >-
#       Where each region has a trail of its own, events are recorded and billed twice: keep one. A multi-region
#       trail must not say `include_global_service_events = false`.
#     edits:
#       aws_cloudtrail:
#         - set: {is_multi_region_trail: true}
#   equivalents:
#     checkov: [CKV_AWS_67]
#     trivy: [AWS-0014]
#     tfsec: [aws-cloudtrail-enable-all-regions]
#     kics: [8173d5eb-96b5-4aa6-a71b-ecfa153c123d]
#     prowler: [cloudtrail_multi_region_enabled]
package rules.aws.cloudtrail.trail_single_region

import data.lib.finding
import data.lib.known

deny contains finding.at(trail, ["multi_region"], "only the events of one region are recorded") if {
	some trail in input.resources["aws.cloudtrail.trail"]
	known.equal(trail.properties.multi_region, false)
}
