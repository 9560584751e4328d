"""Places as SARIF and GitHub want them: URIs relative to the repository's root, and a file for every result."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from pydantic import JsonValue

from gatewright.model.finding import Finding, Report
from gatewright.model.location import Frame, Location, Position
from gatewright.reports.places import Place, Places

BASE = "%SRCROOT%"

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Repository:
    """The places of a report; GitHub refuses a whole upload for one result without a file."""

    places: Places

    @classmethod
    def of(cls, report: Report, scan_root: str) -> Repository:
        """The repository as far as the report's findings, of every outcome, know it."""
        return cls(Places.of(report, scan_root))

    def place(self, finding: Finding) -> Json | None:
        """The physical location to show a finding at; None where the repository has none."""
        place = self.places.of_finding(finding)
        return _physical(place) if place else None

    def related(self, frame: Location | Frame) -> Json | None:
        """The physical location of a frame; None where it lies outside of the repository."""
        return self.physical(frame.file, frame.start, frame.end)

    def physical(self, file: str, start: Position, end: Position | None = None) -> Json | None:
        """A range of a file; None where no relative URI leads to the file from the repository's root."""
        place = self.places.at(file, start, end)
        return _physical(place) if place else None


def _physical(place: Place) -> Json:
    return {
        "artifactLocation": {"uri": quote(place.file, safe="/~!$&'()*+,;=@"), "uriBaseId": BASE},
        "region": {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        },
    }
