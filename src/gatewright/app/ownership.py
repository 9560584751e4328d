"""Owners of findings: CODEOWNERS of the repository that is scanned, and owner tags."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from gatewright.evaluate.request import OwnersOf
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.location import Trace
from gatewright.owners import LOCATIONS, SIZE_LIMIT, Owners, combine, owners_from_tags, parse


@dataclass(frozen=True, slots=True)
class OwnersMap:
    """Owners by the configuration: they take the place of CODEOWNERS for the paths that the map has."""

    owners: Owners
    prefix: str = ""
    """The scan root relative to the folder that the map's paths start from."""


def owners_of(scan_root: Path | None, given: OwnersMap | None = None) -> tuple[OwnersOf, tuple[Diagnostic, ...]]:
    """Who owns a finding by its location and its document's tags, and what is wrong in CODEOWNERS.

    The file is looked for in the scan root, then in the folders around it up to the root of the git repository.
    """
    if scan_root is None:
        return _by_tags, ()
    source = code_owners(scan_root)
    owners = source.owners()

    def find(document: Document, trace: Trace | None) -> tuple[str, ...]:
        location = trace.location if trace is not None else None
        found: tuple[str, ...] = ()
        if location is not None:
            mapped = _owners_below(given.owners, given.prefix, location.file) if given is not None else ()
            found = mapped or _owners_below(owners, source.prefix, location.file)
        return combine(found, owners_from_tags(document.tags))

    return find, owners.diagnostics


def _owners_below(owners: Owners, prefix: str, file: str) -> tuple[str, ...]:
    path = posixpath.normpath(f"{prefix or '.'}/{file}")
    return () if path.startswith("..") else owners.of(path)


def repository_root(folder: Path) -> Path | None:
    """The innermost git repository around a folder."""
    return next((around for around in (folder, *folder.parents) if (around / ".git").exists()), None)


@dataclass(frozen=True, slots=True)
class CodeOwners:
    """A CODEOWNERS file as it is written, for a folder below it; none at all has no place."""

    prefix: str
    """The folder relative to the one that the patterns are written for."""
    place: str = ""
    data: bytes = b""
    problem: Diagnostic | None = None

    def owners(self) -> Owners:
        """What the file says."""
        if self.problem is not None:
            return Owners(diagnostics=(self.problem,))
        return parse(self.data.decode("utf-8", "replace"), self.place) if self.place else Owners()


def code_owners(scan_root: Path) -> CodeOwners:
    """The CODEOWNERS file that holds for a folder."""
    folder = scan_root.resolve()
    repository = repository_root(folder)
    around = [folder, *folder.parents] if repository is not None else [folder]
    for base in around:
        for place in LOCATIONS:
            path = base / place
            if path.is_file() and path.resolve().is_relative_to(base):
                return _read(path, place, folder.relative_to(base).as_posix())
        if base == repository:
            break
    return CodeOwners(".")


def _read(path: Path, place: str, prefix: str) -> CodeOwners:
    try:
        with path.open("rb") as stream:
            return CodeOwners(prefix, place, stream.read(SIZE_LIMIT + 1))  # one byte too many is enough to be refused
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        detail = "findings have no owners but those of tags; check the permissions of the file"
        problem = Diagnostic(severity="warning", summary=f"cannot be read: {reason}", detail=detail, file=place)
        return CodeOwners(prefix, place, problem=problem)


def _by_tags(document: Document, _trace: Trace | None) -> tuple[str, ...]:
    return owners_from_tags(document.tags)
