"""Which suppressions fit a finding, found without trying each on each: by file and rule, by fingerprint, by condition.

A *rank* is the place of an entry in the one order of all entries; the fitting entry of the lowest rank decides.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gatewright.evaluate.suppression import Entry, Scope
from gatewright.evaluate.wildcard import Masks, matches, no_ends
from gatewright.model.finding import Finding
from gatewright.model.location import Position

Place: TypeAlias = tuple[str, tuple[int, int], tuple[int, int]]
"""A file, and where a range of it begins and ends."""


def never(_path: str) -> str:
    """An expression that matches no path: for a caller without patterns of paths."""
    return r"(?!)"


@dataclass(frozen=True, slots=True)
class Paths:
    """How patterns of paths are read, and where the findings' files are."""

    translate: Callable[[str], str] = never
    """The expression that a pattern stands for; `re.match` on a path with `re.DOTALL`."""
    prefix: str | None = ""
    """The scan root from the folder that the patterns start at; None where it lies outside, and no pattern fits."""

    def of(self, file: str) -> str | None:
        """A file's path from the folder of the patterns."""
        path = posixpath.normpath(f"{self.prefix}/{file}" if self.prefix else file)
        return None if self.prefix is None or path.startswith("../") else path


def places(finding: Finding) -> tuple[Place, ...]:
    """Everywhere that a comment can stand to speak about a finding: place, frames, declaration, and value origin."""
    written = (finding.location, *finding.stack, finding.declared)
    found = [_place(one.file, one.start, one.end) for one in written if one is not None]
    value = finding.value_from
    if value is not None and value.file and value.start and value.end:
        found.append(_place(value.file, value.start, value.end))
    return tuple(dict.fromkeys(found))


def _place(file: str, start: Position, end: Position) -> Place:
    return (file, (start.line, start.column), (end.line, end.column))


class Fits:
    """Entries in the order of their ranks, ready to be asked about findings."""

    def __init__(self, entries: Sequence[Entry], ranks: Iterable[int], paths: Paths) -> None:
        chosen = [(rank, entries[rank]) for rank in ranks]
        self._keyed = _Keyed([one for one in chosen if _is_keyed(one[1])])
        # A baseline may have a hundred thousand entries, too many for the bits of a number.
        others = [one for one in chosen if not _is_keyed(one[1])]
        rules = Masks()
        for rank, entry in others:
            rules.add(1 << rank, entry.rules)
        # By kind, as the stronger one decides wherever its range begins.
        self._comments = [
            _Comments(rules, [one for one in others if _is_comment(one[1]) and one[1].kind == kind])
            for kind in sorted({entry.kind for _, entry in others if _is_comment(entry)})
        ]
        self._conditions = _Conditions(rules, [one for one in others if not _is_comment(one[1])], paths)

    def first(self, environment: str, finding: Finding) -> int | None:
        """The rank of the entry that decides about a finding; every entry that fits is marked as used."""
        spots = places(finding)
        found = (
            *(comments.first(finding.rule.id, spots) for comments in self._comments),
            self._keyed.first(environment, finding),
            self._conditions.first(environment, finding, spots),
        )
        return min((rank for rank in found if rank is not None), default=None)

    def used(self) -> set[tuple[int, str]]:
        """The ranks of all entries that fitted a finding, each with the finding's rule."""
        return self._keyed.used.union(self._conditions.used(), *(comments.used() for comments in self._comments))


def _is_comment(entry: Entry) -> bool:
    others = entry.paths or entry.addresses or entry.accounts or entry.tags or entry.environments or entry.fingerprints
    return entry.scope is not None and not others


def _is_keyed(entry: Entry) -> bool:
    others = entry.paths or entry.addresses or entry.accounts or entry.tags or entry.scope
    return bool(entry.fingerprints) and not others


def _scope(scope: Scope) -> Place:
    return _place(scope.file, scope.start, scope.end)


@dataclass
class _Ranges:
    """The ranges of one file that speak about one rule, by where they begin; and the places that were asked about."""

    starts: list[tuple[int, int]]
    ends: list[tuple[int, int]]
    ranks: list[int]
    reached: list[tuple[int, int]] = field(default_factory=list)
    """How far the ranges up to each one reach."""
    asked: set[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=set)

    def __post_init__(self) -> None:
        far = (0, 0)
        for end in self.ends:
            far = max(far, end)
            self.reached.append(far)

    def first(self, start: tuple[int, int], end: tuple[int, int]) -> int | None:
        """The rank of the range that begins first among those around a place."""
        self.asked.add((start, end))
        index = bisect_left(self.reached, end)
        return self.ranks[index] if index < len(self.ranks) and self.starts[index] <= start else None

    def used(self) -> Iterator[int]:
        """The ranks of the ranges around any place that was asked about."""
        asked = sorted(self.asked)
        nearest: list[tuple[int, int]] = []
        for _, end in reversed(asked):
            nearest.append(min(end, nearest[-1]) if nearest else end)
        nearest.reverse()
        begins = [start for start, _ in asked]
        for start, end, rank in zip(self.starts, self.ends, self.ranks, strict=True):
            index = bisect_left(begins, start)
            if index < len(nearest) and nearest[index] <= end:
                yield rank


