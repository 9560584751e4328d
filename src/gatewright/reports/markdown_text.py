"""Foreign text in Markdown: shown as it is, whatever it holds, and never mentioning, linking or closing anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gatewright.reports.text import shortened, visible

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~]")
# What GitHub makes links of without any brackets: mentions, issue numbers, addresses. A zero-width space parts them.
_LINKED = re.compile(r"(?<=[@#])(?=\w)|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
_PLAIN_CODE = re.compile(r"[^`|\\\s<>&]+(?: [^`|\\\s<>&]+)*")


def prose(text: str, limit: int = 300) -> str:
    """The text on one line, for a table's cell or a paragraph."""
    parts = _LINKED.split(_cut(text.strip(" "), limit))
    return "&#8203;".join(_SPECIAL.sub(_entity, part) for part in parts)


def code(text: str, limit: int = 200) -> str:
    """The text as a code span that also stands in a table's cell."""
    shown = _cut(text, limit)
    if not shown.strip():
        return ""
    if _PLAIN_CODE.fullmatch(shown):
        return f"`{shown}`"
    return f"<code>{_SPECIAL.sub(_entity, shown)}</code>"


def row(*cells: str) -> str:
    """A table's row of cells that are Markdown already."""
    return f"| {' | '.join(cells)} |"


def details(title: str, lines: list[str]) -> list[str]:
    """Lines of Markdown that a reader unfolds."""
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>", ""]


def fitting(lines: Iterable[str], room: int) -> list[str]:
    """The first lines, as many as take no more than `room` characters; the others are not even made."""
    kept = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _cut(text: str, limit: int) -> str:
    """The visible text, cut; a text of megabytes is cut before its characters are looked at."""
    return shortened(visible(text[: limit + 1]), limit)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"
