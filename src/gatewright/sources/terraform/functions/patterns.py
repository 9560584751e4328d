"""`regex`, `regexall` and `replace`. RE2 itself matches, as in Terraform: in linear time, whatever the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gatewright.sources.terraform.functions.signature import Catalogue, bounded, bounded_count, text
from gatewright.sources.terraform.values import EvaluationError, ListValue, Value

if TYPE_CHECKING:
    import re2

catalogue = Catalogue()

_LARGEST_PATTERN = 100_000
_MOST_PIECES = 4_000_000
_REFERENCE = re.compile(r"\$(?:(\$)|\{([^\W]+)\}|(\w+))", re.ASCII)

_ANY_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
"""`\\C` cuts characters into bytes: RE2 knows it, Go does not."""
_NAME = re.compile(r"\w+", re.ASCII)

Spans = list[tuple[int, int]]


@catalogue.add(text("pattern"), text("string"))
def regex(pattern: str, subject: str) -> Value:
    """What the first match has: the whole when the pattern has no groups, else its groups."""
    expression = _compiled(pattern)
    expression.require_one_kind()
    data = subject.encode()
    spans = next(expression.matches(data), None)
    if spans is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return expression.captured(data, spans)


@catalogue.add(text("pattern"), text("string"))
def regexall(pattern: str, subject: str) -> Value:
    """What all matches have, in order."""
    expression = _compiled(pattern)
    expression.require_one_kind()
    data = subject.encode()
    found = ListValue()
    for spans in expression.matches(data):
        found.append(expression.captured(data, spans))
        bounded_count(len(found))
    return found


@catalogue.add(text("str"), text("substr"), text("replace"))
def replace(subject: str, part: str, replacement: str) -> str:
    """The text with all occurrences of a part, or of a pattern between slashes, replaced."""
    if len(part) > 1 and part[0] == part[-1] == "/":
        return _replace_pattern(subject, _compiled(part[1:-1]), replacement)
    occurrences = subject.count(part) if part else len(subject) + 1
    bounded(len(subject) + occurrences * (len(replacement) - len(part)))
    return subject.replace(part, replacement)


@dataclass(frozen=True, slots=True)
class _Expression:
    """A compiled pattern."""

    compiled: re2._Regexp
    names: tuple[str, ...]
    """The names of the groups in order, empty for one without a name."""

    def require_one_kind(self) -> None:
        """Refuse a pattern with both named and unnamed groups."""
        if any(self.names) and not all(self.names):
            raise EvaluationError("invalid regexp pattern: cannot mix both named and unnamed capture groups")

    def matches(self, data: bytes) -> Iterator[Spans]:
        """The spans of each match and its groups; an empty match right after another does not count, as in Go."""
        position, last_end = 0, -1
        while position <= len(data):
            match = self.compiled.search(data, position)
            if match is None:
                return
            spans: Spans = [match.span(group) for group in range(len(self.names) + 1)]
            start, end = spans[0]
            if end > start or start != last_end:
                yield spans
            last_end = end
            position = end if end > position else _after(data, position)

    def captured(self, data: bytes, spans: Spans) -> Value:
        """The value of one match."""
        if not self.names:
            start, end = spans[0]
            return data[start:end].decode()
        groups: list[Value] = [None if start < 0 else data[start:end].decode() for start, end in spans[1:]]
        return dict(zip(self.names, groups, strict=True)) if self.names[0] else groups


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> _Expression:
    import re2  # noqa: PLC0415  # loaded when the first pattern is used

    if _ANY_BYTE.search(pattern):
        raise EvaluationError("invalid regexp pattern: invalid escape sequence `\\C`")
    if len(pattern) > _LARGEST_PATTERN:
        raise EvaluationError(f"invalid regexp pattern: longer than {_LARGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        raise EvaluationError(
            f"invalid regexp pattern: {reason.decode(errors='replace') if isinstance(reason, bytes) else reason}"
        ) from None
    names = [""] * compiled.groups
    if not all(map(_NAME.fullmatch, compiled.groupindex)):
        raise EvaluationError("invalid regexp pattern: invalid named capture")
    for name, number in compiled.groupindex.items():
        names[number - 1] = name
    return _Expression(compiled, tuple(names))


def _replace_pattern(subject: str, expression: _Expression, replacement: str) -> str:
    data = subject.encode()
    pieces = _pieces(replacement, expression)
    out: list[bytes] = []
    position = size = work = 0
    for spans in expression.matches(data):
        start, end = spans[0]
        out.append(data[position:start])
        out.append(b"".join(_piece(piece, data, spans) for piece in pieces))
        work += len(pieces)
        if work > _MOST_PIECES:
            raise EvaluationError(f"more than {_MOST_PIECES} parts of replacements to fill in")
        size = bounded(size + len(out[-1]) + start - position)
        position = end
    out.append(data[position:])
    return b"".join(out).decode()


def _piece(piece: bytes | int, data: bytes, spans: Spans) -> bytes:
    if isinstance(piece, bytes):
        return piece
    start, end = spans[piece]
    return b"" if start < 0 else data[start:end]


def _pieces(template: str, expression: _Expression) -> list[bytes | int]:
    """A replacement as literal parts and numbers of groups (`$1`, `${name}`); what names no group is empty."""
    pieces: list[bytes | int] = []
    position = 0
    for found in _REFERENCE.finditer(template):
        pieces.append(template[position : found.start()].encode())
        position = found.end()
        if found.group(1):
            pieces.append(b"$")
            continue
        name = found.group(2) or found.group(3)
        number = int(name) if name.isdigit() and len(name) < 10 else _number_of(expression, name)
        if 0 <= number <= len(expression.names):
            pieces.append(number)
    return [*pieces, template[position:].encode()]


def _number_of(expression: _Expression, name: str) -> int:
    return expression.names.index(name) + 1 if name and name in expression.names else -1


def _after(data: bytes, position: int) -> int:
    """Where the character after the one at a position begins."""
    position += 1
    while position < len(data) and data[position] & 0xC0 == 0x80:
        position += 1
    return position
