"""`/gatewright ignore`: comments above blocks with findings of a rule, proved to silence these and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from gatewright.app.bot.exchange import Change, Request, WrittenFile
from gatewright.app.checking import Check, check, judge_options
from gatewright.app.scanning import policies_of
from gatewright.evaluate.suppressing import Governance
from gatewright.model.finding import Finding, Report
from gatewright.model.location import Position
from gatewright.reports.selection import counted, resource_name
from gatewright.reports.text import shortened, visible
from gatewright.rules.fields import close_match
from gatewright.sources.terraform.modules.files import ScanRoot

MOST_BLOCKS = 50
_LONGEST_REASON = 300
_INDENT = re.compile(rb"[ \t]*")

Place = tuple[str, int, int]
"""File, line and column where a block begins."""


def ignored(asked: Check, report: Report, request: Request) -> Change:
    """The files with comments, or why there are none."""
    problem = _refused(asked, request)
    if problem:
        return Change(left=(problem,))
    findings = [one for one in report.findings if _counts(one) and one.rule.id == request.rule]
    if not findings:
        return Change(left=(f"this pull request has no finding of `{request.rule}` on the lines that it changes",))
    places = {place for finding in findings if (place := _place(finding)) is not None}
    if len(places) > MOST_BLOCKS:
        told = f"{len(places)} blocks are more than the {MOST_BLOCKS} that a command may ignore at once"
        return Change(left=(f"{told}; write a suppression in `gatewright.toml`",))
    files, left = _commented(asked.path, places, _comment(request))
    missed = [one for one in findings if _place(one) is None]
    left += [f"{visible(resource_name(one))} is written in no file of this repository" for one in missed]
    if not files:
        return Change(left=tuple(left))
    silenced = {one.fingerprint for one in findings if (place := _place(one)) is not None and place[0] in files}
    problem = _disproved(asked, files, silenced)
    if problem:
        return Change(left=(problem, *left))
    done = f"`{request.rule}` is ignored for {counted(len(silenced), 'finding')}, by comments in {_listed(files)}"
    return Change(files=_written(asked.path, files), done=(done,), left=tuple(left))


def _refused(asked: Check, request: Request) -> str:
    """Why nothing may be ignored, empty where it may."""
    settings = asked.settings
    known = sorted(rule.id for rule in policies_of(judge_options(asked), None).rules)
    if request.rule not in known:
        return f"there is no rule `{visible(request.rule)}`{close_match(request.rule, known)}"
    if not settings.allow_inline:
        return "the configuration allows no comments that suppress (`allow-inline = false`); fix what is found instead"
    if Governance(unskippable=settings.unskippable).forbids(request.rule):
        return f"the configuration lets nobody suppress `{request.rule}` (`unskippable`); fix what is found instead"
    if not any(map(str.isalnum, request.reason)):
        return f"a reason is needed: `/gatewright ignore {request.rule} REASON`"
    return ""


def _counts(finding: Finding) -> bool:
    return finding.outcome == "fail" and finding.suppression is None


def _comment(request: Request) -> str:
    reason = shortened(visible(" ".join(request.reason.split())), _LONGEST_REASON)
    return f"# gatewright:ignore {request.rule} -- {reason} (by @{request.login})"


def _place(finding: Finding) -> Place | None:
    """Where the resource's block begins: the innermost one around what is wrong."""
    for frame in finding.stack:
        if frame.kind == "resource":
            return frame.file, frame.start.line, frame.start.column
    declared = finding.declared
    return None if declared is None else (declared.file, declared.start.line, declared.start.column)


def _commented(folder: Path, places: Iterable[Place], comment: str) -> tuple[dict[str, bytes], list[str]]:
    """Files with the comment above blocks, and what could not be done."""
    root, by_file = ScanRoot(folder), dict[str, list[Position]]()
    for file, line, column in sorted(places):
        by_file.setdefault(file, []).append(Position(line=line, column=column))
    files, left = dict[str, bytes](), list[str]()
    for file, positions in by_file.items():
        problem = _unwritable(root, folder, file)
        if problem:
            left.append(problem)
            continue
        lines = (folder / file).read_bytes().split(b"\n")
        for position in reversed(positions):
            _insert(lines, position, comment)
        files[file] = b"\n".join(lines)
    return files, left


def _unwritable(root: ScanRoot, folder: Path, file: str) -> str:
    shown = visible(file)
    if file.endswith(".json"):
        return f"`{shown}` is JSON, which holds no comments; write a suppression in `gatewright.toml`"
    parts = Path(file).parts
    linked = any((folder / Path(*parts[:length])).is_symlink() for length in range(1, len(parts) + 1))
    if ".." in parts or linked or not root.contains(file) or not (folder / file).is_file():
        return f"`{shown}` is no regular file of this repository; ignore it where it lies"
    return ""


def _insert(lines: list[bytes], position: Position, comment: str) -> None:
    """Put the comment above a line, indented and ended as that is."""
    line = lines[position.line - 1]
    mark = b"\xef\xbb\xbf" if position.line == 1 and line.startswith(b"\xef\xbb\xbf") else b""
    line = line.removeprefix(mark)
    indent = _INDENT.match(line)
    end = b"\r" if line.endswith(b"\r") else b""
    lines[position.line - 1] = line
    lines.insert(position.line - 1, mark + (indent.group() if indent else b"") + comment.encode() + end)


def _disproved(asked: Check, files: Mapping[str, bytes], silenced: set[str]) -> str:
    """Why the comments may not stay, empty where they silence what they should, and nothing else is different."""
    whole = replace(asked, changed_since=None)
    before = check(whole)
    kept = {file: (asked.path / file).read_bytes() for file in files}
    try:
        for file, data in files.items():
            (asked.path / file).write_bytes(data)
        after = check(whole)
    finally:
        for file, data in kept.items():
            (asked.path / file).write_bytes(data)
    expected = {one: "inline" if one in silenced else kind for one, kind in _kinds(before).items()}
    if _kinds(after) != expected or len(after.diagnostics) > len(before.diagnostics):
        return (
            "a comment above the block would not ignore these findings alone; write a suppression in `gatewright.toml`"
        )
    return ""


def _kinds(report: Report) -> dict[str, str]:
    return {one.fingerprint: one.suppression.kind if one.suppression else one.outcome for one in report.findings}


def _listed(files: Mapping[str, bytes]) -> str:
    names = [f"`{visible(file)}`" for file in sorted(files)]
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _written(folder: Path, files: Mapping[str, bytes]) -> tuple[WrittenFile, ...]:
    return tuple(
        WrittenFile(file=file, text=data.decode(), executable=bool((folder / file).stat().st_mode & 0o100))
        for file, data in sorted(files.items())
    )
