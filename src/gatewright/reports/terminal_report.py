"""The report for a person at a terminal: findings by file and line, then all that was judged and was not.

Nothing is coloured, and nothing but ASCII is written, where colours are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from gatewright.model.finding import Finding, Report
from gatewright.model.rule import SEVERITIES, Severity
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import (
    calls,
    is_suppressed,
    listed,
    origin_text,
    path_text,
    resource_name,
    suppression_text,
    value_text,
)
from gatewright.reports.terminal_summary import summary
from gatewright.reports.terminal_text import Line, Screen
from gatewright.reports.text import shortened

NAME = "terminal"
EXTENSION = "txt"

STYLES: dict[Severity, str] = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "cyan",
    "info": "dim",
}
_BODY = 4
_CONTEXT = 1
_VALUE = 300
_NO_FILE = "not in a file"


def render(report: Report, options: RenderOptions) -> str:
    """The report as lines no wider than asked for, but for words that cannot be broken."""
    screen = Screen(options.width, options.colour)
    return screen.text([*_findings(report, options, screen), *summary(report, screen)])


def _findings(report: Report, options: RenderOptions, screen: Screen) -> Iterator[Line]:
    findings = sorted(listed(report, options), key=_place)
    for (_, file), group in groupby(findings, key=lambda finding: _place(finding)[:2]):
        yield ((screen.cut(file or _NO_FILE, 0), "bold underline"),)
        yield ()
        for finding in group:
            yield from _finding(finding, options, screen)


def _place(finding: Finding) -> tuple[bool, str, int, int, int, str, str, str]:
    """By file and line, what is in no file last; at one place the gravest first."""
    location = finding.location
    where = (location.file, location.start.line, location.start.column) if location else ("", 0, 0)
    rank = SEVERITIES.index(finding.severity)
    return (location is None, *where, rank, finding.rule.id, finding.document.id, finding.fingerprint)


def _finding(finding: Finding, options: RenderOptions, screen: Screen) -> Iterator[Line]:
    yield _title(finding, screen)
    if finding.outcome in {"pass", "skipped"}:
        yield from screen.field("resource", resource_name(finding), _BODY)
        if finding.outcome == "skipped" and finding.message:
            yield from screen.field("reason", finding.message, _BODY)
        yield ()
        return
    yield from screen.wrapped(finding.rule.title, _BODY, "bold")
    if finding.message and finding.message != finding.rule.title:
        yield from screen.wrapped(finding.message, _BODY)
    yield from _facts(finding, screen)
    yield from _excerpt(finding, options, screen)
    yield ()


def _title(finding: Finding, screen: Screen) -> Line:
    start = finding.location.start if finding.location else None
    place = f"{start.line}:{start.column}" if start else "-"
    outcome = "suppressed" if is_suppressed(finding) else finding.outcome
    label = finding.severity.upper() if outcome == "fail" else f"{outcome.upper()} ({finding.severity})"
    style = STYLES[finding.severity] if outcome == "fail" else "dim" if outcome == "suppressed" else "magenta"
    return ((f"  {place}  ", ""), (label, style), (f"  {screen.clean(finding.rule.id)}", "bold"))


def _facts(finding: Finding, screen: Screen) -> Iterator[Line]:
    """The resource, the value, where it came from, whose it is, and the way there."""
    facts = [("resource", resource_name(finding))]
    if finding.suppression:
        facts.append(("reason", suppression_text(finding.suppression)))
    if finding.environments:
        facts.append(("holds in", ", ".join(finding.environments)))
    if finding.outcome == "unknown":
        facts.append(("unknown", finding.unknown_reason or "no reason given"))
    elif finding.path and finding.outcome == "fail":
        facts.append(("value", f"{path_text(finding.path)} = {shortened(value_text(finding.evidence), _VALUE)}"))
    if finding.value_from:
        facts.append(("from", origin_text(finding.value_from)))
    if finding.owners:
        facts.append(("owners", ", ".join(finding.owners)))
    for frame in calls(finding):
        place = f"{frame.file}:{frame.start.line}:{frame.start.column}"
        facts.append(("called as", f"{frame.symbol} at {place}" if frame.symbol else f"a module at {place}"))
    for name, text in facts:
        yield from screen.field(name, text, _BODY)


def _excerpt(finding: Finding, options: RenderOptions, screen: Screen) -> Iterator[Line]:
    """The line before, the line, the line after; nothing where the file cannot be shown or has changed."""
    lines = options.source(finding.location.file) if options.source and finding.location else None
    if not lines or not finding.location or finding.location.start.line > len(lines):
        return
    marked = finding.location.start.line
    last = min(marked + _CONTEXT, len(lines))
    digits = len(str(last))
    yield ()
    for number in range(max(marked - _CONTEXT, 1), last + 1):
        margin = f"{'>' if number == marked else ' ':>{_BODY + 1}} {number:>{digits}} | "
        code = screen.cut(lines[number - 1].rstrip("\r\n").expandtabs(4), len(margin))
        yield ((margin, "dim"), (code, "bold" if number == marked else ""))
