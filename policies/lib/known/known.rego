# METADATA
# title: Values that may be unknown
# description: >-
#   Compares values of which some are unknown: `{"$unknown": reason}`. No comparison here holds for an unknown value,
#   neither the positive nor the negative one, so a rule that compares through them stays silent about what it cannot
#   know. Never write `not known.equal(v, x)`: it holds for an unknown; write `known.differs(v, x)`.
#   `v == literal` needs no help, and is quicker: no unknown equals a scalar. What may be undefined, such as a property
#   below one that may be null, is bound to a variable before a call on it is negated: OPA and regorus differ otherwise.
package lib.known

# METADATA
# description: Holds when the value is known; an absent value (null) is known. Parts of a collection may be unknown.
value(v) if not _unknown(v)

# METADATA
# description: Holds when both values are known through and through, and equal.
equal(v, x) if {
	v = x # `==` would call this very function: OPA knows the operator by the name `equal`
	_settled(v)
}

# METADATA
# description: Holds when both values are known through and through, and not equal; null differs from false.
differs(v, x) if {
	v != x
	_settled(v)
	_settled(x)
}

# METADATA
# description: Holds when the value is known through and through, and is an element of the set or array.
one_of(v, choices) if {
	v in choices
	_settled(v)
}

# METADATA
# description: Holds when the value and all the choices are known through and through, and it is none of them.
none_of(v, choices) if {
	not v in choices
	_settled(v)
	_settled(choices)
}

# METADATA
# description: Holds when both values are known numbers, and the first is less.
less(v, n) if {
	v < n
	is_number(v)
	is_number(n)
}

# METADATA
# description: Holds when both values are known numbers, and the first is more.
more(v, n) if {
	v > n
	is_number(v)
	is_number(n)
}

# METADATA
# description: Holds when the value is known to be absent (null), or an empty string, array, object or set.
missing(v) if v in [null, "", [], {}, set()]

# METADATA
# description: Holds when the value is known and not missing. `not known.missing(v)` holds for an unknown, this does not.
present(v) if {
	not missing(v)
	not _unknown(v)
}

# METADATA
# description: >-
#   The value at `path` below the properties of `resource`; the fallback where it or a step to it is absent or null;
#   undefined where it or a step to it is unknown.
get(resource, path, fallback) := v if {
	v := object.get(resource.properties, path, null)
	v != null
	not _unknown(v)
} else := fallback if {
	not _unknown_on(resource.properties, path)
}

# METADATA
# description: Holds when the value itself is unknown.
_unknown(v) if v["$unknown"]

# METADATA
# description: Holds when the value at `path`, or one on the way to it, is unknown.
_unknown_on(properties, path) if {
	some end in numbers.range(0, count(path))
	_unknown(object.get(properties, array.slice(path, 0, end), null))
}

# METADATA
# description: Holds when neither the value nor a part of it, at any depth, is unknown.
_settled(v) if not _unknown_within(v)

# METADATA
# description: Holds when the value or a part of it, at any depth, is unknown.
_unknown_within(v) if {
	walk(v, [_, part])
	_unknown(part)
}
