"""What stands between the braces of a block, and the splices that add to it or take from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gatewright.sources.terraform.editing import rendering
from gatewright.sources.terraform.editing.content import Block as NewBlock
from gatewright.sources.terraform.editing.content import Content
from gatewright.sources.terraform.editing.splices import Splice
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Body, Span

_LAST = frozenset({"depends_on"})
"""Arguments behind which nobody puts another one."""
_META = frozenset({"count", "for_each", "source", "version"})
"""Arguments that are set off from the ones that follow by a blank line."""


@dataclass(frozen=True, slots=True)
class Interior:
    """The inside of a block, or of a whole file: the bytes between `start` and `end`, and what was read there."""

    data: bytes
    body: Body
    start: int
    end: int
    outer: str = ""
    """The indentation of the line that the block begins on."""
    top: bool = False

    @property
    def indent(self) -> str:
        """The indentation of what stands inside: that of the first thing there, if it begins its line."""
        if self.top:
            return ""
        for start, _ in self.spans():
            line = line_start(self.data, start)
            if line > self.start:
                return self.data[line:start].decode("utf-8", "replace")
        return self.outer + ("\t" if self.outer.endswith("\t") else rendering.INDENT)

    def spans(self) -> list[Span]:
        """The ranges of the attributes and blocks, in order."""
        return sorted([a.span for a in self.body.attributes.values()] + [b.span for b in self.body.blocks])


def of_file(data: bytes, body: Body) -> Interior:
    """The whole file as the inside of a block."""
    return Interior(data, body, 0, len(data), top=True)


def of_block(block: Block) -> Interior:
    """The inside of a block."""
    data = block.text.data
    return Interior(data, block.body, block.header[1] + 1, block.span[1] - 1, indentation(data, block.span[0]))


def add_attribute(inside: Interior, name: str, value: Content) -> list[Splice]:
    """The splices that add an attribute: behind the last one that stands before the nested blocks."""
    text = f"{rendering.name(name)} = {rendering.expression(value, inside.indent)}"
    anchor = _anchor(inside)
    if anchor is not None:
        blank = "\n" if anchor.name in _META and not inside.top else ""
        return _behind(inside, anchor.span[1], f"{blank}{inside.indent}{text}\n")
    blank = "\n" if inside.spans() else ""
    return _first(inside, f"{inside.indent}{text}\n{blank}")


def add_block(inside: Interior, content: NewBlock) -> list[Splice]:
    """The splices that add a nested block: behind the last of its type, else at the end."""
    text = rendering.block(content, inside.indent)
    same = [block for block in inside.body.blocks if _type(block) == content.type]
    spans = [same[-1].span] if same else inside.spans()
    if not spans:
        return _first(inside, f"{text}\n")
    return _behind(inside, spans[-1][1], f"\n{text}\n")


def _type(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _anchor(inside: Interior) -> Attribute | None:
    attributes = sorted(inside.body.attributes.values(), key=lambda one: one.span)
    first_block = min((block.span[0] for block in inside.body.blocks), default=inside.end)
    leading = [one for one in attributes if one.span[0] < first_block] or attributes
    usual = [one for one in leading if one.name not in _LAST]
    return (usual or leading)[-1] if leading else None


def _first(inside: Interior, lines: str) -> list[Splice]:
    """The splices that put lines at the beginning of the inside."""
    data = inside.data
    if inside.top:
        return [Splice(0, 0, ended(data, lines))]
    line = line_end(data, inside.start)
    if line <= inside.end and not _code(data, (inside.start, line)):
        return [Splice(line, line, ended(data, lines)), *_closed(inside)]
    return [*_opened(inside, lines), *_closed(inside)]


def _behind(inside: Interior, at: int, lines: str) -> list[Splice]:
    """The splices that put lines behind the line on which what ends at `at` ends."""
    data = inside.data
    header = (inside.start, line_end(data, inside.start))
    opened = _opened(inside, "") if not inside.top and _code(data, header) else []
    line = line_end(data, at)
    on_own_line = data[line - 1 : line] == b"\n"
    if line <= inside.end and (on_own_line or inside.top):
        text = ended(data, lines)
        if not on_own_line and line:
            text = newline(data) + text.removesuffix(newline(data))
        return [*opened, Splice(line, line, text)]
    gap = (at, inside.end)
    rest = data[at : inside.end].strip()
    before = b" " + rest if rest else b""
    text = before + newline(data) + ended(data, lines) + inside.outer.encode()
    return [*opened, Splice(*gap, text)]


def _opened(inside: Interior, lines: str) -> list[Splice]:
    """The splice that ends the line behind the opening brace, with lines to follow."""
    data = inside.data
    at = inside.start
    while data[at : at + 1] in (b" ", b"\t"):
        at += 1
    if at == inside.end:
        return [Splice(inside.start, at, newline(data) + ended(data, lines) + inside.outer.encode())]
    return [Splice(inside.start, at, newline(data) + ended(data, lines) + inside.indent.encode())]


def _closed(inside: Interior) -> list[Splice]:
    """The splice that puts the closing brace on a line of its own, where something stands before it."""
    data = inside.data
    line = line_start(data, inside.end)
    at = inside.end
    while data[at - 1 : at] in (b" ", b"\t"):
        at -= 1
    if (line > inside.start and at <= line) or at <= inside.start:
        return []
    return [Splice(at, inside.end, newline(data) + inside.outer.encode())]


def _code(data: bytes, span: Span) -> bool:
    """Whether there is more than space and a comment in a range."""
    return any(token.kind not in ("comment", "newline") for token in tokens(data, *span))


def newline(data: bytes) -> bytes:
    """How the file ends its lines: as it ends the first."""
    at = data.find(b"\n")
    return b"\r\n" if at > 0 and data[at - 1 : at] == b"\r" else b"\n"


def ended(data: bytes, lines: str) -> bytes:
    """Text with the line ends of the file."""
    return re.sub(rb"\r?\n", newline(data), lines.encode())


def line_start(data: bytes, at: int) -> int:
    """Where the line of a byte begins."""
    return data.rfind(b"\n", 0, at) + 1


def line_end(data: bytes, at: int) -> int:
    """The byte behind the line of a byte, its line end included."""
    found = data.find(b"\n", at)
    return len(data) if found < 0 else found + 1


def indentation(data: bytes, at: int) -> str:
    """The spaces at the beginning of the line of a byte."""
    start = line_start(data, at)
    match = re.compile(rb"[ \t]*").match(data, start)
    return match[0].decode() if match else ""
