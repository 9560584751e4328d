"""The zip archive that `terraform plan -out` writes, read within bounds: plan, prior state, sources, lock file."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.plan.shape import ShapeError, json_of, list_of, object_of, optional_text

PLAN, STATE, MODULES, LOCK_FILE = "tfplan", "tfstate", "tfconfig/modules.json", ".terraform.lock.hcl"
MOST_MEMBERS = 50_000
LARGEST_MEMBER = 512 << 20
"""Bytes of the largest plan or state in an archive."""
LARGEST_SOURCE = 16 << 20
"""Bytes of the largest source file in an archive."""
LARGEST_SOURCES = 256 << 20
"""Bytes of all source files of an archive."""

_SOURCE = re.compile(r"tfconfig/m-(?P<module>[^/\\]*)/(?P<file>[^/\\\x00]+)")
_LOCKED = re.compile(r'^provider\s+"(?P<source>[^"\n]+)"\s*\{\s*version\s*=\s*"(?P<major>\d+)\.', re.MULTILINE)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError, struct.error, OverflowError)
_TOO_MUCH = "it holds more than a plan can be taken to hold"


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """The source files of one module, as they were when the plan was made."""

    directory: str
    """Directory relative to that of the root module's `terraform` run, with forward slashes; `.` for the root."""
    files: Mapping[str, bytes]
    """Content by file name."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a plan archive holds."""

    plan: bytes
    state: bytes
    sources: Mapping[str, ModuleSource]
    majors: Mapping[str, int]
    """Locked major versions by provider source."""
    diagnostics: tuple[Diagnostic, ...]


def open_archive(content: bytes) -> Archive:
    """The parts of a plan archive. Raises ShapeError where it is not one, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except ShapeError:
        raise
    except _UNREADABLE as problem:
        raise ShapeError(f"it is a damaged zip archive ({problem}); make the plan again") from problem


def _read(archive: zipfile.ZipFile) -> Archive:
    members = {info.filename: info for info in archive.infolist()}
    if len(archive.infolist()) > MOST_MEMBERS or len(members) != len(archive.infolist()):
        raise ShapeError(_TOO_MUCH)
    if PLAN not in members:
        raise ShapeError("it is a zip archive without `tfplan`, not what `terraform plan -out=PLAN` writes")
    diagnostics: list[Diagnostic] = []
    directories = _directories(_member(archive, members.get(MODULES), LARGEST_SOURCE))
    files: dict[str, dict[str, bytes]] = {key: {} for key in directories}
    for module, name, info in _source_members(members, diagnostics):
        files.setdefault(module, {})[name] = _member(archive, info, LARGEST_SOURCE)
    return Archive(
        plan=_member(archive, members[PLAN], LARGEST_MEMBER),
        state=_member(archive, members.get(STATE), LARGEST_MEMBER),
        sources={key: ModuleSource(directories.get(key, ""), content) for key, content in files.items()},
        majors=_locked(_member(archive, members.get(LOCK_FILE), LARGEST_SOURCE)),
        diagnostics=tuple(diagnostics),
    )


def _source_members(
    members: Mapping[str, zipfile.ZipInfo], diagnostics: list[Diagnostic]
) -> Iterator[tuple[str, str, zipfile.ZipInfo]]:
    """Module key, file name and member of each source file; what has a name of another form is left out."""
    total = 0
    for name, info in sorted(members.items()):
        if not name.startswith("tfconfig/m-") or info.is_dir():
            continue
        found = _SOURCE.fullmatch(name)
        if found is None or found["file"] in (".", ".."):
            diagnostics.append(
                Diagnostic(
                    severity="warning",
                    summary=f"the plan holds a source file with the name `{name!a}`, which is left out",
                    detail="make the plan again with terraform",
                )
            )
            continue
        total += info.file_size
        if total > LARGEST_SOURCES:
            raise ShapeError(_TOO_MUCH)
        yield found["module"], found["file"], info


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, limit: int) -> bytes:
    if info is None:
        return b""
    with archive.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise ShapeError(_TOO_MUCH)
    return content


def _directories(manifest: bytes) -> dict[str, str]:
    """The recorded directory of each module, by module key."""
    listed = list_of(json_of(manifest, "modules.json"), "modules.json")
    modules = [object_of(item, "modules.json") for item in listed]
    return {
        optional_text(item, "Key", "modules.json"): _relative(optional_text(item, "Dir", "modules.json"))
        for item in modules
    }


def _relative(directory: str) -> str:
    """A directory with forward slashes; empty when it is not relative, for then it is not in the scanned tree."""
    cleaned = posixpath.normpath(directory.replace("\\", "/"))
    return "" if cleaned.startswith("/") or cleaned[1:2] == ":" or "\0" in cleaned else cleaned


def _locked(content: bytes) -> dict[str, int]:
    text = content.decode("utf-8", "replace")
    return {"/".join(found["source"].split("/")[-2:]): int(found["major"][:9]) for found in _LOCKED.finditer(text)}
