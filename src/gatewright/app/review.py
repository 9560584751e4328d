"""What of the findings counts and is reported: suppressions of all kinds, the baseline, and changed lines.

It goes in two steps. Everything that is read, and may be wrong, is read before the estate is judged; the findings are
refined after that, when it is known which rules ran.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.errors import UsageError
from gatewright.evaluate.changes import Change, Failing, concerning, failing, files, references
from gatewright.evaluate.fitting import Paths
from gatewright.evaluate.request import Refine, Refined
from gatewright.evaluate.suppressing import Governance, Run, suppress
from gatewright.evaluate.suppression import Entry
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding
from gatewright.model.rule import Rule
from gatewright.owners.pattern import expression
from gatewright.sources.terraform.modules.files import SUFFIXES, Refused, ScanRoot, text_of

if TYPE_CHECKING:
    from gatewright.sources.git import Comparison

if TYPE_CHECKING:
    from gatewright.sources.terraform.syntax.nodes import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """Who decides about findings, and how. Nothing is taken from the process, not even the day."""

    today: date
    entries: tuple[Entry, ...] = ()
    """Those of the configuration."""
    config_folder: Path | None = None
    """Where paths of these entries start; the scan root where there is none."""
    allow_inline: bool = True
    require_reason: bool = True
    compat: bool = True
    unskippable: tuple[str, ...] = ()
    baseline: Path | None = None
    changed_since: str | None = None
    environments: frozenset[str] | None = None
    """Every environment of the configuration, whether it is judged or not; None where nobody knows."""
    process_environment: Mapping[str, str] = field(default_factory=dict)
    """For git: where it is, and whose settings it has."""


@dataclass(frozen=True, slots=True)
class Before:
    """What failed before a change, and counted."""

    failing: Failing | None = None
    """None where nobody knows."""
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Review:
    """Everything that decides about findings, read and ready."""

    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]
    options: ReviewOptions
    known: frozenset[str]
    scan_root: Path | None
    comparison: Comparison | None = None

    @property
    def changed_since(self) -> str | None:
        """The commit that is compared with."""
        return self.comparison.commit if self.comparison else None

    def refine(
        self,
        ran: Iterable[str],
        *,
        whole: bool,
        roots: Iterable[str] | None = None,
        before: Callable[[], Before] | None = None,
    ) -> Refine:
        """What refines findings once the rules `ran` have judged.

        `whole` tells whether everything could be read. Where not all root modules were judged, `roots` names those that
        were. `before` tells what failed before the change; it is asked where changed lines alone do not decide.
        """
        options = self.options
        governance = Governance(
            allow_inline=options.allow_inline, require_reason=options.require_reason, unskippable=options.unskippable
        )
        run = Run(
            today=options.today,
            ran=frozenset(ran),
            known=self.known,
            whole=whole,
            folders=None if roots is None else frozenset(roots),
            environments=options.environments,
            paths=Paths(expression, _prefix(self.scan_root, options.config_folder)),
        )

        def refined(findings: Mapping[str, Sequence[Finding]]) -> Refined:
            found = suppress(findings, self.entries, governance, run)
            reported, told = self._concerning(found.findings, before)
            return Refined(reported, (*self.diagnostics, *told, *found.diagnostics))

        return refined

    def _concerning(
        self, findings: Mapping[str, Sequence[Finding]], before: Callable[[], Before] | None
    ) -> tuple[Mapping[str, Sequence[Finding]], tuple[Diagnostic, ...]]:
        """The findings that the change has to do with, and what there is to say about it."""
        if self.comparison is None or self.scan_root is None:
            return findings, ()
        sources = _Sources(self.scan_root)
        lines = self.comparison.lines(files(findings))
        change = Change(lines, sources.last_line, sources.removed(self.comparison.before(SUFFIXES)))
        reported = concerning(findings, change)
        if before is None or failing(reported) == failing(findings):
            return reported, ()
        known = before()
        return concerning(findings, replace(change, before=known.failing)), known.diagnostics


def prepare(scan_root: Path | None, rules: Sequence[Rule], options: ReviewOptions) -> Review:
    """Read comments, the baseline, and what git says changed.

    `scan_root` is None where there is no source: a plan or state alone. `rules` are all that there are, also those that
    are not asked. Raises InputError and UsageError where the baseline or the commit cannot be used.
    """
    comparison = _compared(scan_root, options)
    held, told = _held(scan_root, options)
    commented, problems = _comments(scan_root, rules, compat=options.compat)
    return Review(
        entries=(*commented, *options.entries, *held),
        diagnostics=(*problems, *told),
        options=options,
        known=frozenset(rule.id for rule in rules),
        scan_root=scan_root,
        comparison=comparison,
    )


def _compared(scan_root: Path | None, options: ReviewOptions) -> Comparison | None:
    if options.changed_since is None:
        return None
    if scan_root is None:
        raise UsageError(
            "`--changed-since` compares source; name the folder that the plan or state is from: `--source`"
        )
    from gatewright.sources.git import compare  # noqa: PLC0415  # only for who compares

    return compare(scan_root, options.changed_since, options.process_environment)


def _comments(
    scan_root: Path | None, rules: Sequence[Rule], *, compat: bool
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    if scan_root is None:
        return (), ()
    from gatewright.sources.terraform.comments import read_comments, source_files  # noqa: PLC0415  # source alone

    root = ScanRoot(scan_root)  # what it cannot read, the loading of the configuration tells
    found = read_comments(root, source_files(root), rules, compat=compat)
    return found.entries, found.diagnostics


def _held(scan_root: Path | None, options: ReviewOptions) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    if options.baseline is None:
        return (), ()
    from gatewright.app import baseline as baselines  # noqa: PLC0415  # a baseline alone
    from gatewright.evaluate.baseline import entries  # noqa: PLC0415

    shown = _shown(options.baseline, scan_root)
    baseline, told = baselines.read_baseline(options.baseline, shown)
    other = baselines.elsewhere(baseline, options.baseline, scan_root)
    if other is not None:
        strange = Diagnostic(
            severity="warning",
            summary=f"the baseline was made for the folder `{other}` beside it, and fits no finding of another",
            detail=f"scan `{other}`, or make a baseline for this folder",
            file=shown,
        )
        told = (*told, strange)
    return entries(baseline, shown), told


def _shown(file: Path, scan_root: Path | None) -> str:
    """A file's path from the scan root where it lies below it, else as it was given."""
    resolved, root = file.resolve(), scan_root.resolve() if scan_root is not None else None
    return resolved.relative_to(root).as_posix() if root and resolved.is_relative_to(root) else file.as_posix()


