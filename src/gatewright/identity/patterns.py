"""Texts with `*`, `?` and policy variables, matched without backtracking over the wildcards.

Source: IAM user guide, "IAM JSON policy elements: Variables and tags" and "Resource".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

STAR = "*"
ANY = "?"

Matcher: TypeAlias = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Wild:
    """`*`, any characters, or `?`, any one."""

    sign: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}` or `${key, 'default'}`."""

    key: str
    default: str | None


Part: TypeAlias = str | Wild | Variable

_TOKEN = re.compile(
    r"\$\{\s*(?P<key>[^}',]*[^}',\s])\s*(?:,\s*'(?P<default>[^'}]*)'\s*)?\}|(?P<wild>[*?])|(?P<plain>[^$*?]+|\$)"
)


def parts_of(text: str, *, variables: bool) -> tuple[Part, ...]:
    """The text taken apart; without `variables`, `${` is text. `${*}`, `${?}` and `${$}` are the signs themselves."""
    found: list[Part] = []
    for token in _TOKEN.finditer(text):
        key = token["key"]
        if token["wild"]:
            found.append(Wild(token["wild"]))
        elif key is None:
            found.append(token["plain"])
        elif not variables:
            found += _without_variable(token[0])
        elif key in {STAR, ANY, "$"}:
            found.append(key)
        else:
            found.append(Variable(key.lower(), token["default"]))
    return tuple(_merged(found))


def matcher(parts: tuple[Part, ...], *, ignore_case: bool = False) -> Matcher:
    """Whether a text is what the parts, free of variables, describe."""
    if not any(isinstance(part, Wild) for part in parts):
        plain = "".join(str(part) for part in parts)
        return _equal_ignoring_case(plain) if ignore_case else plain.__eq__
    return _expression(parts, ignore_case=ignore_case).fullmatch  # type: ignore[return-value]  # truth is all that is asked


@lru_cache(maxsize=65_536)
def glob(text: str, *, ignore_case: bool = False) -> Matcher:
    """Whether a text is what a pattern without variables describes."""
    return matcher(parts_of(text, variables=False), ignore_case=ignore_case)


@lru_cache(maxsize=65_536)
def _expression(parts: tuple[Part, ...], *, ignore_case: bool) -> re.Pattern[str]:
    """Each run between two stars takes its first fit and never another, the last one fits the end."""
    runs = [""]
    for part in parts:
        if part == Wild(STAR):
            runs.append("")
        else:
            runs[-1] += "." if isinstance(part, Wild) else re.escape(str(part))
    first, *rest = runs
    if rest:
        last = rest.pop()
        first += "".join(f"(?>.*?{run})" for run in rest if run)
        # The last run stands at the end, behind all that is taken already; without stars its length is fixed.
        first += f"(?=.{{{_width(parts)},}}\\Z).*(?<={last})" if last else ".*"
    return re.compile(first, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def _width(parts: tuple[Part, ...]) -> int:
    """Characters behind the last star."""
    count = 0
    for part in reversed(parts):
        if part == Wild(STAR):
            break
        count += 1 if isinstance(part, Wild) else len(str(part))
    return count


def _equal_ignoring_case(plain: str) -> Matcher:
    folded = plain.lower()
    return lambda text: text.lower() == folded


def _without_variable(text: str) -> Iterator[Part]:
    """The text of a variable that is none, with its wildcards."""
    for sign in text:
        yield Wild(sign) if sign in {STAR, ANY} else sign


def _merged(parts: list[Part]) -> Iterator[Part]:
    plain = ""
    for part in parts:
        if isinstance(part, str):
            plain += part
            continue
        if plain:
            yield plain
            plain = ""
        yield part
    if plain:
        yield plain
