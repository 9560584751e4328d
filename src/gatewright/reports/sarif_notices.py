"""What a SARIF run says about itself: what could not be read, run, placed or fitted in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report
from gatewright.model.location import Position
from gatewright.reports.sarif_places import Repository
from gatewright.reports.selection import (
    changed_text,
    counted,
    diagnostic_text,
    outcome_counts,
    resource_name,
    rule_failures,
)
from gatewright.reports.text import visible

Json = dict[str, JsonValue]
Level = Literal["error", "warning", "note"]

NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What is found and yet no result of the run."""

    homeless: Sequence[Finding]
    """Findings that no file of the repository can stand for."""
    suppressed: Sequence[Finding]
    cut: int
    """How many results are more than GitHub takes."""


def notifications(report: Report, repository: Repository, left_out: LeftOut) -> list[Json]:
    """Every notification of a run, the errors of rules first."""
    notices = [
        _notice("error", f"{rule} could not be run: {error}", rule) for rule, error in rule_failures(report).items()
    ]
    notices += [_diagnostic(diagnostic, repository) for diagnostic in report.diagnostics]
    homeless = "on resources without a file in the repository, left out of the results"
    notices += _by_rule("warning", left_out.homeless, homeless)
    notices += _by_rule("note", left_out.suppressed, "suppressed")
    if left_out.cut:
        cut = counted(left_out.cut, "result")
        notices.append(_notice("warning", f"{cut} of lower severity left out: GitHub takes 25,000 in a run"))
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcome_counts(report).items())
    notices.append(_notice("note", f"outcomes of all evaluations: {counts}"))
    return [*notices, _notice("note", changed_text(report))] if report.changed_since else notices


def _by_rule(level: Level, findings: Sequence[Finding], why: str) -> list[Json]:
    """One notification per rule for the findings that are no results."""
    by_rule: dict[str, list[str]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(f"{resource_name(finding)} ({finding.outcome})")
    return [
        _notice(
            level,
            f"{counted(len(names), 'finding')} of {rule} {why}: {', '.join(names[:NAMED])}"
            + (f" and {len(names) - NAMED} more" if len(names) > NAMED else ""),
            rule,
        )
        for rule, names in sorted(by_rule.items())
    ]


def _diagnostic(diagnostic: Diagnostic, repository: Repository) -> Json:
    text = diagnostic_text(diagnostic)
    start = diagnostic.start or Position(line=1, column=1)
    place = repository.physical(diagnostic.file, start) if diagnostic.file else None
    if diagnostic.file and not place:
        text = f"{diagnostic.file}: {text}"
    notice = _notice(diagnostic.severity, text)
    if place:
        notice["locations"] = [{"physicalLocation": place}]
    return notice


def _notice(level: Level, text: str, rule: str | None = None) -> Json:
    notice: Json = {"level": level, "message": {"text": visible(text)}}
    if rule:
        notice["associatedRule"] = {"id": rule}
    return notice
