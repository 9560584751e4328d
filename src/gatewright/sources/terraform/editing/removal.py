"""Taking away what stands on lines of its own.

The comment behind it on the same line goes with it. The comment lines directly above go with it where they can speak of
nothing else: where it is the only thing in its paragraph, and they are not the first thing in the file. A blank line
that would be left at the beginning or end of the block, or beside another one, goes too.
"""

from __future__ import annotations

from gatewright.sources.terraform.editing.interiors import line_end, line_start
from gatewright.sources.terraform.editing.splices import Splice
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.syntax.nodes import Span


def whole_lines(data: bytes, span: Span, within: Span) -> Splice | None:
    """The splice that removes the lines of a range; None where something else stands on them.

    `within` is what is between the brackets around the range, or the whole file.
    """
    lower = within[0] if within[0] == 0 else line_end(data, within[0])
    upper = within[1] if within[1] == len(data) else line_start(data, within[1])
    start, end = line_start(data, span[0]), line_end(data, span[1])
    if start < lower or end > upper or data[start : span[0]].strip() or not _only_comment(data, (span[1], end)):
        return None
    above = _comments_above(data, start, lower)
    if above > 0 and _blank_before(data, above, lower) and (end == upper or _blank(data, end)):
        start = above
    if _blank_before(data, start, lower):
        while end < upper and _blank(data, end):
            end = line_end(data, end)
    if end >= upper:
        while start > lower and _blank(data, line_start(data, start - 1)):
            start = line_start(data, start - 1)
    return Splice(start, end, b"")


def _only_comment(data: bytes, span: Span) -> bool:
    found = [token.kind for token in tokens(data, *span)]
    return not found or found in (["newline"], ["comment"], ["comment", "newline"])


def _comments_above(data: bytes, start: int, lower: int) -> int:
    """Where the comment lines directly above a line begin."""
    while start > lower:
        above = line_start(data, start - 1)
        if above < lower or not data[above:start].lstrip().startswith((b"#", b"//")):
            break
        start = above
    return start


def _blank_before(data: bytes, start: int, lower: int) -> bool:
    return start <= lower or _blank(data, line_start(data, start - 1))


def _blank(data: bytes, start: int) -> bool:
    return not data[start : line_end(data, start)].strip()
