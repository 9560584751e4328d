"""Rules as SARIF and GitHub want them: with help, severity and tags."""

from __future__ import annotations

from pydantic import JsonValue

from gatewright.model.finding import Finding
from gatewright.model.rule import SEVERITIES, Rule, Severity
from gatewright.reports.selection import control_text
from gatewright.reports.text import shortened

Json = dict[str, JsonValue]

LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
# GitHub: over 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low, 0.0 none.
SECURITY_SEVERITY: dict[Severity, str] = {
    "critical": "9.5",
    "high": "8.0",
    "medium": "5.5",
    "low": "3.0",
    "info": "0.0",
}
# GitHub's limits.
TAGS = 20
TEXT = 1024
NAME = 255


def descriptors(findings: tuple[Finding, ...]) -> list[Json]:
    """Every rule that judged anything, by id, so that two scans with the same rules describe the same ones."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    return [_descriptor(by_rule[rule][0].rule, by_rule[rule]) for rule in sorted(by_rule)]


def _descriptor(rule: Rule, findings: list[Finding]) -> Json:
    severity = min((finding.severity for finding in findings), key=SEVERITIES.index)
    controls = list(dict.fromkeys(control_text(control) for finding in findings for control in finding.controls))
    tags: list[JsonValue] = ["security", *sorted(controls)]
    return {
        "id": rule.id,
        "name": shortened(rule.id, NAME),
        "shortDescription": {"text": shortened(rule.title or rule.id, TEXT)},
        "fullDescription": {"text": shortened(rule.description or rule.title or rule.id, TEXT)},
        "help": {"text": _plain_help(rule, controls), "markdown": _markdown_help(rule, controls)},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": {"security-severity": SECURITY_SEVERITY[severity], "tags": tags[:TAGS]},
    }


def _sections(rule: Rule, controls: list[str]) -> list[tuple[str, str]]:
    equivalents = [f"{tool} {identifier}" for tool, ids in sorted(rule.equivalents.items()) for identifier in ids]
    sections = [
        ("Terraform", rule.remediation.terraform),
        ("Console", rule.remediation.console),
        ("Command line", rule.remediation.cli),
        ("Controls", ", ".join(controls)),
        ("The same setting in other tools", ", ".join(equivalents)),
    ]
    return [(heading, text.strip()) for heading, text in sections if text.strip()]


def _plain_help(rule: Rule, controls: list[str]) -> str:
    parts = [rule.title, rule.description, *(f"{heading}: {text}" for heading, text in _sections(rule, controls))]
    return "\n\n".join(part for part in parts if part) or rule.id


def _markdown_help(rule: Rule, controls: list[str]) -> str:
    """The help in Markdown; a rule's texts are its author's and may hold Markdown of their own."""
    headed = (f"**{heading}**\n\n{text}" for heading, text in _sections(rule, controls))
    return "\n\n".join((f"# {rule.title or rule.id}", rule.description or rule.title or rule.id, *headed))
