"""Where a file with a syntax error can be cut, so that the error costs one block and not the rest of the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from gatewright.sources.terraform.syntax.nodes import Span

_NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*"
_BLOCK = re.compile(rb"^" + _NAME + rb"(?:[ \t]+(?:\"[^\"\n]*\"|" + _NAME + rb"))*[ \t]*\{", re.MULTILINE)
"""A line that begins a block of the file itself: not indented, as everybody writes them."""
_ARGUMENT = re.compile(rb"^" + _NAME + rb"[ \t]*=(?![=>])", re.MULTILINE)
"""A line that begins an argument of the file itself, as files of variables have them."""
_ENDINGS = 8
"""How many closing lines of a broken piece are tried."""


def pieces(data: bytes, sound: Iterable[Span]) -> list[Span]:
    """The ranges from the beginning of one block or argument to that of the next, which together are the file.

    What was read without an error is not cut: a heredoc in it may hold lines that look like blocks.
    """
    kept = sorted(sound)
    starts = [span[0] for span in kept]
    cuts = [0]
    beginning = _BLOCK if _BLOCK.search(data) else _ARGUMENT
    for match in beginning.finditer(data):
        at = match.start()
        before = bisect_right(starts, at) - 1
        if at > 0 and (before < 0 or at >= kept[before][1] or at == kept[before][0]):
            cuts.append(at)
    return list(zip(cuts, [*cuts[1:], len(data)], strict=True))


def endings(data: bytes, piece: Span) -> Iterator[int]:
    """The bytes behind the first lines of a piece that begin with a closing brace, any of which may end its block."""
    at, end = piece
    for _ in range(_ENDINGS):
        closing = data.find(b"\n}", at, end)
        if closing < 0:
            return
        at = closing + 2
        line_end = data.find(b"\n", at, end)
        if line_end < 0:
            return
        yield line_end + 1
