"""Elements of lists, in native syntax."""

from __future__ import annotations

import pytest
from edited_files import edited, edited_once, place

from gatewright.sources.terraform.editing import EditRefusedError, FileEditor

LINES = 'x {\n  a = [\n    "b", # first\n    "c",\n    # third\n    "d"\n  ]\n}\n'


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("[1, 2, 3]", 0, "[2, 3]"),
        ("[1, 2, 3]", 1, "[1, 3]"),
        ("[1, 2, 3]", 2, "[1, 2]"),
        ("[1, 2,]", 1, "[1,]"),
        ("[(1), (2)]", 0, "[(2)]"),
        ("[1]", 0, "[]"),
        ("[\n    1,\n  ]", 0, "[]"),
        ("[\n    1, 2,\n    3,\n  ]", 1, "[\n    1,\n    3,\n  ]"),
        ("[\n    1, # one\n    2, # two\n  ]", 0, "[\n    2, # two\n  ]"),
        ("[\n    1,\n    2\n  ]", 1, "[\n    1\n  ]"),
        ("toset([1, 2])", 0, "toset([2])"),
    ],
)
def test_an_element_is_removed(text: str, index: int, expected: str) -> None:
    """With its comma, its line where it has one for itself, and the comment behind it."""
    text = f"x {{\n  a = {text}\n}}\n"
    assert f"x {{\n  a = {expected}\n}}\n" == edited_once(text, lambda e: e.remove_element(place(text, "a ="), index))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", "[9]"),
        ("[1]", "[1, 9]"),
        ("[1,]", "[1, 9,]"),
        ("[\n  ]", "[\n    9,\n  ]"),
        ("[\n    1,\n  ]", "[\n    1,\n    9,\n  ]"),
        ("[\n    1 # one\n  ]", "[\n    1, # one\n    9\n  ]"),
        ("[\n    1,\n    2]", "[\n    1,\n    2, 9]"),
        ("[9]", "[9]"),
    ],
)
def test_an_element_is_added(text: str, expected: str) -> None:
    """In the layout of the list, unless an equal one is there."""
    text = f"x {{\n  a = {text}\n}}\n"
    assert f"x {{\n  a = {expected}\n}}\n" == edited(text, lambda e: e.add_element(place(text, "a ="), 9))


def test_an_element_is_replaced() -> None:
    """Its neighbours and their comments stay."""
    expected = LINES.replace('"b", # first', '"bb", # first')
    assert expected == edited(LINES, lambda e: e.replace_element(place(LINES, "a ="), 0, "bb"))
    text = "x {\n  a = [[1], [2]]\n}\n"
    assert text.replace("[2]", '[2, { b = "c" }]') == edited(
        text, lambda e: e.add_element(place(text, "[2]"), {"b": "c"})
    )


def test_a_list_is_found_within_a_value() -> None:
    """A list that begins at the place is meant, wherever in a value it stands."""
    text = "x {\n  a = concat(var.z, [1, 2])\n}\n"
    assert text.replace("1, 2", "2") == edited_once(text, lambda e: e.remove_element(place(text, "[1"), 0))


@pytest.mark.parametrize("text", ["var.a", "concat([1], [2])", "[for x in y : x]", "[<<E\nx\nE\n  ]"])
def test_elements_that_are_not_written_there_are_refused(text: str) -> None:
    """What a list is made of elsewhere cannot be edited here."""
    text = f"x {{\n  a = {text}\n}}\n"
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", text.encode()).add_element(place(text, "a ="), 3)


@pytest.mark.parametrize("index", [-1, 3])
def test_an_index_outside_of_the_list_is_refused(index: int) -> None:
    """There is nothing to remove."""
    with pytest.raises(EditRefusedError, match="no element"):
        FileEditor("main.tf", LINES.encode()).remove_element(place(LINES, "a ="), index)
