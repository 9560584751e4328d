"""Patterns of ids and addresses: `*` is any characters, `?` is one, everything else, brackets too, is itself.

Who writes the configuration decides the patterns, and who writes the code the texts, so no pattern may take long: every
`*` but the last takes its first fit and never reconsiders it, which finds a match wherever there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

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


@dataclass
class Masks:
    """Which of many conditions a text fits, as the bits of a number; a condition has one pattern or several.

    A text is asked about once. Patterns without wildcards are looked up, the others are tried in groups, each as one
    expression, so that thousands of conditions on thousands of texts stay affordable.
    """

    translate: Callable[[str], str] = expression
    literal: Callable[[str], bool] = is_literal
    free: int = 0
    """The conditions that say nothing about the text: they fit always, also where there is no text."""
    _literals: dict[str, int] = field(default_factory=dict)
    _patterns: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    _groups: list[tuple[re.Pattern[str], list[tuple[re.Pattern[str], int]]]] | None = None

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
            self._known[text] = self.free | self._literals.get(text, 0) | self._matched(text)
        return self._known[text]

    def _matched(self, text: str) -> int:
        if self._groups is None:
            self._groups = self._compiled()
        matched = 0
        for whole, parts in self._groups:
            if whole.match(text):
                for part, bits in parts:
                    if part.match(text):
                        matched |= bits
        return matched

    def _compiled(self) -> list[tuple[re.Pattern[str], list[tuple[re.Pattern[str], int]]]]:
        translated = [(self.translate(pattern), bits) for pattern, bits in self._patterns.items()]
        groups = [translated[start : start + _GROUP] for start in range(0, len(translated), _GROUP)]
        return [
            (
                re.compile("|".join(f"(?:{text})" for text, _ in group), re.DOTALL),
                [(re.compile(text, re.DOTALL), bits) for text, bits in group],
            )
            for group in groups
        ]
