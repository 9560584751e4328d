"""Which findings a format shows, and in which words it speaks of them."""

from __future__ import annotations

import json
from collections import Counter

from pydantic import JsonValue

from gatewright.model.finding import OUTCOMES, Finding, Outcome, Report, Score
from gatewright.model.location import Frame, ValueOrigin
from gatewright.model.rule import SEVERITIES, Control, Severity
from gatewright.reports.options import RenderOptions

SHOWN: frozenset[Outcome] = frozenset({"fail", "error"})


def shown(report: Report, options: RenderOptions) -> tuple[Finding, ...]:
    """The findings to report: what failed or could not be judged, or every one with `all_outcomes`."""
    return report.findings if options.all_outcomes else tuple(f for f in report.findings if f.outcome in SHOWN)


def outcome_counts(report: Report) -> dict[Outcome, int]:
    """The count of every outcome, zeros included, in the order of `OUTCOMES`."""
    return {outcome: report.summary.outcomes.get(outcome, 0) for outcome in OUTCOMES}


def severity_counts(report: Report) -> dict[Severity, int]:
    """Failing findings of every severity, zeros included, the gravest first."""
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


def calls(finding: Finding) -> tuple[Frame, ...]:
    """The module calls that lead to the place, the innermost first."""
    return tuple(frame for frame in finding.stack if frame.kind == "module_call")


def counted(count: int, thing: str) -> str:
    """A count and what is counted, in the plural where it must be."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
