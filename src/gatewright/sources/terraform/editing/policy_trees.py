"""The places where a policy document is written, read as JSON values; one change at a time is made to one."""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Protocol

from gatewright.sources.terraform.editing import entries, rendering
from gatewright.sources.terraform.editing.content import Content, Raw
from gatewright.sources.terraform.editing.json_text import JsonText, item
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.editing.tokens import template_end
from gatewright.sources.terraform.syntax import templates
from gatewright.sources.terraform.syntax.json_syntax import parse_json_text
from gatewright.sources.terraform.syntax.nodes import (
    Expression,
    Invalid,
    Literal,
    ObjectCons,
    Span,
    Template,
    TupleCons,
)

_TEMPLATE = re.compile(rb'\\.|\$\$\{|%%\{|(?P<inner>\$\{)|(?P<directive>%\{)|(?P<quote>")', re.DOTALL)
_WHOLE = re.compile(r'"\$\{\s*(.*?)\s*\}"', re.DOTALL)


class Tree(Protocol):
    """A tree of written values that can be read and changed."""

    @abstractmethod
    def content(self, written: Expression) -> Content:
        """The value, what is no plain value as `Raw`."""

    @abstractmethod
    def replaced(self, written: Expression, value: Content) -> list[Splice]:
        """Put a value in the place of another."""

    @abstractmethod
    def removed(self, where: ObjectCons | TupleCons, step: int | str) -> list[Splice]:
        """Remove an item."""

    @abstractmethod
    def added(self, where: ObjectCons | TupleCons, value: Content, key: str | None = None) -> list[Splice]:
        """Add an item at the end."""


def first_change(tree: Tree, written: Expression, wanted: Content) -> list[Splice]:
    """The splices of the first difference between what is written and what is wanted; none where they are equal."""
    present = tree.content(written)
    if same(present, wanted):
        return []
    if isinstance(written, ObjectCons) and isinstance(present, Mapping) and isinstance(wanted, Mapping):
        for key in present:
            if key not in wanted:
                return tree.removed(written, key)
        for key, value in wanted.items():
            index = item(written, key)
            if index is None:
                return tree.added(written, value, key)
            if found := first_change(tree, written.items[index][1], value):
                return found
        return []
    if isinstance(written, TupleCons) and isinstance(present, list) and isinstance(wanted, list):
        return _first_in_list(tree, written, present, wanted)
    return tree.replaced(written, wanted)


def _first_in_list(
    tree: Tree, written: TupleCons, present: Sequence[Content], wanted: Sequence[Content]
) -> list[Splice]:
    at = next((i for i, (a, b) in enumerate(zip(present, wanted, strict=False)) if not same(a, b)), None)
    if len(present) > len(wanted):
        return tree.removed(written, len(wanted) if at is None else at)
    if at is not None:
        return first_change(tree, written.items[at], wanted[at])
    return tree.added(written, wanted[len(present)])


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def same(one: Content, other: Content) -> bool:
    """Whether two values are the same, `1` and `true` told apart."""
    if isinstance(one, Raw) or isinstance(other, Raw):
        return isinstance(one, Raw) and isinstance(other, Raw) and one.text.split() == other.text.split()
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(same, one, other))  # type: ignore[arg-type]  # lists
    return isinstance(one, bool) == isinstance(other, bool) and one == other


