"""The list of findings: a row for each, which unfolds into everything that is known about it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import JsonValue

from gatewright.model.finding import Finding, Suppression
from gatewright.model.rule import SEVERITIES
from gatewright.reports.html.excerpt import excerpt
from gatewright.reports.html.markup import NOTHING, Markup, block, code, fragment, joined, label, tag, text
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import calls, control_text, origin_text, path_text, resource_name, value_text
from gatewright.reports.text import shortened

EXCERPTS = 10_000
"""As many findings get an excerpt, the gravest first: a file that no browser opens helps nobody."""
_MESSAGE = 1_000
_VALUE = 1_500
_OUTCOMES = ("fail", "error", "unknown", "skipped", "pass")


def gravest_first(findings: Sequence[Finding]) -> list[Finding]:
    """What counts before what is suppressed, failures before the rest, then by severity; otherwise as they come."""
    return sorted(
        findings,
        key=lambda f: (f.suppression is not None, _OUTCOMES.index(f.outcome), SEVERITIES.index(f.severity)),
    )


def finding_list(findings: Sequence[Finding], options: RenderOptions) -> Markup:
    """The findings in the order given."""
    items = (_finding(finding, options, number) for number, finding in enumerate(findings))
    return tag("div", {"id": "list"}, tag("ol", {"class": "findings"}, *items))


def _finding(finding: Finding, options: RenderOptions, number: int) -> Markup:
    about = {
        "class": f"finding {finding.severity if finding.outcome == 'fail' else 'other'}",
        "data-id": finding.fingerprint,
        "data-severity": finding.severity,
        "data-outcome": finding.outcome,
        "data-rule": label(finding.rule.id),
    }
    if finding.location:
        about |= {"data-file": label(finding.location.file), "data-line": str(finding.location.start.line)}
    if finding.document.account:
        about["data-account"] = label(finding.document.account)
    if finding.suppression:
        about |= {"data-suppressed": finding.suppression.kind, "class": f"{about['class']} suppressed"}
    unfolds = finding.outcome in {"fail", "error", "unknown"} and number < EXCERPTS
    source = excerpt(finding.location, options) if unfolds else NOTHING
    return tag("li", about, tag("details", None, _row(finding), tag("div", {"class": "body"}, source, _facts(finding))))


def _row(finding: Finding) -> Markup:
    """What is seen of a finding that is folded: how grave, what, on what, by which rule, where."""
    badges = [tag("span", {"class": "badge"}, text(finding.severity if finding.outcome == "fail" else finding.outcome))]
    if finding.suppression:
        badges.append(tag("span", {"class": "badge muted"}, text("suppressed")))
    start = finding.location.start if finding.location else None
    where = f"{label(finding.location.file)}:{start.line}" if finding.location and start else "not in a file"
    message = shortened(finding.message or finding.rule.title, _MESSAGE)
    return tag(
        "summary",
        None,
        tag("span", {"class": "badges"}, *badges),
        tag("span", {"class": "what"}, text(message)),
        tag("span", {"class": "on"}, code(resource_name(finding)), tag("span", {"class": "by"}, code(finding.rule.id))),
        tag("span", {"class": "where"}, text(where)),
    )


def _facts(finding: Finding) -> Markup:
    document, rule = finding.document, finding.rule
    to_rule = tag("a", {"class": "rule-link", "href": fragment(f"rule-{label(rule.id)}")}, text(rule.title))
    facts = [("Rule", to_rule), ("Resource", _resource(finding))]
    if finding.unknown_reason or finding.outcome == "unknown":
        facts.append(("Unknown", text(shortened(finding.unknown_reason or "no reason given", _MESSAGE))))
    if finding.suppression:
        facts.append(("Suppressed", _suppression(finding.suppression)))
    if finding.location:
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
    if document.account or document.region:
        facts.append(("Account", code(" ".join(one for one in (document.account, document.region) if one))))
    facts.append(("Fingerprint", code(finding.fingerprint, "fingerprint")))
    return tag("dl", None, *(joined("", (tag("dt", None, text(name)), tag("dd", None, fact))) for name, fact in facts))


def _resource(finding: Finding) -> Markup:
    return joined(" ", (code(resource_name(finding), "resource"), text(f"({label(finding.document.type)})")))


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


def _suppression(suppression: Suppression) -> Markup:
    """Who said so, why, until when, and where it is written."""
    words = [f"by {suppression.kind}", f"reason: {suppression.reason or 'none given'}"]
    if suppression.owner:
        words.append(f"owner: {suppression.owner}")
    words.append(f"until {suppression.until.isoformat()}" if suppression.until else "without end")
    if suppression.file:
        words.append(f"at {suppression.file}:{suppression.line}" if suppression.line else f"in {suppression.file}")
    return text(shortened("; ".join(words), _MESSAGE))
