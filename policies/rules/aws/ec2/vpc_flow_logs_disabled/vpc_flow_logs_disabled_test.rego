package rules.aws.ec2.vpc_flow_logs_disabled_test

import data.rules.aws.ec2.vpc_flow_logs_disabled

_input(logs) := {"resources": {"aws.ec2.vpc": [{"id": "v", "properties": {"flow_logs": logs}}]}}

_hit := {"resource": "v", "path": ["flow_logs"], "message": "no flow log records the traffic of the VPC"}

test_denies_no_flow_log if vpc_flow_logs_disabled.deny == {_hit} with input as _input([])

test_allows_a_flow_log if {
	vpc_flow_logs_disabled.deny == set() with input as _input([{"traffic": "REJECT", "destination": {"$unknown": "decided on apply"}}])
}

test_silent_when_unknown_flow_logs if {
	vpc_flow_logs_disabled.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	vpc_flow_logs_disabled.deny == set() with input as _input({"$unknown": "decided on apply"})
}
