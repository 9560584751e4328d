"""Which line of a comment commands: what is quoted, listed, code or HTML is not said by who wrote the comment.

The comment is read as GitHub shows it, by the rules of CommonMark, and not by how its lines begin.
"""

from __future__ import annotations

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

PREFIX = "/gatewright"
_LONGEST = 65_536
"""Characters of a comment, which is GitHub's own bound."""
_MARK = "\ue000"
"""Stands for a line's beginning while its paragraph is read; comments that have it already lose it."""
_BREAKS = ("softbreak", "hardbreak")
_WANTED = ("paragraph_open", "heading_open")


def command_line(body: object) -> str | None:
    """The first line that commands."""
    if not isinstance(body, str) or PREFIX not in body or len(body) > _LONGEST:
        return None
    parser = MarkdownIt("commonmark").enable("table")
    blocks = MarkdownIt("commonmark").enable("table").disable("inline")
    for opening, token in pairwise(blocks.parse(body.replace(_MARK, ""))):
        if opening.type == "html_block" and not _is_comment(opening.content):
            return None  # what follows may be shown as a part of it
        if opening.type in _WANTED and opening.level == 0 and not opening.markup.startswith("#"):
            found = _of_paragraph(token.content, parser)
            if found is not None:
                return found
    return None


def _of_paragraph(text: str, parser: MarkdownIt) -> str | None:
    lines = text.split("\n")
    commands = {number for number, line in enumerate(lines) if line.split()[:1] == [PREFIX]}
    if not commands:
        return None
    marked = (f"{_MARK}{n}{_MARK}{line.lstrip()}" if n in commands else line for n, line in enumerate(lines))
    found = _standing_alone(parser.parseInline("\n".join(marked))[0].children or [])
    return None if found is None else lines[found].strip()


def _standing_alone(children: list[Token]) -> int | None:
    """The first marked line that begins as text of its own, and not within a code span, a link or a tag."""
    before = ("softbreak", *(one.type for one in children))
    for one, behind in zip(children, before, strict=False):
        if one.type == "text" and one.level == 0 and one.content.startswith(_MARK) and behind in _BREAKS:
            return int(one.content.split(_MARK)[1])
    return None


def _is_comment(html: str) -> bool:
    text = html.strip()
    return text.startswith("<!--") and text.endswith("-->") and text.count("-->") == 1
