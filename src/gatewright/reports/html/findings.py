"""The list of findings: a row for each, which unfolds into everything that is known about it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import JsonValue

from gatewright.model.finding import Finding
from gatewright.model.rule import SEVERITIES
from gatewright.reports.html.excerpt import excerpt
from gatewright.reports.html.markup import NOTHING, Markup, block, code, fragment, joined, label, tag, text
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import (
    calls,
    control_text,
    is_suppressed,
    origin_text,
    path_text,
    resource_name,
    suppression_text,
    value_text,
)
from gatewright.reports.text import shortened

EXCERPTS = 10_000
"""As many findings get an excerpt, the gravest first: a file that no browser opens helps nobody."""
_MESSAGE = 1_000
_VALUE = 1_500
_OUTCOMES = ("fail", "error", "unknown", "skipped", "pass")


def standing_first(findings: Sequence[Finding]) -> list[Finding]:
    """What counts before what is suppressed, failures before the rest, then by severity; otherwise as they come."""
    return sorted(findings, key=lambda f: (is_suppressed(f), _OUTCOMES.index(f.outcome), SEVERITIES.index(f.severity)))


def finding_list(findings: Sequence[Finding], options: RenderOptions) -> Markup:
    """The findings in the order given."""
    items = (_finding(finding, options, number) for number, finding in enumerate(findings))
    return tag("div", {"id": "list"}, tag("ol", {"class": "findings"}, *items))


def _finding(finding: Finding, options: RenderOptions, number: int) -> Markup:
    # The script reads the rest from the row and the facts: what is there twice makes the file twice as long.
    tone = finding.severity if finding.outcome == "fail" else "other"
    about = {"class": f"finding {tone}", "data-severity": finding.severity, "data-outcome": finding.outcome}
    if finding.suppression and is_suppressed(finding):
        about |= {"class": f"finding {tone} suppressed", "data-suppressed": finding.suppression.kind}
    unfolds = finding.outcome in {"fail", "error", "unknown"} and number < EXCERPTS
    source = excerpt(finding.location, options) if unfolds else NOTHING
    body = tag("div", {"class": "body"}, source, _facts(finding, placed=bool(source)))
    return tag("li", about, tag("details", None, _row(finding), body))


def _row(finding: Finding) -> Markup:
    """What is seen of a finding that is folded: how grave, what, on what, by which rule, where."""
    badges = [tag("span", {"class": "badge"}, text(finding.severity if finding.outcome == "fail" else finding.outcome))]
    if is_suppressed(finding):
        badges.append(tag("span", {"class": "badge muted"}, text("suppressed")))
    where = tag("span", {"class": "nowhere"}, text("not in a file"))
    if finding.location:
        where = tag("span", {"class": "where"}, text(f"{label(finding.location.file)}:{finding.location.start.line}"))
    return tag(
        "summary",
        None,
        tag("span", {"class": "badges"}, *badges),
        tag("span", {"class": "what"}, text(shortened(finding.message or finding.rule.title, _MESSAGE))),
        tag("span", {"class": "on"}, code(resource_name(finding), "resource"), code(finding.rule.id, "by")),
        where,
    )


def _facts(finding: Finding, *, placed: bool) -> Markup:
    """What is known beside the row; the place only where the excerpt does not say it."""
    document, rule = finding.document, finding.rule
    facts = [("Rule", tag("a", {"href": fragment(f"rule-{label(rule.id)}")}, text(rule.title)))]
    facts.append(("Type", code(document.type)))
    if finding.unknown_reason or finding.outcome == "unknown":
        facts.append(("Unknown", text(shortened(finding.unknown_reason or "no reason given", _MESSAGE))))
    if finding.suppression:
        facts.append(("Not counted", text(shortened(suppression_text(finding.suppression), _MESSAGE))))
    if finding.location and not placed:
        facts.append(("Place", code(str(finding.location))))
    if calls(finding):
        facts.append(("Called as", _calls(finding)))
    if finding.path:
        facts.append(("Value", _value(finding)))
    if finding.value_from:
        facts.append(("Comes from", text(shortened(origin_text(finding.value_from), _MESSAGE))))
    for name, css, values in (
        ("Owners", "owner", finding.owners),
        ("Controls", "control", [control_text(control) for control in finding.controls]),
        ("Environments", "environment", finding.environments),
    ):
        if values:
            facts.append((name, joined(" ", (code(value, css) for value in values))))
    for name, css, value in (("Account", "account", document.account), ("Region", "", document.region)):
        if value:
            facts.append((name, code(value, css)))
    facts.append(("Fingerprint", code(finding.fingerprint, "fingerprint")))
    return tag("dl", None, *(joined("", (tag("dt", None, text(name)), tag("dd", None, fact))) for name, fact in facts))


def _calls(finding: Finding) -> Markup:
    """The module calls that lead to the place, the innermost first."""
    frames = (
        tag("li", None, code(frame.symbol or "a module"), text(f" at {label(frame.file)}:{frame.start.line}"))
        for frame in calls(finding)
    )
    return tag("ol", {"class": "calls"}, *frames)


def _value(finding: Finding) -> Markup:
    path = code(path_text(finding.path))
    if finding.outcome != "fail":
        return path
    value = value_text(finding.evidence)
    if len(value) <= 80:
        return joined(" = ", (path, code(value)))
    return joined(" = ", (path, tag("pre", {"class": "value"}, block(_indented(finding.evidence), _VALUE))))


def _indented(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
