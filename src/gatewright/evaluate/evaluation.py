"""From documents and rules to a report: ask the engine, judge each rule on each document, join, count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.errors import UsageError
from gatewright.evaluate.documents import Estate, build_estate
from gatewright.evaluate.environments import merge
from gatewright.evaluate.join import Joiner
from gatewright.evaluate.request import Request
from gatewright.evaluate.score import Rate, score
from gatewright.evaluate.verdict import Verdict, checked, verdicts
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.finding import OUTCOMES, Finding, Outcome, Report, RuleFailure, Summary
from gatewright.model.rule import SEVERITIES, Rule, Severity, controls_by_rule
from gatewright.ports import Evaluation


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one evaluation found, before it is summed up: judgements of parts of an estate add up to one report."""

    findings: tuple[Finding, ...]
    tally: Tally
    documents: int
    diagnostics: tuple[Diagnostic, ...]
    failures: tuple[RuleFailure, ...]


def evaluate(request: Request) -> Report:
    """The report of one evaluation; it does not depend on the order of documents or rules.

    Findings are ordered by severity, rule, root, address, and path.
    """
    return report({"": [judge(request)]}, request)


def judge(request: Request) -> Judgement:
    """Every rule on every document of its types."""
    estate, duplicates = build_estate(request.documents)
    rules = _ordered(request)
    evaluation = _ask(request, rules, estate)
    joiner = Joiner(request, estate, controls_by_rule(request.frameworks))
    tally = Tally()
    findings: list[Finding] = []
    for rule in rules:
        severity = request.severity(rule)
        for document, verdict in verdicts(rule, evaluation, estate):
            tally.count(rule, severity, document, verdict)
            if verdict.hits or verdict.outcome in request.kept:
                findings.extend(joiner.findings(rule, document, verdict))
    failures = tuple(RuleFailure(rule=rule, error=error) for rule, error in evaluation.errors.items())
    return Judgement(tuple(findings), tally, len(estate.documents), duplicates, failures)


def report(judgements: Mapping[str, Sequence[Judgement]], request: Request) -> Report:
    """The one report of judgements by the same rules, by environment (one without a name where there are none).

    The judgements of one environment are on disjoint documents; the request's own documents are not used.
    """
    every = [judgement for part in judgements.values() for judgement in part]
    tally = Tally()
    for judgement in every:
        tally.add(judgement.tally)
    found = {name: [f for judgement in part for f in judgement.findings] for name, part in judgements.items()}
    refined = request.refine(found)
    for findings in refined.findings.values():
        tally.mute(findings)
    reported = sorted(merge(refined.findings), key=_position)
    failures = {(f.rule, f.error): f for f in request.rule_errors}
    failures |= {(f.rule, f.error): f for judgement in every for f in judgement.failures}
    told = (*request.diagnostics, *(d for judgement in every for d in judgement.diagnostics), *refined.diagnostics)
    return Report(
        engine=request.engine.name,
        summary=tally.summary(request, sum(judgement.documents for judgement in every), reported),
        findings=tuple(reported),
        diagnostics=tuple(dict.fromkeys(told)),
        rule_errors=tuple(failures[key] for key in sorted(failures)),
        changed_since=request.changed_since,
    )


def _position(finding: Finding) -> tuple[int, str, str, str, str, str, str]:
    """Where a finding stands in a report; those of one document stay in the order of their paths."""
    about = finding.document
    at = (about.root, about.address or about.id, about.id, about.type, about.name)
    return (SEVERITIES.index(finding.severity), finding.rule.id, *at)


def _ordered(request: Request) -> list[Rule]:
    ids = Counter(rule.id for rule in request.rules)
    for identity, count in ids.items():
        if count > 1:
            raise UsageError(f"two rules are called `{identity}`; give each rule a package of its own")
    return sorted(request.rules, key=lambda rule: (SEVERITIES.index(request.severity(rule)), rule.id))


def _ask(request: Request, rules: Iterable[Rule], estate: Estate) -> Evaluation:
    asked = {rule.id: rule for rule in rules if rule.id not in request.disabled}
    config = {identity: request.parameters(rule) for identity, rule in asked.items()}
    # In a stable order, so that an engine cannot answer differently when the same documents come shuffled.
    ordered = [asked[identity] for identity in sorted(asked)]
    return checked(request.engine.evaluate(ordered, estate.documents, config), asked, estate)


@dataclass(slots=True)
class Tally:
    """Counts of what was judged: a rule on a document counts once, however many paths are wrong."""

    judged: Counter[tuple[str, str, Severity, Outcome]] = field(default_factory=Counter)
    muted: Counter[tuple[str, str, Severity]] = field(default_factory=Counter)
    """Failures all of whose findings are suppressed: they count as failures, but leave the score."""

    def count(self, rule: Rule, severity: Severity, document: Document, verdict: Verdict) -> None:
        """Count one rule on one document."""
        self.judged[document.account or "", rule.id, severity, verdict.outcome] += 1

    def add(self, other: Tally) -> None:
        """Add the counts of another part."""
        self.judged += other.judged
        self.muted += other.muted

    def mute(self, findings: Iterable[Finding]) -> None:
        """Count the failures of one environment that are suppressed as a whole."""
        suppressed: set[tuple[str, str, str, Severity]] = set()
        counting: set[tuple[str, str]] = set()
        for finding in findings:
            if finding.outcome == "fail":
                about, rule = finding.document, finding.rule.id
                if finding.suppression is None:
                    counting.add((about.id, rule))
                else:
                    suppressed.add((about.id, about.account or "", rule, finding.severity))
        self.muted.update(
            (account, rule, severity)
            for identity, account, rule, severity in suppressed
            if (identity, rule) not in counting
        )

    def summary(self, request: Request, documents: int, findings: Iterable[Finding]) -> Summary:
        """The summary of everything counted, and of the findings that are reported."""
        outcomes: Counter[Outcome] = Counter()
        for (_, _, _, outcome), count in self.judged.items():
            outcomes[outcome] += count
        reported = list(findings)
        failing = Counter(f.severity for f in reported if f.outcome == "fail" and f.suppression is None)
        return Summary(
            documents=documents,
            outcomes={outcome: outcomes[outcome] for outcome in OUTCOMES},
            score=score(self._rates(), request.frameworks, request.weights),
            by_severity={severity: failing[severity] for severity in SEVERITIES},
            suppressed=sum(f.suppression is not None for f in reported),
        )

    def _rates(self) -> list[Rate]:
        return [
            Rate(
                *judged,
                passed=self.judged[*judged, "pass"],
                failed=self.judged[*judged, "fail"] - self.muted[judged],
            )
            for judged in sorted({key[:3] for key in self.judged})
        ]
