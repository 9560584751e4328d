"""The items of a list or object as they are written, and the splices that change, add and remove one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gatewright.sources.terraform.editing import rendering
from gatewright.sources.terraform.editing.content import Content
from gatewright.sources.terraform.editing.interiors import ended, indentation, line_end, line_start, newline
from gatewright.sources.terraform.editing.removal import whole_lines
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.editing.tokens import Token, tokens
from gatewright.sources.terraform.syntax.nodes import Expression, Literal, ObjectCons, Span, TupleCons


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: from its key or value to the end of its value, parentheses included; `comma` is where one follows."""

    span: Span
    value: Span
    expression: Expression
    key: str | None = None
    """The key, where it is written and no expression."""
    separator: bytes = b"="
    comma: int | None = None
    heredoc: bool = False
    """Whether it ends with a heredoc, whose end marker has its line for itself."""

    @property
    def end(self) -> int:
        """The byte behind the entry and its comma."""
        return self.span[1] if self.comma is None else self.comma + 1


@dataclass(frozen=True, slots=True)
class Collection:
    """A list or object with its items; `span` holds the brackets."""

    data: bytes
    span: Span
    entries: tuple[Entry, ...]

    @property
    def inline(self) -> bool:
        """Whether it begins and ends on one line."""
        return b"\n" not in self.data[slice(*self.span)]

    def named(self, key: str) -> Entry | None:
        """The last item with a key, which is the one that counts."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)


def collection(data: bytes, expression: TupleCons | ObjectCons) -> Collection:
    """The list or object with its items; raises EditRefusedError where they cannot be told apart."""
    start, end = expression.span
    split = _split(data, (start + 1, end - 1), lines=isinstance(expression, ObjectCons))
    entries = []
    if len(split) == len(expression.items):
        for (found, comma), item in zip(split, expression.items, strict=True):
            entry = _entry(data, found, comma, item)
            if entry is not None:
                entries.append(entry)
    if len(entries) != len(expression.items):
        raise EditRefusedError("the items of the list or object are laid out in a way that cannot be edited")
    return Collection(data, expression.span, tuple(entries))


def _split(data: bytes, span: Span, *, lines: bool) -> list[tuple[list[Token], int | None]]:
    """The tokens of each item and where its comma is; items of objects end with their line, too."""
    found: list[tuple[list[Token], int | None]] = []
    current: list[Token] = []
    depth = 0
    for token in tokens(data, *span):
        depth += (token.kind == "open") - (token.kind == "close")
        comma = depth == 0 and token.kind == "other" and data[token.start : token.end] == b","
        if comma and not current and found and found[-1][1] is None:
            found[-1] = (found[-1][0], token.start)
        elif comma or (lines and depth == 0 and token.kind == "newline"):
            if current:
                found.append((current, token.start if comma else None))
            current = []
        elif token.kind not in ("comment", "newline") or (depth and token.kind == "newline"):
            current.append(token)
    return [*found, (current, None)] if current else found


def _entry(
    data: bytes, found: Sequence[Token], comma: int | None, item: Expression | tuple[Expression, Expression]
) -> Entry | None:
    span = (found[0].start, found[-1].end)
    if not isinstance(item, tuple):
        inner = item.span
        return (
            Entry(span, span, item, comma=comma, heredoc=found[-1].kind == "heredoc")
            if span[0] <= inner[0] and inner[1] <= span[1]
            else None
        )
    key, value = item
    depth = 0
    for index, token in enumerate(found[:-1]):
        depth += (token.kind == "open") - (token.kind == "close")
        text = data[token.start : token.end]
        if depth == 0 and text in (b"=", b":"):
            behind = (found[index + 1].start, span[1])
            sound = key.span[1] <= token.start and behind[0] <= value.span[0] and value.span[1] <= span[1]
            written = key.value if isinstance(key, Literal) and found[0].kind != "open" else None
            name = str(written) if isinstance(written, (str, int)) else None
            return Entry(span, behind, value, name, text, comma) if sound else None
    return None


def replaced(where: Collection, entry: Entry, value: Content) -> list[Splice]:
    """The splices that give an item another value."""
    return [Splice(*entry.value, written(where.data, entry.value[0], value, inline=where.inline))]


def written(data: bytes, at: int, value: Content, *, inline: bool) -> bytes:
    """The text of a value that begins at a place."""
    return ended(data, rendering.expression(value, indentation(data, at), inline=inline))


def removed(where: Collection, entry: Entry) -> list[Splice]:
    """The splices that remove an item."""
    data, (start, end) = where.data, where.span
    if len(where.entries) == 1 and not _comments(data, (start + 1, entry.span[0]), (entry.end, end - 1)):
        return [Splice(start + 1, end - 1, b"")]
    lines = whole_lines(data, (entry.span[0], entry.end), (start + 1, end - 1))
    at = where.entries.index(entry)
    if lines is not None:
        before = where.entries[at - 1].comma if at == len(where.entries) - 1 and entry.comma is None and at else None
        return [lines] if before is None else [Splice(before, before + 1, b""), lines]
    if at + 1 < len(where.entries):
        following = where.entries[at + 1].span[0]
        if b"\n" not in data[entry.end : following]:
            return [Splice(entry.span[0], following, b"")]
    if at:
        return [Splice(where.entries[at - 1].span[1], entry.span[1], b"")]
    return [Splice(entry.span[0], entry.end, b"")]


def _comments(data: bytes, *spans: Span) -> bool:
    return any(token.kind == "comment" for span in spans for token in tokens(data, *span))


def added(where: Collection, value: Content, key: str | None = None, *, spread: bool = False) -> list[Splice]:
    """The splices that add an item at the end; `spread` lays an object out over lines even where the list is on one."""
    data, end = where.data, where.span[1]
    if not where.entries:
        return _only(where, value, key, spread=spread)
    last = where.entries[-1]
    if key is None and last.comma is None and last.heredoc:
        raise EditRefusedError("the list ends with a heredoc, behind which nothing can be added; add it by hand")
    on_line = line_start(data, end - 1) <= last.end - 1
    text = _item(where, value, key, inline=on_line and not spread)
    if on_line:
        moved = _closing(data, last) if spread else []
        if last.comma is not None:
            return [*moved, Splice(last.end, last.end, b" " + text + b",")]
        return [*moved, Splice(last.end, last.end, b", " + text)]
    comma = b"," if last.comma is not None else b""
    line = line_end(data, last.end)
    indent = indentation(data, last.span[0]).encode()
    ending = [Splice(last.span[1], last.span[1], b",")] if key is None and last.comma is None else []
    return [*ending, Splice(line, line, indent + text + comma + newline(data))]


def _closing(data: bytes, last: Entry) -> list[Splice]:
    """The splice that indents the closing bracket of an item as the formatter does where another opens behind it."""
    at = last.span[1] - 1
    start = line_start(data, at)
    indent = (indentation(data, last.span[0]) + rendering.INDENT).encode()
    if start <= last.span[0] or data[start:at].strip() or data[start:at] == indent:
        return []
    return [Splice(start, at, indent)]


def _only(where: Collection, value: Content, key: str | None, *, spread: bool) -> list[Splice]:
    """The splices that add the first item."""
    data, (start, end) = where.data, where.span
    outer = indentation(data, start)
    indent = outer + rendering.INDENT
    if not where.inline:
        line = line_start(data, end - 1)
        text = _text(key, "=", rendering.expression(value, indent))
        return [Splice(line, line, ended(data, f"{indent}{text}{',' if key is None else ''}\n"))]
    if key is None:
        text = rendering.expression(value, outer, inline=not spread)
        return [Splice(start + 1, end - 1, ended(data, text))]
    text = _text(key, "=", rendering.expression(value, indent))
    return [Splice(start + 1, end - 1, ended(data, f"\n{indent}{text}\n{outer}"))]


def _item(where: Collection, value: Content, key: str | None, *, inline: bool) -> bytes:
    last = where.entries[-1]
    indent = indentation(where.data, last.span[0])
    separator = last.separator.decode()
    return ended(where.data, _text(key, separator, rendering.expression(value, indent, inline=inline)))


def _text(key: str | None, separator: str, value: str) -> str:
    if key is None:
        return value
    return f"{rendering.key_text(key)} {separator} {value}"
