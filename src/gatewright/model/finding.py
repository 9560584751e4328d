"""What the evaluation says: hits, findings and the report."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, JsonValue

from gatewright.model.base import Model
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Frame, Location, ValueOrigin
from gatewright.model.rule import Control, Rule, Severity
from gatewright.model.unknown import Unknown

Outcome = Literal["fail", "pass", "unknown", "error", "skipped"]
OUTCOMES: tuple[Outcome, ...] = ("fail", "pass", "unknown", "error", "skipped")


class Hit(Model):
    """A fact that a rule states: this property of this resource is wrong."""

    resource: str = Field(description="Id of the document.")
    path: tuple[str | int, ...] = Field(description="Property path that is wrong.")
    message: str = Field(description="Which value is wrong, under 100 characters.")


SuppressionKind = Literal["inline", "compat", "config", "baseline"]


class Suppression(Model):
    """Why a finding does not count: somebody has decided so, and said why and until when."""

    kind: SuppressionKind = Field(
        description="`inline` comment, another tool's comment (`compat`), `config` file, or `baseline`."
    )
    reason: str = Field(default="", description="The reason that was given.")
    owner: str | None = Field(default=None, description="Who answers for it.")
    until: date | None = Field(default=None, description="The last day on which it holds; null for ever.")
    file: str | None = Field(default=None, description="Where it is written: the comment, the config, the baseline.")
    line: int | None = Field(default=None, description="Line in that file, from 1.")


class DocumentRef(Model):
    """The part of a document that a finding carries."""

    id: str = Field(description="Stable identity of the document.")
    type: str = Field(description="Resource type.")
    name: str = Field(description="Name that a person knows it by.")
    address: str = Field(description="Address within its root module, or empty.")
    root: str = Field(description="Directory of the root module, relative to the scan root.")
    provider: str = Field(description="Cloud.")
    account: str | None = Field(description="Account id, when known.")
    region: str | None = Field(description="Region, when known.")
    tags: dict[str, str | Unknown | None] | Unknown = Field(default_factory=dict, description="Tags in effect.")


class Finding(Model):
    """One rule's outcome on one document, joined with all that the host knows."""

    fingerprint: str = Field(description="Identity across runs: rule id, document id and path.")
    rule: Rule = Field(description="The rule.")
    severity: Severity = Field(description="Severity in effect.")
    outcome: Outcome = Field(description="fail, pass, unknown, error or skipped.")
    message: str = Field(description="What was found.")
    document: DocumentRef = Field(description="What it was found on.")
    path: tuple[str | int, ...] = Field(default=(), description="Property path.")
    evidence: JsonValue = Field(default=None, description="The value at the path.")
    location: Location | None = Field(default=None, description="Where the property is written.")
    stack: tuple[Frame, ...] = Field(default=(), description="From the place outward.")
    value_from: ValueOrigin | None = Field(default=None, description="Where the value came from.")
    owners: tuple[str, ...] = Field(default=(), description="Who owns the place: CODEOWNERS, then owner tags.")
    controls: tuple[Control, ...] = Field(default=(), description="Framework controls that the rule belongs to.")
    unknown_reason: str | None = Field(default=None, description="Why the outcome is unknown.")
    partial: bool = Field(
        default=False, description="Whether a failure may not be all: something is unknown that could make another."
    )
    declared: Location | None = Field(default=None, description="The block that declares the resource itself.")
    suppression: Suppression | None = Field(default=None, description="Why it does not count; null where it does.")
    environments: tuple[str, ...] = Field(
        default=(), description="Environments in which it holds; empty when it holds in all that were judged."
    )


class RuleFailure(Model):
    """A rule that could not be run: loud, and contained to itself."""

    rule: str = Field(description="Id of the rule.")
    error: str = Field(description="What the engine said.")


class Score(Model):
    """The posture score: severity-weighted pass rate, each rule counted once however many resources it judged."""

    overall: float | None = Field(description="0 to 100; null when nothing was judged.")
    weights: dict[Severity, float] = Field(description="The weights that were used.")
    accounts: dict[str, float] = Field(default_factory=dict, description="Score per account (`` when not known).")
    frameworks: dict[str, float] = Field(default_factory=dict, description="Score per framework id.")


class Summary(Model):
    """Counts of everything that was judged."""

    documents: int = Field(description="Documents in the estate.")
    outcomes: dict[Outcome, int] = Field(description="Evaluations of a rule on a document, by outcome.")
    score: Score = Field(description="Posture score.")
    by_severity: dict[Severity, int] = Field(description="Failing findings that count, by severity.")
    suppressed: int = Field(default=0, description="Findings that are suppressed.")


class Report(Model):
    """Everything that one evaluation says; every output format is a pure function of it."""

    engine: str = Field(description="Name and version of the engine that evaluated.")
    summary: Summary = Field(description="Counts and score.")
    findings: tuple[Finding, ...] = Field(description="All outcomes, in a total and stable order.")
    diagnostics: tuple[Diagnostic, ...] = Field(default=(), description="What could not be read.")
    rule_errors: tuple[RuleFailure, ...] = Field(default=(), description="Rules that could not be run.")
    changed_since: str | None = Field(
        default=None,
        description="Commit; only findings that changes since then touch or bring are listed. Null for all.",
    )
