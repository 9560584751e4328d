"""What stands below the findings: everything that was judged, and everything that could not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Outcome, Report
from gatewright.model.rule import Severity
from gatewright.reports.selection import (
    changed_text,
    counted,
    outcome_counts,
    severity_counts,
    unknown_reasons,
    weights,
)
from gatewright.reports.terminal_text import Line, Screen

REASONS = 10
NOTES = 10
_INDENT = 2


def summary(report: Report, screen: Screen) -> Iterator[Line]:
    """Problems first, then counts, score and coverage, and the verdict last, where a reader's eye is."""
    yield from _unknowns(report, screen)
    yield from _diagnostics(report, screen)
    yield from _rule_errors(report, screen)
    yield from _notes(report, screen)
    yield from _counts(report, screen)
    yield ()
    yield _verdict(report)


def _unknowns(report: Report, screen: Screen) -> Iterator[Line]:
    reasons = unknown_reasons(report)
    if not reasons:
        return
    yield _heading("Unknown, because")
    for reason, count in reasons[:REASONS]:
        yield from screen.field(counted(count, "time"), reason, _INDENT)
    if len(reasons) > REASONS:
        rest = sum(count for _, count in reasons[REASONS:])
        yield from screen.field(counted(rest, "time"), counted(len(reasons) - REASONS, "other reason"), _INDENT)
    yield ()


def _diagnostics(report: Report, screen: Screen) -> Iterator[Line]:
    problems = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity != "note"]
    if not problems:
        return
    yield _heading("Problems in the input")
    for diagnostic in problems:
        yield from screen.field(diagnostic.severity, _told(diagnostic), _INDENT)
        if diagnostic.detail:
            yield from screen.field("", diagnostic.detail, _INDENT)
    yield ()


def _told(diagnostic: Diagnostic) -> str:
    start = f":{diagnostic.start.line}:{diagnostic.start.column}" if diagnostic.start else ""
    return f"{diagnostic.file}{start}: {diagnostic.summary}" if diagnostic.file else diagnostic.summary


def _notes(report: Report, screen: Screen) -> Iterator[Line]:
    """What somebody may want to tidy up, in a line each."""
    notes = [diagnostic for diagnostic in report.diagnostics if diagnostic.severity == "note"]
    if not notes:
        return
    yield _heading("To tidy up")
    for diagnostic in notes[:NOTES]:
        yield from screen.wrapped(_told(diagnostic), _INDENT)
    if len(notes) > NOTES:
        yield from screen.wrapped(f"and {counted(len(notes) - NOTES, 'other note')}, which JSON has", _INDENT)
    yield ()


def _rule_errors(report: Report, screen: Screen) -> Iterator[Line]:
    if not report.rule_errors:
        return
    yield _heading("Rules that could not be run")
    for failure in report.rule_errors:
        yield from screen.wrapped(failure.rule, _INDENT, "bold")
        for line in failure.error.strip().split("\n"):
            yield from screen.wrapped(line, _INDENT * 2)
    yield ()


def _counts(report: Report, screen: Screen) -> Iterator[Line]:
    counts, score = outcome_counts(report), report.summary.score
    yield _heading("Summary")
    yield from screen.field("documents", str(report.summary.documents), _INDENT)
    yield from screen.field("outcomes", _listed(counts), _INDENT)
    yield from screen.field("failures", _listed(severity_counts(report)), _INDENT)
    if report.summary.suppressed:
        told = f"{counted(report.summary.suppressed, 'finding')} that do not count; --all lists them"
        yield from screen.field("suppressed", told, _INDENT)
    yield from screen.field("coverage", _coverage(counts), _INDENT)
    weighed = ", ".join(f"{severity} {weight:g}" for severity, weight in weights(score).items())
    overall = "none, as nothing was judged" if score.overall is None else f"{score.overall:.1f} of 100"
    yield from screen.field("score", f"{overall} (weights: {weighed or 'none'})", _INDENT)
    for account, value in sorted(score.accounts.items()):
        yield from screen.field("", f"account {account or 'unknown'}: {value:.1f}", _INDENT)
    for framework, value in sorted(score.frameworks.items()):
        yield from screen.field("", f"framework {framework}: {value:.1f}", _INDENT)
    if report.changed_since:
        yield from screen.field("listed", changed_text(report), _INDENT)


def _coverage(counts: Mapping[Outcome, int]) -> str:
    """How many of the evaluations that were asked for have an answer."""
    judged, asked = counts["fail"] + counts["pass"], sum(counts.values()) - counts["skipped"]
    share = f" ({100 * judged / asked:.1f}%)" if asked else ""
    return f"{judged} of {asked} evaluations have an answer{share}"


def _verdict(report: Report) -> Line:
    counts = outcome_counts(report)
    failed, suppressed = sum(severity_counts(report).values()), report.summary.suppressed
    found = counted(failed, "finding") if failed else "nothing found"
    if suppressed:
        found += f", {suppressed} suppressed"
    errors = len(report.rule_errors) or counts["error"]
    errors += sum(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    verdict = (found, "bold red" if failed else "bold green" if not errors else "bold")
    if not errors:
        return (verdict,)
    return (verdict, (f"; the scan is incomplete: {counted(errors, 'error')} above", "bold magenta"))


def _heading(text: str) -> Line:
    return ((text, "bold"),)


def _listed(counts: Mapping[Outcome, int] | Mapping[Severity, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())
