"""The baseline file: read whole or not at all, written in one step."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from gatewright.app.estate import LoadOptions
from gatewright.errors import InputError, UsageError
from gatewright.evaluate.baseline import Baseline, Update, parse, serialise, update
from gatewright.evaluate.suppressing import Governance
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report

FILE = "gatewright-baseline.jsonl"
MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is put into a baseline: the failures of a report."""

    file: Path
    scan_root: Path | None
    today: date
    judged: Collection[str]
    """Ids of the rules that ran."""
    patterns: LoadOptions | None = None
    """What was read, where its `include` and `exclude` leave something out."""
    part: bool = False
    """Whether other root modules may be there than those of the report's documents, as where a plan was read."""
    unskippable: tuple[str, ...] = ()
    """Patterns of rules that a baseline may not hold."""


def read_baseline(file: Path, shown: str | None = None) -> tuple[Baseline, tuple[Diagnostic, ...]]:
    """The baseline in a file, and what is odd about it; raises InputError where it cannot be relied on."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"the baseline `{file}` is not there; write it with `gatewright baseline create PATH --file {file}`"
        ) from None
    except OSError as error:
        raise InputError(f"the baseline `{file}` cannot be read: {_reason(error)}") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"the baseline `{file}` is larger than {MOST_BYTES // 1_000_000} MB; is it one?")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"`{file}` line {line} is not text in UTF-8; restore it from git") from None
    return parse(text, shown or str(file))


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write a baseline beside the old file, then put it in its place: who reads meanwhile sees one or the other."""
    target = Path(os.path.realpath(file))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(serialise(baseline))
            Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(f"`{file}` cannot be written: {_reason(error)}") from None


def create(report: Report, recording: Recording) -> Update:
    """Write a new baseline of what fails now; a file that is there is never written over."""
    refuse_existing(recording.file)
    return bring_up_to_date(report, Baseline(), recording)


def bring_up_to_date(report: Report, old: Baseline, recording: Recording, *, prune_only: bool = False) -> Update:
    """Write what fails now over the baseline that was read, keeping what people added to it."""
    made = update(
        replace(old, path=_relative(recording) if old.path is None else old.path),
        report.findings,
        recording.today,
        judged=frozenset(recording.judged) - {failure.rule for failure in report.rule_errors},
        unread=_Unread(report, old, recording),
        forbids=Governance(unskippable=recording.unskippable).forbids,
        prune_only=prune_only,
    )
    write_baseline(recording.file, made.baseline)
    return made


def refuse_existing(file: Path) -> None:
    """Raise UsageError where there is a file already."""
    if file.exists() or file.is_symlink():
        raise UsageError(f"`{file}` is there already; bring it up to date with `gatewright baseline update`")


def refuse_other(baseline: Baseline, file: Path, scan_root: Path | None) -> None:
    """Raise UsageError where the baseline is for another folder: an update would put all of that folder's aside."""
    other = elsewhere(baseline, file, scan_root)
    if other is not None:
        raise UsageError(
            f"`{file}` was made for the folder `{other}` beside it; update it for that folder, or create another one"
        )


def elsewhere(baseline: Baseline, file: Path, scan_root: Path | None) -> str | None:
    """The folder that a baseline was made for, where that is not the scan root: fingerprints differ between the two."""
    if baseline.path is None or scan_root is None:
        return None
    made_for = file.resolve().parent / baseline.path
    return None if Path(os.path.normpath(made_for)) == scan_root.resolve() else baseline.path


def _relative(recording: Recording) -> str | None:
    """The scan root from the baseline's folder; None where it is not below it, as a path up says little elsewhere."""
    if recording.scan_root is None:
        return None
    folder, root = Path(os.path.realpath(recording.file)).parent, recording.scan_root.resolve()
    return str(PurePosixPath(root.relative_to(folder))) if root.is_relative_to(folder) else None


class _Unread:
    """Whether a document that the report does not know may be there all the same."""

    def __init__(self, report: Report, old: Baseline, recording: Recording) -> None:
        self._gaps = any(diagnostic.leaves_gaps for diagnostic in report.diagnostics)
        self._roots: frozenset[str] | None = None
        if recording.part:
            self._roots = frozenset(finding.document.root for finding in report.findings)
        elif recording.patterns is not None:
            self._roots = frozenset(recording.patterns.left_of({_root(one.resource) for one in old.held} - {""}))

    def __call__(self, resource: str) -> bool:
        """Whether something that may hold it was not read; an ARN does not tell what holds it."""
        return self._gaps or (self._roots is not None and _root(resource) not in self._roots)


def _root(resource: str) -> str:
    """The root module in the id of a document, empty where there is none in it."""
    return "" if resource.startswith("arn:") else resource.partition(":")[0]


def _mask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _reason(error: OSError) -> str:
    return (error.strerror or "unknown reason").lower()
