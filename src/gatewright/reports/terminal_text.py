"""Lines for a terminal: styled words, cleaned of everything that a terminal would obey, cut or wrapped to its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gatewright.reports.text import visible

if TYPE_CHECKING:
    from rich.style import Style

Word = tuple[str, str]
Line = tuple[Word, ...]

FIELD = 11


@dataclass(frozen=True, slots=True)
class Screen:
    """How wide the output is, and whether it has colours; without colours it is plain ASCII.

    Foreign text goes through `clean`, `wrapped`, `cut` or `field`; styles are rich's, and no text is read as markup.
    """

    width: int
    colour: bool

    def text(self, lines: Iterable[Line]) -> str:
        """The lines as text, each ending in a newline."""
        return "".join("".join(self._styled(*word) for word in line).rstrip(" ") + "\n" for line in lines)

    def clean(self, text: str) -> str:
        """Foreign text on one line, every other than a printable character written as an escape."""
        shown = visible(text)
        return shown if self.colour else shown.encode("ascii", "backslashreplace").decode()

    def wrapped(self, text: str, indent: int, style: str = "") -> Iterator[Line]:
        """Foreign text in as many lines as it takes."""
        width, shown = max(self.width - indent, 20), self.clean(text)
        parts = [shown] if len(shown) <= width else textwrap.wrap(shown, width, break_on_hyphens=False)
        for part in parts or [""]:
            yield ((" " * indent, ""), (part, style))

    def cut(self, text: str, indent: int) -> str:
        """A foreign line, cut to what is left of the width; the cut shows."""
        shown, room = self.clean(text), max(self.width - indent, 20)
        if shown.isascii():  # as all text is without colours: no need to load rich, which takes 20 ms
            return shown if len(shown) <= room else f"{shown[: room - 3]}..."
        from rich.cells import cell_len, set_cell_size  # noqa: PLC0415

        return shown if cell_len(shown) <= room else set_cell_size(shown, room - 3) + "..."

    def field(self, name: str, text: str, indent: int) -> Iterator[Line]:
        """A named value; a long one goes on below itself."""
        label = name
        for line in self.wrapped(text, indent + FIELD):
            yield ((f"{' ' * indent}{label:<{FIELD}}", "dim"), *line[1:])
            label = ""

    def _styled(self, text: str, style: str) -> str:
        if not (self.colour and style and text):
            return text
        from rich.color import ColorSystem  # noqa: PLC0415  # only for colours

        return _style(style).render(text, color_system=ColorSystem.STANDARD)


@cache
def _style(definition: str) -> Style:
    from rich.style import Style  # noqa: PLC0415  # only for colours

    return Style.parse(definition)
