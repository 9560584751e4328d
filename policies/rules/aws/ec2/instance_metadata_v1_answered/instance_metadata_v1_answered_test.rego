package rules.aws.ec2.instance_metadata_v1_answered_test

import data.rules.aws.ec2.instance_metadata_v1_answered

_input(kind, metadata) := {"resources": {kind: [{"id": "i", "properties": {"metadata": metadata}}]}}

_kinds := ["aws.ec2.instance", "aws.ec2.launch_template", "aws.ec2.launch_configuration"]

_hit := {
	"resource": "i",
	"path": ["metadata", "tokens_required"],
	"message": "requests without a token (IMDSv1) are answered",
}

test_denies_answers_to_v1 if {
	every kind in _kinds {
		instance_metadata_v1_answered.deny == {_hit} with input as _input(kind, {"v1_answered": true})
	}
}

test_allows_no_answers_to_v1 if {
	every kind in _kinds {
		instance_metadata_v1_answered.deny == set() with input as _input(kind, {"v1_answered": false})
	}
}

test_silent_when_unknown_metadata if {
	every metadata in [{"$unknown": "decided on apply"}, {"v1_answered": {"$unknown": "decided on apply"}}] {
		instance_metadata_v1_answered.deny == set() with input as _input("aws.ec2.instance", metadata)
	}
}
