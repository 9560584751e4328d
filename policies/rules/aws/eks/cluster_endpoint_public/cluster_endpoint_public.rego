# METADATA
# title: EKS cluster has a public API endpoint
# description: >-
#   The Kubernetes API server has an address on the internet, so a leaked kubeconfig or a flaw in the server can be
#   used from anywhere that the endpoint admits. Make the endpoint private, and reach it through the VPC.
# custom:
#   severity: medium
#   resource_types: [aws.eks.cluster]
#   reads:
#     - [endpoint, public]
#   remediation:
#     terraform: >-
#       Set `endpoint_private_access = true` and `endpoint_public_access = false` in `vpc_config`.
#     console: >-
#       Open EKS, the cluster, Networking, Manage endpoint access; choose Private.
#     cli: >-
#       aws eks update-cluster-config --name CLUSTER --resources-vpc-config
#       endpointPublicAccess=false,endpointPrivateAccess=true
#   fix:
#     confidence: review
#     title: Make the API endpoint private
#     note: >-
#       Whoever is outside of the VPC cannot reach the cluster's API any more; connect through a VPN or from
#       within.
#     edits:
#       aws_eks_cluster.vpc_config:
#         - set: {endpoint_private_access: true, endpoint_public_access: false}
#   equivalents:
#     checkov: [CKV_AWS_39]
#     trivy: [AWS-0040]
#     tfsec: [aws-eks-no-public-cluster-access]
#     kics: [42f4b905-3736-4213-bfe9-c0660518cda8]
#     prowler: [eks_cluster_not_publicly_accessible]
package rules.aws.eks.cluster_endpoint_public

import data.lib.finding
import data.lib.known

deny contains finding.at(cluster, ["endpoint", "public"], "the API endpoint is public") if {
	some cluster in input.resources["aws.eks.cluster"]
	known.equal(cluster.properties.endpoint.public, true)
}
