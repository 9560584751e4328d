"""Splices: what an edit is, how several are applied at once, and how a second edit is told in the first one's terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from gatewright.errors import GatewrightError


class EditRefusedError(GatewrightError, ValueError):
    """An edit that cannot be made without risk to what the file means; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """The bytes from `start` to `end` of the original file replaced by `text`."""

    start: int
    end: int
    text: bytes


def apply(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The file with all splices applied; the same splice twice counts once, overlapping ones are refused."""
    pieces: list[bytes] = []
    at = 0
    for splice in ordered(splices):
        pieces += (data[at : splice.start], splice.text)
        at = splice.end
    pieces.append(data[at:])
    return b"".join(pieces)


def ordered(splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """The splices in the order of the file, without doubles; raises EditRefusedError where two overlap."""
    found = sorted(set(splices))
    for before, after in pairwise(found):
        if after.start < before.end or after.start == before.start:
            raise EditRefusedError(f"two edits meet at byte {after.start}; make one, then the other on its result")
    return tuple(found)


def compose(first: Iterable[Splice], second: Iterable[Splice]) -> tuple[Splice, ...]:
    """What turns the original into the result of `second` applied to the result of `first`."""
    made: list[Splice] = []
    shift = 0
    for group in _groups(_placed(first), ordered(second)):
        made.append(group.splice(shift))
        shift += sum(len(edit.text) - (edit.end - edit.start) for _, edit in group.first)
    return tuple(made)


@dataclass(slots=True)
class _Group:
    """Edits of two rounds that touch each other; `first` with where each one's text stands between the rounds."""

    start: int
    end: int
    first: list[tuple[int, Splice]]
    second: list[Splice]

    def splice(self, shift: int) -> Splice:
        """The group as one edit of the original, given how much longer what stands before it has become."""
        start, end = self.start - shift, self.end - shift
        if self.first:
            place, edit = self.first[-1]
            end = edit.end + self.end - (place + len(edit.text))
        pieces: list[bytes] = []
        at = self.start
        for edit in self.second:
            pieces += (self._between(at, edit.start), edit.text)
            at = edit.end
        return Splice(start, end, b"".join((*pieces, self._between(at, self.end))))

    def _between(self, start: int, end: int) -> bytes:
        # INVARIANT: what no edit of the second round covers is covered by texts of the first
        return b"".join(edit.text[max(start - at, 0) : max(end - at, 0)] for at, edit in self.first)


def _placed(first: Iterable[Splice]) -> list[tuple[int, Splice]]:
    placed: list[tuple[int, Splice]] = []
    shift = 0
    for edit in ordered(first):
        placed.append((edit.start + shift, edit))
        shift += len(edit.text) - (edit.end - edit.start)
    return placed


def _groups(first: list[tuple[int, Splice]], second: Iterable[Splice]) -> list[_Group]:
    single = [_Group(at, at + len(edit.text), [(at, edit)], []) for at, edit in first]
    single += [_Group(edit.start, edit.end, [], [edit]) for edit in second]
    groups: list[_Group] = []
    for group in sorted(single, key=lambda one: (one.start, one.end)):
        if groups and group.start <= groups[-1].end:
            last = groups[-1]
            last.end = max(last.end, group.end)
            last.first += group.first
            last.second += group.second
        else:
            groups.append(group)
    return groups
