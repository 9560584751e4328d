"""Truth with a third value: what depends on something that nobody knows yet stays an expression.

A formula is `True`, `False`, or an expression over atoms. The functions here simplify as they build, so that a formula
without atoms is always a plain boolean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

MOST_ATOMS = 12
"""Atoms up to which every assignment is tried, to tell a contradiction from a condition."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A statement about the request that is true or false, and nobody knows which."""

    text: str = field(compare=False)
    """What would have to hold, such as `aws:SourceIp IpAddress 10.0.0.0/8`."""
    reason: str = field(compare=False)
    """Why it is not known."""
    identity: tuple[str, ...]
    """What tells it from others: two atoms of the same words may be about different things."""


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Formula


Formula: TypeAlias = bool | Atom | Both | Either | Not


def conjunction(parts: Iterable[Formula]) -> Formula:
    """Whether every part holds."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part is False:
            return False
        if part is not True:
            kept.update(dict.fromkeys(part.parts if isinstance(part, Both) else (part,)))
    return _joined(kept, Both, empty=True)


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Whether any part holds."""
    kept: dict[Formula, None] = {}
    for part in parts:
        if part is True:
            return True
        if part is not False:
            kept.update(dict.fromkeys(part.parts if isinstance(part, Either) else (part,)))
    return _joined(kept, Either, empty=False)


def negation(part: Formula) -> Formula:
    """Whether the part does not hold."""
    if isinstance(part, bool):
        return not part
    return part.part if isinstance(part, Not) else Not(part)


def settled(formula: Formula) -> Formula:
    """The formula, as a boolean where it is a contradiction or holds whatever its atoms are."""
    if isinstance(formula, bool):
        return formula
    names = tuple(dict.fromkeys(atoms(formula)))
    if len(names) > MOST_ATOMS:
        return formula
    values = {
        _value(formula, dict(zip(names, given, strict=True))) for given in product((False, True), repeat=len(names))
    }
    return values.pop() if len(values) == 1 else formula


def atoms(formula: Formula) -> Iterator[Atom]:
    """The atoms of a formula, in order, repeated ones too."""
    if isinstance(formula, Atom):
        yield formula
    elif isinstance(formula, Not):
        yield from atoms(formula.part)
    elif isinstance(formula, Both | Either):
        for part in formula.parts:
            yield from atoms(part)


def text(formula: Formula) -> str:
    """The formula in words, with parentheses where they are needed."""
    match formula:
        case bool():
            return "always" if formula else "never"
        case Atom():
            return formula.text
        case Not():
            return f"not ({text(formula.part)})"
        case Both():
            return " and ".join(f"({text(p)})" if isinstance(p, Either) else text(p) for p in formula.parts)
        case Either():
            return " or ".join(f"({text(p)})" if isinstance(p, Both) else text(p) for p in formula.parts)


def _joined(kept: Mapping[Formula, None], kind: type[Both | Either], *, empty: bool) -> Formula:
    if not kept:
        return empty
    return next(iter(kept)) if len(kept) == 1 else kind(tuple(kept))


def _value(formula: Formula, given: Mapping[Atom, bool]) -> bool:
    match formula:
        case bool():
            return formula
        case Atom():
            return given[formula]
        case Not():
            return not _value(formula.part, given)
        case Both():
            return all(_value(part, given) for part in formula.parts)
        case Either():
            return any(_value(part, given) for part in formula.parts)
