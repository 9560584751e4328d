"""Which findings touch changed lines.

A finding touches a change where a changed line lies in its location, in the extent of any frame of its stack, in the
block that declares its resource, or in the place that its value came from. A frame points at the header of a block, but
stands for the whole of it: what was taken out of a block leaves its trace there alone, and any argument of a module's
call may decide what the module creates. A finding without a place stays, as nobody can say that it is none of the
change's. What passed or was skipped has no place and is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gatewright.evaluate.fitting import Place, places
from gatewright.model.finding import Finding

Ranges: TypeAlias = Sequence[tuple[int, int]]
"""First and last lines of a file, in order and apart."""
Extent: TypeAlias = Callable[[str, tuple[int, int]], int | None]
"""The last line of the block that begins at a line and column of a file; None where none does."""


def files(findings: Mapping[str, Iterable[Finding]]) -> frozenset[str]:
    """Every file that a finding has to do with."""
    return frozenset(place[0] for found in findings.values() for finding in found for place in places(finding))


def touching(
    findings: Mapping[str, Sequence[Finding]], changed: Mapping[str, Ranges], extent: Extent
) -> dict[str, list[Finding]]:
    """The findings of each environment that touch changed lines, in their order."""
    work = _Work(changed, extent)
    return {name: [finding for finding in found if work.touches(finding)] for name, found in findings.items()}


@dataclass
class _Work:
    changed: Mapping[str, Ranges]
    extent: Extent
    _known: dict[Place, bool] = field(default_factory=dict)

    def touches(self, finding: Finding) -> bool:
        if finding.outcome in ("pass", "skipped"):
            return False
        spots = places(finding)
        return not spots or any(map(self._changed, spots))

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
