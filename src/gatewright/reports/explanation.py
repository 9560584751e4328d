"""One finding in full: the rule, the value's way, what to do. As text for a person, and as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from gatewright.model.document import Path
from gatewright.model.finding import Finding, Report, Score, Summary, Suppression
from gatewright.model.location import Hop, Location, Position
from gatewright.reports import json_report
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import calls, control_text, path_text, resource_name, value_text
from gatewright.reports.terminal_report import STYLES
from gatewright.reports.terminal_text import FIELD, Line, Screen
from gatewright.reports.text import shortened

SCHEMA = "gatewright-explanation/1"
_INDENT = 2
_VALUE = 300
_DECIDE = "give the missing value (`--var-file`, `--var`), or scan a plan, which knows more"
_DECIDE_LATER = "only the provider knows the value; scan the state after the apply"
_NO_SCORE = Score(overall=None, weights={})
_NO_SUMMARY = Summary(documents=0, outcomes={}, score=_NO_SCORE, by_severity={})


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a value's way, with its line of source where that can be shown."""

    hop: Hop
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A property that the rule reads, with its value and where it is written."""

    path: Path
    value: JsonValue
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """How somebody who has decided so says that the finding does not count."""

    comment: str
    file: str | None = None
    line: int | None = None
    """The comment goes on a line of its own above this one; none where no comment can be written."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding with everything that is known about it."""

    finding: Finding
    way: tuple[Stop, ...] = ()
    reads: tuple[Read, ...] = ()
    """For what did not fail: the values that it was decided by."""
    silence: Silence | None = None
    error: str | None = None
    """Why the rule could not be run."""
    planned: bool = False
    """Whether it was found in a plan."""


def as_text(explained: Explanation, screen: Screen) -> str:
    """The explanation as lines no wider than the screen, but for words that cannot be broken."""
    return screen.text(_lines(explained, screen))


def as_json(explained: Explanation, engine: str) -> str:
    """The explanation as indented JSON; `finding` is what the JSON report says of it."""
    finding = explained.finding
    report = Report(engine=engine, summary=_NO_SUMMARY, findings=(finding,))
    rendered = json.loads(json_report.render(report, RenderOptions(all_outcomes=True)))
    silence = explained.silence
    return json_report.written(
        {
            "schema": SCHEMA,
            "finding": rendered["findings"][0],
            "description": finding.rule.description,
            "remediation": finding.rule.remediation.model_dump(),
            "way": [_stop_json(stop) for stop in explained.way],
            "reads": [
                {"path": list(read.path), "value": read.value, "location": _location_json(read.location)}
                for read in explained.reads
            ],
            "silence": {"comment": silence.comment, "file": silence.file, "line": silence.line} if silence else None,
            "error": explained.error,
        }
    )


def _lines(explained: Explanation, screen: Screen) -> Iterator[Line]:
    finding = explained.finding
    rule = finding.rule
    style = STYLES[finding.severity] if finding.outcome == "fail" else "magenta"
    label = finding.severity.upper() if finding.outcome == "fail" else f"{finding.outcome.upper()} ({finding.severity})"
    yield ((label, style), (f"  {screen.clean(rule.id)}  ", "bold"), (screen.clean(finding.fingerprint), "dim"))
    yield from screen.wrapped(rule.title, 0, "bold")
    yield from screen.wrapped(rule.description, 0)
    yield ()
    for name, text in _facts(explained):
        yield from screen.field(name, text, _INDENT)
    yield from _way(explained, screen)
    yield from _reads(explained, screen)
    yield from _remedy(explained, screen)
    yield from _silence(explained, screen)


def _facts(explained: Explanation) -> Iterator[tuple[str, str]]:
    finding = explained.finding
    yield "resource", f"{resource_name(finding)} ({finding.document.type})"
    if finding.location:
        yield "at", str(finding.location)
    for call in calls(finding):
        yield "called as", f"{call.symbol or 'a module'} at {call.file}:{call.start.line}:{call.start.column}"
    if finding.outcome == "fail":
        yield "problem", finding.message
        if finding.path:
            yield "value", f"{path_text(finding.path)} = {shortened(value_text(finding.evidence), _VALUE)}"
    else:
        yield "outcome", _outcome(explained)
    if finding.owners:
        yield "owners", ", ".join(finding.owners)
    if finding.controls:
        yield "controls", ", ".join(map(control_text, finding.controls))
    if finding.suppression:
        yield "suppressed", _suppressed(finding.suppression)


