"""Types, conversion, unification, equality."""

from __future__ import annotations

import pytest

from gatewright.sources.terraform.typesystem import (
    Attribute,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    convert,
    convertible,
    describe,
    equal,
    number_text,
    object_type,
    parse_number,
    set_value,
    to_text,
    type_of,
    unify,
)
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
)

UNKNOWN = UnknownValue("known after apply")
IDENTIFIER = UnknownValue("known after apply", reference=Reference("aws_vpc.main", "id"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "string"),
        (True, "bool"),
        (1.5, "number"),
        (None, "any"),
        (UNKNOWN, "any"),
        (IDENTIFIER, "string"),
        (Sensitive(1), "number"),
        ([1, "a"], TupleType(("number", "string"))),
        (ListValue(["a", None]), ListType("string")),
        (ListValue(), ListType("any")),
        (SetValue([1, UNKNOWN]), SetType("number")),
        (MapValue(a="x"), MapType("string")),
        ({"b": 1, "a": [True]}, object_type({"a": TupleType(("bool",)), "b": "number"})),
        (ListValue([{"a": None}, {"a": 1}]), ListType(object_type({"a": "number"}))),
    ],
)
def test_values_have_their_types(value: Value, expected: Type) -> None:
    """Gaps that nulls and unknowns leave in an element type are filled from the other elements."""
    assert expected == type_of(value)
    assert hash(expected) == hash(type_of(value))


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([], None),
        (["number", "string", "bool"], "string"),
        (["number", "bool"], None),
        (["string", "any"], "string"),
        (["number", ListType("number")], None),
        ([object_type({"a": "number"}), object_type({"a": "string"})], object_type({"a": "string"})),
        ([object_type({"a": "number"}), object_type({"b": "string"})], MapType("string")),
        ([object_type({"a": "number"}), object_type({"b": ListType("string")})], None),
        ([object_type({"a": "number"}), MapType("string")], MapType("string")),
        ([object_type({"a": "number"}), "any"], "any"),
        ([TupleType(("number",)), TupleType(("string",))], TupleType(("string",))),
        ([TupleType(("number",)), TupleType(())], ListType("number")),
        ([TupleType(("number",)), ListType("string")], ListType("string")),
        ([SetType("number"), ListType("number")], ListType("number")),
        ([SetType("number"), TupleType(("number",))], SetType("number")),
        ([TupleType(()), object_type({})], None),
        ([MapType("number"), MapType("string")], MapType("string")),
    ],
)
def test_types_unify(types: list[Type], expected: Type | None) -> None:
    """The common type is the one that Terraform would choose."""
    assert expected == unify(types)


def test_a_host_of_types_is_given_up_without_comparing_all_pairs() -> None:
    """Many different types with nothing in common do not cost quadratic time."""
    number: Type = "number"
    types: list[Type] = [SetType(number), *(TupleType((number,) * length) for length in range(2_000))]

    assert unify([SetType("number"), ListType("number"), *types]) is None


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("number", "string", True),
        ("number", "bool", False),
        (object_type({"a": "number", "b": "bool"}), object_type({"a": "string"}), True),
        (object_type({}), object_type({"a": "string"}), False),
        (object_type({}), ObjectType((Attribute("a", "string", optional=True),)), True),
        (MapType("string"), object_type({"a": ListType("string")}), False),
        (TupleType(("number", "bool")), ListType("any"), False),
        (TupleType(("number", "bool")), TupleType(("string", "string")), True),
        (SetType("number"), ListType("string"), True),
        (ListType("any"), "string", False),
    ],
)
def test_convertibility_goes_by_types(source: Type, target: Type, expected: bool) -> None:  # noqa: FBT001  # a table
    """Whether a conversion exists is told without a value."""
    assert expected == convertible(source, target)


@pytest.mark.parametrize(
    ("value", "wanted", "message"),
    [
        ("x", "number", "a number is required"),
        ("True", "bool", "use lowercase `true`"),
        (1, "bool", "bool required, but have number"),
        ("a", ListType("string"), "list of string required, but have string"),
        ([["a"]], ListType("string"), "element 0: string required, but have tuple"),
        ({"a": []}, MapType("string"), "element `a`: string required"),
        ([1], TupleType(("number", "number")), "tuple of 2 elements required, but have 1"),
        ({}, object_type({"a": "any", "b": "any"}), "attributes `a`, `b` required"),
        ({"a": "x"}, object_type({"a": "number"}), "attribute `a`: a number is required"),
        ([1, []], ListType("any"), "all list elements must have the same type"),
        ("9" * 5000, "number", "a number is required"),
        pytest.param(10**5000, "string", "not supported", id="huge"),
        ("1e9999", "number", "not supported"),
    ],
)
def test_refusals_say_where_and_why(value: Value, wanted: Type, message: str) -> None:
    """A value that does not fit is refused with its place and what was wanted."""
    with pytest.raises(EvaluationError, match=message):
        convert(value, wanted)


