"""Failures while patches are made: which are still there, and what each is called now that indexes have moved."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeAlias

from gatewright.app.fixing.proving import Kind, kind_of
from gatewright.app.fixing.world import World
from gatewright.model.finding import Finding

Known: TypeAlias = Mapping[str, Finding]
"""Findings as they are now, by the fingerprint that they had at first."""


class Standing:
    """Every failure of a world that is still there, in each environment, by the fingerprint that it had at first."""

    def __init__(self, world: World) -> None:
        self._now: dict[str, Known] = {
            name: {finding.fingerprint: finding for finding in _failing(found)}
            for name, found in world.findings.items()
        }

    def follow(self, world: World, mended: Collection[str], moved: Collection[str]) -> None:
        """Look for the failures in the world as it has become.

        What is said to be `mended` is looked for last: where as many fail as before, it is not. On documents whose ids
        or addresses have `moved`, what has a fingerprint may be another failure than the one that had it before.
        """
        for name, known in self._now.items():
            there = _failing(world.findings[name])
            waiting = {first: finding for first, finding in known.items() if first not in mended}
            found, left = followed(waiting, there, moved)
            again, _ = followed({one: known[one] for one in known if one in mended}, left, ())
            self._now[name] = {**found, **again}

    def find(self, first: str, environment: str) -> tuple[str, Finding] | None:
        """Where a failure is, in this environment or another one, and how it looks there; None where it is gone."""
        for name in (environment, *self._now):
            if first in self._now[name]:
                return name, self._now[name][first]
        return None


def followed(
    known: Known, there: Iterable[Finding], moved: Collection[str]
) -> tuple[dict[str, Finding], list[Finding]]:
    """The failures of now by what each was called at first, and those which are none of them.

    What goes from a list leaves the rest in its order, so that of those that say the same the first is the first.
    """
    kinds: dict[Kind, tuple[dict[str, Finding], list[Finding]]] = defaultdict(lambda: ({}, []))
    for first, finding in sorted(known.items(), key=lambda item: _order(item[1])):
        kinds[kind_of(finding)][0][first] = finding
    for finding in sorted(there, key=_order):
        kinds[kind_of(finding)][1].append(finding)
    found: dict[str, Finding] = {}
    left: list[Finding] = []
    for before, after in kinds.values():
        document = next(iter((*before.values(), *after))).document
        alike: list[Callable[[Finding], object]] = [_said, lambda _: None]
        if document.id not in moved and document.address not in moved:
            alike.insert(0, lambda finding: finding.fingerprint)
        for key in alike:
            _match(before, after, key, found)
        left += after
    return found, left


def _match(
    before: dict[str, Finding], after: list[Finding], key: Callable[[Finding], object], found: dict[str, Finding]
) -> None:
    """Pair what has the same key, in order, and take it out of both."""
    waiting: dict[object, list[str]] = defaultdict(list)
    for first, finding in before.items():
        waiting[key(finding)].append(first)
    rest: list[Finding] = []
    for finding in after:
        names = waiting[key(finding)]
        if names:
            found[names[0]] = finding
            del before[names.pop(0)]
        else:
            rest.append(finding)
    after[:] = rest


def _failing(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.outcome == "fail"]


def _said(finding: Finding) -> object:
    return finding.message, json.dumps(finding.evidence, sort_keys=True, default=str)


def _order(finding: Finding) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(s, str), s if isinstance(s, int) else 0, str(s)) for s in finding.path)
