"""A file while edits of one patch are made in it: each edit is made on the result of those before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import FileEditor, Splice, apply, compose
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.syntax.text import SourceText

Edit: TypeAlias = Callable[[FileEditor, Position], tuple[Splice, ...]]
"""Makes an edit at a place."""

_BOM = b"\xef\xbb\xbf"


class Editors:
    """Editors of files as they are, each file parsed once however many patches look at it."""

    def __init__(self, bytes_of: Callable[[str], bytes]) -> None:
        self._bytes_of = bytes_of
        self._editors: dict[str, tuple[bytes, FileEditor, SourceText]] = {}

    def of(self, file: str) -> tuple[bytes, FileEditor, SourceText]:
        """The bytes of a file, its editor, and its text without a byte order mark."""
        if file not in self._editors:
            data = self._bytes_of(file)
            self._editors[file] = data, FileEditor(file, data), SourceText(file, data.removeprefix(_BOM))
        return self._editors[file]


def lost_comments(text: SourceText, before: bytes, splices: Iterable[Splice]) -> Iterator[Position]:
    """Where comments stand that go with what is edited, in native syntax: JSON has none."""
    if text.path.endswith(".json"):
        return
    mark = len(before) - len(text.data)
    for one in splices:
        removed = before[one.start : one.end]
        for token in tokens(removed):
            if token.kind == "comment" and removed[token.start : token.end] not in one.text:
                yield text.position(one.start + token.start - mark)


class DraftFile:
    """One file and what the patch does to it."""

    def __init__(self, file: str, editors: Editors) -> None:
        self.file = file
        self.before, self._editor, self._text = editors.of(file)
        self._first = self._text
        self.splices: tuple[Splice, ...] = ()

    def edit(self, make: Edit, at: Position) -> bool:
        """Make an edit at a place of the file as it was; whether there was anything to do."""
        if self.splices:
            data = apply(self.before, self.splices)
            self._editor, self._text = FileEditor(self.file, data), SourceText(self.file, data.removeprefix(_BOM))
        made = make(self._editor, self._moved(at))
        self.splices = compose(self.splices, made)
        return bool(made)

    def _moved(self, at: Position) -> Position:
        """Where a place of the file as it was is now."""
        mark = len(self.before) - len(self._first.data)
        byte = self._first.byte(at)
        if byte is None or not self.splices:
            return at
        before = (one for one in self.splices if one.end <= byte + mark and one.start < byte + mark)
        return self._text.position(byte + sum(len(one.text) - (one.end - one.start) for one in before))
