"""Places as SARIF and GitHub want them: URIs relative to the repository's root, and a file for every result."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from pydantic import JsonValue

from gatewright.model.finding import Finding, Report
from gatewright.model.location import Frame, Location, Position
from gatewright.reports.text import encodable

BASE = "%SRCROOT%"

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Repository:
    """Where the scan root lies in the repository, and a file to point at for each root module.

    GitHub refuses a whole upload for one result without a file. So a finding whose own place is not known is put on the
    first line of its root module's first known file, a file in the root module's own directory before one of a module
    that it calls. Where no file is known either, as in a live account, there is no place.
    """

    scan_root: str
    files: dict[str, str]

    @classmethod
    def of(cls, report: Report, scan_root: str) -> Repository:
        """The repository as far as the report's findings, of every outcome, know it."""
        known: dict[str, set[tuple[bool, str]]] = {}
        for finding in report.findings:
            root = finding.document.root
            for file in _files(finding):
                known.setdefault(root, set()).add((posixpath.dirname(file) != root.removeprefix("."), file))
        usable = {root: [f for _, f in sorted(files) if _uri(scan_root, f)] for root, files in known.items()}
        return cls(scan_root, {root: files[0] for root, files in usable.items() if files})

    def place(self, finding: Finding) -> Json | None:
        """The physical location to show a finding at; None where the repository has none."""
        own = finding.location and self.physical(finding.location.file, finding.location.start, finding.location.end)
        if own:
            return own
        file = self.files.get(finding.document.root)
        return self.physical(file, Position(line=1, column=1)) if file else None

    def related(self, frame: Location | Frame) -> Json | None:
        """The physical location of a frame; None where it lies outside of the repository."""
        return self.physical(frame.file, frame.start, frame.end)

    def physical(self, file: str, start: Position, end: Position | None = None) -> Json | None:
        """A range of a file; None where no relative URI leads to the file from the repository's root."""
        uri = _uri(self.scan_root, file)
        if uri is None:
            return None
        last = max((start.line, start.column), (end.line, end.column) if end else (0, 0))
        return {
            "artifactLocation": {"uri": uri, "uriBaseId": BASE},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": last[0],
                "endColumn": last[1],
            },
        }


def _files(finding: Finding) -> Iterator[str]:
    if finding.location:
        yield finding.location.file
    yield from (frame.file for frame in finding.stack)


def _uri(scan_root: str, file: str) -> str | None:
    """The percent-encoded path from the repository's root; None for what is absolute, outside, or no file."""
    path = posixpath.normpath(posixpath.join(scan_root, file))
    if not file or path.startswith("/") or path == "." or path.split("/", 1)[0] == "..":
        return None
    if "\\" in path or path[1:2] == ":":
        return None
    return quote(encodable(path), safe="/~!$&'()*+,;=@")
