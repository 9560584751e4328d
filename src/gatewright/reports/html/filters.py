"""The form that filters, groups and sorts the findings; the script shows it, and without the script it stays hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gatewright.model.finding import OUTCOMES, Finding
from gatewright.model.rule import SEVERITIES
from gatewright.reports.html.markup import NOTHING, Markup, label, tag, text
from gatewright.reports.selection import control_text, is_suppressed

PLACES = 2_000
"""As many directories and files are offered; any other can be typed."""
_GROUPS = (("rule", "by rule"), ("file", "by file"), ("owner", "by owner"), ("none", "not grouped"))
_SORTS = (("grave", "gravest first"), ("place", "by file and line"), ("rule", "by rule"), ("resource", "by resource"))
_SUPPRESSED = (("", "hidden"), ("with", "shown too"), ("only", "shown alone"))


def filters(findings: Sequence[Finding]) -> Markup:
    """A form with a field for everything by which these findings differ."""
    controls = Counter(control_text(control) for f in findings for control in f.controls)
    fields = (
        _field("q", "Search", tag("input", {"type": "search", "name": "q", "id": "q", "autocomplete": "off"})),
        _boxes("severity", "Severity", SEVERITIES, Counter(f.severity for f in findings)),
        _boxes("outcome", "Outcome", OUTCOMES, Counter(f.outcome for f in findings)),
        _choice("rule", "Rule", Counter(f.rule.id for f in findings)),
        _choice("owner", "Owner", Counter(owner for f in findings for owner in f.owners)),
        _framework(controls),
        _places(findings),
        _choice("environment", "Environment", Counter(name for f in findings for name in f.environments)),
        _choice("account", "Account", Counter(f.document.account for f in findings if f.document.account)),
        _select("suppressed", "Suppressed findings", _SUPPRESSED) if any(map(is_suppressed, findings)) else NOTHING,
        _select("group", "Group", _GROUPS),
        _select("sort", "Sort", _SORTS),
        tag("button", {"type": "reset"}, text("Clear")),
    )
    inside = tag("details", {"open": ""}, tag("summary", None, text("Filter and sort")), *fields)
    return tag("form", {"id": "filters", "role": "search", "aria-label": "Findings", "hidden": ""}, inside)


def _field(name: str, title: str, control: Markup) -> Markup:
    return tag("div", {"class": "field"}, tag("label", {"for": name}, text(title)), control)


def _boxes(name: str, title: str, values: Sequence[str], counts: Counter[str]) -> Markup:
    """A box for each value that is there."""
    boxes = (
        tag(
            "label",
            {"class": "box"},
            tag("input", {"type": "checkbox", "name": name, "value": value}),
            text(f" {told}"),
        )
        for value, told in _counted(counts, values)
    )
    return tag("fieldset", None, tag("legend", None, text(title)), *boxes)


def _choice(name: str, title: str, counts: Counter[str]) -> Markup:
    """A choice among the values that are there; none where there is nothing to choose from."""
    if not counts:
        return NOTHING
    return _select(name, title, (("", "any"), *_counted(counts, sorted(counts))))


def _counted(counts: Counter[str], values: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each value that is there, with the words that say it and how often."""
    yield from ((label(value), f"{label(value)} ({counts[value]:,})") for value in values if counts[value])


def _select(name: str, title: str, options: Iterable[tuple[str, str]]) -> Markup:
    return _field(name, title, tag("select", {"name": name, "id": name}, *(_option(*option) for option in options)))


def _option(value: str, words: str) -> Markup:
    return tag("option", {"value": value}, text(words))


def _framework(counts: Counter[str]) -> Markup:
    """A choice of a framework, or of one of its controls."""
    if not counts:
        return NOTHING
    groups = []
    for framework in sorted({name.partition("/")[0] for name in counts}):
        own = sorted(name for name in counts if name.partition("/")[0] == framework)
        whole = _option(f"{label(framework)}/", f"all of {label(framework)}")
        each = (_option(label(name), f"{label(name.partition('/')[2])} ({counts[name]:,})") for name in own)
        groups.append(tag("optgroup", {"label": label(framework)}, whole, *each))
    options = (_option("", "any"), *groups)
    return _field("control", "Framework or control", tag("select", {"name": "control", "id": "control"}, *options))


def _places(findings: Sequence[Finding]) -> Markup:
    """A field for a directory or file, which offers those that are there."""
    files = {f.location.file for f in findings if f.location}
    if not files:
        return NOTHING
    offered = sorted({*files, *(folder for file in files for folder in _folders(file))})[:PLACES]
    known = tag("datalist", {"id": "places"}, *(tag("option", {"value": label(place)}) for place in offered))
    field = {"type": "search", "name": "path", "id": "path", "list": "places", "autocomplete": "off"}
    return _field("path", "File or directory", Markup(tag("input", field) + known))


def _folders(file: str) -> Iterator[str]:
    parts = file.split("/")
    yield from ("/".join(parts[:depth]) + "/" for depth in range(1, len(parts)))
