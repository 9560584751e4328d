"""Patterns of ids and addresses."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.evaluate.wildcard import Masks, expression, matches

TEXTS = st.text("ab.[]", max_size=8)
PATTERNS = st.text("ab.[]*?", max_size=6)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a.*", "a.b", True),
        ("a.*", "a.", True),
        ("a.?", "a.bc", False),
        ('m["*"].x', 'm["eu"].x', True),
        ("m[ab].x", "ma.x", False),
        ("*a*b", "xaxbxb", True),
        ("a\n*", "a\nb", True),
        ("a", "a\n", False),
    ],
)
def test_patterns(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001
    """Only `*` and `?` are wild, and the whole text must fit."""
    assert expected == matches(pattern, text)


@given(PATTERNS, TEXTS)
def test_it_is_the_language_of_the_shell_without_ranges(pattern: str, text: str) -> None:
    """Taking first fits finds a match wherever the exhaustive search of the standard library does."""
    assert fnmatchcase(text, pattern.replace("[", "[[]")) == bool(re.match(expression(pattern), text, re.DOTALL))


@given(st.lists(st.lists(PATTERNS, max_size=3), max_size=6), st.lists(TEXTS, max_size=6))
def test_masks_find_every_condition_that_fits(conditions: list[list[str]], texts: list[str]) -> None:
    """The bits are those of the conditions one of whose patterns fits, and of those without patterns."""
    masks = Masks()
    for index, patterns in enumerate(conditions):
        masks.add(1 << index, patterns)

    for text in texts:
        fitting = [not patterns or any(matches(one, text) for one in patterns) for patterns in conditions]
        assert sum(1 << index for index, fits in enumerate(fitting) if fits) == masks.of(text)


def test_a_text_that_nobody_knows_fits_what_asks_nothing() -> None:
    """Not even `*` fits it."""
    masks = Masks()
    masks.add(1, ())
    masks.add(2, ("*",))

    assert (1, 3) == (masks.of(None), masks.of("a"))


def test_many_wildcards_are_no_trap() -> None:
    """A pattern that would take the usual translation for ever is answered at once."""
    assert not matches("*a" * 200 + "b", "a" * 5000)
