"""The last nested block of a type is taken away, and an empty list says that there is none."""

from __future__ import annotations

import pytest

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import EditRefusedError, FileEditor, apply

BLOCK = 'resource "aws_security_group" "g" {\n  name = "g"\n\n  # public\n  ingress {\n    to_port = 22\n  }\n}\n'


@pytest.mark.parametrize("before", ["", "locals {\n  a = 1\n}\n\n"], ids=["first", "second"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_empty_list_stands_for_the_block(before: str, ending: str) -> None:
    """The list is written beside the arguments, and the line ends of the file are kept."""
    data = (before + BLOCK).replace("\n", ending).encode()
    splices = FileEditor("main.tf", data).emptied(Position(line=before.count("\n") + 5, column=3))
    expected = before + 'resource "aws_security_group" "g" {\n  name    = "g"\n  ingress = []\n}\n'
    assert expected.replace("\n", ending).encode() == apply(data, splices)


def test_a_block_without_arguments_has_one_then() -> None:
    """Where the block was all that there was, the list is."""
    data = b'resource "aws_security_group" "g" {\n  ingress {\n    to_port = 22\n  }\n}\n'
    splices = FileEditor("main.tf", data).emptied(Position(line=2, column=3))
    assert b'resource "aws_security_group" "g" {\n  ingress = []\n}\n' == apply(data, splices)


@pytest.mark.parametrize(
    ("file", "data", "place", "message"),
    [
        ("main.tf", b"a {\n  b {\n    c {\n    }\n  }\n}\n", (3, 5), "`c` is no block right within another one"),
        ("main.tf", b"a {\n}\n", (1, 1), "`a` is no block right within another one"),
        ("main.tf.json", b"{}", (1, 1), "the entry at 1:1 is written in JSON; leave an empty list there by hand"),
    ],
    ids=["deeper", "outer", "json"],
)
def test_other_places_are_refused(file: str, data: bytes, place: tuple[int, int], message: str) -> None:
    """Only a block right within another one is replaced by a list."""
    with pytest.raises(EditRefusedError) as caught:
        FileEditor(file, data).emptied(Position(line=place[0], column=place[1]))
    assert message == str(caught.value)
