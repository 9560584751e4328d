package rules.aws.eks.cluster_endpoint_open_to_internet_test

import data.rules.aws.eks.cluster_endpoint_open_to_internet

_input(endpoint) := {"resources": {"aws.eks.cluster": [{"id": "c", "properties": {"endpoint": endpoint}}]}}

_hit := {
	"resource": "c",
	"path": ["endpoint", "public_cidrs"],
	"message": "the API endpoint admits the whole internet",
}

test_denies_an_open_endpoint if cluster_endpoint_open_to_internet.deny == {_hit} with input as _input({"open_to_internet": true})

test_allows_a_limited_endpoint if cluster_endpoint_open_to_internet.deny == set() with input as _input({"open_to_internet": false})

test_silent_when_unknown_endpoint if {
	cluster_endpoint_open_to_internet.deny == set() with input as _input({"open_to_internet": {"$unknown": "decided on apply"}})
	cluster_endpoint_open_to_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
