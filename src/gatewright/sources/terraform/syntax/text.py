"""A source file's text, and the position of each byte of it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property

from gatewright.model.location import Location, Position

_CONTINUATION = re.compile(rb"[\x80-\xbf]")


class SourceText:
    """The bytes of one file, known by its path relative to the scan root. INVARIANT: the bytes are valid UTF-8."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._positions: dict[int, Position] = {}

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find, at = self.data.find, self.data.find(b"\n")
        while at != -1:
            starts.append(at + 1)
            at = find(b"\n", at + 1)
        return starts

    @cached_property
    def _continuations(self) -> array[int]:
        """Where the bytes are that begin no code point, so that a column costs the same anywhere in a long line."""
        if self.data.isascii():
            return array("L")
        return array("L", (match.start() for match in _CONTINUATION.finditer(self.data)))

    def position(self, byte: int) -> Position:
        """The line and column (in code points, from 1) of a byte offset; kept, as many properties share a place."""
        found = self._positions.get(byte)
        if found is None:
            line = bisect_right(self._line_starts, byte)
            start = self._line_starts[line - 1]
            inner = self._continuations
            column = byte - start - (bisect_left(inner, byte) - bisect_left(inner, start)) + 1
            found = self._positions[byte] = Position(line=line, column=column)
        return found

    def location(self, span: tuple[int, int], symbol: str = "") -> Location:
        """The location of a byte range, with what stands there."""
        return Location(file=self.path, start=self.position(span[0]), end=self.position(span[1]), symbol=symbol)

    def byte(self, position: Position) -> int | None:
        """The byte offset at a line and column; None where the file has no such place."""
        starts = self._line_starts
        if position.line > len(starts):
            return None
        start = starts[position.line - 1]
        end = starts[position.line] if position.line < len(starts) else len(self.data)
        line = self.data[start:end]
        if line.isascii():
            return start + position.column - 1 if position.column <= len(line) + 1 else None
        text = line.decode("utf-8", "replace")
        return start + len(text[: position.column - 1].encode()) if position.column <= len(text) + 1 else None
