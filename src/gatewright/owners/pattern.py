"""CODEOWNERS patterns: gitignore's language less negation and character ranges, without endless backtracking.

A file that a stranger wrote decides the patterns, so no pattern may take long to match. The usual translation, `*` to
`[^/]*`, tries every way to split a name among the wildcards: exponential in their number. Here each wildcard of a name
but the last, and each `**` of a pattern but the last, takes its first fit and never reconsiders it. That finds a match
wherever there is one, because a later fit would only leave less for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\\(?P<literal>.)|(?P<stars>\*+)|(?P<any>\?)|(?P<plain>[^\\*?]+)", re.DOTALL)


class PatternError(ValueError):
    """The pattern is not one that GitHub takes; the message says why."""


def expression(pattern: str) -> str:
    """The pattern as an expression that matches (`re.DOTALL`, from the start) paths from the repository's root."""
    _check(pattern)
    segments = pattern.strip("/").split("/")
    if "/" not in pattern.rstrip("/"):
        segments = ["**", *segments]
    return _body(segments) + _end(pattern, segments)


def path_matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path matches any of the patterns; raises PatternError where one is none.

    A path is relative, with forward slashes; that of a directory ends in one.
    """
    if not patterns:
        return lambda _path: False
    found = re.compile("|".join(f"(?:{expression(pattern)})" for pattern in patterns), re.DOTALL)
    return lambda path: found.match(path) is not None


def _check(pattern: str) -> None:
    unescaped = re.sub(r"\\.", "", pattern)
    if pattern.startswith("!"):
        raise PatternError("a pattern cannot be negated with `!`; list the path on a later line without owners")
    if pattern.startswith("\\#"):
        raise PatternError("a pattern cannot begin with `#`, escaped or not; match it with `?` instead")
    if "[" in unescaped or "]" in unescaped:
        raise PatternError("a pattern cannot hold `[` or `]`; use `*` or `?` instead of a range")
    if "***" in unescaped:
        raise PatternError("a pattern cannot hold `***`; use `*` within a name and `**` across directories")
    if unescaped.endswith("\\"):
        raise PatternError("a pattern cannot end in a backslash; remove it")


def _end(pattern: str, segments: list[str]) -> str:
    """What follows the last segment: a directory owns what is below it, `/*` only what is directly there."""
    if segments[-1] == "**":
        return "[^/]+/" if pattern.endswith("/") else ""
    if pattern.endswith("/"):
        return "/"
    return r"\Z" if pattern.endswith("/*") else r"(?:\Z|/)"


def _body(segments: list[str]) -> str:
    """The segments, where `**` stands for any number of directories and, at the end, for everything below."""
    runs: list[list[str]] = [[]]
    for segment in segments:
        if segment == "**":
            runs.append([])
        else:
            runs[-1].append(_segment(segment))
    first, *rest = ["/".join(run) for run in runs]
    if not rest:
        return first
    last = rest.pop()
    between = "".join(f"(?>(?:.*?/)??{run}/)" for run in rest if run)
    return (f"{first}/" if first else "") + between + f"(?:.*/)?{last}"


def _segment(segment: str) -> str:
    """One name: every wildcard but the last takes its first fit."""
    parts = [""]
    for token in _TOKEN.finditer(segment):
        if token["stars"]:
            parts.append("")
        elif token["any"]:
            parts[-1] += "[^/]"
        else:
            parts[-1] += re.escape(token["literal"] or token["plain"])
    first, *rest = parts
    if not rest:
        return first
    last = rest.pop()
    middle = "".join(f"(?>[^/]*?{part})" for part in rest if part)
    return f"(?>{first}{middle}[^/]*{last}(?=/|\\Z))"