def _prefix(scan_root: Path | None, config_folder: Path | None) -> str | None:
    """The scan root from the configuration's folder, empty where they are the same; None where it lies outside."""
    if scan_root is None or config_folder is None:
        return ""
    relative = os.path.relpath(scan_root.resolve(), config_folder.resolve()).replace(os.sep, "/")
    if relative == "..":
        return None
    return None if relative.startswith("../") else "" if relative == "." else relative


class _Sources:
    """The configuration files of which something changed, taken apart."""

    def __init__(self, scan_root: Path) -> None:
        self._root = ScanRoot(scan_root)
        self._extents: dict[str, dict[tuple[int, int], int]] = {}

    def last_line(self, file: str, start: tuple[int, int]) -> int | None:
        """The last line of the block that begins at a place: a stack points at its header."""
        if file not in self._extents:
            self._extents[file] = self._blocks(file)
        return self._extents[file].get(start)

    def _blocks(self, file: str) -> dict[tuple[int, int], int]:
        data = self._root.read(file) if file.endswith(SUFFIXES) else None
        found: dict[tuple[int, int], int] = {}
        waiting = [] if data is None else _parsed(file, data)
        while waiting:
            block = waiting.pop()
            start, end = (block.text.position(byte) for byte in block.span)
            found[start.line, start.column] = end.line
            waiting += block.body.blocks
        return found

    def removed(self, before: Mapping[str, bytes]) -> dict[str, set[str]]:
        """By folder what resources and modules referred to that are not there any more, in any file of the folder."""
        gone: dict[tuple[str, str, tuple[str, ...]], set[str]] = {}
        for file, data in before.items():
            for block in _parsed(file, data):
                if block.type in ("resource", "module"):
                    text = block.text.data[slice(*block.span)].decode("utf-8", "replace")
                    gone[file.rpartition("/")[0] or ".", block.type, block.labels] = set(references(text))
        folders = {folder for folder, _, _ in gone}
        for folder in folders:
            for file in self._root.configuration(folder) if self._root.is_directory(folder) else ():
                for block in _parsed(file, self._root.read(file) or b""):
                    gone.pop((folder, block.type, block.labels), None)
        found: dict[str, set[str]] = {}
        for (folder, _, _), names in gone.items():
            found.setdefault(folder, set()).update(names)
        return found


def _parsed(file: str, data: bytes) -> list[Block]:
    """The blocks of a file; none where it is no text."""
    from gatewright.sources.terraform.syntax.json_syntax import parse_json  # noqa: PLC0415  # changed files alone
    from gatewright.sources.terraform.syntax.parser import parse  # noqa: PLC0415

    try:
        text = text_of(data)
    except Refused:
        return []
    return list((parse_json if file.endswith(".json") else parse)(file, text).body.blocks)
