"""HTML written so that foreign text cannot become markup.

Only `tag`, `text`, `block` and `joined` make `Markup`; a type checker takes no plain string in its place. Foreign text
may hold anything, so it goes through `visible`, which writes control and bidirectional characters as escapes, and is
then escaped for HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import NewType
from urllib.parse import quote

from gatewright.reports.text import shortened, visible

Markup = NewType("Markup", str)

NOTHING = Markup("")
LABEL = 300
"""The most that is shown of a name: a path, an address, an owner."""
_VOID = frozenset({"input", "meta"})


def tag(name: str, attributes: Mapping[str, str] | None = None, *content: Markup) -> Markup:
    """An element; the names are the template's own, the values may be foreign."""
    given = "".join(
        f' {key}="{escape(visible(value))}"' if value else f" {key}" for key, value in (attributes or {}).items()
    )
    end = "" if name in _VOID else f"</{name}>"
    return Markup(f"<{name}{given}>{''.join(content)}{end}")


def text(words: str) -> Markup:
    """Foreign text on one line."""
    return Markup(escape(visible(words), quote=False))


def label(name: str) -> str:
    """A foreign name as it is shown, chosen and compared everywhere on the page."""
    return visible(shortened(name, LABEL))


def code(words: str, css: str = "") -> Markup:
    """A foreign name or value on one line, in the type of code."""
    return tag("code", {"class": css} if css else None, text(label(words)))


def lines(words: str) -> Markup:
    """Foreign text with its lines kept."""
    return joined("\n", (text(line) for line in words.split("\n")))


def block(words: str, limit: int) -> Markup:
    """Foreign text with its lines kept, cut to a limit."""
    return lines(shortened(words.strip("\n"), limit))


def prose(words: str, limit: int = 4_000) -> Markup:
    """A paragraph of a rule's text, where what stands in backticks is code."""
    shown = shortened(words.strip(), limit)
    pieces = shown.split("`")
    if len(pieces) % 2 == 0:
        return tag("p", {"class": "prose"}, lines(shown))
    marked = (tag("code", None, text(piece)) if odd % 2 else lines(piece) for odd, piece in enumerate(pieces))
    return tag("p", {"class": "prose"}, *marked)


def joined(separator: str, parts: Iterable[Markup]) -> Markup:
    """Parts one after the other, with the template's own separator between them."""
    return Markup(separator.join(parts))


def sentence(words: str) -> str:
    """The words with a capital at the beginning, and nothing else changed."""
    return words[:1].upper() + words[1:]


def fragment(name: str) -> str:
    """A link within the page to the element with this id, whatever characters are in it."""
    return f"#{quote(visible(name), safe='')}"
