"""What a SARIF run says about itself: what could not be read, run, placed or fitted in."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report
from gatewright.model.location import Position
from gatewright.reports.sarif_places import Repository
from gatewright.reports.selection import counted, outcome_counts, resource_name
from gatewright.reports.text import visible

Json = dict[str, JsonValue]
Level = Literal["error", "warning", "note"]

NAMED = 20


def notifications(report: Report, repository: Repository, homeless: list[Finding], cut: int) -> list[Json]:
    """Every notification of a run, the errors of rules first."""
    failed = {failure.rule: failure.error for failure in report.rule_errors}
    for finding in report.findings:
        if finding.outcome == "error":
            failed.setdefault(finding.rule.id, finding.message)
    notices = [_notice("error", f"{rule} could not be run: {error}", rule) for rule, error in sorted(failed.items())]
    notices += [_diagnostic(diagnostic, repository) for diagnostic in report.diagnostics]
    notices += _homeless(homeless)
    if cut:
        notices.append(
            _notice("warning", f"{counted(cut, 'result')} of lower severity left out: GitHub takes 25,000 in a run")
        )
    counts = ", ".join(f"{count} {outcome}" for outcome, count in outcome_counts(report).items())
    return [*notices, _notice("note", f"outcomes of all evaluations: {counts}")]


def _homeless(findings: list[Finding]) -> list[Json]:
    """One notification per rule for the findings that no file of the repository can stand for."""
    by_rule: dict[str, list[str]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(f"{resource_name(finding)} ({finding.outcome})")
    return [
        _notice(
            "warning",
            f"{counted(len(names), 'finding')} of {rule} on resources without a file in the repository, "
            f"left out of the results: {', '.join(names[:NAMED])}"
            + (f" and {len(names) - NAMED} more" if len(names) > NAMED else ""),
            rule,
        )
        for rule, names in sorted(by_rule.items())
    ]


def _diagnostic(diagnostic: Diagnostic, repository: Repository) -> Json:
    text = diagnostic.summary + (f": {diagnostic.detail}" if diagnostic.detail else "")
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
