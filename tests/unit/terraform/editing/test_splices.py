"""Splices: applied at once, refused where they meet, and told in each other's terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.sources.terraform.editing import EditRefusedError, Splice, apply, compose

TEXT = b"0123456789" * 3


@st.composite
def _splices(draw: st.DrawFn, size: int) -> list[Splice]:
    cuts = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Splice(start, end, draw(st.binary(max_size=4))) for start, end in pairs]


def test_all_are_applied_and_doubles_count_once() -> None:
    """The order in which they are given does not matter."""
    splices = [Splice(4, 5, b"x"), Splice(0, 0, b"a"), Splice(4, 5, b"x")]
    assert b"a0123x56789" == apply(b"0123456789", splices)


@pytest.mark.parametrize("splices", [[Splice(0, 2, b""), Splice(1, 3, b"")], [Splice(1, 1, b"a"), Splice(1, 1, b"b")]])
def test_edits_that_meet_are_refused(splices: list[Splice]) -> None:
    """Neither is merged into the other blindly."""
    with pytest.raises(EditRefusedError, match="byte 1"):
        apply(TEXT, splices)


@given(st.data())
def test_two_rounds_are_one(data: st.DataObject) -> None:
    """Composed splices do to the original what the rounds do one after the other."""
    first = data.draw(_splices(len(TEXT)))
    between = apply(TEXT, first)
    second = data.draw(_splices(len(between)))
    assert apply(between, second) == apply(TEXT, compose(first, second))
