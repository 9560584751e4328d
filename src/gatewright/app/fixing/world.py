"""The scanned folder as it is, or as it would be after an edit: evaluated, judged, in every environment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from pydantic import JsonValue

from gatewright.app.asking import JudgeOptions, engine_of, request_of
from gatewright.app.estate import Estate
from gatewright.app.policies import Policies
from gatewright.evaluate import evaluation
from gatewright.evaluate.evaluation import Judgement
from gatewright.model.document import Document
from gatewright.model.document import Path as PropertyPath
from gatewright.model.finding import Finding, Outcome
from gatewright.model.location import Trace
from gatewright.model.rule import Rule
from gatewright.ports import Engine
from gatewright.sources.terraform.evaluator.root import RootModule
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.normalise import Drafts, normalise
from gatewright.sources.terraform.source import SourceTree

Address: TypeAlias = tuple[str, str]
"""A root module and an address within it."""


@dataclass(frozen=True)
class Evaluated:
    """One root module with everything that was made of it."""

    instances: tuple[Instance, ...]
    documents: tuple[Document, ...]
    drafts: Drafts
    module: RootModule


@dataclass(frozen=True)
class Part:
    """The folder in one environment. A root module that an edit does not reach is taken over from before it."""

    tree: SourceTree
    roots: Mapping[str, Evaluated]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of all root modules."""
        return tuple(document for root in self.roots.values() for document in root.documents)

    @cached_property
    def instances(self) -> Mapping[Address, Instance]:
        """Every instance by its address."""
        return {(i.root, i.address): i for root in self.roots.values() for i in root.instances}

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Instance, ...]]:
        """The instances of managed resources by their type."""
        found: dict[str, list[Instance]] = defaultdict(list)
        for instance in self.instances.values():
            if instance.mode == "managed":
                found[instance.type].append(instance)
        return {kind: tuple(instances) for kind, instances in found.items()}

    def trace(self, document: str, path: PropertyPath) -> Trace | None:
        """The trace of a property, as `Provenance` has it."""
        drafts = self._drafts_of(document)
        return drafts.trace(document, path) if drafts else None

    def place(self, document: str, path: PropertyPath) -> tuple[Instance, PropertyPath] | None:
        """The attribute of an instance that decides a property."""
        drafts = self._drafts_of(document)
        return drafts.place(document, path) if drafts else None

    def edited(self, held: Mapping[str, bytes]) -> Part:
        """The folder after an edit: root modules that it reaches are evaluated again, and no others."""
        tree = self.tree.edited(held)
        reached = set(reached_by(tree, held))
        again = {root: _evaluated(tree, root) for root in self.roots if root in reached}
        return Part(tree, {root: again.get(root, found) for root, found in self.roots.items()})

    def _drafts_of(self, document: str) -> Drafts | None:
        return self._owners.get(document)

    @cached_property
    def _owners(self) -> Mapping[str, Drafts]:
        return {d.id: root.drafts for root in reversed(tuple(self.roots.values())) for d in root.documents}


@dataclass(frozen=True)
class World:
    """The folder in every environment, with what rules say about it."""

    parts: Mapping[str, Part]
    options: JudgeOptions
    policies: Policies
    engine: Engine
    held: Mapping[str, bytes] = field(default_factory=dict)
    """Files that hold other bytes than on disk."""

    @property
    def root(self) -> ScanRoot:
        """The folder itself."""
        return next(iter(self.parts.values())).tree.library.root

    def bytes_of(self, file: str) -> bytes | None:
        """What a file holds, a byte order mark included; None where it cannot be used."""
        return self.root.raw(file)

    def parameters(self, rule: Rule) -> Mapping[str, JsonValue]:
        """The parameters of a rule in effect."""
        return {**rule.parameters, **self.options.parameters.get(rule.id, {})}

    def edited(self, held: Mapping[str, bytes]) -> World:
        """The folder after an edit of some files."""
        parts = {name: part.edited(held) for name, part in self.parts.items()}
        return replace(self, parts=parts, held={**self.held, **held})

    def judgements(self) -> dict[str, Judgement]:
        """What the rules say in each environment, with the places of findings."""
        return {name: self._judged(part, located=True) for name, part in self.parts.items()}

    @cached_property
    def findings(self) -> Mapping[str, tuple[Finding, ...]]:
        """What fails, cannot be decided or could not be run, by environment, without places."""
        judged = {name: self._judged(part, located=False) for name, part in self.parts.items()}
        return {name: judgement.findings for name, judgement in judged.items()}

    @cached_property
    def failing(self) -> frozenset[tuple[str, str, Address]]:
        """Rule, environment and instance of every failure that is not suppressed."""
        return frozenset(
            (finding.rule.id, name, (place[0].root, place[0].address))
            for name, found in self.findings.items()
            for finding in found
            if finding.outcome == "fail" and finding.suppression is None
            for place in (self.parts[name].place(finding.document.id, finding.path),)
            if place is not None
        )

    def fails(self, rule: str, environment: str, instance: Instance) -> bool:
        """Whether a failure of a rule stands in an instance."""
        return (rule, environment, (instance.root, instance.address)) in self.failing

    def located(self, environment: str, finding: Finding) -> Finding:
        """A finding with its place as it is here."""
        trace = self.parts[environment].trace(finding.document.id, finding.path)
        if trace is None:
            return finding
        places = {"location": trace.location, "stack": trace.stack, "value_from": trace.value_from}
        return finding.model_copy(update=places)

    def _judged(self, part: Part, *, located: bool) -> Judgement:
        estate = Estate(part.documents, path=part.tree.path, provenance=part if located else None)
        kept = frozenset[Outcome]({"fail", "unknown", "error"})
        options = replace(self.options, kept=kept, owners=self.options.owners if located else None)
        request = request_of(estate, options, self.policies, engine=self.engine)
        return evaluation.judge(request)


Trees: TypeAlias = Mapping[str, tuple[SourceTree, tuple[str, ...]]]
"""A source tree and its root modules, by environment."""


def world_of(trees: Trees, options: JudgeOptions, policies: Policies) -> World:
    """The world of source trees."""
    parts = {
        name: Part(tree, {root: _evaluated(tree, root) for root in roots}) for name, (tree, roots) in trees.items()
    }
    return World(parts, options, policies, engine_of(options, policies))


def reached_by(tree: SourceTree, files: Iterable[str]) -> Iterator[str]:
    """The root modules that depend on any of some files: of a file outside of all modules, every one."""
    named = {tree.library.root.name_of(file) for file in tree.inputs.files}
    for file in files:
        directory = file.rpartition("/")[0] or "."
        everywhere = file in named or directory not in tree.layout.outlines
        yield from tree.roots() if everywhere else tree.layout.users(directory)


def _evaluated(tree: SourceTree, root: str) -> Evaluated:
    found = tree.evaluate((root,))
    documents, drafts = normalise(found.instances, "terraform")
    return Evaluated(found.instances, documents, drafts, found.roots[root])
