package lib.known_test

import data.lib.known

_unknown := {"$unknown": "decided on apply"}

_bucket := {
	"id": "b",
	"properties": {
		"acl": null,
		"encryption": {"algorithm": "AES256", "key": _unknown},
		"logging": null,
		"owners": ["a", "b"],
		"policy": _unknown,
		"versioning": {"enabled": false},
	},
}

test_value_holds_for_known_values if {
	every v in [null, false, 0, "", [], {}, "a", ["a"], {"a": 1}, [_unknown]] { known.value(v) }
}

test_value_silent_when_unknown if not known.value(_unknown)

test_equal_holds_for_equal_values if {
	every v in [null, false, 0, "a", ["a"], {"a": [1]}] { known.equal(v, v) }
}

test_equal_fails_for_other_values if {
	not known.equal(null, false)
	not known.equal("a", "b")
	not known.equal(["a"], ["b"])
}

# Two values that nobody knows may differ.
test_equal_silent_when_unknown if {
	not known.equal(_unknown, false)
	not known.equal(false, _unknown)
	not known.equal(_unknown, _unknown)
	not known.equal([_unknown], [_unknown])
	not known.equal({"a": {"b": _unknown}}, {"a": {"b": _unknown}})
}

test_differs_holds_for_other_values if {
	known.differs(null, false)
	known.differs("a", "b")
	known.differs(["a"], ["a", "b"])
}

test_differs_fails_for_equal_values if {
	not known.differs(null, null)
	not known.differs("a", "a")
	not known.differs({"a": [1]}, {"a": [1]})
}

test_differs_silent_when_first_unknown if {
	not known.differs(_unknown, true)
	not known.differs(["a", _unknown], ["a", "b"])
}

test_differs_silent_when_second_unknown if {
	not known.differs(true, _unknown)
	not known.differs({"a": 1}, {"a": _unknown})
}

test_one_of_holds_for_an_element if {
	known.one_of("a", {"a", "b"})
	known.one_of("a", ["b", "a"])
	known.one_of(null, {null})
}

test_one_of_fails_for_another_value if not known.one_of("c", {"a", "b"})

test_one_of_silent_when_unknown if {
	not known.one_of(_unknown, {"a", "b"})
	not known.one_of(_unknown, [_unknown])
}

test_none_of_holds_for_another_value if {
	known.none_of("c", {"a", "b"})
	known.none_of("c", ["a", "b"])
	known.none_of(null, {"a"})
}

test_none_of_fails_for_an_element if not known.none_of("a", {"a", "b"})

test_none_of_silent_when_value_unknown if not known.none_of(_unknown, {"a", "b"})

test_none_of_silent_when_a_choice_unknown if not known.none_of("c", ["a", _unknown])

test_less_compares_numbers if {
	known.less(6, 7)
	not known.less(7, 7)
	not known.less(8, 7)
}

# Null, booleans and strings are ordered against numbers in Rego; an unknown object is more than every number.
test_less_silent_without_two_numbers if {
	not known.less(null, 7)
	not known.less(false, 7)
	not known.less(_unknown, 7)
	not known.less(7, "a")
	not known.less(7, _unknown)
}

test_more_compares_numbers if {
	known.more(8, 7)
	not known.more(7, 7)
	not known.more(6, 7)
}

test_more_silent_without_two_numbers if {
	not known.more("a", 7)
	not known.more(_unknown, 7)
	not known.more(7, null)
	not known.more(7, false)
	not known.more(7, _unknown)
}

test_missing_holds_for_null_and_empty if {
	every v in [null, "", [], {}, set()] { known.missing(v) }
}

test_missing_fails_for_values if {
	every v in [false, 0, "a", ["a"], {"a": 1}] { not known.missing(v) }
}

test_missing_silent_when_unknown if {
	not known.missing(_unknown)
	not known.missing([_unknown])
}

test_present_holds_for_values if {
	every v in [false, 0, "a", ["a"], {"a": 1}, [_unknown]] { known.present(v) }
}

test_present_fails_for_null_and_empty if {
	every v in [null, "", [], {}, set()] { not known.present(v) }
}

test_present_silent_when_unknown if not known.present(_unknown)

test_get_gives_the_value if {
	known.get(_bucket, ["versioning", "enabled"], true) == false
	known.get(_bucket, ["encryption", "algorithm"], "none") == "AES256"
	known.get(_bucket, ["owners", 1], "nobody") == "b"
	known.get(_bucket, ["owners"], []) == ["a", "b"]
}

test_get_gives_the_fallback_for_null_and_absent if {
	known.get(_bucket, ["acl"], "private") == "private"
	known.get(_bucket, ["logging", "target"], "none") == "none"
	known.get(_bucket, ["versioning", "mfa"], true) == true
	known.get(_bucket, ["nothing"], false) == false
}

test_get_silent_when_the_value_is_unknown if {
	not known.get(_bucket, ["policy"], "absent")
	not known.get(_bucket, ["encryption", "key"], "absent")
}

test_get_silent_when_a_step_is_unknown if {
	not known.get(_bucket, ["policy", "statements"], "absent")
	not known.get({"id": "b", "properties": _unknown}, ["policy"], "absent")
}
