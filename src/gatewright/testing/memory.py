"""A source and an engine without anything outside: for tests of your own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document, Path
from gatewright.model.finding import Hit
from gatewright.model.location import Trace
from gatewright.model.rule import Rule
from gatewright.ports import Collected, Evaluation

Judge: TypeAlias = Callable[[Document, Mapping[str, JsonValue]], Iterable[tuple[Path, str]]]
"""What a rule says about one document, given its parameters: paths that are wrong, each with a message."""


@dataclass(frozen=True, slots=True)
class MemoryProvenance:
    """Traces by document id and path; a path without a trace has that of the nearest path above it."""

    traces: Mapping[tuple[str, Path], Trace] = field(default_factory=dict)

    def trace(self, document: str, path: Path) -> Trace | None:
        """The trace of a property."""
        for length in range(len(path), -1, -1):
            if (document, path[:length]) in self.traces:
                return self.traces[document, path[:length]]
        return None


@dataclass(frozen=True, slots=True)
class MemorySource:
    """A source that holds its documents."""

    documents: tuple[Document, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: MemoryProvenance = field(default_factory=MemoryProvenance)

    def collect(self) -> Collected:
        """What it was made with."""
        return Collected(self.documents, self.diagnostics, self.provenance)


@dataclass(frozen=True, slots=True)
class MemoryEngine:
    """An engine whose rules are Python functions by rule id; a function that raises is a rule that fails."""

    judges: Mapping[str, Judge] = field(default_factory=dict)
    name: str = "memory"

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Hits of each rule that has a function which does not raise; errors of the others."""
        hits: dict[str, tuple[Hit, ...]] = {}
        errors: dict[str, str] = {}
        for rule in rules:
            try:
                hits[rule.id] = self._hits(rule, documents, config)
            except Exception as error:  # noqa: BLE001 - whatever a function raises is its rule's error
                errors[rule.id] = str(error) or type(error).__name__
        return Evaluation(hits, errors)

    def _hits(self, rule: Rule, documents: Sequence[Document], config: Mapping[str, JsonValue]) -> tuple[Hit, ...]:
        parameters = config.get(rule.id)
        given = parameters if isinstance(parameters, dict) else {}
        return tuple(
            Hit(resource=document.id, path=path, message=message)
            for document in documents
            if document.type in rule.resource_types
            for path, message in self.judges[rule.id](document, given)
        )
