package lib.related_test

import data.lib.related

_input := {"resources": {}, "by_id": {"a": {"id": "a"}, "b": {"id": "b"}}}

_trail(targets) := {"id": "t", "relations": {"bucket": targets}}

test_each_follows_the_relation_in_order if {
	related.each(_trail(["b", "a"]), "bucket") == [{"id": "b"}, {"id": "a"}] with input as _input
}

test_each_is_empty_without_the_relation if {
	related.each(_trail(["a"]), "key") == [] with input as _input
}

test_each_leaves_out_what_is_not_in_the_estate if {
	related.each(_trail(["gone", "a"]), "bucket") == [{"id": "a"}] with input as _input
}

test_each_silent_when_unknown if {
	related.each(_trail([{"$unknown": "decided on apply"}]), "bucket") == [] with input as _input
}
