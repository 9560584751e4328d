"""Policy documents within a configuration: where each is written, and its next change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Protocol

from gatewright.sources.terraform.editing import rendering, slots
from gatewright.sources.terraform.editing.content import Content
from gatewright.sources.terraform.editing.form import Policy
from gatewright.sources.terraform.editing.policy_trees import JsonTree, NativeTree, Tree, first_change, same
from gatewright.sources.terraform.editing.slots import Slot
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.syntax.nodes import Call, Expression, Literal, ObjectCons

_STATEMENT = "Statement"


class Document(Protocol):
    """A policy document as it is written."""

    def read(self) -> Policy:
        """The document as JSON values, its statements as a list."""

    def change(self, wanted: Policy) -> list[Splice]:
        """The splices of the first difference to what is wanted; none where there is none."""


class TreeDocument:
    """A document that is written as a tree of values."""

    def __init__(self, tree: Tree, root: ObjectCons) -> None:
        self._tree = tree
        self._root = root

    def read(self) -> Policy:
        """The document; a single statement without a list is a list of one."""
        found = self._tree.content(self._root)
        if not isinstance(found, Mapping):
            raise EditRefusedError("a key of the policy is an expression; edit it by hand")
        document = dict(found)
        if isinstance(document.get(_STATEMENT), Mapping):
            document[_STATEMENT] = [document[_STATEMENT]]
        return document

    def change(self, wanted: Policy) -> list[Splice]:
        """The splices of the first difference."""
        statements = wanted.get(_STATEMENT)
        written = self._tree.content(self._root)
        single = isinstance(written, Mapping) and isinstance(written.get(_STATEMENT), Mapping)
        if single and isinstance(statements, list) and len(statements) == 1:
            wanted = {**wanted, _STATEMENT: statements[0]}
        return first_change(self._tree, self._root, wanted)


class StringDocument:
    """A document within a quoted string, which is written anew."""

    def __init__(self, data: bytes, slot: Slot, document: Policy) -> None:
        self._data = data
        self._slot = slot
        self._document = document

    def read(self) -> Policy:
        """The document."""
        return self._document

    def change(self, wanted: Policy) -> list[Splice]:
        """The splice of the whole string."""
        if same(self._document, wanted):
            return []
        try:
            text = json.dumps(wanted)
        except TypeError:
            raise EditRefusedError("an expression cannot be written into a policy that is a quoted string") from None
        return [Splice(*self._slot.value, rendering.string(text).encode())]


def document_at(data: bytes, slot: Slot, byte: int) -> Document:
    """The policy document that begins at a byte, or that is the value there."""
    value = slot.expression
    for inner in slots.parts(slot.expression):
        if inner.span[0] == byte and isinstance(inner, (ObjectCons, Call)):
            value = inner
            break
    if isinstance(value, Call) and value.name == "jsonencode" and len(value.arguments) == 1:
        value = value.arguments[0]
    if isinstance(value, ObjectCons):
        return TreeDocument(NativeTree(data), value)
    if data.startswith(b"<<", value.span[0]):
        return _heredoc(data, value)
    if isinstance(value, Literal) and isinstance(value.value, str):
        return _string(data, slot, value.value)
    raise EditRefusedError("no policy document is written at the place; change it where it comes from")


def _heredoc(data: bytes, value: Expression) -> Document:
    start = data.index(b"\n", value.span[0]) + 1
    end = data.rindex(b"\n", start - 1, value.span[1]) + 1
    tree = JsonTree(data, (start, end))
    if not isinstance(tree.root, ObjectCons):
        raise EditRefusedError("the heredoc holds no policy document")
    return TreeDocument(tree, tree.root)


def _string(data: bytes, slot: Slot, text: str) -> Document:
    try:
        document: Content = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise EditRefusedError("the text at the place is no policy document")
    return StringDocument(data, slot, document)
