"""A configuration file that was read: its values, where they stand, and what its paths are relative to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gatewright.app.config import toml_text
from gatewright.app.config.keys import Key
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.config.model import Configuration  # a run without a file needs no models

_MOST_LISTED = 100
_LONGEST_KEY = 120


class Problem(NamedTuple):
    """One thing that is wrong, and the key where it is."""

    key: Key
    text: str


@dataclass(frozen=True)
class Place:
    """Where a configuration file is."""

    file: Path
    """The file, absolute; links in its folder's path are followed."""
    shown: str
    """The file as messages name it: like the scanned path, relative or absolute."""
    scanned: Path
    """The scanned folder, absolute; links are followed."""

    @property
    def folder(self) -> Path:
        """The folder that paths in the file are relative to, as messages name it."""
        return Path(self.shown).parent

    @cached_property
    def boundary(self) -> Path:
        """The folder that paths in the file may not leave: the git repository's, else the file's own."""
        around = (self.file.parent, *self.file.parent.parents)
        return next((folder for folder in around if os.path.lexists(folder / ".git")), self.file.parent)

    def outside(self, path: str) -> str | None:
        """Why a path in the file may not be used, if so."""
        if _inside(self.file.parent / path, self.boundary):
            return None
        return (
            "leads out of the repository; a configuration may only name what lies within it, "
            "so give this path on the command line"
        )

    def is_outside(self) -> bool:
        """Whether the file itself is a link out of the repository."""
        return not _inside(self.file, self.boundary)


@dataclass(frozen=True)
class Config:
    """One configuration file."""

    place: Place
    values: Configuration
    text: str = field(repr=False)
    table: tuple[str, ...] = ()
    """The table that is the configuration; empty where that is the whole file."""

    @property
    def name(self) -> str:
        """The file as reports name it: relative to the scanned folder where it lies in it, else its name alone."""
        file, scanned = self.place.file, self.place.scanned
        return file.relative_to(scanned).as_posix() if file.is_relative_to(scanned) else file.name

    @property
    def pattern_folder(self) -> Path:
        """The folder that patterns of files and folders are written for, absolute.

        It is the file's own, or the scanned one where the file lies elsewhere, as one for several repositories does.
        """
        folder, scanned = self.place.file.parent, self.place.scanned
        return folder if scanned.is_relative_to(folder) else scanned

    @property
    def prefix(self) -> str:
        """The scanned folder relative to the one that patterns are written for; empty where it is that."""
        relative = self.place.scanned.relative_to(self.pattern_folder).as_posix()
        return "" if relative == "." else relative

    def line(self, key: Key) -> int:
        """The line on which the value of a key begins, or that of the nearest key around it."""
        return line_of((*self.table, *key), self.lines)

    @cached_property
    def lines(self) -> Mapping[Key, int]:
        """The line of each key. The parser is loaded for this alone: a run that has no need of lines goes without."""
        return lines_of(self.text)

    def complaints(self, problems: Iterable[Problem]) -> tuple[str, ...]:
        """The problems with file, line and key, in the order of the file."""
        found = {(self.line(one.key), one) for one in problems}
        return tuple(complaint(self.place.shown, line, one) for line, one in sorted(found, key=_by_place))


def _by_place(found: tuple[int, Problem]) -> tuple[int, str, str]:
    line, problem = found
    return line, toml_text.dotted(problem.key), problem.text


def complaint(shown: str, line: int, problem: Problem) -> str:
    """A problem in words."""
    name = toml_text.dotted(problem.key)
    quoted = f"`{name if len(name) <= _LONGEST_KEY else name[:_LONGEST_KEY] + '…'}` " if name else ""
    return f"{shown}:{line}: {quoted}{problem.text}"


def unusable(complaints: Sequence[str]) -> UsageError:
    """The error that lists complaints."""
    if len(complaints) == 1:
        return UsageError(complaints[0])
    listed = list(complaints[:_MOST_LISTED])
    if len(complaints) > _MOST_LISTED:
        listed.append(f"and {len(complaints) - _MOST_LISTED} more")
    return UsageError("\n  ".join([f"the configuration has {len(complaints)} problems", *listed]))


def lines_of(text: str) -> Mapping[Key, int]:
    """The line of each key of a TOML text."""
    from gatewright.app.config.positions import key_lines  # noqa: PLC0415  # loads the parser

    return key_lines(text)


def line_of(key: Key, lines: Mapping[Key, int]) -> int:
    """The line of a key, or of the nearest key around it."""
    return next((lines[key[:length]] for length in range(len(key), 0, -1) if key[:length] in lines), 1)


def _inside(path: Path, folder: Path) -> bool:
    """Whether a path stays within a folder once links are followed; one that cannot be followed does not."""
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.stat()  # a loop of links is an error here; newer versions of Python resolve it to itself
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False
