"""The tokens of HCL text, as far as layout asks: brackets, line ends, comments, and everything quoted as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

_TOKEN = re.compile(
    rb"""(?P<space>[ \t]+)
    |(?P<newline>\r?\n)
    |(?P<comment>\#[^\r\n]*|//[^\r\n]*|/\*.*?\*/)
    |(?P<heredoc><<-?(?P<mark>[\w\x80-\xff-]+)\r?\n)
    |(?P<string>")
    |(?P<open>[\[({])
    |(?P<close>[\])}])
    |(?P<other>==|=>|[<>!]=|[\w\x80-\xff.-]+)
    |(?P<equal>=)
    |(?P<rest>.)""",
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE = re.compile(rb'\\.|\$\$\{|%%\{|(?P<inner>[$%]\{)|(?P<end>")', re.DOTALL)

Kind = OneOf["newline", "comment", "heredoc", "string", "open", "close", "equal", "other"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token and its range; a string or heredoc is one, whatever is in it."""

    kind: Kind
    start: int
    end: int


def tokens(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a range that begins and ends outside of strings and comments."""
    at, stop = start, len(data) if end is None else end
    while at < stop:
        match = _TOKEN.match(data, at)
        assert match is not None  # noqa: S101  # INVARIANT: the last alternative takes any byte
        kind, at = match.lastgroup, match.end()
        if kind == "mark":
            kind = "heredoc"
        if kind == "string":
            at = _string_end(data, at, stop)
        elif kind == "heredoc":
            at = _heredoc_end(data, match)
        elif kind == "rest":
            kind = "other"
        if kind != "space":
            yield Token(kind, match.start(), at)  # type: ignore[arg-type]  # the groups are the kinds


def _string_end(data: bytes, at: int, stop: int) -> int:
    """The byte behind the quotation mark that ends the string whose text begins here."""
    while match := _TEMPLATE.search(data, at, stop):
        if match["end"]:
            return match.end()
        at = template_end(data, match.end(), stop) if match["inner"] else match.end()
    return stop


def template_end(data: bytes, at: int, end: int | None = None) -> int:
    """The byte behind the brace that ends the interpolation or directive whose inside begins here."""
    stop = len(data) if end is None else end
    depth = 1
    for token in tokens(data, at, stop):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        if depth == 0:
            return token.end
    return stop


def _heredoc_end(data: bytes, beginning: re.Match[bytes]) -> int:
    """The byte behind the end marker of a heredoc."""
    closing = re.compile(rb"^[ \t]*" + re.escape(beginning["mark"]) + rb"[ \t]*(?=\r?$)", re.MULTILINE)
    match = closing.search(data, beginning.end())
    return match.end() if match else len(data)
