"""Terraform source as a Source: roots found by themselves, each evaluated, its instances made into documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.evaluator.library import Library
from gatewright.sources.terraform.evaluator.root import Placed, RootModule
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.calls import local_target
from gatewright.sources.terraform.modules.files import ScanRoot


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The instances of some root modules, and what could not be read or evaluated."""

    instances: tuple[Instance, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass
class SourceTree:
    """The Terraform source below a folder."""

    path: Path
    inputs: VariableInputs = field(default_factory=VariableInputs)
    workspace: str = "default"
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        """Check the folder."""
        if not self.path.is_dir():
            raise InputError(f"`{self.path}` is no folder; name the folder that holds the configuration")
        self.library = Library(ScanRoot(self.path))

    def roots(self) -> tuple[str, ...]:
        """Directories of root modules: those that hold configuration and that no module in the tree calls.

        Where modules call each other in a circle, the first of them by name counts as a root.
        """
        calls = self.calls
        directories = list(calls)
        called = {target for targets in calls.values() for target in targets}
        roots = [directory for directory in directories if directory not in called]
        reached: set[str] = set()
        _reach(roots, calls, reached)
        for directory in directories:
            if directory not in reached:
                roots.append(directory)
                _reach([directory], calls, reached)
        return tuple(sorted(roots))

    @cached_property
    def calls(self) -> dict[str, list[str]]:
        """Directories that hold configuration, in order, each with those that its local module calls lead to."""
        return {
            directory: [
                target
                for call in self.library.module(directory).calls.values()
                if (target := local_target(directory, call)) is not None
                and target != directory
                and self.library.root.is_directory(target)
            ]
            for directory in self.library.root.directories()
        }

    def weight(self, root: str) -> int:
        """Bytes of configuration that a root module evaluates, each module counted once: a measure of the work."""
        reached: set[str] = set()
        _reach([root], self.calls, reached)
        files = [file for directory in reached for file in self.library.module(directory).files]
        return sum(len(self.library.root.read(file) or b"") for file in files)

    def evaluate(self, roots: tuple[str, ...], progress: Callable[[int, int], None] | None = None) -> Evaluated:
        """The instances of these root modules, in order; `progress` hears how many of them are done."""
        instances: list[Instance] = []
        diagnostics: list[Diagnostic] = []
        for done, directory in enumerate(roots):
            if progress is not None:
                progress(done, len(roots))
            root = RootModule(self.library, directory, self.inputs, self.workspace)
            instances += _instances(root)
            diagnostics += root.diagnostics.values()
        return Evaluated(tuple(instances), tuple(dict.fromkeys([*self.syntax_diagnostics(), *diagnostics])))

    def syntax_diagnostics(self) -> Iterator[Diagnostic]:
        """What could not be read or parsed in all modules that were read so far."""
        yield from self.library.root.diagnostics
        for module in self.library.modules():
            yield from module.diagnostics


def _reach(start: list[str], calls: dict[str, list[str]], reached: set[str]) -> None:
    waiting = list(start)
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting += calls.get(directory, [])


def _instances(root: RootModule) -> Iterator[Instance]:
    for placed in root.resources():
        yield _instance(root.directory, placed)


def _instance(directory: str, placed: Placed) -> Instance:
    evaluated = placed.evaluated
    return Instance(
        root=directory,
        address=evaluated.address,
        mode="managed" if placed.mode == "managed" else "data",
        type=placed.type,
        name=placed.name,
        index=evaluated.key,
        module=placed.module.address,
        values=evaluated.values,
        provider=placed.provider,
        declaration=SourceDeclaration(placed),
        certain=evaluated.certain,
    )
