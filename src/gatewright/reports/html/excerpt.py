"""The lines of source around a finding, with the place marked."""

from __future__ import annotations

from gatewright.model.location import Location
from gatewright.reports.html.markup import NOTHING, Markup, code, joined, tag, text
from gatewright.reports.options import RenderOptions

CONTEXT = 2
MOST_MARKED = 8
WIDTH = 200


def excerpt(location: Location | None, options: RenderOptions) -> Markup:
    """The marked lines, the first of many, and two around; nothing where the file cannot be shown or is shorter."""
    lines = options.source(location.file) if options.source and location else None
    if not lines or location is None or location.start.line > len(lines):
        return NOTHING
    first, end = location.start.line, max(location.end.line, location.start.line)
    last = end + CONTEXT if end < first + MOST_MARKED else first + MOST_MARKED - 1
    numbers = range(max(first - CONTEXT, 1), min(last, len(lines)) + 1)
    shown = (_line(lines[number - 1], number, location) for number in numbers)
    return tag(
        "figure",
        {"class": "excerpt"},
        tag("figcaption", None, code(str(location))),
        tag("pre", {"class": "gutter", "aria-hidden": "true"}, joined("\n", (text(str(n)) for n in numbers))),
        tag("pre", None, joined("\n", shown)),
    )


def _line(line: str, number: int, location: Location) -> Markup:
    """A line, cut to a width; within the place, what belongs to it is marked."""
    shown = line.rstrip("\r\n")
    shown = shown if len(shown) <= WIDTH else shown[: WIDTH - 1] + "…"
    if not location.start.line <= number <= max(location.end.line, location.start.line):
        return _piece(shown)
    start = location.start.column - 1 if number == location.start.line else len(shown) - len(shown.lstrip())
    end = location.end.column - 1 if number == location.end.line else len(shown)
    if start >= min(end, len(shown)):
        return _piece(shown)
    return joined("", (_piece(shown[:start]), tag("mark", None, _piece(shown[start:end])), _piece(shown[end:])))


def _piece(words: str) -> Markup:
    return text(words.replace("\t", "    "))
