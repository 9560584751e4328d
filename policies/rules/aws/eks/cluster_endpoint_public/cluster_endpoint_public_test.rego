package rules.aws.eks.cluster_endpoint_public_test

import data.rules.aws.eks.cluster_endpoint_public

_input(endpoint) := {"resources": {"aws.eks.cluster": [{"id": "c", "properties": {"endpoint": endpoint}}]}}

_hit := {"resource": "c", "path": ["endpoint", "public"], "message": "the API endpoint is public"}

test_denies_a_public_endpoint if cluster_endpoint_public.deny == {_hit} with input as _input({"public": true})

test_allows_a_private_endpoint if cluster_endpoint_public.deny == set() with input as _input({"public": false})

test_silent_when_unknown_endpoint if {
	cluster_endpoint_public.deny == set() with input as _input({"public": {"$unknown": "decided on apply"}})
	cluster_endpoint_public.deny == set() with input as _input({"$unknown": "decided on apply"})
}
