"""A configuration from the bytes of its file, with every problem in it told at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from pydantic import ValidationError

from gatewright.app.config.file import Config, Place, Problem, unusable
from gatewright.app.config.keys import Key
from gatewright.app.config.model import Configuration, validated
from gatewright.errors import UsageError

DEPTH_LIMIT = 32
_PART = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]++|(?<!\\)"(?>[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEPTH_LIMIT},}}")
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000}")
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


def parse(place: Place, data: bytes, table: tuple[str, ...] = ()) -> Config | None:
    """The configuration in a table of a file, or in all of it; None where that table is not there.

    Raises UsageError with everything that is wrong.
    """
    text = _text(place, data)
    values = _table(_parsed(place, text), table)
    if values is None:
        return None
    problems = list(_beyond_bounds(values))
    if not isinstance(values, dict):
        problems = [Problem((), "must be a table")]
    if not problems and isinstance(values, dict):
        try:
            return Config(place, validated(values, place.outside), text, table)
        except ValidationError as error:
            from gatewright.app.config.complaints import problems_of  # noqa: PLC0415  # when something is wrong

            problems = list(problems_of(error))
    raise unusable(Config(place, Configuration(), text, table).complaints(problems))


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
    except ValueError as error:
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
