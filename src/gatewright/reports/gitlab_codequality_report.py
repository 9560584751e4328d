"""GitLab Code Quality: the part of Code Climate's issues that GitLab reads.

Issues are the findings that count. GitLab shows what a merge request adds, so that an incomplete scan must not read as
an improvement: each rule that could not be run and each input that could not be read is an issue of its own. A finding
without a file in the repository has no place in this format; every other format holds it.
"""

from __future__ import annotations

from hashlib import sha256

from pydantic import JsonValue

from gatewright.model.finding import Finding, Report
from gatewright.model.location import Position
from gatewright.model.rule import Severity
from gatewright.reports.json_report import written
from gatewright.reports.options import RenderOptions
from gatewright.reports.places import Place, Places
from gatewright.reports.selection import (
    diagnostic_text,
    environments_text,
    gravest_first,
    resource_name,
    rule_failures,
    standing,
)
from gatewright.reports.text import visible

NAME = "gitlab-codequality"
EXTENSION = "json"
SEVERITIES: dict[Severity, str] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "info": "info",
}
INPUT = "gatewright.input"
_NOWHERE = Place(".", Position(line=1, column=1), Position(line=1, column=1))

Json = dict[str, JsonValue]


def render(report: Report, options: RenderOptions) -> str:
    """The report as an array of issues, the gravest first."""
    places = Places.of(report, options.scan_root)
    placed = ((finding, places.of_finding(finding)) for finding in gravest_first(standing(report)))
    return written([*_incomplete(report, places), *(_issue(finding, place) for finding, place in placed if place)])


def _issue(finding: Finding, place: Place) -> Json:
    text = f"{resource_name(finding)}: {finding.message or finding.rule.title}"
    if finding.environments:
        text += f" ({environments_text(finding)})"
    return _written(finding.rule.id, text, (SEVERITIES[finding.severity], finding.fingerprint), place)


def _incomplete(report: Report, places: Places) -> list[JsonValue]:
    """What could not be judged: rules first, then inputs."""
    shown = {f.rule.id: places.of_finding(f) for f in reversed(report.findings) if f.outcome == "error"}
    issues: list[JsonValue] = []
    for rule, error in rule_failures(report).items():
        grave = ("blocker", _digest(rule))
        issues.append(_written(rule, f"the rule could not be run: {error}", grave, shown.get(rule) or _NOWHERE))
    for diagnostic in report.diagnostics:
        if diagnostic.severity == "error":
            text, file = diagnostic_text(diagnostic), diagnostic.file or ""
            place = places.at(file, diagnostic.start or _NOWHERE.start)
            grave = ("blocker", _digest(file, diagnostic.summary))
            issues.append(_written(INPUT, text if place or not file else f"{file}: {text}", grave, place or _NOWHERE))
    return issues


def _written(check: str, text: str, grave: tuple[str, str], place: Place) -> Json:
    severity, fingerprint = grave
    return {
        "description": visible(text),
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": place.file, "lines": {"begin": place.start.line}},
    }


def _digest(*parts: str) -> str:
    return sha256("\0".join(("gatewright incomplete", *parts)).encode("utf-8", "replace")).hexdigest()
