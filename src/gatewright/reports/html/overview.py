"""The top of the page: what was found, whether the scan is whole, the counts, and the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report
from gatewright.reports.html.markup import NOTHING, Markup, block, code, joined, label, sentence, tag, text
from gatewright.reports.selection import (
    changed_text,
    counted,
    is_incomplete,
    outcome_counts,
    rule_failures,
    severity_counts,
    unknown_reasons,
    weights,
)
from gatewright.reports.text import shortened

FEW = 8
"""As many accounts or frameworks are seen without unfolding."""
_TEXT = 2_000


def headline(report: Report) -> str:
    """What the report says, in a few words."""
    failing = sum(severity_counts(report).values())
    words = f"{failing:,} finding{'' if failing == 1 else 's'}" if failing else "nothing found"
    if report.summary.suppressed:
        words += f", {report.summary.suppressed:,} suppressed"
    return words + (", incomplete" if is_incomplete(report) else "")


def overview(report: Report) -> Markup:
    """Counts and score, after what could not be read."""
    counts = tag(
        "section",
        {"class": "overview", "aria-label": "Overview"},
        _severities(report),
        _outcomes(report),
        _score(report),
    )
    return joined("", (_incomplete(report), _changed(report), counts))


def notices(report: Report) -> Markup:
    """What was read in a way that its author may not expect, and why outcomes are unknown."""
    told = [_diagnostic(one) for one in report.diagnostics if one.severity != "error"]
    reasons = [
        tag("li", None, text(f"{counted(count, 'time')}: {shortened(reason, _TEXT)}"))
        for reason, count in unknown_reasons(report)
    ]
    parts = (("Warnings and notes about the input", told), ("Why outcomes are unknown", reasons))
    return joined("", (_folded(f"{title} ({len(items)})", items) for title, items in parts if items))


def _incomplete(report: Report) -> Markup:
    """What could not be read or run: without it the rest would be taken for the whole."""
    if not is_incomplete(report):
        return NOTHING
    inputs = [_diagnostic(one) for one in report.diagnostics if one.severity == "error"]
    rules = [
        tag("li", None, code(rule), tag("pre", None, block(error, _TEXT)))
        for rule, error in rule_failures(report).items()
    ]
    errors = outcome_counts(report)["error"]
    parts = [tag("h2", {"id": "incomplete-title"}, text("This report is incomplete"))]
    if inputs:
        parts += [tag("p", None, text(f"{counted(len(inputs), 'input')} could not be read:")), tag("ul", None, *inputs)]
    if rules:
        parts += [tag("p", None, text(f"{counted(len(rules), 'rule')} could not be run:")), tag("ul", None, *rules)]
    if errors:
        parts.append(tag("p", None, text(f"{counted(errors, 'evaluation')} ended in an error.")))
    return tag("section", {"class": "incomplete", "aria-labelledby": "incomplete-title"}, *parts)


def _diagnostic(diagnostic: Diagnostic) -> Markup:
    start = f":{diagnostic.start.line}:{diagnostic.start.column}" if diagnostic.start else ""
    parts = [text(f"{diagnostic.severity}: "), text(shortened(diagnostic.summary, _TEXT))]
    if diagnostic.file:
        parts.insert(1, joined("", (code(f"{label(diagnostic.file)}{start}"), text(" "))))
    if diagnostic.detail:
        parts.append(tag("div", {"class": "detail"}, block(diagnostic.detail, _TEXT)))
    return tag("li", None, *parts)


def _changed(report: Report) -> Markup:
    if report.changed_since is None:
        return NOTHING
    words = f"{sentence(changed_text(report))}; outcomes and score are those of the whole."
    return tag("p", {"class": "changed"}, text(words))


def _severities(report: Report) -> Markup:
    """A tile for each severity, which links to its findings."""
    tiles = (_tile(severity, count, f"tile {severity}") for severity, count in severity_counts(report).items())
    card = [tag("h2", None, text("Findings by severity")), tag("ul", {"class": "tiles"}, *tiles)]
    if report.summary.suppressed:
        card.append(tag("p", None, text(f"{report.summary.suppressed:,} more suppressed, which do not count.")))
    return tag("div", {"class": "card"}, *card)


def _tile(name: str, count: int, css: str) -> Markup:
    inside = (tag("strong", None, text(f"{count:,}")), text(f" {name}"))
    if not count:
        return tag("li", {"class": f"{css} none"}, tag("span", None, *inside))
    return tag("li", {"class": css}, tag("a", {"href": f"#severity={name}&outcome=fail"}, *inside))


def _outcomes(report: Report) -> Markup:
    counts = outcome_counts(report)
    judged, asked = counts["fail"] + counts["pass"], sum(counts.values()) - counts["skipped"]
    rows = [*counts.items(), ("documents", report.summary.documents)]
    share = f" ({100 * judged / asked:.1f}%)" if asked else ""
    return tag(
        "div",
        {"class": "card"},
        tag("h2", None, text("Evaluations by outcome")),
        tag("dl", {"class": "counts"}, *(_pair(name, f"{count:,}") for name, count in rows)),
        tag("p", None, text(f"{judged:,} of {asked:,} evaluations have an answer{share}.")),
    )


def _pair(name: str, value: str) -> Markup:
    return tag("div", None, tag("dt", None, text(name)), tag("dd", None, text(value)))


def _score(report: Report) -> Markup:
    score = report.summary.score
    weighed = ", ".join(f"{severity} {weight:g}" for severity, weight in weights(score).items())
    if score.overall is None:
        whole = tag("p", {"class": "score"}, text("none, as nothing was judged"))
    else:
        figure = tag("strong", None, text(f"{score.overall:.1f}"))
        whole = tag("p", {"class": "score"}, figure, text(" of 100"), _bar(score.overall))
    return tag(
        "div",
        {"class": "card"},
        tag("h2", None, text("Posture score")),
        whole,
        tag("p", None, text(f"Weights: {weighed or 'none'}.")),
        _scores("Frameworks", score.frameworks),
        _scores("Accounts", {name or "account unknown": value for name, value in score.accounts.items()}),
    )


def _scores(title: str, scores: Mapping[str, float]) -> Markup:
    """The score of each part, folded where there are many."""
    if not scores:
        return NOTHING
    rows = [
        tag(
            "li",
            None,
            tag("span", {"class": "name"}, text(label(name))),
            _bar(value),
            tag("span", {"class": "figure"}, text(f"{value:.1f}")),
        )
        for name, value in sorted(scores.items())
    ]
    listed = tag("ul", {"class": "scores"}, *rows)
    if len(rows) <= FEW:
        return joined("", (tag("h3", None, text(title)), listed))
    return tag("details", None, tag("summary", None, text(f"{title} ({len(rows)})")), listed)


def _bar(value: float) -> Markup:
    """A score as a bar, beside its figure; drawn, as the page's policy admits no style of an element's own."""
    width = f"{min(max(value, 0.0), 100.0):.1f}"
    drawing = {"class": "bar", "viewBox": "0 0 100 1", "preserveAspectRatio": "none", "aria-hidden": "true"}
    return tag("svg", drawing, tag("rect", {"width": width, "height": "1"}))


def _folded(title: str, items: Sequence[Markup]) -> Markup:
    return tag("details", {"class": "notices"}, tag("summary", None, text(title)), tag("ul", None, *items))
