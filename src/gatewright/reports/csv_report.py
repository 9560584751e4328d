"""CSV by RFC 4180 for spreadsheets: a header, one finding a line, lines ended by CRLF.

A spreadsheet runs what begins like a formula. A cell that begins with `=`, `+`, `-`, `@` (full-width ones too), a tab
or a line's end therefore gets an apostrophe in front, which a program that reads this format has to take away again.
What could not be run or read is a row of the outcome `error`, without a fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.finding import Finding, Report
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import (
    control_text,
    diagnostic_text,
    origin_text,
    path_text,
    rule_failures,
    shown,
    value_text,
)
from gatewright.reports.text import visible

NAME = "csv"
EXTENSION = "csv"
COLUMNS = (
    *("fingerprint", "outcome", "severity", "rule", "title", "message", "resource", "type", "root", "account"),
    *("region", "file", "line", "column", "path", "value", "value_from", "owners", "controls", "environments"),
    *("unknown_reason", "suppression_kind", "suppression_reason", "suppression_until", "suppression_owner"),
)
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def render(report: Report, options: RenderOptions) -> str:
    """The report as lines of cells, all of them quoted."""
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *map(_row, shown(report, options)), *_incomplete(report)]
    return "".join(",".join(_cell(row.get(column, "")) for column in COLUMNS) + "\r\n" for row in rows)


def _row(finding: Finding) -> dict[str, str]:
    document, location, suppression = finding.document, finding.location, finding.suppression
    return {
        "fingerprint": finding.fingerprint,
        "outcome": finding.outcome,
        "severity": finding.severity,
        "rule": finding.rule.id,
        "title": finding.rule.title,
        "message": finding.message,
        "resource": document.address or document.name or document.id,
        "type": document.type,
        "root": document.root,
        "account": document.account or "",
        "region": document.region or "",
        "file": location.file if location else "",
        "line": str(location.start.line) if location else "",
        "column": str(location.start.column) if location else "",
        "path": path_text(finding.path),
        "value": value_text(finding.evidence) if finding.path and finding.outcome == "fail" else "",
        "value_from": origin_text(finding.value_from) if finding.value_from else "",
        "owners": "; ".join(finding.owners),
        "controls": "; ".join(map(control_text, finding.controls)),
        "environments": "; ".join(finding.environments),
        "unknown_reason": finding.unknown_reason or "",
        "suppression_kind": suppression.kind if suppression else "",
        "suppression_reason": suppression.reason if suppression else "",
        "suppression_until": suppression.until.isoformat() if suppression and suppression.until else "",
        "suppression_owner": (suppression.owner or "") if suppression else "",
    }


def _incomplete(report: Report) -> Iterator[dict[str, str]]:
    """Rules that judged nothing because they could not be run, and inputs that could not be read."""
    judged = {finding.rule.id for finding in report.findings if finding.outcome == "error"}
    for rule, error in rule_failures(report).items():
        if rule not in judged:
            yield {"outcome": "error", "rule": rule, "message": error}
    for diagnostic in report.diagnostics:
        if diagnostic.severity == "error":
            start = diagnostic.start
            yield {
                "outcome": "error",
                "message": diagnostic_text(diagnostic),
                "file": diagnostic.file or "",
                "line": str(start.line) if start else "",
                "column": str(start.column) if start else "",
            }


def _cell(text: str) -> str:
    """A quoted cell on one line that no spreadsheet takes for a formula."""
    guard = "'" if text.startswith(_FORMULA) else ""
    return '"' + guard + visible(text).replace('"', '""') + '"'
