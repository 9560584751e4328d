"""Judgements as JSON and back: what findings share stands once, and a pass is two numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from gatewright.app.pool import Part
from gatewright.evaluate.evaluation import Judgement, Tally
from gatewright.evaluate.fingerprint import fingerprint
from gatewright.evaluate.request import Request
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import DocumentRef, Finding, Outcome
from gatewright.model.rule import Control, Rule, controls_by_rule
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.modules.observations import Observations

PLAIN: frozenset[str] = frozenset({"pass", "skipped"})
_SHARED = {"rule", "document", "severity", "controls", "suppression", "environments"}
"""What the request knows, what stands in tables of its own, and what is only known when all is summed up."""


class Invalid(Exception):  # noqa: N818  # no error of the program: an entry that is passed over
    """A value that is no judgement of these rules."""


def encoded(part: Part, engine: str) -> JsonValue:
    """What was found in a root module, as JSON."""
    rules: dict[str, int] = {}
    documents: dict[str, int] = {}
    references: list[JsonValue] = []
    findings: list[JsonValue] = []
    for finding in part.judgement.findings:
        if finding.document.id not in documents:
            documents[finding.document.id] = len(references)
            references.append(_reference(finding.document))
        rule = rules.setdefault(finding.rule.id, len(rules))
        about: list[JsonValue] = [rule, documents[finding.document.id]]
        if finding.outcome in PLAIN:
            findings.append([*about, finding.outcome] if finding.outcome != "pass" else about)
        else:
            findings.append([*about, finding.model_dump(exclude=_SHARED, exclude_defaults=True)])
    return {
        "engine": engine,
        "rules": list(rules),
        "references": references,
        "findings": findings,
        "tally": [[*judged, count] for judged, count in part.judgement.tally.judged.items()],
        "documents": part.judgement.documents,
        "duplicates": [_diagnostic(problem) for problem in part.judgement.diagnostics],
        "diagnostics": [_diagnostic(problem) for problem in part.diagnostics],
        "identities": list(part.identities),
    }


def decoded(value: JsonValue, shared: Shared) -> tuple[str, Part]:
    """The engine and what it found, as `encoded` was given them; raises Invalid."""
    try:
        return _decoded(value, shared)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Invalid(str(error)) from error


@dataclass(frozen=True, slots=True)
class Shared:
    """What the findings of all root modules share."""

    request: Request
    rules: dict[str, Rule] = field(init=False)
    controls: dict[str, tuple[Control, ...]] = field(init=False)
    patterns: dict[tuple[str, str], Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the rules."""
        object.__setattr__(self, "rules", {rule.id: rule for rule in self.request.rules})
        object.__setattr__(self, "controls", controls_by_rule(self.request.frameworks))

    def plain(self, rule: Rule, document: DocumentRef, outcome: Outcome) -> Finding:
        """The finding of an outcome that nobody has to look for."""
        if (rule.id, outcome) not in self.patterns:
            said = {"fingerprint": "", "outcome": outcome, "message": ""}
            self.patterns[rule.id, outcome] = self.told(rule, document, said)
        made = {"fingerprint": fingerprint(rule.id, document.id, ()), "document": document}
        return self.patterns[rule.id, outcome].model_copy(update=made)

    def told(self, rule: Rule, document: DocumentRef, said: dict[str, Any]) -> Finding:
        """The finding with what it alone says."""
        severity, controls = self.request.severity(rule), self.controls.get(rule.id, ())
        return Finding(**said, rule=rule, severity=severity, document=document, controls=controls)


def _decoded(value: Any, shared: Shared) -> tuple[str, Part]:  # checked by what is made of it
    rules = [shared.rules[identity] for identity in value["rules"]]
    documents = [_document(reference) for reference in value["references"]]
    findings: list[Finding] = []
    for number, about, *said in value["findings"]:
        rule, document = rules[number], documents[about]
        if said and isinstance(said[0], dict):
            findings.append(shared.told(rule, document, said[0]))
        else:
            findings.append(shared.plain(rule, document, said[0] if said else "pass"))
    judged = Counter({(str(a), str(r), s, o): int(n) for a, r, s, o, n in value["tally"]})
    duplicates, diagnostics = (
        tuple(map(Diagnostic.model_validate, value[name])) for name in ("duplicates", "diagnostics")
    )
    judgement = Judgement(tuple(findings), Tally(judged), int(value["documents"]), duplicates, ())
    return str(value["engine"]), Part(judgement, diagnostics, Observations(), tuple(map(str, value["identities"])))


def _reference(document: DocumentRef) -> JsonValue:
    tags = document.tags
    written: JsonValue = (
        tags.reason
        if isinstance(tags, Unknown)
        else [[key, [tag.reason] if isinstance(tag, Unknown) else tag] for key, tag in tags.items()]
    )
    return {**document.model_dump(exclude={"tags"}), "tags": written}


def _document(value: Any) -> DocumentRef:
    written = value["tags"]
    tags = (
        Unknown(written)
        if isinstance(written, str)
        else {key: Unknown(str(tag[0])) if isinstance(tag, list) else tag for key, tag in written}
    )
    return DocumentRef(**{**value, "tags": tags})


def _diagnostic(diagnostic: Diagnostic) -> JsonValue:
    return diagnostic.model_dump(exclude_defaults=True)
