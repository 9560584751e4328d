"""A CODEOWNERS file, read as GitHub documents it: the last matching line decides, and an invalid line is skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.owners.pattern import PatternError, expression

# Where GitHub looks for the file, in its order; the first that exists is the one.
LOCATIONS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
SIZE_LIMIT = 3 * 1024 * 1024

_WORD = re.compile(r"(?:\\.|\S)+")
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)?|[^@\s]+@[^@\s]+", re.ASCII)
_GROUP = 256


@dataclass(frozen=True, slots=True)
class Line:
    """A valid line: what it matches and who owns that; no owners means that nobody does."""

    expression: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class _Group:
    """Neighbouring lines, the last first, matched in one pass of one expression."""

    lines: tuple[Line, ...]

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        # The empty group behind each line tells which one matched; in front, it would hide the line's first letter.
        return re.compile("|".join(f"{line.expression}()" for line in self.lines), re.DOTALL)

    def find(self, path: str) -> Line | None:
        match = self._expression.match(path)
        return self.lines[match.lastindex - 1] if match and match.lastindex else None


@dataclass(frozen=True)
class Owners:
    """Who owns each path of a repository; lines and problems are in the order of the file."""

    lines: tuple[Line, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a file, by its path from the repository's root; empty where nobody owns it."""
        if path not in self._known:
            line = next(filter(None, (group.find(path.removeprefix("./")) for group in self._groups)), None)
            self._known[path] = line.owners if line else ()
        return self._known[path]

    @cached_property
    def _groups(self) -> tuple[_Group, ...]:
        lines = self.lines[::-1]
        return tuple(_Group(lines[start : start + _GROUP]) for start in range(0, len(lines), _GROUP))


def parse(text: str, file: str) -> Owners:
    """The owners that a CODEOWNERS file states; `file` names it in diagnostics."""
    if len(text.encode("utf-8", "replace")) >= SIZE_LIMIT:
        detail = "GitHub does not load it and nobody owns anything: merge lines with wildcards to make it smaller"
        return Owners(diagnostics=(Diagnostic(severity="warning", summary=_TOO_LARGE, detail=detail, file=file),))
    lines: list[Line] = []
    problems: list[Diagnostic] = []
    for number, words in _statements(text):
        try:
            lines.append(_line(words))
        except PatternError as error:
            start = Position(line=number, column=1)
            problems.append(Diagnostic(severity="warning", summary=_SKIPPED, detail=str(error), file=file, start=start))
    return Owners(tuple(lines), tuple(problems))


_TOO_LARGE = "the code owners file is 3 MB or larger"
_SKIPPED = "an invalid line of the code owners file is skipped"


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each line that has any, less comments, with the line's number."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        words: list[str] = _WORD.findall(line)
        comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
        if words[:comment]:
            yield number, words[:comment]


def _line(words: list[str]) -> Line:
    pattern, *owners = words
    for owner in owners:
        if not _OWNER.fullmatch(owner):
            raise PatternError(f"`{owner}` is not an owner; write `@user`, `@organisation/team` or an email address")
    return Line(expression(pattern), tuple(dict.fromkeys(owners)))