def _outcome(explained: Explanation) -> str:
    finding = explained.finding
    match finding.outcome:
        case "pass":
            return "pass: everything that the rule reads is known, and nothing of it is wrong"
        case "unknown":
            path = f"`{path_text(finding.path)}`: " if finding.path else ""
            return f"unknown, because {path}{finding.unknown_reason or 'no reason is given'}"
        case "error":
            return f"error: the rule could not be run: {explained.error or finding.message}"
        case _:
            return f"{finding.outcome}: the rule was not run{': ' + finding.message if finding.message else ''}"


def _suppressed(suppression: Suppression) -> str:
    words = [f"by {suppression.kind}"]
    if suppression.file:
        words.append(f"at {suppression.file}" + (f":{suppression.line}" if suppression.line else ""))
    if suppression.until:
        words.append(f"until {suppression.until.isoformat()}")
    if suppression.owner:
        words.append(f"by {suppression.owner}")
    return " ".join(words) + (f": {suppression.reason}" if suppression.reason else "")


def _way(explained: Explanation, screen: Screen) -> Iterator[Line]:
    """The stops in order, the last of which is where the value is used."""
    if not explained.way:
        return
    yield ()
    yield (("The value's way, from where it is written to where it is used", "bold"),)
    digits = len(str(len(explained.way)))
    for number, stop in enumerate(explained.way, 1):
        hop = stop.hop
        place = f"{hop.file}:{hop.start.line}:{hop.start.column}" if hop.file and hop.start else "not in a file"
        head = f"{' ' * _INDENT}{number:>{digits}}. "
        name = f"{hop.kind.replace('_', ' ')} {hop.symbol}".strip()
        yield ((head, "dim"), (screen.clean(name), "bold"), (f"  {screen.clean(place)}", ""))
        if stop.text:
            yield ((" " * len(head), ""), (screen.cut(stop.text.expandtabs(4), len(head)), "cyan"))


def _reads(explained: Explanation, screen: Screen) -> Iterator[Line]:
    if not explained.reads:
        return
    yield ()
    yield (("What the rule reads", "bold"),)
    for read in explained.reads:
        place = f"  ({read.location})" if read.location else ""
        text = f"{path_text(read.path)} = {shortened(value_text(read.value), _VALUE)}{place}"
        yield from screen.wrapped(text, _INDENT)


def _remedy(explained: Explanation, screen: Screen) -> Iterator[Line]:
    rule = explained.finding.rule
    remedies = [(name, text) for name, text in rule.remediation if text]
    if explained.finding.outcome == "unknown":
        remedies.insert(0, ("to decide", _DECIDE_LATER if explained.planned else _DECIDE))
    if not remedies and not rule.equivalents:
        return
    yield ()
    yield (("What to do", "bold"),)
    for name, text in remedies:
        if name == "cli":  # a command that is broken over lines cannot be copied
            yield ((f"{' ' * _INDENT}{name:<{FIELD}}", "dim"), (screen.clean(text), ""))
        else:
            yield from screen.field(name, text, _INDENT)
    for tool, ids in sorted(rule.equivalents.items()):
        yield from screen.field(tool, f"calls it {', '.join(ids)}", _INDENT)


def _silence(explained: Explanation, screen: Screen) -> Iterator[Line]:
    silence = explained.silence
    if silence is None:
        return
    yield ()
    where = f"above {silence.file}:{silence.line}" if silence.file else "where the resource is declared"
    yield ((screen.clean(f"To accept it, put this {where}, with your reason"), "bold"),)
    yield ((" " * _INDENT, ""), (screen.clean(silence.comment), "cyan"))


def _stop_json(stop: Stop) -> JsonValue:
    hop = stop.hop
    return {
        "kind": hop.kind,
        "symbol": hop.symbol,
        "file": hop.file,
        "start": _position_json(hop.start),
        "end": _position_json(hop.end),
        "text": stop.text,
    }


def _location_json(location: Location | None) -> JsonValue:
    return location.model_dump(mode="json") if location else None


def _position_json(position: Position | None) -> JsonValue:
    return position.model_dump(mode="json") if position else None
