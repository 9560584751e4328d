"""Skip comments of a folder: listed, and rewritten into ours."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import JsonValue

from gatewright.app.output import below_repository
from gatewright.app.rewriting import rewrite
from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.rule import Rule
from gatewright.sources.terraform.comments import Resolved, RuleIndex, directives_by_file, resolve, source_files
from gatewright.sources.terraform.comments.edits import patch
from gatewright.sources.terraform.comments.migration import migrate
from gatewright.sources.terraform.editing.splices import Splice
from gatewright.sources.terraform.modules.files import ScanRoot


@dataclass(frozen=True, slots=True)
class Listing:
    """Every skip comment that is honoured, and what is wrong with the others."""

    suppressions: tuple[dict[str, JsonValue], ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Migration:
    """The files whose comments are rewritten, one patch for them all, and what was left as it is."""

    files: tuple[MigratedFile, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def patch(self) -> bytes:
        """A unified diff that `git apply` takes in the root of the repository, or in the folder where there is none."""
        return b"".join(file.patch for file in self.files)


@dataclass(frozen=True, slots=True)
class MigratedFile:
    """One file: its path relative to the folder, its bytes before and after, and the patch between them."""

    file: str
    before: bytes
    after: bytes
    patch: bytes


def list_suppressions(folder: Path, rules: Sequence[Rule], *, today: date) -> Listing:
    """The skip comments below a folder, in the order of files and lines."""
    root = _root(folder)
    by_file = list(directives_by_file(root, source_files(root)))
    index = RuleIndex(rules)
    resolved = (index.resolve(file, directive) for file, directives in by_file for directive in directives)
    rows = tuple(_row(one, today) for one in resolved if one.rules and not one.directive.statement.problem)
    return Listing(rows, (*root.diagnostics, *resolve(by_file, rules).diagnostics))


def migrate_comments(folder: Path, rules: Sequence[Rule]) -> Migration:
    """Other tools' comments below a folder in our words, with the same rules silenced over the same ranges."""
    root = _root(folder)
    index = RuleIndex(rules)
    prefix = below_repository(folder)
    files: list[MigratedFile] = []
    diagnostics: list[Diagnostic] = []
    for file in source_files(root):
        data = None if (root.path / file).is_symlink() else root.read(file)
        if not data:
            continue  # a link's file is migrated where it lies
        migrated = migrate(file, data, index)
        diagnostics += migrated.diagnostics
        if migrated.edits:
            path = f"{prefix}/{file}" if prefix else file
            files.append(_migrated(root.path / file, file, (data, migrated.data), (path, migrated.edits)))
    return Migration(tuple(files), (*root.diagnostics, *diagnostics))


def write_files(folder: Path, files: Sequence[MigratedFile]) -> None:
    """Write migrated files, each at once or not at all; raises InputError for one that is not ours to write."""
    rewrite(_root(folder), {file.file: (file.before, file.after) for file in files})


def _root(folder: Path) -> ScanRoot:
    if not folder.is_dir():
        raise UsageError(f"`{folder}` is no folder; give the folder that holds the Terraform files")
    return ScanRoot(folder)


def _row(resolved: Resolved, today: date) -> dict[str, JsonValue]:
    entry, directive = resolved.entry, resolved.directive
    first_line, first_column, last_line, last_column = directive.scope
    return {
        "file": resolved.file,
        "line": directive.line,
        "tool": directive.statement.tool,
        "written": entry.written,
        "rules": list(resolved.rules),
        "reason": entry.reason or None,
        "owner": entry.owner,
        "until": entry.until.isoformat() if entry.until else None,
        "environments": list(entry.environments),
        "covers": directive.covers,
        "start": {"line": first_line, "column": first_column},
        "end": {"line": last_line, "column": last_column},
        "state": "expired" if entry.until is not None and entry.until < today else "active",
    }


def _migrated(
    path: Path, file: str, texts: tuple[bytes, bytes], change: tuple[str, tuple[Splice, ...]]
) -> MigratedFile:
    """The file as it is on disk, where a byte order mark may be before the text."""
    before, after = texts
    name, edits = change
    mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
    placed = list(_shifted(edits, len(mark)))
    return MigratedFile(file, mark + before, mark + after, patch(name, mark + before, placed))


def _shifted(edits: Sequence[Splice], by: int) -> Iterator[Splice]:
    yield from (Splice(one.start + by, one.end + by, one.text) for one in edits)
