"""The items of JSON text as they are written, and the splices that change, add and remove one."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gatewright.sources.terraform.editing.content import Content, Raw
from gatewright.sources.terraform.editing.interiors import ended, indentation, line_start
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.syntax.nodes import Expression, Literal, ObjectCons, Span, TupleCons

_UNIT = "  "


@dataclass(frozen=True, slots=True)
class JsonText:
    """JSON within a file: its bytes, how a text is written in it, and how an expression is."""

    data: bytes
    text: Callable[[str], str] = lambda text: text
    """What stands for a text within quotation marks: a template's marks are doubled where they would begin one."""
    raw: Callable[[Raw], str] | None = None
    """The JSON token that an expression is; None where there can be none."""

    def render(self, value: Content, indent: str = "", *, inline: bool = False, unit: str = _UNIT) -> str:
        """The value as JSON whose first line begins with `indent`; raises EditRefusedError where there is none."""
        if isinstance(value, Raw):
            if self.raw is None:
                raise EditRefusedError(f"`{value.text}` is an expression, which this file cannot hold")
            return self.raw(value)
        if isinstance(value, str):
            return quoted(self.text(value))
        if isinstance(value, Mapping):
            items = [
                f"{quoted(self.text(key))}: {self.render(item, indent + unit, inline=inline, unit=unit)}"
                for key, item in value.items()
            ]
            return _bracketed("{}", items, indent, unit=None if inline else unit)
        if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
            items = [self.render(item, indent + unit, inline=inline, unit=unit) for item in value]
            return _bracketed("[]", items, indent, unit=None if inline else unit)
        if value is not None and not isinstance(value, (bool, int, float)):
            raise EditRefusedError(f"a value of type `{type(value).__name__}` cannot be written as JSON")
        if isinstance(value, float) and not math.isfinite(value):
            raise EditRefusedError(f"the number `{value}` cannot be written as JSON")
        return json.dumps(value)

    def replaced(self, written: Expression, value: Content) -> list[Splice]:
        """The splices that put a value in the place of another."""
        start, end = written.span
        before = self.data[start:end]
        inline = b"\n" not in before and (isinstance(written, (ObjectCons, TupleCons)) or self._on_line(start))
        text = self.render(value, indentation(self.data, start), inline=inline, unit=self._unit(start))
        return [Splice(start, end, ended(self.data, text))]

    def _on_line(self, at: int) -> bool:
        """Whether the line of a byte begins before the value's own item does."""
        line = self.data[line_start(self.data, at) : at].strip()
        return line.startswith((b"{", b"[")) or b"," in line or b"{" in line

    def _unit(self, at: int) -> str:
        """One step of indentation: what the line of a byte has more than the one that its brackets begin on."""
        own = indentation(self.data, at)
        line = line_start(self.data, at)
        while line > 0:
            line = line_start(self.data, line - 1)
            above = indentation(self.data, line)
            if len(above) < len(own) and own.startswith(above) and self.data[line : line + len(above) + 1].strip():
                return own[len(above) :]
        return own or _UNIT

    def removed(self, where: ObjectCons | TupleCons, index: int) -> list[Splice]:
        """The splices that remove an item."""
        spans = _spans(where)
        start, end = where.span
        if len(spans) == 1:
            return [Splice(start + 1, end - 1, b"")]
        if index + 1 < len(spans):
            return [Splice(spans[index][0], spans[index + 1][0], b"")]
        return [Splice(spans[index - 1][1], spans[index][1], b"")]

    def added(self, where: ObjectCons | TupleCons, value: Content, key: str | None = None) -> list[Splice]:
        """The splices that add an item at the end.

        A byte that stands there is in the splice, so that two items that are added at one place are seen to meet: what
        belongs into one object would be written into two of the same name.
        """
        spans = _spans(where)
        start, end = where.span
        before = "" if key is None else f"{quoted(self.text(key))}: "
        if not spans:
            outer = indentation(self.data, start)
            unit = self._unit(start)
            inline = self._on_line(start)
            text = before + self.render(value, outer + unit, inline=inline, unit=unit)
            if not inline:
                text = f"\n{outer}{unit}{text}\n{outer}"
            return [
                Splice(
                    start,
                    end,
                    b"".join((self.data[start : start + 1], ended(self.data, text), self.data[end - 1 : end])),
                )
            ]
        last = spans[-1]
        gap = self.data[(spans[-2][1] if len(spans) > 1 else start + 1) : last[0]]
        inline = b"\n" not in gap
        text = before + self.render(value, indentation(self.data, last[0]), inline=inline, unit=self._unit(last[0]))
        space = (gap.partition(b",")[2] if len(spans) > 1 else gap) or (b" " if len(spans) == 1 else b"")
        behind = self.data[last[1] - 1 : last[1]] + b"," + space + ended(self.data, text)
        return [Splice(last[1] - 1, last[1], behind)]


def item(where: ObjectCons, key: str) -> int | None:
    """The index of the last item with a key, which is the one that counts."""
    found = [i for i, (name, _) in enumerate(where.items) if isinstance(name, Literal) and name.value == key]
    return found[-1] if found else None


def _spans(where: ObjectCons | TupleCons) -> list[Span]:
    if isinstance(where, ObjectCons):
        return [(key.span[0], value.span[1]) for key, value in where.items]
    return [value.span for value in where.items]


def _bracketed(brackets: str, items: Sequence[str], indent: str, *, unit: str | None) -> str:
    opening, closing = brackets[0], brackets[1]
    if not items:
        return brackets
    if unit is None:
        return f"{opening}{', '.join(items)}{closing}"
    inner = f"\n{indent}{unit}"
    return f"{opening}{inner}{f',{inner}'.join(items)}\n{indent}{closing}"


def quoted(text: str) -> str:
    """The text as a JSON string."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EditRefusedError("a text with half of a surrogate pair cannot be written") from None
    return json.dumps(text, ensure_ascii=False)
