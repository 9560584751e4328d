"""Places as a forge names them: files from the repository's root, and a file for every finding that can have one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from gatewright.model.finding import Finding, Report
from gatewright.model.location import Position
from gatewright.reports.text import encodable


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a file, which is named from the repository's root."""

    file: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Places:
    """Where the scan root lies in the repository, and a file to point at for each root module.

    Forges refuse or drop a finding without a file. So a finding whose own place is not known is put on the first line
    of its root module's first known file, a file in the root module's own directory before one of a module that it
    calls. Where no file is known either, as in a live account, there is no place.
    """

    scan_root: str
    files: dict[str, str]

    @classmethod
    def of(cls, report: Report, scan_root: str) -> Places:
        """The places as far as the report's findings, of every outcome, know them."""
        known: dict[str, set[tuple[bool, str]]] = {}
        for finding in report.findings:
            root = finding.document.root
            for file in _files(finding):
                known.setdefault(root, set()).add((posixpath.dirname(file) != root.removeprefix("."), file))
        usable = {root: [f for _, f in sorted(files) if repository_path(scan_root, f)] for root, files in known.items()}
        return cls(scan_root, {root: files[0] for root, files in usable.items() if files})

    def of_finding(self, finding: Finding) -> Place | None:
        """Where to show a finding; None where the repository has no place for it."""
        own = finding.location and self.at(finding.location.file, finding.location.start, finding.location.end)
        if own:
            return own
        file = self.files.get(finding.document.root)
        return self.at(file, Position(line=1, column=1)) if file else None

    def at(self, file: str, start: Position, end: Position | None = None) -> Place | None:
        """A range of a file of the scan root; None where no path leads to the file from the repository's root."""
        path = repository_path(self.scan_root, file)
        if path is None:
            return None
        last = end if end and (end.line, end.column) > (start.line, start.column) else start
        return Place(path, start, last)


def repository_path(scan_root: str, file: str) -> str | None:
    """The path from the repository's root; None for what is absolute, outside, or no file."""
    path = posixpath.normpath(posixpath.join(scan_root, file))
    if not file or path.startswith("/") or path == "." or path.split("/", 1)[0] == "..":
        return None
    if "\\" in path or file[1:2] == ":":
        return None
    return encodable(path)


def _files(finding: Finding) -> Iterator[str]:
    if finding.location:
        yield finding.location.file
    yield from (frame.file for frame in finding.stack)
