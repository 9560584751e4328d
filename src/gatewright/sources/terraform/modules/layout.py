"""How the modules of a tree call each other: which of them are roots, and how much each root evaluates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.modules.files import ScanRoot


@dataclass(frozen=True, slots=True)
class Outline:
    """What the place of a module in the tree depends on: a function of the bytes of its files."""

    targets: tuple[str, ...]
    """Directories that its local module calls lead to, whether or not they are there."""
    size: int
    """Bytes of configuration."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be read or parsed."""


class Layout:
    """The directories that hold configuration, in order, with the outline of each."""

    def __init__(self, root: ScanRoot, outlines: Mapping[str, Outline]) -> None:
        self.outlines = outlines
        self._calls = {
            directory: [target for target in outline.targets if target != directory and root.is_directory(target)]
            for directory, outline in outlines.items()
        }

    def roots(self) -> tuple[str, ...]:
        """Directories of root modules: those that hold configuration and that no module in the tree calls.

        Where modules call each other in a circle, the first of them by name counts as a root.
        """
        directories = list(self._calls)
        called = {target for targets in self._calls.values() for target in targets}
        roots = [directory for directory in directories if directory not in called]
        reached = self._reached(roots)
        for directory in directories:
            if directory not in reached:
                roots.append(directory)
                reached |= self._reached([directory])
        return tuple(sorted(roots))

    def weight(self, root: str) -> int:
        """Bytes of configuration that a root module evaluates, each module counted once: a measure of the work."""
        return sum(self.outlines[one].size for one in self._reached([root]) if one in self.outlines)

    def users(self, directory: str) -> tuple[str, ...]:
        """The root modules that a directory is a part of, by local calls; itself where it is a root."""
        return tuple(root for root in self.roots() if directory in self._reached([root]))

    def _reached(self, start: list[str]) -> set[str]:
        reached: set[str] = set()
        waiting = list(start)
        while waiting:
            directory = waiting.pop()
            if directory not in reached:
                reached.add(directory)
                waiting += self._calls.get(directory, [])
        return reached
