"""A configuration written to a folder, and the places of its properties as short text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gatewright.model.location import Position, Trace, ValueOrigin
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.source import SourceTree


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by their relative paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


class Located:
    """The instances of the root modules in a folder, and where their properties are written."""

    def __init__(self, folder: Path, inputs: VariableInputs | None = None) -> None:
        self.folder = folder
        tree = SourceTree(folder, inputs or VariableInputs())
        evaluated = tree.evaluate(tree.roots())
        self.diagnostics = evaluated.diagnostics
        self._instances: dict[str, Instance] = {instance.address: instance for instance in evaluated.instances}

    def trace(self, address: str, *path: str | int) -> Trace:
        """The trace of a property."""
        declaration = self._instances[address].declaration
        assert declaration is not None
        return declaration.trace(path)

    def value(self, address: str, *path: str | int) -> object:
        """The value of a property."""
        value: object = dict(self._instances[address].values)
        for step in path:
            value = value[step]  # type: ignore[index]  # the test's path leads through the value
        return value

    def place(self, address: str, *path: str | int) -> str:
        """`file:line:column text` of a property's location, the text up to the end of its line."""
        location = self.trace(address, *path).location
        assert location is not None
        return f"{location} {self._slice(location.file, location.start, location.end)}"

    def stack(self, address: str, *path: str | int) -> list[str]:
        """`kind symbol file:line` of each frame."""
        return [f"{f.kind} {f.symbol} {f.file}:{f.start.line}" for f in self.trace(address, *path).stack]

    def origin(self, address: str, *path: str | int) -> str:
        """`kind symbol file:line:column text` of where a property's value came from."""
        return self.shown(self.trace(address, *path).value_from)

    def shown(self, origin: ValueOrigin | None) -> str:
        """An origin as text; empty for none."""
        if origin is None:
            return ""
        if origin.file is None or origin.start is None or origin.end is None:
            return f"{origin.kind} {origin.symbol}"
        text = self._slice(origin.file, origin.start, origin.end)
        return f"{origin.kind} {origin.symbol} {origin.file}:{origin.start.line}:{origin.start.column} {text}"

    def _slice(self, file: str, start: Position, end: Position) -> str:
        line = (self.folder / file).read_bytes().decode().split("\n")[start.line - 1]
        return line[start.column - 1 : end.column - 1 if end.line == start.line else None].rstrip()
