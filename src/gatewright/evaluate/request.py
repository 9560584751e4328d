"""What one evaluation is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue

from gatewright.errors import UsageError
from gatewright.evaluate.score import WEIGHTS
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.finding import OUTCOMES, Finding, Outcome, RuleFailure
from gatewright.model.location import Trace
from gatewright.model.rule import Framework, Rule, Severity
from gatewright.ports import Engine, Provenance


@dataclass(frozen=True, slots=True)
class Refined:
    """Findings by environment, as they are reported, and what there is to say about the refining."""

    findings: Mapping[str, Sequence[Finding]]
    diagnostics: tuple[Diagnostic, ...] = ()


Refine: TypeAlias = Callable[[Mapping[str, Sequence[Finding]]], Refined]
"""Marks findings as suppressed and leaves out those that nobody asked about. It sees all findings, by environment."""

OwnersOf: TypeAlias = Callable[[Document, Trace | None], tuple[str, ...]]


def nobody(_document: Document, _trace: Trace | None) -> tuple[str, ...]:
    """No owners."""
    return ()


def as_they_are(findings: Mapping[str, Sequence[Finding]]) -> Refined:
    """Every finding counts and is reported."""
    return Refined(findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Documents, the rules to ask about them, and everything that is joined to the answers."""

    documents: tuple[Document, ...]
    rules: tuple[Rule, ...]
    engine: Engine
    frameworks: tuple[Framework, ...] = ()
    provenance: Provenance | None = None
    owners_of: OwnersOf = nobody
    config: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    """Parameters by rule id, over the rules' defaults."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Severities by rule id, instead of the rules' own."""
    disabled: frozenset[str] = frozenset()
    """Ids of rules that are not run; their outcome is `skipped`."""
    weights: Mapping[Severity, float] = field(default_factory=lambda: WEIGHTS)
    kept: frozenset[Outcome] = frozenset(OUTCOMES)
    """Outcomes that become findings; all are counted, and failures always become findings. A report without passes
    takes a fraction of the memory."""
    refine: Refine = as_they_are
    changed_since: str | None = None
    """The commit that `refine` compares with, for the report."""
    diagnostics: tuple[Diagnostic, ...] = ()
    rule_errors: tuple[RuleFailure, ...] = ()
    """Rules that could not even be loaded."""

    def parameters(self, rule: Rule) -> dict[str, JsonValue]:
        """The parameters of a rule: the caller's over its defaults; one that it does not have is an error."""
        given = self.config.get(rule.id, {})
        for name in given:
            if name not in rule.parameters:
                known = ", ".join(f"`{parameter}`" for parameter in rule.parameters) or "none"
                raise UsageError(f"the rule `{rule.id}` has no parameter `{name}`; it has {known}")
        return {**rule.parameters, **given}

    def severity(self, rule: Rule) -> Severity:
        """The severity in effect."""
        return self.severities.get(rule.id, rule.severity)
