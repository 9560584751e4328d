"""Which value stands at a place of a file: an attribute's, an object item's, a list element's, or a branch of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from gatewright.sources.terraform.editing import entries
from gatewright.sources.terraform.editing.entries import Collection, Entry
from gatewright.sources.terraform.editing.splices import EditRefusedError
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Attribute, Body, Expression, ObjectCons, Span, TupleCons

_PASSING = frozenset({"toset", "tolist", "sort", "distinct", "compact", "flatten", "nonsensitive", "sensitive"})
"""Functions of one list whose result has the list's elements."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that can be replaced: where it begins with its name, the range of the value, and what it is."""

    start: int
    value: Span
    expression: Expression
    inline: bool = False


def of_attribute(data: bytes, attribute: Attribute, *, inline: bool) -> Slot:
    """The slot of an attribute; `inline` where it has to stay on its line."""
    start = data.index(b"=", attribute.span[0] + len(attribute.name.encode())) + 1
    while data[start : start + 1] in (b" ", b"\t"):
        start += 1
    return Slot(attribute.span[0], (start, attribute.span[1]), attribute.expression, inline)


def slot_at(data: bytes, body: Body, at: int) -> Slot:
    """The outermost slot that begins at a byte, else the innermost around it; raises EditRefusedError for none."""
    around = list(_around(data, body, at))
    for slot in around:
        if at in (slot.start, slot.value[0], slot.expression.span[0]):
            return slot
    if not around:
        raise EditRefusedError("no value stands at the place; give where an attribute or its value begins")
    return around[-1]


def list_at(data: bytes, body: Body, at: int) -> Collection:
    """The list that begins at a byte, or that is the value of the slot there."""
    slot = slot_at(data, body, at)
    for inner in parts(slot.expression):
        if isinstance(inner, TupleCons) and inner.span[0] == at:
            return entries.collection(data, inner)
    value = slot.expression
    while isinstance(value, nodes.Call) and value.name in _PASSING and len(value.arguments) == 1:
        value = value.arguments[0]
    if not isinstance(value, TupleCons):
        raise EditRefusedError("no list is written at the place; its elements come from elsewhere")
    return entries.collection(data, value)


def _around(data: bytes, body: Body, at: int) -> Iterator[Slot]:
    """The slots around a byte, from the outermost in."""
    for block in body.blocks:
        if block.span[0] <= at < block.span[1]:
            yield from _around(data, block.body, at)
            return
    for attribute in body.attributes.values():
        if attribute.span[0] <= at < attribute.span[1]:
            slot = of_attribute(data, attribute, inline=_on_one_line(data, attribute.span))
            yield slot
            yield from _within(data, slot.expression, at)


def _on_one_line(data: bytes, span: Span) -> bool:
    """Whether an attribute stands in a block that is written on one line."""
    line = data.rfind(b"\n", 0, span[0]) + 1
    return bool(data[line : span[0]].strip())


def _within(data: bytes, expression: Expression, at: int) -> Iterator[Slot]:
    for inner in parts(expression):
        if isinstance(inner, nodes.Conditional):
            branch = next((one for one in (inner.then, inner.otherwise) if one.span[0] <= at < one.span[1]), None)
            if branch is not None:
                yield Slot(branch.span[0], branch.span, branch, inline=True)
                yield from _within(data, branch, at)
                return
        elif isinstance(inner, (TupleCons, ObjectCons)) and inner.span[0] <= at < inner.span[1]:
            where = entries.collection(data, inner)
            for entry in where.entries:
                if entry.span[0] <= at < entry.span[1]:
                    yield of_entry(where, entry)
                    yield from _within(data, entry.expression, at)
            return


def of_entry(where: Collection, entry: Entry) -> Slot:
    """The slot of an item."""
    return Slot(entry.span[0], entry.value, entry.expression, where.inline)


def parts(expression: Expression) -> Iterator[Expression]:
    """The expression and every one in it, the outer before the inner."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(list(_children(current))))


def _children(expression: Expression) -> Iterator[Expression]:
    for one in fields(expression):
        yield from _expressions(getattr(expression, one.name))


def _expressions(value: object) -> Iterator[Expression]:
    if isinstance(value, tuple):
        for item in value:
            yield from _expressions(item)
    elif isinstance(value, nodes.Expression):
        yield value
