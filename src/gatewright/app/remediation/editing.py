"""Files with several patches applied: each as it was proved, or not at all."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field

from gatewright.model.patch import FileChange, Patch
from gatewright.sources.terraform.editing import EditRefusedError, Splice, apply
from gatewright.sources.terraform.syntax.text import SourceText


@dataclass
class _File:
    """One file: its bytes when edits began to be counted, and those edits."""

    data: bytes
    splices: list[Splice] = field(default_factory=list)

    def current(self) -> bytes:
        return apply(self.data, self.splices) if self.splices else self.data

    def with_change(self, change: FileChange) -> _File:
        """The file with a change that belongs to it as it was, or as it is by now."""
        current = self.current()
        if change.before == _digest(self.data):
            added = _splices(change, self.data)
            if _digest(apply(self.data, added)) != change.after:
                raise EditRefusedError("its edits do not give the file that was proved")
            return _File(self.data, [*self.splices, *added])
        if change.before != _digest(current):
            raise EditRefusedError("it builds on another patch, which is not in this proposal")
        after = apply(current, _splices(change, current))
        if _digest(after) != change.after:
            raise EditRefusedError("its edits do not give the file that was proved")
        return _File(after)


class Edited:
    """Files as they are with patches, by path below the scan root."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._files: dict[str, _File] = {}

    def add(self, patch: Patch) -> str:
        """Apply a patch; why it cannot be applied, and then nothing of it is. Empty where it can."""
        changed: dict[str, _File] = {}
        try:
            for change in patch.changes:
                file = self._file(change.file)
                if file is None:
                    return f"`{change.file}` cannot be read, or is behind a symbolic link"
                changed[change.file] = file.with_change(change)
                changed[change.file].current()  # conflicts with what is there already
        except (EditRefusedError, ValueError) as error:
            return str(error)
        self._files |= changed
        return ""

    def files(self) -> dict[str, bytes]:
        """What changed, as it is to be."""
        return {name: file.current() for name, file in sorted(self._files.items())}

    def _file(self, name: str) -> _File | None:
        if name in self._files:
            return self._files[name]
        data = self._read(name)
        return None if data is None else _File(data)


def _splices(change: FileChange, data: bytes) -> list[Splice]:
    mark = len(BOM_UTF8) if data.startswith(BOM_UTF8) else 0  # places are counted behind it
    text = SourceText(change.file, data[mark:])
    found = []
    for edit in change.edits:
        start, end = text.byte(edit.start), text.byte(edit.end)
        if start is None or end is None or end < start:
            raise EditRefusedError(f"`{change.file}` has no such place")
        found.append(Splice(start + mark, end + mark, edit.text.encode()))
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
