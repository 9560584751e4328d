# METADATA
# title: EKS cluster's API endpoint admits the whole internet
# description: >-
#   Every address of the internet may connect to the Kubernetes API server, so a leaked kubeconfig or a flaw in the
#   server can be used from anywhere. Name the networks that may connect, or make the endpoint private.
# custom:
#   severity: high
#   resource_types: [aws.eks.cluster]
#   reads:
#     - [endpoint, open_to_internet]
#   remediation:
#     terraform: >-
#       Set `public_access_cidrs` in `vpc_config` to your own networks, or `endpoint_public_access = false`.
#     console: >-
#       Open EKS, the cluster, Networking, Manage endpoint access, Advanced settings; enter the CIDR blocks that
#       may connect.
#     cli: >-
#       aws eks update-cluster-config --name CLUSTER --resources-vpc-config
#       endpointPublicAccess=true,publicAccessCidrs=198.51.100.0/24
#   fix:
#     confidence: review
#     title: Make the API endpoint private
#     note: >-
#       Whoever is outside of the VPC cannot reach the cluster's API any more. To keep it public for your own
#       networks, name them in `public_access_cidrs` instead.
#     edits:
#       aws_eks_cluster.vpc_config:
#         - set: {endpoint_private_access: true, endpoint_public_access: false}
#   equivalents:
#     checkov: [CKV_AWS_38]
#     trivy: [AWS-0041]
#     tfsec: [aws-eks-no-public-cluster-access-to-cidr]
#     kics: [61cf9883-1752-4768-b18c-0d57f2737709]
package rules.aws.eks.cluster_endpoint_open_to_internet

import data.lib.finding
import data.lib.known

deny contains finding.at(cluster, ["endpoint", "public_cidrs"], "the API endpoint admits the whole internet") if {
	some cluster in input.resources["aws.eks.cluster"]
	known.equal(cluster.properties.endpoint.open_to_internet, true)
}