class _Comments:
    """Entries that say nothing but a range of a file and rules."""

    def __init__(self, rules: Masks, entries: Sequence[tuple[int, Entry]]) -> None:
        self._rules = rules
        self._files: dict[str, list[tuple[Place, int]]] = {}
        for rank, entry in entries:
            if entry.scope is not None:
                self._files.setdefault(entry.scope.file, []).append((_scope(entry.scope), rank))
        for scopes in self._files.values():
            scopes.sort()
        self._ranges: dict[tuple[str, str], _Ranges] = {}

    def first(self, rule: str, spots: Iterable[Place]) -> int | None:
        found = (self._of(file, rule).first(start, end) for file, start, end in spots if file in self._files)
        return min((rank for rank in found if rank is not None), default=None)

    def used(self) -> set[tuple[int, str]]:
        return {(rank, rule) for (_, rule), ranges in self._ranges.items() for rank in ranges.used()}

    def _of(self, file: str, rule: str) -> _Ranges:
        if (file, rule) not in self._ranges:
            speaking = self._rules.of(rule)
            scopes = [(place, rank) for place, rank in self._files[file] if speaking >> rank & 1]
            starts, ends = [place[1] for place, _ in scopes], [place[2] for place, _ in scopes]
            self._ranges[file, rule] = _Ranges(starts, ends, [rank for _, rank in scopes])
        return self._ranges[file, rule]


class _Keyed:
    """Entries that name fingerprints, and perhaps rules and environments."""

    def __init__(self, entries: Sequence[tuple[int, Entry]]) -> None:
        self._entries: dict[str, list[tuple[int, Entry]]] = {}
        for rank, entry in entries:
            for key in entry.fingerprints:
                self._entries.setdefault(key, []).append((rank, entry))
        self.used: set[tuple[int, str]] = set()

    def first(self, environment: str, finding: Finding) -> int | None:
        fitting = [
            rank
            for rank, entry in self._entries.get(finding.fingerprint, ())
            if (not entry.environments or environment in entry.environments)
            and (not entry.rules or any(matches(pattern, finding.rule.id) for pattern in entry.rules))
        ]
        self.used.update((rank, finding.rule.id) for rank in fitting)
        return min(fitting, default=None)


class _Conditions:
    """Entries that fit where every part that they give fits: each part is a set of entries as the bits of a number."""

    def __init__(self, rules: Masks, entries: Sequence[tuple[int, Entry]], paths: Paths) -> None:
        self._entries = dict(entries)
        self._all = sum(1 << rank for rank, _ in entries)
        self._scoped = sum(1 << rank for rank, entry in entries if entry.scope is not None)
        self._rules, self._paths = rules, paths
        self._files = Masks(paths.translate, lambda _: False, no_ends)
        self._addresses, self._accounts, self._environments = Masks(), Masks(), Masks()
        self._keys = Masks(literal=lambda _: True)
        self._tags: dict[str, Masks] = {}
        self._demands: dict[str, int] = {}
        self._tagged: dict[tuple[tuple[str, str], ...], int] = {}
        self._used: dict[str, int] = {}
        for rank, entry in entries:
            self._add(1 << rank, entry)

    def _add(self, bit: int, entry: Entry) -> None:
        self._files.add(bit, entry.paths)
        self._addresses.add(bit, entry.addresses)
        self._accounts.add(bit, entry.accounts)
        self._environments.add(bit, entry.environments)
        self._keys.add(bit, entry.fingerprints)
        for key, pattern in entry.tags.items():
            self._tags.setdefault(key, Masks()).add(bit, (pattern,))
            self._demands[key] = self._demands.get(key, 0) | bit

    def first(self, environment: str, finding: Finding, spots: Sequence[Place]) -> int | None:
        fitting = self._all & self._rules.of(finding.rule.id)
        about = finding.document
        if fitting:
            fitting &= self._environments.of(environment) & self._keys.of(finding.fingerprint)
            fitting &= self._addresses.of(about.address or None) & self._accounts.of(about.account)
        if fitting:
            fitting &= self._with_files(finding) & self._with_tags(finding)
        for rank in _ranks(fitting & self._scoped):
            if not any(_holds(self._entries[rank].scope, spot) for spot in spots):
                fitting ^= 1 << rank
        if fitting:
            self._used[finding.rule.id] = self._used.get(finding.rule.id, 0) | fitting
        return (fitting & -fitting).bit_length() - 1 if fitting else None

    def used(self) -> set[tuple[int, str]]:
        return {(rank, rule) for rule, bits in self._used.items() for rank in _ranks(bits)}

    def _with_files(self, finding: Finding) -> int:
        """What fits the file of the place or of the resource's own block.

        Files of callers and of values are left out: who names a file would silence what everything in it leads to.
        """
        fitting = self._files.free
        for file in {place.file for place in (finding.location, finding.declared) if place is not None}:
            fitting |= self._files.of(self._paths.of(file))
        return fitting

    def _with_tags(self, finding: Finding) -> int:
        if not self._tags:
            return self._all
        tags = finding.document.tags if isinstance(finding.document.tags, dict) else {}
        known = {key: tags[key] for key in self._tags if key in tags}
        asked = tuple((key, value) for key, value in known.items() if isinstance(value, str))
        if asked not in self._tagged:
            values = dict(asked)
            missed = 0
            for key, demanding in self._demands.items():
                missed |= demanding & ~self._tags[key].of(values.get(key))
            self._tagged[asked] = self._all & ~missed
        return self._tagged[asked]


def _ranks(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _holds(scope: Scope | None, spot: Place) -> bool:
    if scope is None:
        return True
    file, start, end = _scope(scope)
    return file == spot[0] and start <= spot[1] and spot[2] <= end
