"""Patterns of ids and addresses: `*` is any characters, `?` is one, everything else, brackets too, is itself.

Who writes the configuration decides the patterns, and who writes the code the texts, so no pattern may take long: every
`*` but the last takes its first fit and never reconsiders it, which finds a match wherever there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

_GROUP = 64


def is_literal(pattern: str) -> bool:
    """Whether the pattern fits one text alone."""
    return "*" not in pattern and "?" not in pattern


def expression(pattern: str) -> str:
    """The pattern as an expression that matches whole texts (`re.DOTALL`, from the start).

    >>> bool(re.match(expression('module.x[*].aws_s3_bucket.b'), 'module.x["eu"].aws_s3_bucket.b'))
    True
    """
    first, *rest = [re.escape(part).replace(r"\?", ".") for part in re.split(r"\*+", pattern)]
    if not rest:
        return rf"{first}\Z"
    last = rest.pop()
    return first + "".join(f"(?>.*?{part})" for part in rest if part) + rf".*{last}\Z"


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern fits the whole text."""
    return pattern == text or (not is_literal(pattern) and re.match(expression(pattern), text, re.DOTALL) is not None)


def ends(pattern: str) -> tuple[str, str]:
    """What every text that fits begins with, and what it ends with."""
    first, *rest = re.split(r"[*?]", pattern)
    return first, rest[-1] if rest else first


def no_ends(_pattern: str) -> tuple[str, str]:
    """Nothing is known of how the texts begin and end."""
    return "", ""


_Part: TypeAlias = tuple[re.Pattern[str], int]


@dataclass
class Masks:
    """Which of many conditions a text fits, as the bits of a number; a condition has one pattern or several.

    A text is asked about once. Patterns without wildcards are looked up; the others are looked up by the longer of
    their ends, and what has none is tried in groups, each as one expression: thousands of conditions on tens of
    thousands of texts stay affordable.
    """

    translate: Callable[[str], str] = expression
    literal: Callable[[str], bool] = is_literal
    ends: Callable[[str], tuple[str, str]] = ends
    free: int = 0
    """The conditions that say nothing about the text: they fit always, also where there is no text."""
    _literals: dict[str, int] = field(default_factory=dict)
    _patterns: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    _compiled: _Compiled | None = None

    def add(self, bit: int, patterns: Iterable[str]) -> None:
        """Add a condition; without patterns it fits everything. All are added before the first question."""
        given = tuple(patterns)
        if not given:
            self.free |= bit
        for pattern in given:
            kept = self._literals if self.literal(pattern) else self._patterns
            kept[pattern] = kept.get(pattern, 0) | bit

    def of(self, text: str | None) -> int:
        """The conditions that fit a text; None is a text that nobody knows."""
        if text is None:
            return self.free
        if text not in self._known:
            if self._compiled is None:
                self._compiled = _Compiled(self._patterns, self.translate, self.ends)
            self._known[text] = self.free | self._literals.get(text, 0) | self._compiled.matched(text)
        return self._known[text]


class _Compiled:
    """Patterns with their bits, by how the texts that fit begin or end."""

    def __init__(
        self, patterns: Mapping[str, int], translate: Callable[[str], str], ends: Callable[[str], tuple[str, str]]
    ) -> None:
        self._prefixes: dict[int, dict[str, list[_Part]]] = {}
        self._suffixes: dict[int, dict[str, list[_Part]]] = {}
        loose: list[tuple[str, int]] = []
        for pattern, bits in patterns.items():
            prefix, suffix = ends(pattern)
            if prefix or suffix:
                key, index = (prefix, self._prefixes) if len(prefix) >= len(suffix) else (suffix, self._suffixes)
                part = (re.compile(translate(pattern), re.DOTALL), bits)
                index.setdefault(len(key), {}).setdefault(key, []).append(part)
            else:
                loose.append((translate(pattern), bits))
        groups = [loose[start : start + _GROUP] for start in range(0, len(loose), _GROUP)]
        self._groups = [
            (
                re.compile("|".join(f"(?:{text})" for text, _ in group), re.DOTALL),
                [(re.compile(text, re.DOTALL), bits) for text, bits in group],
            )
            for group in groups
        ]

    def matched(self, text: str) -> int:
        """The bits of all patterns that fit."""
        matched = 0
        for expression, bits in self._candidates(text):
            if expression.match(text):
                matched |= bits
        return matched

    def _candidates(self, text: str) -> Iterator[_Part]:
        for length, prefixes in self._prefixes.items():
            yield from prefixes.get(text[:length], ())
        for length, suffixes in self._suffixes.items():
            yield from suffixes.get(text[-length:], ())
        for whole, parts in self._groups:
            if whole.match(text):
                yield from parts
