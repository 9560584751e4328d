"""No argument makes a function fail in any other way than by an EvaluationError."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.sources.terraform.functions import FUNCTIONS, NoFiles, call
from gatewright.sources.terraform.typesystem import set_value
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    UnknownValue,
    Value,
)

SCALARS = (
    st.text(max_size=20)
    | st.sampled_from(
        ["2020-01-01T00:00:00Z", "10.0.0.0/8", "::/0", "%s%d%v", "(a)(?P<b>b)", "/a*/", "[1,{}]", "a: [b]"]
    )
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(0, 20).map(lambda power: -(10 ** (power * 250)))
    | st.sampled_from([1e308, 5e-324])
    | st.booleans()
    | st.none()
    | st.builds(
        UnknownValue,
        st.just("unknown"),
        st.none() | st.just(Reference("a.b", "id")),
        st.sampled_from(["", "p"]),
        st.none() | st.just({"a": 1}),
    )
)


def _structures(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    lists = st.lists(items, max_size=4)
    objects = st.dictionaries(st.text(max_size=3), items, max_size=3)
    return lists | objects | lists.map(ListValue) | objects.map(MapValue) | lists.map(set_value) | items.map(_marked)


def _marked(value: Value) -> Value:
    return value if isinstance(value, Sensitive) else Sensitive(value)


VALUES = st.recursive(SCALARS, _structures, max_leaves=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, max_size=4))
def test_every_function_answers_or_refuses(args: list[Value]) -> None:
    """Whatever the arguments, fitting or not: a value or an EvaluationError."""
    for name in FUNCTIONS:
        with suppress(EvaluationError):
            call(name, args, NoFiles())
