"""Markdown for a pull request's comment or a job's summary, within the size that GitHub takes for a comment.

Failures come first, the gravest first; what does not fit is counted and said. Suppressed findings are counted, and
listed last where every outcome is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import OUTCOMES, Finding, Report
from gatewright.model.rule import SEVERITIES, Control, Rule
from gatewright.reports.markdown_text import code, details, fitting, prose, row
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import (
    calls,
    changed_text,
    control_text,
    counted,
    diagnostic_text,
    environments_text,
    is_incomplete,
    is_suppressed,
    listed,
    origin_text,
    outcome_counts,
    path_text,
    resource_name,
    severity_counts,
    suppression_text,
    unknown_reasons,
    value_text,
    weights,
)

NAME = "markdown"
EXTENSION = "md"
SIZE = 65_536
# What each part may take at most; the findings and their rules share the rest.
_PROBLEMS_ROOM = 6_000
_RULES_ROOM = 14_000
_TOO_MANY = "are left out to keep this text short; the JSON report holds them"


def render(report: Report, options: RenderOptions) -> str:
    """The report in GitHub's Markdown, at most 65,536 characters."""
    findings = sorted(listed(report, options), key=_rank)
    head = [f"## Gatewright: {_headline(report)}", "", *_counts(report), ""]
    tail = _problems(report)
    rules = _listed(_rules(findings), _RULES_ROOM)
    if rules:
        tail = [*details("What the rules ask for", rules), *tail]
    room = SIZE - sum(len(line) + 1 for line in (*head, *tail)) - 200
    return "\n".join([*head, *_findings(findings, room), *tail]).rstrip("\n") + "\n"


def _rank(finding: Finding) -> tuple[bool, int, int]:
    order = ("fail", "error", "unknown", "skipped", "pass")
    return is_suppressed(finding), order.index(finding.outcome), SEVERITIES.index(finding.severity)


def _headline(report: Report) -> str:
    severities = severity_counts(report)
    failing, suppressed = sum(severities.values()), report.summary.suppressed
    muted = f", {suppressed} suppressed" if suppressed else ""
    if failing:
        graded = ", ".join(f"{count} {severity}" for severity, count in severities.items() if count)
        return f"{counted(failing, 'finding')} ({graded}){muted}"
    return f"nothing found{muted}" + (", but the scan is incomplete" if is_incomplete(report) else "")


def _counts(report: Report) -> list[str]:
    counts, score = outcome_counts(report), report.summary.score
    weighed = ", ".join(f"{severity} {weight:g}" for severity, weight in weights(score).items())
    overall = "none, as nothing was judged" if score.overall is None else f"**{score.overall:.1f}** of 100"
    lines = [
        row("documents", *OUTCOMES),
        row(*["---:"] * (len(OUTCOMES) + 1)),
        row(str(report.summary.documents), *(str(counts[outcome]) for outcome in OUTCOMES)),
        "",
        f"Posture score: {overall} (weights: {weighed or 'none'})",
    ]
    parts = [*score.frameworks.items(), *((name or "account unknown", s) for name, s in score.accounts.items())]
    if parts:
        lines += ["", ", ".join(f"{code(name, 60)} {value:.1f}" for name, value in sorted(parts)[:20])]
    if report.changed_since:
        lines += ["", f"Note: {prose(changed_text(report))}."]
    return lines


def _findings(findings: list[Finding], room: int) -> list[str]:
    """The table of findings and the details of each, as many as there is room for."""
    if not findings:
        return []
    header = [row("severity", "rule", "resource", "where", "what", "owners"), row(*["---"] * 6)]
    room -= sum(len(line) + 1 for line in header) + 100
    rows = [line.split("\n") for line in fitting((f"{_row(f)}\n{_more(f)}" for f in findings), room)]
    lines = [*header, *(cells for cells, _ in rows), ""]
    if len(rows) < len(findings):
        lines += [f"{len(findings) - len(rows)} of {len(findings)} findings {_TOO_MANY}.", ""]
    unfolded = [more for _, more in rows if more]
    return [*lines, *(details("Values and where they come from", unfolded) if unfolded else [])]


def _row(finding: Finding) -> str:
    """A finding in the table."""
    outcome = "suppressed" if is_suppressed(finding) else finding.outcome
    label = finding.severity if outcome == "fail" else f"{outcome} ({finding.severity})"
    message = finding.message or finding.rule.title
    if finding.environments:
        message = f"{message} ({environments_text(finding)})"
    if finding.unknown_reason:
        message = f"{message} (unknown: {finding.unknown_reason})"
    owners = " ".join(code(owner, 60) for owner in finding.owners[:5])
    resource = code(resource_name(finding))
    return row(label, code(finding.rule.id), resource, _where(finding), prose(message), owners)


def _more(finding: Finding) -> str:
    """What unfolds below the table: the value, where it came from, and the module calls."""
    facts = [prose(suppression_text(finding.suppression))] if finding.suppression else []
    if finding.path and finding.outcome == "fail":
        facts.append(f"{code(path_text(finding.path))} is {code(value_text(finding.evidence), 120)}")
    if finding.value_from:
        facts.append(f"from {code(origin_text(finding.value_from))}")
    facts += [f"called as {code(f.symbol)} at {code(f'{f.file}:{f.start.line}')}" for f in calls(finding)[:5]]
    return f"- {code(resource_name(finding))} {_where(finding)}: {'; '.join(facts)}" if facts else ""


def _where(finding: Finding) -> str:
    return code(f"{finding.location.file}:{finding.location.start.line}") if finding.location else ""


def _rules(findings: Sequence[Finding]) -> list[str]:
    """What each rule that failed is about, the gravest first."""
    rules = {finding.rule.id: finding for finding in findings if finding.outcome == "fail" and not finding.suppression}
    return [_rule(finding.rule, finding.controls) for finding in rules.values()]


def _rule(rule: Rule, controls: Sequence[Control]) -> str:
    line = f"- {code(rule.id)}: {prose(rule.description or rule.title, 600)}"
    if rule.remediation.terraform:
        line += f" **Terraform:** {prose(rule.remediation.terraform, 600)}"
    if controls:
        line += f" **Controls:** {', '.join(code(control_text(control)) for control in controls[:10])}"
    return line


def _problems(report: Report) -> list[str]:
    """Rules that could not be run, inputs that could not be read, and why outcomes are unknown."""
    errors = [f"- {code(failure.rule)}: {prose(failure.error)}" for failure in report.rule_errors]
    inputs = [f"- {d.severity}: {_diagnosed(d)}" for d in report.diagnostics if d.severity != "note"]
    notes = [f"- {_diagnosed(d)}" for d in report.diagnostics if d.severity == "note"]
    reasons = [f"- {counted(count, 'evaluation')}: {prose(reason)}" for reason, count in unknown_reasons(report)]
    parts = (
        ("Rules that could not be run", errors),
        ("Problems in the input", inputs),
        ("Why outcomes are unknown", reasons),
        ("To tidy up", notes),
    )
    return [
        line
        for title, lines in parts
        if lines
        for line in details(f"{title} ({len(lines)})", _listed(lines, _PROBLEMS_ROOM))
    ]


def _diagnosed(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.file}{f':{diagnostic.start.line}' if diagnostic.start else ''}" if diagnostic.file else ""
    return f"{code(place)} {prose(diagnostic_text(diagnostic))}"


def _listed(lines: list[str], room: int) -> list[str]:
    kept = fitting(lines, room)
    return lines if len(kept) == len(lines) else [*kept, f"- {len(lines) - len(kept)} more {_TOO_MANY}"]
