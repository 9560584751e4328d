"""A file as nested items (blocks, attributes, elements of lists and objects), and which of them a comment stands at."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from gatewright.sources.terraform.comments.statements import Span
from gatewright.sources.terraform.syntax.nodes import (
    Attribute,
    Body,
    Call,
    Conditional,
    Expression,
    ObjectCons,
    TupleCons,
)

_SPACE = re.compile(rb"[ \t]*")
_LINE_END = re.compile(rb"[ \t\r]*(?:\n|\Z)")

Kind: TypeAlias = Literal["file", "block", "attribute", "element", "broken"]


@dataclass(eq=False)
class Item:
    """A part of a file that a comment can speak about; `broken` is what has a syntax error."""

    kind: Kind
    span: Span
    body: Body | None = None
    attribute: Attribute | None = None
    expression: Expression | None = None
    broken: Sequence[Span] = ()

    @cached_property
    def children(self) -> list[Item]:
        """The items directly inside, in order; made when they are asked for."""
        if self.body is not None:
            found = [Item("block", block.span, body=block.body) for block in self.body.blocks]
            found += [Item("attribute", one.span, attribute=one) for one in self.body.attributes.values()]
            found += [Item("broken", span) for span in self.broken]
            return sorted(found, key=lambda item: item.span)
        expression = self.attribute.expression if self.attribute is not None else self.expression
        return [] if expression is None else sorted(_elements(expression), key=lambda item: item.span)

    @cached_property
    def starts(self) -> list[int]:
        """Where the children begin."""
        return [child.span[0] for child in self.children]


def _elements(expression: Expression) -> Iterable[Item]:
    """The elements of a list or object, also of one that is an argument of a function or a branch."""
    waiting: list[Expression] = [expression]
    while waiting:
        current = waiting.pop()
        match current:
            case TupleCons():
                yield from (Item("element", one.span, expression=one) for one in current.items)
            case ObjectCons():
                for key, value in current.items:
                    yield Item("element", (key.span[0], value.span[1]), expression=value)
            case Call():
                waiting += current.arguments
            case Conditional():
                waiting += (current.then, current.otherwise)
            case _:
                pass


@dataclass(frozen=True, slots=True)
class Comment:
    """The bytes of one comment, without its line's end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a comment stands: in which items, from the file inward, and at which one."""

    path: tuple[Item, ...]
    behind: Item | None
    """The item that ends before the comment in the same line."""
    above: Item | None
    """The item that begins directly below, or behind the comment in its line."""
    own_line: bool
    first_line: bool
    """Whether it stands in the line in which its container begins."""
    head: bool
    """Whether there is nothing but comments before it in the file."""

    @property
    def container(self) -> Item:
        """The innermost item around the comment."""
        return self.path[-1]


@dataclass(eq=False)
class Layout:
    """One file's items and comments."""

    data: bytes
    root: Item
    comments: Sequence[Comment]
    _below: dict[int, int] = field(default_factory=dict)
    _first_words: dict[int, int] = field(default_factory=dict)
    """Where the first word of a line is, by where the line begins."""

    def __post_init__(self) -> None:
        """Remember, for each line that a comment has for itself, the line below it and the comments under it."""
        for comment in reversed(self.comments):
            if self.own_line(comment):
                following = self.line(comment.end) + 1
                self._below[self.line(comment.start)] = self._below.get(following, following)

    @cached_property
    def line_starts(self) -> list[int]:
        """The byte at which each line begins."""
        starts, at = [0], self.data.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = self.data.find(b"\n", at + 1)
        return starts

    def line(self, byte: int) -> int:
        """The number of a byte's line, from 1."""
        return bisect_right(self.line_starts, byte)

    def line_start(self, byte: int) -> int:
        """The byte at which a byte's line begins."""
        return self.line_starts[self.line(byte) - 1]

    def own_line(self, comment: Comment) -> bool:
        """Whether nothing but space stands before and behind a comment."""
        begins = self.line_start(comment.start)
        if begins not in self._first_words:
            self._first_words[begins] = _SPACE.match(self.data, begins).end()  # type: ignore[union-attr]  # always matches
        return self._first_words[begins] == comment.start and _LINE_END.match(self.data, comment.end) is not None

    def spot(self, comment: Comment) -> Spot:
        """Where a comment stands."""
        path = [self.root]
        while (inner := self._around(path[-1], comment)) is not None:
            path.append(inner)
        container = path[-1]
        own_line = self.own_line(comment)
        before = bisect_right(container.starts, comment.start)
        return Spot(
            path=tuple(path),
            behind=self._behind(container, before, comment),
            above=self._above(container, before, comment),
            own_line=own_line,
            first_line=self.line(container.span[0]) == self.line(comment.start),
            head=len(path) == 1 and before == 0,
        )

    def _around(self, item: Item, comment: Comment) -> Item | None:
        index = bisect_right(item.starts, comment.start) - 1
        if index < 0:
            return None
        child = item.children[index]
        return child if child.span[0] < comment.start and comment.end <= child.span[1] else None

    def _behind(self, container: Item, before: int, comment: Comment) -> Item | None:
        if not before or self.line(container.children[before - 1].span[1]) != self.line(comment.start):
            return None
        first = bisect_left(container.starts, self.line_start(comment.start))
        return _together(container.children, min(first, before - 1), before)

    def _above(self, container: Item, before: int, comment: Comment) -> Item | None:
        line = self.line(comment.end)
        if self.own_line(comment):
            line = self._below[self.line(comment.start)]
        if line > len(self.line_starts):
            return None
        first = bisect_left(container.starts, self.line_starts[line - 1], before)
        behind = self.line_starts[line] if line < len(self.line_starts) else len(self.data)
        return _together(container.children, first, bisect_left(container.starts, behind, first))


def _together(items: list[Item], first: int, behind: int) -> Item | None:
    """The items of one line as one."""
    if behind - first < 2:
        return items[first] if behind > first else None
    return Item("element", (items[first].span[0], items[behind - 1].span[1]))
