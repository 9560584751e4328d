"""Findings: an outcome joined with the place, the owners, the controls and the evidence that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from gatewright.evaluate.documents import Estate
from gatewright.evaluate.evidence import value_at
from gatewright.evaluate.fingerprint import fingerprint
from gatewright.evaluate.request import Request
from gatewright.evaluate.verdict import Verdict
from gatewright.model.document import Document, Path
from gatewright.model.finding import DocumentRef, Finding, Outcome
from gatewright.model.location import Location, Trace
from gatewright.model.rule import Control, Rule


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said about a document, before anything is joined."""

    outcome: Outcome
    message: str
    path: Path = ()
    reason: str | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Joiner:
    """Makes the findings of one evaluation; what several findings share is made once."""

    request: Request
    estate: Estate
    controls: Mapping[str, tuple[Control, ...]]
    _references: dict[str, DocumentRef] = field(default_factory=dict)
    _patterns: dict[tuple[str, Outcome], Finding] = field(default_factory=dict)
    _places: dict[str, Location | None] = field(default_factory=dict)

    def findings(self, rule: Rule, document: Document, verdict: Verdict) -> Iterator[Finding]:
        """The findings of a verdict: one for each path that is wrong, one in every other case."""
        match verdict.outcome:
            case "fail":
                for path, message in verdict.failures():
                    yield self._located(rule, document, _Said("fail", message, path, partial=verdict.partial))
            case "unknown":
                yield self._located(
                    rule, document, _Said("unknown", "cannot be decided", verdict.gaps[0].path, verdict.reason())
                )
            case "error":
                yield self._located(rule, document, _Said("error", "the rule could not be run"))
            case "pass" | "skipped":
                yield self._plain(rule, document, verdict.outcome)
            case _:
                assert_never(verdict.outcome)

    def _plain(self, rule: Rule, document: Document, outcome: Outcome) -> Finding:
        """The finding of an outcome that nobody has to look for: pass and skipped."""
        if (rule.id, outcome) not in self._patterns:
            self._patterns[rule.id, outcome] = self._joined(rule, document, _Said(outcome, ""), None)
        # A copy takes a tenth of the time of a new one, and most of a report are passes.
        return self._patterns[rule.id, outcome].model_copy(
            update={"fingerprint": fingerprint(rule.id, document.id, ()), "document": self._reference(document)}
        )

    def _located(self, rule: Rule, document: Document, said: _Said) -> Finding:
        provenance = self.request.provenance
        trace = provenance.trace(document.id, said.path) if provenance else None
        finding = self._joined(rule, document, said, trace)
        owners = self.request.owners_of(document, trace)
        declared = self._declared(document)
        return finding.model_copy(update={"owners": owners, "declared": declared}) if owners or declared else finding

    def _joined(self, rule: Rule, document: Document, said: _Said, trace: Trace | None) -> Finding:
        return Finding(
            fingerprint=fingerprint(rule.id, document.id, said.path),
            rule=rule,
            severity=self.request.severity(rule),
            outcome=said.outcome,
            message=said.message,
            document=self._reference(document),
            path=said.path,
            evidence=value_at(self.estate.properties(document), said.path) if said.path else None,
            location=trace.location if trace else None,
            stack=trace.stack if trace else (),
            value_from=trace.value_from if trace else None,
            controls=self.controls.get(rule.id, ()),
            unknown_reason=said.reason,
            partial=said.partial,
        )

    def _declared(self, document: Document) -> Location | None:
        """Where the resource itself is declared, which a finding in a resource beside it does not tell."""
        if document.id not in self._places:
            provenance = self.request.provenance
            trace = provenance.trace(document.id, ()) if provenance else None
            self._places[document.id] = trace.location if trace else None
        return self._places[document.id]

    def _reference(self, document: Document) -> DocumentRef:
        if document.id not in self._references:
            self._references[document.id] = DocumentRef(
                id=document.id,
                type=document.type,
                name=document.name,
                address=document.origin.address,
                root=document.origin.root,
                provider=document.provider,
                account=document.account,
                region=document.region,
                tags=document.tags,
            )
        return self._references[document.id]
