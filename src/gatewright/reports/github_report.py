"""GitHub Actions workflow commands: annotations on the lines of a pull request, without any permission.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the others without a word. So only as many
are commands, the gravest; the other findings are plain lines of the log, and an annotation says how many they are.
Everything foreign is escaped: a command ends with its line, and nothing in it can begin another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report
from gatewright.model.rule import Severity
from gatewright.reports.options import RenderOptions
from gatewright.reports.places import Place, Places
from gatewright.reports.selection import (
    calls,
    changed_text,
    counted,
    diagnostic_text,
    environments_text,
    gravest_first,
    origin_text,
    path_text,
    resource_name,
    rule_failures,
    severity_counts,
    standing,
    value_text,
)
from gatewright.reports.text import encodable, shortened, visible

NAME = "github"
EXTENSION = "txt"
Command = Literal["error", "warning", "notice"]
COMMANDS: dict[Severity, Command] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}
LIMIT = 10
_VALUE = 300
_ESCAPES = {ord(character): f"%{ord(character):02X}" for character in "%\r\n:,"}
_DIAGNOSTICS: dict[str, Command] = {"error": "error", "warning": "warning", "note": "notice"}


@dataclass(frozen=True, slots=True)
class _Annotation:
    command: Command
    title: str
    lines: tuple[str, ...]
    place: Place | None = None


def render(report: Report, options: RenderOptions) -> str:
    """The report as workflow commands, then the log of what has no annotation, then the counts."""
    places = Places.of(report, options.scan_root)
    annotations = [*_incomplete(report, places), *map(_Findings(places).annotation, gravest_first(standing(report)))]
    annotations += [_diagnosed(d, places) for d in report.diagnostics if d.severity != "error"]
    kept, rest = _within_limits(annotations)
    lines = [*map(_command, kept), *map(_plain, rest), _logged(_counts(report))]
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class _Findings:
    places: Places

    def annotation(self, finding: Finding) -> _Annotation:
        """What an annotation says of a finding: what is wrong with what, the value, and the way there."""
        message = finding.message or finding.rule.title
        holds = f" ({environments_text(finding)})" if finding.environments else ""
        lines = [f"{resource_name(finding)}: {message}{holds}"]
        if finding.path:
            lines.append(f"{path_text(finding.path)} = {shortened(value_text(finding.evidence), _VALUE)}")
        if finding.value_from:
            lines.append(f"from {origin_text(finding.value_from)}")
        lines += [f"called as {frame.symbol} at {frame.file}:{frame.start.line}" for frame in calls(finding)]
        if finding.owners:
            lines.append(f"owners: {', '.join(finding.owners)}")
        title = f"{finding.severity}: {finding.rule.title or finding.rule.id} ({finding.rule.id})"
        return _Annotation(COMMANDS[finding.severity], title, tuple(lines), self.places.of_finding(finding))


def _incomplete(report: Report, places: Places) -> Iterator[_Annotation]:
    """What could not be judged comes first: all else may be missing because of it."""
    for rule, error in rule_failures(report).items():
        yield _Annotation("error", f"the rule {rule} could not be run", tuple(error.split("\n")))
    yield from (_diagnosed(d, places) for d in report.diagnostics if d.severity == "error")


def _diagnosed(diagnostic: Diagnostic, places: Places) -> _Annotation:
    place = None
    if diagnostic.file and diagnostic.start:
        place = places.at(diagnostic.file, diagnostic.start)
    text = diagnostic_text(diagnostic)
    about = f"{diagnostic.file}: {text}" if diagnostic.file and not place else text
    title = "Gatewright: to tidy up" if diagnostic.severity == "note" else "Gatewright: problem in the input"
    return _Annotation(_DIAGNOSTICS[diagnostic.severity], title, (about,), place)


def _within_limits(annotations: list[_Annotation]) -> tuple[list[_Annotation], list[_Annotation]]:
    """The annotations that GitHub shows, and the others; where there are others, one says how many they are."""
    counts = Counter(annotation.command for annotation in annotations)
    if max(counts.values(), default=0) <= LIMIT:
        return annotations, []
    room: dict[Command, int] = {"error": LIMIT, "warning": LIMIT, "notice": LIMIT - 1}
    kept: list[_Annotation] = []
    rest: list[_Annotation] = []
    for annotation in annotations:
        (kept if room[annotation.command] > 0 else rest).append(annotation)
        room[annotation.command] -= 1
    told = f"{len(rest)} of {len(annotations)} are only in the log of this step: GitHub shows ten of a kind"
    return [*kept, _Annotation("notice", "Gatewright: not all is annotated", (told,))], rest


def _command(annotation: _Annotation) -> str:
    place = annotation.place
    properties = {"title": shortened(annotation.title, 255)}
    if place:
        where = {"file": place.file, "line": str(place.start.line), "endLine": str(place.end.line)}
        # GitHub takes columns only where an annotation begins and ends on one line.
        if place.end.line == place.start.line:
            where |= {"col": str(place.start.column), "endColumn": str(place.end.column)}
        properties = where | properties
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{annotation.command} {written}::{_data(annotation.lines)}"


def _plain(annotation: _Annotation) -> str:
    place = f"{annotation.place.file}:{annotation.place.start.line}: " if annotation.place else ""
    return _logged(f"{annotation.command}: {place}{annotation.title}: {'; '.join(annotation.lines)}")


def _logged(text: str) -> str:
    """A line of the log that is no command: none begins it, and none of the old form, `##[…]`, is within it."""
    return f"gatewright: {visible(text)}".replace("##[", "# #[")


def _data(lines: Iterable[str]) -> str:
    """The message of a command: the runner turns `%0A` into the end of a line, and `%25` into a percent sign."""
    return "%0A".join(visible(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    """The value of a command's property. A file's name may hold anything, and has to arrive as it is."""
    return encodable(text).translate(_ESCAPES)


def _counts(report: Report) -> str:
    failing = sum(severity_counts(report).values())
    graded = ", ".join(f"{count} {severity}" for severity, count in severity_counts(report).items() if count)
    parts = [counted(failing, "finding") + (f" ({graded})" if graded else "")]
    if report.summary.suppressed:
        parts.append(f"{report.summary.suppressed} suppressed")
    unknown = report.summary.outcomes.get("unknown", 0)
    if unknown:
        parts.append(f"{unknown} unknown")
    if report.changed_since:
        parts.append(changed_text(report))
    return "; ".join(parts)
