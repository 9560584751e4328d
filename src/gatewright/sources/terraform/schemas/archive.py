"""A reader for the archives of this package: plain ZIP files, whose entries it lists faster than `zipfile` does.

Only what `pack.py` writes is read: one disk, no comments, no extra fields, every member deflated.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL_HEADER = 30
"""Bytes in front of a member's name, which stands in front of its data."""


class Archive:
    """The members of an archive by name."""

    def __init__(self, name: str) -> None:
        self._data = (Path(__file__).parent / f"{name}.zip").read_bytes()
        self._places = _places(self._data)

    def members(self) -> tuple[str, ...]:
        """The names of the members, in order."""
        return tuple(self._places)

    def read(self, member: str) -> bytes:
        """The content of a member; raises KeyError where there is none of that name."""
        start, size = self._places[member]
        return zlib.decompress(self._data[start : start + size], -zlib.MAX_WBITS)


def _places(data: bytes) -> dict[str, tuple[int, int]]:
    """Where the data of each member begins, and how long it is."""
    *_, count, _, at, _ = _END.unpack_from(data, len(data) - _END.size)
    places: dict[str, tuple[int, int]] = {}
    for _ in range(count):
        entry = _ENTRY.unpack_from(data, at)
        size, name_length, local = entry[8], entry[10], entry[16]
        at += _ENTRY.size + name_length
        name = data[at - name_length : at].decode()
        places[name] = (local + _LOCAL_HEADER + name_length, size)
    return places
