"""Findings of several environments as one list: what holds in all of them is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from gatewright.model.finding import Finding, Outcome, Suppression

_Key: TypeAlias = tuple[str, Outcome, Suppression | None]


def merge(by_environment: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    """The findings of all environments; those that do not hold in every one name theirs, in the order given.

    Two are one where fingerprint, outcome and suppression are equal; the first environment's is the one that is shown,
    partial where one of them is.
    """
    if len(by_environment) == 1:
        return [finding for findings in by_environment.values() for finding in findings]
    places: dict[_Key, list[str]] = {}
    kept: dict[_Key, Finding] = {}
    for name, findings in by_environment.items():
        for finding in findings:
            key = (finding.fingerprint, finding.outcome, finding.suppression)
            if kept.setdefault(key, finding).partial != finding.partial:
                kept[key] = kept[key].model_copy(update={"partial": True})
            places.setdefault(key, []).append(name)
    return [
        finding
        if len(places[key]) == len(by_environment)
        else finding.model_copy(update={"environments": tuple(places[key])})
        for key, finding in kept.items()
    ]
