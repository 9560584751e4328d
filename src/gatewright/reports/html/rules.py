"""What the rules ask for: each rule's text once, however many findings it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gatewright.model.finding import Finding
from gatewright.model.rule import Rule
from gatewright.reports.html.markup import NOTHING, Markup, block, code, joined, label, prose, tag, text
from gatewright.reports.selection import counted


def rules(findings: Sequence[Finding]) -> Markup:
    """A section with the rules of these findings, by id."""
    counts = Counter(finding.rule.id for finding in findings)
    by_id = {finding.rule.id: finding.rule for finding in findings}
    if not by_id:
        return NOTHING
    return tag(
        "section",
        {"id": "rules", "aria-labelledby": "rules-title"},
        tag("h2", {"id": "rules-title"}, text("What the rules ask for")),
        *(_rule(by_id[identity], counts[identity]) for identity in sorted(by_id)),
    )


def _rule(rule: Rule, count: int) -> Markup:
    return tag(
        "details",
        {"class": "rule", "id": f"rule-{label(rule.id)}"},
        tag(
            "summary",
            None,
            tag("span", {"class": "title"}, text(rule.title)),
            tag("span", {"class": "on"}, code(rule.id), text(f" {counted(count, 'finding')}")),
        ),
        tag("div", {"class": "rule-text"}, *_text(rule)),
    )


def _text(rule: Rule) -> Iterator[Markup]:
    if rule.description:
        yield prose(rule.description)
    todo = rule.remediation
    for name, words in (("In Terraform", todo.terraform), ("In the console", todo.console)):
        if words:
            yield tag("h3", None, text(name))
            yield prose(words)
    if todo.cli:
        yield tag("h3", None, text("On the command line"))
        yield tag("pre", {"tabindex": "0", "role": "group", "aria-label": "Command"}, block(todo.cli, 2_000))
    if rule.equivalents:
        same = (text(f"{tool} {', '.join(ids)}") for tool, ids in sorted(rule.equivalents.items()))
        yield tag("p", {"class": "same"}, text("The same setting in other tools: "), joined("; ", same))