class NativeTree(Tree):
    """A value in HCL, such as the argument of `jsonencode`."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def content(self, written: Expression) -> Content:
        """The value; objects whose keys are not all plain are `Raw` as a whole."""
        if isinstance(written, Literal):
            return written.value
        if isinstance(written, TupleCons):
            return [self.content(one) for one in written.items]
        if isinstance(written, ObjectCons) and all(isinstance(key, Literal) for key, _ in written.items):
            return {str(key.value): self.content(value) for key, value in written.items}  # type: ignore[union-attr]
        return Raw(self._data[slice(*written.span)].decode())

    def replaced(self, written: Expression, value: Content) -> list[Splice]:
        """Put a value in the place of another."""
        start = written.span[0]
        inline = b"\n" not in self._data[slice(*written.span)] and isinstance(written, (ObjectCons, TupleCons))
        return [Splice(*written.span, entries.written(self._data, start, value, inline=inline))]

    def removed(self, where: ObjectCons | TupleCons, step: int | str) -> list[Splice]:
        """Remove an item."""
        listed = entries.collection(self._data, where)
        entry = listed.named(step) if isinstance(step, str) else listed.entries[step]
        return entries.removed(listed, entry) if entry is not None else []

    def added(self, where: ObjectCons | TupleCons, value: Content, key: str | None = None) -> list[Splice]:
        """Add an item at the end."""
        spread = isinstance(value, Mapping) and isinstance(where, TupleCons)
        return entries.added(entries.collection(self._data, where), value, key, spread=spread)


class JsonTree(Tree):
    """JSON in which strings may hold templates; `root` is what it says."""

    def __init__(self, data: bytes, span: Span) -> None:
        self._data = data
        self._text = JsonText(data, rendering.doubled, _token)
        self.root = parse_json_text(b" " * span[0] + _masked(data, span), self._string)
        if isinstance(self.root, Invalid):
            raise EditRefusedError("the policy is no JSON that can be edited; mend it first")

    def _string(self, token: bytes, span: Span) -> Expression:
        own = self._data[slice(*span)]
        return Template(span, ()) if own != token else Literal(span, templates.undouble(str(json.loads(token))))

    def content(self, written: Expression) -> Content:
        """The value; a string with a template in it is `Raw`, and so is a bare interpolation, with its marks."""
        if isinstance(written, Literal):
            return written.value
        if isinstance(written, TupleCons):
            return [self.content(one) for one in written.items]
        if isinstance(written, ObjectCons) and all(isinstance(key, Literal) for key, _ in written.items):
            return {str(key.value): self.content(value) for key, value in written.items}  # type: ignore[union-attr]
        text = self._data[slice(*written.span)].decode()
        whole = _WHOLE.fullmatch(text)
        return Raw(whole[1] if whole and template_end(text.encode(), 3) == len(text.encode()) - 1 else text)

    def replaced(self, written: Expression, value: Content) -> list[Splice]:
        """Put a value in the place of another."""
        return self._text.replaced(written, value)

    def removed(self, where: ObjectCons | TupleCons, step: int | str) -> list[Splice]:
        """Remove an item."""
        index = item(where, step) if isinstance(step, str) and isinstance(where, ObjectCons) else step
        return self._text.removed(where, index) if isinstance(index, int) else []

    def added(self, where: ObjectCons | TupleCons, value: Content, key: str | None = None) -> list[Splice]:
        """Add an item at the end."""
        return self._text.added(where, value, key)


def _token(value: Raw) -> str:
    """An expression within JSON in a template: quoted or bare as it is, another one within quotation marks."""
    if value.text.startswith("${"):
        return value.text
    text = rendering.raw(value)
    return text if text.startswith('"') and text.endswith('"') else f'"${{{text}}}"'


def _masked(data: bytes, span: Span) -> bytes:
    """The text of a template with each interpolation as text of the same length that JSON takes."""
    pieces: list[bytes] = []
    at = copied = span[0]
    quoted = False
    while match := _TEMPLATE.search(data, at, span[1]):
        at = match.end()
        if match["quote"]:
            quoted = not quoted
        elif match["directive"]:
            raise EditRefusedError("the policy holds template directives; edit it by hand")
        elif match["inner"]:
            at = template_end(data, at, span[1])
            length = at - match.start()
            filler = b"x" * length if quoted else b'"' + b"x" * (length - 2) + b'"'
            pieces += (data[copied : match.start()], filler)
            copied = at
    return b"".join((*pieces, data[copied : span[1]]))
