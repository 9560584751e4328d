"""GitLab's security report for SAST, by version 15.0.7 of its schema.

GitLab takes in no report of a version that it does not know, such as 15.2 in GitLab 17.2. What is written here is the
same in 15.0.7, which every GitLab since 16 takes, and in 15.2.1.

Vulnerabilities are the findings that count. What could not be run or read is a message of the scan, whose status is
then `failure`; so are suppressed findings and those without a file in the repository, for GitLab shows a vulnerability
at a place or not at all. GitLab tells vulnerabilities apart by their signature, which is our fingerprint: a finding
keeps its history when its lines move.
"""

from __future__ import annotations

from hashlib import sha256

from pydantic import JsonValue

from gatewright._version import __version__
from gatewright.model.finding import Finding, Report
from gatewright.model.rule import Severity
from gatewright.reports.json_report import written
from gatewright.reports.markdown_text import code, prose
from gatewright.reports.moments import moment
from gatewright.reports.options import RenderOptions
from gatewright.reports.places import Place, Places
from gatewright.reports.selection import (
    calls,
    changed_text,
    control_text,
    counted,
    diagnostic_text,
    environments_text,
    gravest_first,
    is_incomplete,
    is_suppressed,
    origin_text,
    path_text,
    resource_name,
    rule_failures,
    standing,
    value_text,
)
from gatewright.reports.text import shortened, visible

NAME = "gitlab-sast"
EXTENSION = "json"
VERSION = "15.0.7"
SEVERITIES: dict[Severity, str] = {
    "critical": "Critical",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "info": "Info",
}
# The schema's limits, and the most identifiers that GitLab keeps.
TITLE, SOLUTION, IDENTIFIERS = 255, 7_000, 20
_LEVELS = {"error": "fatal", "warning": "warn", "note": "info"}
_TEXT = 10_000

Json = dict[str, JsonValue]


def render(report: Report, options: RenderOptions) -> str:
    """The report as a security report of the type `sast`; it needs the time of the scan."""
    time = moment(options, NAME).strftime("%Y-%m-%dT%H:%M:%S")
    places = Places.of(report, options.scan_root)
    placed = [(finding, places.of_finding(finding)) for finding in gravest_first(standing(report))]
    homeless = [finding for finding, place in placed if place is None]
    tool: Json = {"id": "gatewright", "name": "Gatewright", "version": __version__, "vendor": {"name": "Gatewright"}}
    scan: Json = {
        "analyzer": tool,
        "scanner": tool,
        "type": "sast",
        "start_time": time,
        "end_time": time,
        "status": "failure" if is_incomplete(report) else "success",
        "messages": _messages(report, homeless),
    }
    found: list[JsonValue] = [_vulnerability(finding, place) for finding, place in placed if place]
    return written({"version": VERSION, "scan": scan, "vulnerabilities": found})


def _vulnerability(finding: Finding, place: Place) -> Json:
    vulnerability: Json = {
        "id": identity(finding.fingerprint),
        "name": shortened(visible(finding.rule.title or finding.rule.id), TITLE),
        "description": _description(finding),
        "severity": SEVERITIES[finding.severity],
        "identifiers": _identifiers(finding),
        "location": {"file": place.file, "start_line": place.start.line, "end_line": place.end.line},
        "tracking": {
            "type": "source",
            "items": [
                {
                    "file": place.file,
                    "start_line": place.start.line,
                    "end_line": place.end.line,
                    "signatures": [{"algorithm": "hash", "value": finding.fingerprint}],
                }
            ],
        },
    }
    if finding.rule.remediation.terraform:
        vulnerability["solution"] = shortened(finding.rule.remediation.terraform, SOLUTION)
    return vulnerability


def identity(fingerprint: str) -> str:
    """A UUID that a fingerprint always has: version 8 of RFC 9562, whose bits are the maker's own."""
    digits = sha256(f"gatewright:{fingerprint}".encode("utf-8", "replace")).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _description(finding: Finding) -> str:
    """Markdown: what was found and on what, the value, and where it came from; then what the rule is about."""
    message = prose(finding.message or finding.rule.title, _TEXT)
    holds = f" ({prose(environments_text(finding), _TEXT)})" if finding.environments else ""
    facts = [f"{code(resource_name(finding))}: {message}{holds}"]
    if finding.path:
        facts.append(f"{code(path_text(finding.path))} is {code(value_text(finding.evidence), 300)}")
    if finding.value_from:
        facts.append(f"from {code(origin_text(finding.value_from))}")
    facts += [f"called as {code(f.symbol)} at {code(f'{f.file}:{f.start.line}')}" for f in calls(finding)]
    if finding.owners:
        facts.append(f"owners: {' '.join(code(owner, 60) for owner in finding.owners)}")
    return "\n\n".join((*facts, prose(finding.rule.description, _TEXT))).rstrip("\n")


def _identifiers(finding: Finding) -> list[JsonValue]:
    """The rule, by which GitLab groups; then the controls and other tools' ids for the same setting."""
    rule: Json = {"type": "gatewright_rule", "name": finding.rule.id, "value": finding.rule.id}
    controls: list[Json] = [
        {"type": f"{control.framework}-{control.version}", "name": control_text(control), "value": control.control}
        for control in finding.controls
    ]
    equivalents: list[Json] = [
        {"type": tool, "name": f"{tool} {identifier}", "value": identifier}
        for tool, ids in sorted(finding.rule.equivalents.items())
        for identifier in ids
    ]
    return [rule, *(controls + equivalents)[: IDENTIFIERS - 1]]


def _messages(report: Report, homeless: list[Finding]) -> list[JsonValue]:
    told = [("fatal", f"{rule} could not be run: {error}") for rule, error in rule_failures(report).items()]
    for diagnostic in report.diagnostics:
        place = f"{diagnostic.file}{f':{diagnostic.start.line}' if diagnostic.start else ''}: "
        text = diagnostic_text(diagnostic)
        told.append((_LEVELS[diagnostic.severity], f"{place}{text}" if diagnostic.file else text))
    if homeless:
        told.append(("warn", f"{counted(len(homeless), 'finding')} left out: no file of the repository is known"))
    suppressed = sum(is_suppressed(finding) for finding in report.findings)
    if suppressed:
        told.append(("info", f"{counted(suppressed, 'suppressed finding')} left out"))
    if report.changed_since:
        told.append(("info", changed_text(report)))
    return [{"level": level, "value": visible(text)} for level, text in told]
