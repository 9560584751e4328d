"""Comments of files in JSON: the property `//` of an object, which Terraform passes over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gatewright.sources.terraform.comments.statements import Piece, Span

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\]",:]+')
_ARRAY_END = re.compile(rb"\s*\]")
_COMMENT = b'"//"'


@dataclass(eq=False)
class _Open:
    """An object or array that is not closed yet."""

    start: int
    is_object: bool
    commented: bool = False
    """Whether this is the value of `//`, or inside of it."""
    key: tuple[int, bytes] | None = None
    """The key whose value is being read."""
    values: int = 0
    texts: list[tuple[int, bytes]] | None = None


def json_comments(data: bytes) -> Iterator[tuple[Piece, Span, bool]]:
    """Each text of a `//`, the bytes of the member that it is about, and whether that is the whole file."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return  # whoever reads the file itself says so
    found: list[tuple[Piece, Span, bool]] = []
    stack: list[_Open] = []
    for match in _TOKEN.finditer(data):
        token = match[0]
        if token in (b"{", b"["):
            stack.append(_opened(stack, token, match.start()))
        elif token in (b"}", b"]"):
            closed = stack.pop()
            for at, text in closed.texts or ():
                alone = _ARRAY_END.match(data, match.end()) is not None
                span = (_beginning(stack, closed, alone=alone), match.end()) if stack else (0, len(data))
                found.append((_piece(text, at), span, not stack))
            _ended(stack)
        elif token.startswith(b'"') and stack:
            _string(stack, token, match.start())
        elif token not in (b",", b":"):
            _ended(stack)
    yield from sorted(found, key=lambda one: one[0].at)


def _opened(stack: list[_Open], token: bytes, start: int) -> _Open:
    outer = stack[-1] if stack else None
    inside = outer is not None and (outer.commented or (outer.key is not None and outer.key[1] == _COMMENT))
    return _Open(start, token == b"{", commented=inside)


def _beginning(stack: list[_Open], closed: _Open, *, alone: bool) -> int:
    """Where the member begins that an object is: at its key, also where it is the only element of an array there."""
    outer = stack[-1]
    if outer.is_object and outer.key is not None:
        return outer.key[0]
    holder = stack[-2] if len(stack) > 1 else None
    if alone and not outer.is_object and outer.values == 0 and holder is not None and holder.key is not None:
        return holder.key[0]
    return closed.start


def _string(stack: list[_Open], token: bytes, start: int) -> None:
    current = stack[-1]
    if current.is_object and current.key is None:
        current.key = (start, token)
        return
    if current.is_object and current.key is not None and current.key[1] == _COMMENT and not current.commented:
        current.texts = [*(current.texts or ()), (start, token)]
    elif not current.is_object and current.commented and len(stack) > 1 and stack[-2].key is not None:
        holder = stack[-2]
        if holder.is_object and holder.key is not None and holder.key[1] == _COMMENT and not holder.commented:
            holder.texts = [*(holder.texts or ()), (start, token)]
    _ended(stack)


def _ended(stack: list[_Open]) -> None:
    """A value is complete."""
    if stack:
        stack[-1].key = None if stack[-1].is_object else stack[-1].key
        stack[-1].values += 1


def _piece(token: bytes, at: int) -> Piece:
    return Piece(str(json.loads(token)).strip().split("\n")[0], at + 1)
