"""The configuration file of a place: looked for upward, read with bounds, and every problem in it told at once.

The file lies in the repository that is scanned, and a stranger may have written it: it is bounded in size and depth,
nothing in it leads out of the repository, and no text of it gets to a terminal unescaped.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from gatewright.app.config.file import Config, Key, Place, Problem, unusable
from gatewright.app.config.model import Configuration, validated
from gatewright.errors import UsageError

OWN, SHARED = "gatewright.toml", "pyproject.toml"
SIZE_LIMIT = 1_000_000
DEPTH_LIMIT = 32
_TABLE = ("tool", "gatewright")
_PART = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|(?<!\\)"(?>[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEPTH_LIMIT},}}")
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000}")
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


def find_config(scanned: Path) -> Config | None:
    """The configuration of a scanned folder or file: the nearest one, up to the root of the git repository.

    Without a repository the way up ends at the file system's root. In one folder, `gatewright.toml` is stronger.
    """
    start = scanned if scanned.is_dir() else scanned.parent
    resolved = start.resolve()
    for up, folder in enumerate((resolved, *resolved.parents)):
        for name in (OWN, SHARED):
            file = folder / name
            if os.path.lexists(file):
                config = _read(Place(file, _shown(start, up, file), resolved))
                if config is not None:
                    return config
        if os.path.lexists(folder / ".git"):
            break
    return None


def read_config(file: Path, scanned: Path) -> Config:
    """The configuration in a file that the caller names; raises UsageError where there is none in it."""
    start = scanned if scanned.is_dir() else scanned.parent
    config = _read(Place(file.parent.resolve() / file.name, str(file), start.resolve()), named=True)
    if config is None:
        raise UsageError(f"`{file}` has no table `[tool.gatewright]`; add it or name another file")
    return config


def _read(place: Place, *, named: bool = False) -> Config | None:
    """The configuration in a file; None for a `pyproject.toml` without one."""
    shared = place.file.name == SHARED
    if shared and not named and not place.file.is_file():
        return None
    data = _bytes(place)
    if shared and _TABLE[-1].encode() not in data:
        return None
    if place.is_outside():
        raise UsageError(f"{place.shown}: is a link out of the repository; put the file itself there")
    if len(data) > SIZE_LIMIT:
        raise UsageError(f"{place.shown}: is larger than {SIZE_LIMIT // 1_000_000} MB; name fewer things by patterns")
    text = _text(place, data)
    values = _parsed(place, text)
    table = _TABLE if shared else ()
    below = _table(values, table)
    return None if below is None else _config(place, text, table, below)


def _config(place: Place, text: str, table: tuple[str, ...], values: object) -> Config:
    problems = list(_beyond_bounds(values))
    if not problems and not isinstance(values, dict):
        problems = [Problem((), "must be a table")]
    if not problems and isinstance(values, dict):
        try:
            return Config(place, validated(values, place.outside), text, table)
        except ValidationError as error:
            from gatewright.app.config.complaints import problems_of  # noqa: PLC0415  # when something is wrong

            problems = list(problems_of(error))
    blank = Config(place, Configuration(), text, table)
    raise unusable(blank.complaints(problems))


def _bytes(place: Place) -> bytes:
    """What the file holds, one byte beyond the limit at most."""
    try:
        if not stat.S_ISREG(place.file.stat().st_mode):
            raise UsageError(f"{place.shown}: is not a regular file; put the configuration itself there")
        with place.file.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"{place.shown}: cannot be read: {reason}") from None


def _text(place: Place, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{place.shown}:{line}: is not text in UTF-8; save the file in that encoding") from None


def _parsed(place: Place, text: str) -> dict[str, object]:
    """The values of a TOML text. Keys and numbers without end are refused first: they take the parser long."""
    for pattern, problem in ((_LONG_KEY, "a key has too many parts"), (_LONG_NUMBER, "a number is too long")):
        found = pattern.search(text)
        if found:
            raise UsageError(f"{place.shown}:{_line_at(text, found.start())}: {problem}; make it shorter")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = _AT.search(message)
        line = int(at[1]) if at else text.count("\n") + 1
        column = f", column {at[2]}" if at else ""
        reason = message[: at.start()] if at else message.removesuffix(" (at end of document)")
        told = f"{reason[:1].lower()}{reason[1:]}{column}"
        raise UsageError(f"{place.shown}:{line}: cannot be read as TOML: {told}") from None
    except RecursionError:
        raise UsageError(f"{place.shown}:1: is nested too deeply; {DEPTH_LIMIT} levels are allowed") from None


def _table(values: object, path: tuple[str, ...]) -> object | None:
    """What is at a path of tables; None where nothing is."""
    for name in path:
        if not isinstance(values, dict):
            return None
        values = values.get(name)
    return values


def _beyond_bounds(values: object) -> Iterator[Problem]:
    """What is nested too deeply, and numbers that TOML does not have to take."""
    waiting: list[tuple[Key, object]] = [((), values)]
    while waiting:
        key, value = waiting.pop()
        if len(key) > DEPTH_LIMIT:
            yield Problem(key, f"is nested too deeply; {DEPTH_LIMIT} levels are allowed")
        elif isinstance(value, dict):
            waiting += [((*key, name), one) for name, one in value.items()]
        elif isinstance(value, list):
            waiting += [((*key, index), one) for index, one in enumerate(value)]
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            yield Problem(key, "is a number of more than 64 bits; make it smaller")


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _shown(start: Path, up: int, file: Path) -> str:
    """The file as the caller would name it, who named the start: relative where that is relative."""
    candidate = os.path.normpath(os.path.join(start, *[".."] * up, file.name))  # noqa: PTH118  # lexical on purpose
    return candidate if os.path.realpath(candidate) == os.path.realpath(file) else str(file)
