"""Plans and states with the source beside them: where each recorded instance is declared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Path as PropertyPath
from gatewright.model.location import Trace
from gatewright.sources.terraform.artifacts import Artifact
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.evaluator.library import Library
from gatewright.sources.terraform.evaluator.likeness import alike
from gatewright.sources.terraform.evaluator.root import Placed, RootModule
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.files import MemoryRoot, join
from gatewright.sources.terraform.source import SourceTree
from gatewright.sources.terraform.values import UnknownValue, Value

_KEY = re.compile(r'\[(?:\*|-?\d+|"(?:[^"\\]|\\.)*")\]')


@dataclass(frozen=True, slots=True)
class RecordedDeclaration:
    """The declaration of an instance whose values a plan or state gives, found in the source by its address."""

    placed: Placed
    values: Mapping[str, Value]

    def trace(self, path: PropertyPath) -> Trace:
        """The trace of an attribute path of the recorded values; see `Declaration`.

        A plan holds the blocks of a set in an order of its own, so that a block is found by what is in it.
        """
        walked: list[str | int] = []
        recorded: Value = dict(self.values)
        written: Value = self.placed.evaluated.values
        for step in path:
            if isinstance(step, int) and isinstance(recorded, list) and isinstance(written, list):
                element = recorded[step] if 0 <= step < len(recorded) else None
                found = alike(element, written, step)
                recorded, written = element, written[found] if found < len(written) else None
                walked.append(found)
                continue
            recorded, written = _member(recorded, step), _member(written, step)
            walked.append(step)
        return SourceDeclaration(self.placed).trace(tuple(walked))


def _member(value: Value, step: str | int) -> Value:
    return value.get(str(step)) if isinstance(value, dict) else None


def declare(artifact: Artifact, path: Path, source: Path | None) -> tuple[tuple[Instance, ...], tuple[Diagnostic, ...]]:
    """The instances of a plan or state, each with its place in the source, and what is wrong in the source.

    The source is the folder that is given, else what a binary plan carries; without any, instances have no place.
    """
    if source is not None:
        tree = SourceTree(source)
        root = _matching_root(tree, artifact)
        if root is None:
            raise InputError(f"`{source}` holds no root module that `{path.name}` could come from")
        evaluated = RootModule(tree.library, root, VariableInputs(plan=dict(artifact.variables)))
        return _declared(artifact, evaluated, root), tuple(tree.syntax_diagnostics())
    if artifact.sources:
        held = {join(m.directory, name): data for m in artifact.sources.values() for name, data in m.files.items()}
        library = Library(MemoryRoot(path.parent, held))
        modules = {key: join(".", module.directory) for key, module in artifact.sources.items() if key}
        start = join(".", artifact.sources[""].directory) if "" in artifact.sources else "."
        inputs = VariableInputs(plan=dict(artifact.variables))
        return _declared(artifact, RootModule(library, start, inputs, modules=modules), "."), ()
    return artifact.instances, ()


def _matching_root(tree: SourceTree, artifact: Artifact) -> str | None:
    """The root module that declares most of the artifact's own resources; the folder itself among equals."""
    wanted = {(i.mode, i.type, i.name) for i in artifact.instances if not i.module}
    calls = {i.module.split(".")[1].partition("[")[0] for i in artifact.instances if i.module}
    best: tuple[int, bool, str] | None = None
    for directory in dict.fromkeys([*(["."] if tree.library.root.configuration(".") else []), *tree.roots()]):
        module = tree.library.module(directory)
        declared = {("managed", *key) for key in module.managed} | {("data", *key) for key in module.data}
        score = len(wanted & declared) + len(calls & set(module.calls))
        candidate = (score, directory == ".", directory)
        if best is None or candidate[:2] > best[:2]:
            best = candidate
    return best[2] if best is not None and (best[0] or not artifact.instances) else None


def _declared(artifact: Artifact, evaluated: RootModule, root: str) -> tuple[Instance, ...]:
    index = _Index(evaluated.resources())
    return tuple(_placed(instance, index.find(instance), root) for instance in artifact.instances)


def _placed(instance: Instance, placed: Placed | None, root: str) -> Instance:
    if placed is None:
        return replace(instance, root=root)
    values = instance.values
    if placed.evaluated.address == instance.address:
        values = {name: _enriched(value, placed.evaluated.values.get(name)) for name, value in values.items()}
    return replace(instance, root=root, values=values, declaration=RecordedDeclaration(placed, values))


def _enriched(recorded: Value, evaluated: Value) -> Value:
    """What a plan does not know, with what the source tells of it: which resource it comes from, how it begins."""
    if isinstance(recorded, UnknownValue):
        return evaluated if isinstance(evaluated, UnknownValue) else recorded
    if isinstance(recorded, dict) and isinstance(evaluated, dict):
        return {name: _enriched(value, evaluated.get(name)) for name, value in recorded.items()}
    if type(recorded) is list and isinstance(evaluated, list) and len(recorded) == len(evaluated):
        return [_enriched(value, other) for value, other in zip(recorded, evaluated, strict=True)]
    return recorded


class _Index:
    """Evaluated instances by address; a recorded one whose key was not known is found by its block."""

    def __init__(self, resources: Iterable[Placed]) -> None:
        self._exact: dict[str, Placed] = {}
        self._blocks: dict[str, list[Placed]] = defaultdict(list)
        for placed in resources:
            self._exact[placed.evaluated.address] = placed
            self._blocks[_KEY.sub("", placed.evaluated.address)].append(placed)

    def find(self, instance: Instance) -> Placed | None:
        exact = self._exact.get(instance.address)
        if exact is not None:
            return exact
        candidates = self._blocks.get(_KEY.sub("", instance.address), [])
        keys = _KEY.findall(instance.address)
        return max(candidates, key=lambda placed: _agreeing(_KEY.findall(placed.evaluated.address), keys), default=None)


def _agreeing(one: list[str], other: list[str]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))
