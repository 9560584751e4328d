"""Which findings a format shows, and in which words it speaks of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from pydantic import JsonValue

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import OUTCOMES, Finding, Outcome, Report, Score, Suppression
from gatewright.model.location import Frame, ValueOrigin
from gatewright.model.rule import SEVERITIES, Control, Severity
from gatewright.reports.options import RenderOptions

SHOWN: frozenset[Outcome] = frozenset({"fail", "error"})


def shown(report: Report, options: RenderOptions) -> tuple[Finding, ...]:
    """The findings to report: what failed or could not be judged, or every one with `all_outcomes`."""
    return report.findings if options.all_outcomes else tuple(f for f in report.findings if f.outcome in SHOWN)


def listed(report: Report, options: RenderOptions) -> tuple[Finding, ...]:
    """The findings to put before a person: those to report, without failures that are suppressed unless all are asked.

    An outcome `error` is never left out: nobody can accept what could not be judged.
    """
    return tuple(f for f in shown(report, options) if options.all_outcomes or not is_suppressed(f))


def standing(report: Report) -> tuple[Finding, ...]:
    """The findings that count: failures that nobody has suppressed."""
    return tuple(f for f in report.findings if f.outcome == "fail" and f.suppression is None)


def is_suppressed(finding: Finding) -> bool:
    """Whether a failure does not count, because somebody has decided so."""
    return finding.outcome == "fail" and finding.suppression is not None


def gravest_first(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity, otherwise in the order they come in."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))


def rule_failures(report: Report) -> dict[str, str]:
    """What went wrong with each rule that could not be run, by rule id, in its order."""
    failures = {failure.rule: failure.error for failure in report.rule_errors}
    for finding in report.findings:
        if finding.outcome == "error":
            failures.setdefault(finding.rule.id, finding.message)
    return dict(sorted(failures.items()))


def is_incomplete(report: Report) -> bool:
    """Whether something could not be read or judged, so that what is not reported may still be wrong."""
    return bool(rule_failures(report)) or any(d.severity == "error" for d in report.diagnostics)


def outcome_counts(report: Report) -> dict[Outcome, int]:
    """The count of every outcome, zeros included, in the order of `OUTCOMES`."""
    return {outcome: report.summary.outcomes.get(outcome, 0) for outcome in OUTCOMES}


def severity_counts(report: Report) -> dict[Severity, int]:
    """Failing findings that count, of every severity, zeros included, the gravest first."""
    return {severity: report.summary.by_severity.get(severity, 0) for severity in SEVERITIES}


def weights(score: Score) -> dict[Severity, float]:
    """The weights that the score was computed with, the gravest severity first."""
    return {severity: score.weights[severity] for severity in SEVERITIES if severity in score.weights}


def unknown_reasons(report: Report) -> list[tuple[str, int]]:
    """Why outcomes are unknown, and how often, the most frequent reason first."""
    reasons = Counter(f.unknown_reason or "no reason given" for f in report.findings if f.outcome == "unknown")
    return sorted(reasons.items(), key=lambda reason: (-reason[1], reason[0]))


def resource_name(finding: Finding) -> str:
    """The resource as its author knows it: its address with the root module where there is one, else name or id."""
    document = finding.document
    if not document.address:
        return document.name or document.id
    return document.address if document.root in {"", "."} else f"{document.root}: {document.address}"


def path_text(path: tuple[str | int, ...]) -> str:
    """A property path as one would write it: `ingress[0].cidr_blocks`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def value_text(value: JsonValue) -> str:
    """A value on one line, as JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def control_text(control: Control) -> str:
    """A control as frameworks are named on the command line: `cis-aws-5.0/2.1.4`."""
    return f"{control.framework}-{control.version}/{control.control}"


def origin_text(origin: ValueOrigin) -> str:
    """Where a value came from, in words: kind, name, file and line."""
    words = [origin.kind.replace("_", " ")]
    if origin.symbol:
        words.append(origin.symbol)
    if origin.file:
        place = f"{origin.file}:{origin.start.line}:{origin.start.column}" if origin.start else origin.file
        words.append(f"at {place}")
    return " ".join(words)


def environments_text(finding: Finding) -> str:
    """Where a finding holds, as `holds in prod, staging`; empty where it holds in all environments that were judged."""
    return f"holds in {', '.join(finding.environments)}" if finding.environments else ""


def suppression_text(suppression: Suppression) -> str:
    """Why a finding does not count, in words: kind, reason, owner, expiry and where that is written."""
    details = [f"owner {suppression.owner}"] if suppression.owner else []
    if suppression.until:
        details.append(f"until {suppression.until.isoformat()}")
    if suppression.file:
        details.append(f"at {suppression.file}:{suppression.line}" if suppression.line else f"in {suppression.file}")
    text = f"suppressed ({suppression.kind}): {suppression.reason or 'no reason given'}"
    return f"{text} ({', '.join(details)})" if details else text


def changed_text(report: Report) -> str:
    """That only a part is reported, and which; empty where the report is whole."""
    return f"only what changed since {report.changed_since} is reported" if report.changed_since else ""


def diagnostic_text(diagnostic: Diagnostic) -> str:
    """A diagnostic on one line: what is wrong, and what to do about it."""
    return diagnostic.summary + (f": {diagnostic.detail}" if diagnostic.detail else "")


def calls(finding: Finding) -> tuple[Frame, ...]:
    """The module calls that lead to the place, the innermost first."""
    return tuple(frame for frame in finding.stack if frame.kind == "module_call")


def counted(count: int, thing: str) -> str:
    """A count and what is counted, in the plural where it must be."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
