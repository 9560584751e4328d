"""Which findings touch changed lines.

A finding touches a change where a changed line lies in its location, in the extent of any frame of its stack, in the
block that declares its resource, or in the place that its value came from. A frame points at the header of a block, but
stands for the whole of it: what was taken out of a block leaves its trace there alone, and any argument of a module's
call may decide what the module creates. A block that was removed leaves no line where it matters, so it touches every
resource and module that it referred to. A finding without a place stays, as nobody can say that it is none of the
change's. What passed or was skipped has no place and is left out.

What a change breaks need not lie near it: a default decides a `count` in another file, a file that is read has no place
in the configuration, a suppression is taken away. So a failure that counts is reported too where it did not before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gatewright.evaluate.fitting import Place, places
from gatewright.model.finding import Finding

Ranges: TypeAlias = Sequence[tuple[int, int]]
"""First and last lines of a file, in order and apart."""
Removed: TypeAlias = Mapping[str, Collection[str]]
"""By folder what the blocks that were removed there referred to, such as `aws_s3_bucket.logs` or `module.network`."""
Failing: TypeAlias = Mapping[str, Collection[str]]
"""By environment the fingerprints of the failures that count."""
Extent: TypeAlias = Callable[[str, tuple[int, int]], int | None]
"""The last line of the block that begins at a line and column of a file; None where none does."""

_INDEX = r"(?:\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])?"
_ADDRESS = re.compile(rf"(?:module\.[\w-]+{_INDEX}\.)*([\w-]+\.[\w-]+)")
_REFERENCE = re.compile(r"(?<![\w.-])([A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)")


def references(text: str) -> frozenset[str]:
    """Everything in the text of a block that may be a reference: a resource, a module, or something of no interest.

    >>> sorted(references('bucket = aws_s3_bucket.logs.id'))
    ['aws_s3_bucket.logs']
    """
    return frozenset(_REFERENCE.findall(text))


def files(findings: Mapping[str, Iterable[Finding]]) -> frozenset[str]:
    """Every file that a finding has to do with."""
    return frozenset(place[0] for found in findings.values() for finding in found for place in places(finding))


def failing(findings: Mapping[str, Iterable[Finding]]) -> dict[str, frozenset[str]]:
    """The failures of each environment that count: no suppression holds them."""
    return {name: frozenset(one.fingerprint for one in found if _counts(one)) for name, found in findings.items()}


def _counts(finding: Finding) -> bool:
    return finding.outcome == "fail" and finding.suppression is None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, as far as findings are concerned."""

    lines: Mapping[str, Ranges]
    extent: Extent
    removed: Removed
    before: Failing | None = None
    """What failed before the change; None where nobody knows. In an environment that is not there everything is new."""


def concerning(findings: Mapping[str, Sequence[Finding]], change: Change) -> dict[str, list[Finding]]:
    """The findings of each environment that touch the change or are new with it, in their order."""
    work = _Work(change.lines, change.extent, change.removed)
    before = change.before
    return {
        name: [
            finding
            for finding in found
            if work.touches(finding)
            or (before is not None and _counts(finding) and finding.fingerprint not in before.get(name, ()))
        ]
        for name, found in findings.items()
    }


@dataclass
class _Work:
    changed: Mapping[str, Ranges]
    extent: Extent
    removed: Removed
    _known: dict[Place, bool] = field(default_factory=dict)

    def touches(self, finding: Finding) -> bool:
        if finding.outcome in ("pass", "skipped"):
            return False
        spots = places(finding)
        return not spots or any(map(self._changed, spots)) or self._was_referred_to(finding)

    def _was_referred_to(self, finding: Finding) -> bool:
        if not self.removed:
            return False
        calls = [(one.file, one.symbol) for one in finding.stack if one.kind == "module_call"]
        if finding.declared is not None:
            calls.append((finding.declared.file, finding.declared.symbol))
        return any(_last(symbol) in self.removed.get(file.rpartition("/")[0] or ".", ()) for file, symbol in calls)

    def _changed(self, place: Place) -> bool:
        file, start, end = place
        if file not in self.changed:
            return False
        if place not in self._known:
            last = max(end[0], self.extent(file, start) or 0)
            self._known[place] = _meets(self.changed[file], start[0], last)
        return self._known[place]


def _meets(ranges: Ranges, first: int, last: int) -> bool:
    index = bisect_left(ranges, first, key=lambda one: one[1])
    return index < len(ranges) and ranges[index][0] <= last


def _last(address: str) -> str:
    """The last step of an address, as its own module refers to it: `aws_s3_bucket.logs` or `module.network`."""
    match = _ADDRESS.match(address)
    return match[1] if match else address
