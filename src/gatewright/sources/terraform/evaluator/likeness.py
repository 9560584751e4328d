"""Which of several values an element is, where the order of the two is not the same: Terraform sorts its sets."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value


def alike(element: Value, candidates: Sequence[Value], preferred: int) -> int:
    """The index of the candidate that is the element, else that has most in common with it.

    Among equals it is the preferred one, which is also the answer where there are no candidates.
    """
    wanted = essence(element)
    if preferred < len(candidates) and essence(candidates[preferred]) == wanted:
        return preferred
    essences = [essence(candidate) for candidate in candidates]
    if wanted in essences:
        return essences.index(wanted)
    scores = [_common(element, candidate) for candidate in candidates]
    best = max(scores, default=0)
    if not scores or (preferred < len(scores) and scores[preferred] == best):
        return preferred
    return scores.index(best)


def essence(value: Value) -> str:
    """A text that is the same for values that differ in what is absent, in the order of lists, or in type only."""
    return json.dumps(_essence(value), sort_keys=True)


def _essence(value: Value) -> object:
    if isinstance(value, Sensitive):
        return _essence(value.value)
    if isinstance(value, UnknownValue):
        return "?"
    if isinstance(value, dict):
        parts = {name: _essence(part) for name, part in value.items()}
        return {name: part for name, part in parts.items() if part not in (None, "", [], {})}
    if isinstance(value, list):
        return sorted((_essence(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


def _common(one: Value, other: Value) -> int:
    """How much two values have in common: what only one of them has or knows speaks neither for nor against."""
    if isinstance(one, (Sensitive, UnknownValue)) or isinstance(other, (Sensitive, UnknownValue)):
        return 0
    if one in (None, "", []) or other in (None, "", []):
        return 0
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(_common(value, other.get(name)) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return -1
        return sum(max((_common(item, match) for match in other), default=0) for item in one)
    return 1 if _essence(one) == _essence(other) else -1
