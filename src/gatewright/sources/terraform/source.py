"""Terraform source as a Source: roots found by themselves, each evaluated, its instances made into documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.evaluator.expected import Expectations
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.evaluator.library import Library
from gatewright.sources.terraform.evaluator.root import Placed, RootModule
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.calls import local_target
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.modules.layout import Layout, Outline


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The instances of some root modules, and what could not be read or evaluated."""

    instances: tuple[Instance, ...]
    diagnostics: tuple[Diagnostic, ...]
    roots: Mapping[str, RootModule] = field(default_factory=dict)
    """The evaluations, which may still go on: where a value came from is found out when somebody asks."""


@dataclass
class SourceTree:
    """The Terraform source below a folder."""

    path: Path
    inputs: VariableInputs = field(default_factory=VariableInputs)
    workspace: str = "default"
    expecting: Expectations | None = None
    """Whether identifiers that the cloud gives are put together from what is known, instead of being unknown."""
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        """Check the folder."""
        if not self.path.is_dir():
            raise InputError(f"`{self.path}` is no folder; name the folder that holds the configuration")
        self.library = Library(ScanRoot(self.path))

    def edited(self, held: Mapping[str, bytes]) -> SourceTree:
        """The source after an edit: what some files, by their paths in the folder, hold then.

        INVARIANT: an edit moves no module, so that the layout stays.
        """
        tree = copy(self)
        tree.library = self.library.edited(held)
        tree.layout = self.layout
        return tree

    def roots(self) -> tuple[str, ...]:
        """Directories of root modules; see `Layout.roots`."""
        return self.layout.roots()

    @cached_property
    def layout(self) -> Layout:
        """How the modules call each other."""
        root = self.library.root
        return Layout(root, {directory: outline(self.library, directory) for directory in root.directories()})

    def evaluate(self, roots: tuple[str, ...], progress: Callable[[int, int], None] | None = None) -> Evaluated:
        """The instances of these root modules, in order; `progress` hears how many of them are done."""
        instances: list[Instance] = []
        evaluated: dict[str, RootModule] = {}
        for done, directory in enumerate(roots):
            if progress is not None:
                progress(done, len(roots))
            root = evaluated[directory] = RootModule(
                self.library.apart(), directory, self.inputs, self.workspace, expecting=self.expecting
            )
            instances += _instances(root)
        return Evaluated(tuple(instances), tuple(dict.fromkeys(self._problems(evaluated))), evaluated)

    def syntax_diagnostics(self) -> Iterator[Diagnostic]:
        """What could not be read or parsed in the modules that were read to find the root modules."""
        yield from self.library.diagnostics()

    def _problems(self, evaluated: Mapping[str, RootModule]) -> Iterator[Diagnostic]:
        yield from self.syntax_diagnostics()
        for root in evaluated.values():
            yield from root.problems()


def outline(library: Library, directory: str) -> Outline:
    """The outline of the module in a directory."""
    module = library.module(directory)
    targets = (local_target(directory, call) for call in module.calls.values())
    size = sum(len(library.root.read(file) or b"") for file in module.files)
    return Outline(tuple(target for target in targets if target is not None), size)


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
