"""Owners of findings: CODEOWNERS of the repository that is scanned, and owner tags."""

from __future__ import annotations

import posixpath
from pathlib import Path

from gatewright.evaluate.request import OwnersOf
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.location import Trace
from gatewright.owners import LOCATIONS, SIZE_LIMIT, Owners, combine, owners_from_tags, parse


def owners_of(scan_root: Path | None) -> tuple[OwnersOf, tuple[Diagnostic, ...]]:
    """Who owns a finding by its location and its document's tags, and what is wrong in CODEOWNERS.

    The file is looked for in the scan root, then in the folders around it up to the root of the git repository.
    """
    if scan_root is None:
        return _by_tags, ()
    resolved = scan_root.resolve()
    base, owners = _nearest(resolved)
    prefix = resolved.relative_to(base).as_posix()

    def find(document: Document, trace: Trace | None) -> tuple[str, ...]:
        location = trace.location if trace is not None else None
        path = posixpath.normpath(f"{prefix}/{location.file}") if location is not None else None
        code_owners = owners.of(path) if path is not None and not path.startswith("..") else ()
        return combine(code_owners, owners_from_tags(document.tags))

    return find, owners.diagnostics


def repository_root(folder: Path) -> Path | None:
    """The innermost git repository around a folder."""
    return next((around for around in (folder, *folder.parents) if (around / ".git").exists()), None)


def _nearest(folder: Path) -> tuple[Path, Owners]:
    repository = repository_root(folder)
    around = [folder, *folder.parents] if repository is not None else [folder]
    for base in around:
        for place in LOCATIONS:
            path = base / place
            if path.is_file() and path.resolve().is_relative_to(base):
                return base, _read(path, place)
        if base == repository:
            break
    return folder, Owners()


def _read(path: Path, place: str) -> Owners:
    try:
        with path.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)  # one byte too many is enough to be refused
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        detail = "findings have no owners but those of tags; check the permissions of the file"
        problem = Diagnostic(severity="warning", summary=f"cannot be read: {reason}", detail=detail, file=place)
        return Owners(diagnostics=(problem,))
    return parse(data.decode("utf-8", "replace"), place)


def _by_tags(document: Document, _trace: Trace | None) -> tuple[str, ...]:
    return owners_from_tags(document.tags)