def test_unknown_values_pass_conversion_with_all_that_is_known_of_them() -> None:
    """Reference, prefix and document of an unknown value survive, alone and as an element."""
    known_in_part = UnknownValue("r", Reference("a.b", "id"), prefix="arn:", document={"a": 1})

    assert convert(known_in_part, "number") is known_in_part
    converted = convert([known_in_part, 1], ListType("string"))
    assert isinstance(converted, ListValue)
    assert [known_in_part, "1"] == converted


def test_marks_stay_on_elements_but_not_within_sets() -> None:
    """A list keeps the mark on its element, a set takes it for its own."""
    assert [Sensitive("1"), "2"] == convert([Sensitive(1), 2], ListType("string"))
    assert Sensitive(SetValue(["1", "2"])) == convert([Sensitive(1), 2], SetType("string"))
    assert Sensitive("1") == convert(Sensitive(1), "string")


def test_a_set_with_unknown_elements_is_no_list_yet() -> None:
    """How many elements such a set has, and in which order, is not known."""
    assert UnknownValue("known after apply") == convert(SetValue(["a", UNKNOWN]), ListType("string"))
    assert [UNKNOWN] == convert(SetValue([UNKNOWN]), ListType("string"))


def test_defaults_are_filled_in_at_every_depth() -> None:
    """A missing or null optional attribute takes its default, and the default its own."""
    inner = ObjectType(
        (Attribute("size", "number", optional=True, default=3), Attribute("tag", "string", optional=True))
    )
    outer = ObjectType((Attribute("inner", inner, optional=True, default={}), Attribute("name", "string")))

    assert {"inner": {"size": 3, "tag": None}, "name": "1"} == convert({"name": 1, "extra": True}, outer)
    assert {"inner": {"size": 3, "tag": None}, "name": "n"} == convert({"name": "n", "inner": None}, outer)
    assert {"inner": UNKNOWN, "name": "n"} == convert({"name": "n", "inner": UNKNOWN}, outer)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1, "1", False),
        (True, 1, False),
        (None, None, True),
        (None, "a", False),
        ([1], [1], True),
        ([1], ListValue([1]), False),
        ({"a": 1}, MapValue(a=1), False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        (SetValue([1, 2]), SetValue([2, 1]), True),
        (SetValue([1]), SetValue([1, 2]), False),
        (Sensitive("a"), "a", True),
        ([Sensitive(1)], [1], True),
        ([1, UNKNOWN], [2, UNKNOWN], False),
        ([UNKNOWN, 1], [UNKNOWN, 2], False),
        ([UNKNOWN], [1, 2], False),
        (UnknownValue("u", prefix="arn:aws:"), "arn:gcp:x", False),
        (UnknownValue("u", prefix="a"), UnknownValue("v", prefix="b"), False),
        (UnknownValue("u", prefix="a"), 1, False),
    ],
)
def test_known_equality(one: Value, other: Value, expected: bool) -> None:  # noqa: FBT001  # a table
    """Types count, and a difference in known parts decides in spite of unknown ones."""
    assert equal(one, other) is expected
    assert equal(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (UNKNOWN, "a"),
        (UNKNOWN, None),
        (UNKNOWN, UNKNOWN),
        ([1, UNKNOWN], [1, 2]),
        ({"a": UNKNOWN}, {"a": None}),
        (SetValue(["a", UNKNOWN]), SetValue(["a"])),
        (UnknownValue("known after apply", prefix="arn:"), "arn:x"),
        (UnknownValue("known after apply", prefix="arn:"), None),
    ],
)
def test_unknown_equality(one: Value, other: Value) -> None:
    """Where an unknown part could decide, the answer is unknown, for its reason."""
    assert UnknownValue("known after apply") == equal(one, other)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "1"), (1.5, "1.5"), (2.0, "2"), (1e30, "1" + "0" * 30), (1e-7, "0.0000001"), (-0.25, "-0.25")],
)
def test_numbers_are_written_without_exponents(number: float, expected: str) -> None:
    """Whole numbers have no point, small ones no exponent; reading gives the number back."""
    assert expected == number_text(number)
    assert number == float(parse_number(expected))


def test_text_of_values_in_templates() -> None:
    """Primitive values have a text, null and collections are refused."""
    assert ["a", "true", "1.5"] == [to_text("a"), to_text(value=True), to_text(1.5)]
    refused: list[Value] = [None, [], UNKNOWN]
    for value in refused:
        with pytest.raises(EvaluationError):
            to_text(value)


def test_set_elements_come_in_terraforms_order() -> None:
    """Numbers by size, null last, unknown ones after it, structures by cty's text of them."""
    assert [2, 10, None, UNKNOWN] == set_value([None, 10, UNKNOWN, 2, 10])
    assert [{"n": 10, "p": 1}, {"n": 1, "p": 1}] == set_value([{"n": 1, "p": 1}, {"p": 1, "n": 10}])
    assert [{"n": 12345678901}, {"n": 12345678902}] == set_value([{"n": 12345678902}, {"n": 12345678901}])


def test_types_have_names() -> None:
    """Messages name types as Terraform does."""
    assert "map of list of string" == describe(MapType(ListType("string")))
    assert ["dynamic", "tuple", "object"] == [describe("any"), describe(TupleType(())), describe(object_type({}))]
