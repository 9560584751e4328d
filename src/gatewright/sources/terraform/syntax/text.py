"""A source file's text, and the position of each byte of it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from gatewright.model.location import Location, Position


class SourceText:
    """The bytes of one file, known by its path relative to the scan root. INVARIANT: the bytes are valid UTF-8."""

    def __init__(self, path: str, data: bytes, shift: int = 0) -> None:
        self.path = path
        self.data = data
        self._shift = shift
        """How many bytes were put in front of the file's own text before parsing."""

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [self._shift]
        find, at = self.data.find, self.data.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        return starts

    def position(self, byte: int) -> Position:
        """The line and column (in code points, from 1) of a byte offset."""
        line = max(bisect_right(self._line_starts, byte), 1)
        start = self._line_starts[line - 1]
        return Position(line=line, column=len(self.data[start:byte].decode("utf-8", "replace")) + 1)

    def location(self, span: tuple[int, int], symbol: str = "") -> Location:
        """The location of a byte range, with what stands there."""
        return Location(file=self.path, start=self.position(span[0]), end=self.position(span[1]), symbol=symbol)
