"""Plans and states with the source beside them: where each recorded instance is declared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
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
_MODULE = re.compile(rf"module\.[^.\[]+(?:{_KEY.pattern})?")
_NAMED = 3
"""How many addresses a diagnostic names."""


@dataclass(frozen=True, slots=True)
class RecordedDeclaration:
    """The declaration of an instance whose values a plan or state gives, found in the source by its address."""

    placed: Placed
    instance: Instance

    def trace(self, path: PropertyPath, *, routed: bool = False) -> Trace:
        """The trace of an attribute path of the recorded values; see `Declaration`.

        A plan holds the blocks of a set in an order of its own, so that a block is found by what is in it.
        """
        walked: list[str | int] = []
        recorded: Value = dict(self.instance.values)
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
        return self._named(SourceDeclaration(self.placed).trace(tuple(walked), routed=routed))

    def _named(self, trace: Trace) -> Trace:
        """The trace with the recorded addresses, where the source does not know the keys of instances."""
        if self.placed.evaluated.address == self.instance.address:
            return trace
        modules = list(_MODULE.finditer(self.instance.module))
        names = [self.instance.address, *(self.instance.module[: match.end()] for match in reversed(modules))]
        outer = [frame for frame in trace.stack if frame.kind in ("resource", "module_call")]
        renamed = [frame.model_copy(update={"symbol": name}) for frame, name in zip(outer, names, strict=False)]
        stack = (*trace.stack[: len(trace.stack) - len(outer)], *renamed)
        location = trace.location
        if location is not None and stack[0].kind == "resource":
            location = location.model_copy(update={"symbol": stack[0].symbol})
        return trace.model_copy(update={"stack": stack, "location": location})


def _member(value: Value, step: str | int) -> Value:
    return value.get(str(step)) if isinstance(value, dict) else None


def declare(
    artifact: Artifact, path: Path, source: Path | None, given: VariableInputs | None = None
) -> tuple[tuple[Instance, ...], tuple[Diagnostic, ...]]:
    """The instances of a plan or state, each with its place in the source, and what is wrong in the source.

    The source is the folder that is given, else what a binary plan carries; without any, instances have no place.
    What is `given` for variables tells where a value came from that the plan records; the plan's value is what counts.
    """
    inputs = replace(given or VariableInputs(), plan=dict(artifact.variables))
    if source is not None:
        tree = SourceTree(source)
        root = _matching_root(tree, artifact, path)
        if root is None:
            raise InputError(f"`{source}` holds no root module that `{path.name}` could come from")
        instances, problems = _declared(artifact, RootModule(tree.library, root, inputs), root)
        return instances, (*tree.syntax_diagnostics(), *problems)
    if artifact.sources:
        held = {join(m.directory, name): data for m in artifact.sources.values() for name, data in m.files.items()}
        library = Library(MemoryRoot(path.parent, held))
        modules = {key: join(".", module.directory) for key, module in artifact.sources.items() if key}
        start = join(".", artifact.sources[""].directory) if "" in artifact.sources else "."
        return _declared(artifact, RootModule(library, start, inputs, modules=modules), ".")
    return artifact.instances, ()


def _matching_root(tree: SourceTree, artifact: Artifact, path: Path) -> str | None:
    """The root module that declares most of the artifact's own resources; of equal ones that which holds its file."""
    wanted = {(i.mode, i.type, i.name) for i in artifact.instances if not i.module}
    calls = {i.module.split(".")[1].partition("[")[0] for i in artifact.instances if i.module}
    directories = dict.fromkeys([*(["."] if tree.library.root.configuration(".") else []), *tree.roots()])

    def rank(directory: str) -> tuple[int, int, int]:
        module = tree.library.module(directory)
        declared = {("managed", *key) for key in module.managed} | {("data", *key) for key in module.data}
        matches = len(wanted & declared) + len(calls & set(module.calls))
        around = path.resolve().is_relative_to((tree.path / directory).resolve())
        return matches, len(artifact.variables.keys() & module.variables.keys()), len(directory) if around else -1

    best = max(directories, key=rank, default=None)
    return best if best is not None and (rank(best)[0] or not artifact.instances) else None


def _declared(
    artifact: Artifact, evaluated: RootModule, root: str
) -> tuple[tuple[Instance, ...], tuple[Diagnostic, ...]]:
    """The instances with their places; where some have none, also what kept the source from being followed."""
    index = _Index(evaluated.resources())
    found = [(instance, index.find(instance)) for instance in artifact.instances]
    instances = tuple(_placed(instance, placed, root) for instance, placed in found)
    lost = list(dict.fromkeys(_KEY.sub("", instance.address) for instance, placed in found if placed is None))
    if not lost:
        return instances, ()
    named = ", ".join(f"`{address}`" for address in lost[:_NAMED]) + (", …" if len(lost) > _NAMED else "")
    problem = Diagnostic(
        severity="warning",
        summary=f"the source does not declare {named}",
        detail="give the source that the plan or state was made from; what it does not declare has no location",
    )
    return instances, (*evaluated.diagnostics.values(), problem)


def _placed(instance: Instance, placed: Placed | None, root: str) -> Instance:
    if placed is None:
        return replace(instance, root=root)
    values = instance.values
    if placed.evaluated.address == instance.address:
        evaluated = placed.evaluated.values
        values = {name: _enriched(value, evaluated.get(name)) for name, value in values.items()}
    made = replace(instance, root=root, values=values)
    return replace(made, declaration=RecordedDeclaration(placed, made))


def _enriched(recorded: Value, evaluated: Value) -> Value:
    """What a plan does not know, with what the source tells of it: which resource it comes from, how it begins."""
    if isinstance(recorded, UnknownValue):
        return evaluated if isinstance(evaluated, UnknownValue) else recorded
    if isinstance(recorded, dict) and isinstance(evaluated, dict):
        return {name: _enriched(value, evaluated.get(name)) for name, value in recorded.items()}
    if type(recorded) is list and isinstance(evaluated, list) and len(recorded) == len(evaluated):
        return [
            _enriched(value, evaluated[alike(value, evaluated, index) if isinstance(value, dict) else index])
            for index, value in enumerate(recorded)
        ]
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
