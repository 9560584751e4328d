"""Edited files, with places given by what stands there."""

from __future__ import annotations

from collections.abc import Callable

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import FileEditor, Splice, apply

Edit = Callable[[FileEditor], tuple[Splice, ...]]


def place(text: str, what: str) -> Position:
    """Where a text stands for the first time."""
    at = text.index(what)
    before = text[:at]
    return Position(line=before.count("\n") + 1, column=at - (before.rfind("\n") + 1) + 1)


def edited(text: str, edit: Edit, *, file: str = "main.tf") -> str:
    """The text after an edit, which changes nothing when it is made a second time."""
    data = text.encode()
    result = apply(data, edit(FileEditor(file, data)))
    assert () == edit(FileEditor(file, result))
    return result.decode()


def edited_once(text: str, edit: Edit, *, file: str = "main.tf") -> str:
    """The text after an edit that goes by an index, or whose block is gone then."""
    data = text.encode()
    return apply(data, edit(FileEditor(file, data))).decode()
