"""Rewriting other tools' skip comments into ours, with the same rules silenced over the same ranges.

Each change is checked by reading the result again: what would cover something else is tried in another place, and is
left as it is where no place will do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Literal, TypeAlias

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.sources.terraform.comments.directives import Directive, directives_of
from gatewright.sources.terraform.comments.edits import Shift, apply
from gatewright.sources.terraform.comments.own_syntax import write_ours
from gatewright.sources.terraform.comments.resolving import Resolved, RuleIndex
from gatewright.sources.terraform.comments.statements import Span, Statement
from gatewright.sources.terraform.editing.splices import Splice

Way: TypeAlias = Literal["here", "above", "top", "keep"]
"""In place of the comment, in a line above what it covers, at the top of the file, or not at all."""

_Key: TypeAlias = tuple[object, ...]
"""What a comment says and of what; those of two comments may be the same."""

_MARKS_ALONE = re.compile(rb"[\s#/*:;,.-]*")
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file's text afterwards, the edits that lead there, and what was left and why."""

    data: bytes
    edits: tuple[Splice, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(eq=False, slots=True)
class _Step:
    """One directive of another tool on its way."""

    resolved: Resolved
    way: Way = "here"

    @property
    def directive(self) -> Directive:
        return self.resolved.directive

    @property
    def moves(self) -> bool:
        return self.way != "keep"

    def next_way(self) -> None:
        """Go on to the next place to try."""
        elsewhere: Way = "top" if self.directive.covers == "file" else "above"
        self.way = elsewhere if self.way == "here" else "keep"

    @property
    def ours(self) -> str:
        statement = self.directive.statement
        return write_ours(statement, self.resolved.rules, _reason(self.resolved))


@dataclass(eq=False)
class _File:
    """The text that is changed, and the directives in it."""

    path: str
    data: bytes
    steps: list[_Step]

    @cached_property
    def newline(self) -> bytes:
        """How the file ends its lines."""
        return b"\r\n" if b"\r\n" in self.data else b"\n"

    def line_start(self, byte: int) -> int:
        return self.data.rfind(b"\n", 0, byte) + 1

    def indent(self, byte: int) -> bytes:
        line = self.data[self.line_start(byte) : byte]
        return line[: len(line) - len(line.lstrip())]


def migrate(path: str, data: bytes, index: RuleIndex) -> Migrated:
    """The text of a file (without a byte order mark), other tools' comments in our words where rules claim them."""
    directives = directives_of(path, data)
    if path.endswith(".json") or all(one.statement.tool == "gatewright" for one in directives):
        return Migrated(data)
    file = _File(path, data, [_first_step(file_directive, path, data, index) for file_directive in directives])
    for _ in range(_ROUNDS):
        edits = tuple(sorted(_edits(file), key=lambda edit: (edit.start, edit.end)))
        changed = apply(data, edits)
        failed = _failed(file, edits, changed)
        if not failed:
            return Migrated(changed, edits, tuple(_left(file)))
        for step in failed:
            step.next_way()
    for step in file.steps:
        step.way = "keep"
    return Migrated(data, (), tuple(_left(file)))


def _first_step(directive: Directive, path: str, data: bytes, index: RuleIndex) -> _Step:
    step = _Step(index.resolve(path, directive))
    statement = directive.statement
    movable = statement.tool != "gatewright" and not statement.problem and step.resolved.rules
    if not movable or statement.conditions or statement.verb == "enable" or b"\n" in data[slice(*directive.comment)]:
        step.way = "keep"
    return step


def _reason(resolved: Resolved) -> str:
    statement = resolved.directive.statement
    written = statement.written
    if resolved.unclaimed:
        ids = [one for one in statement.ids if one not in resolved.unclaimed]
        written = f"{written.partition('=')[0]}={','.join(ids)}"
    return statement.reason or f"migrated from {written}, no reason given"


def _edits(file: _File) -> Iterator[Splice]:
    for _, group in groupby(file.steps, key=lambda step: step.directive.comment):
        steps = list(group)
        if any(step.moves for step in steps):
            yield from _of_comment(file, steps)


def _of_comment(file: _File, steps: Sequence[_Step]) -> Iterator[Splice]:
    directive = steps[0].directive
    rest = _rest(file, steps)
    if not directive.own_line and (rest or len(steps) > 1):
        for step in steps:
            if step.way == "here":
                step.next_way()
    here = [_line(file, step) for step in steps if step.way == "here"]
    here += [rest] if rest else []
    if here:
        start, end = directive.comment
        yield Splice(start, end, (file.newline + file.indent(start)).join(here))
    else:
        yield Splice(*_removed(file, directive), b"")
    for step in steps:
        target = step.directive.target[0]
        if step.way == "above":
            at, indent = file.line_start(target), file.indent(target)
            yield Splice(at, at, indent + _line(file, step) + file.newline)
        elif step.way == "top":
            yield Splice(0, 0, _line(file, step) + file.newline + file.newline)


def _line(file: _File, step: _Step) -> bytes:
    start = step.directive.comment[0]
    mark = b"// " if file.data.startswith(b"//", start) else b"# "
    return mark + step.ours.encode()


def _rest(file: _File, steps: Sequence[_Step]) -> bytes:
    """What stays of a comment: statements that are kept, and ids that no rule claims."""
    if all(step.moves and not step.resolved.unclaimed for step in steps):
        return b""
    start, end = steps[0].directive.comment
    edits = [_cut(step) for step in steps if step.moves]
    text = apply(file.data[start:end], [Splice(one.start - start, one.end - start, one.text) for one in edits])
    if all(one.text for one in edits):
        return text
    mark = b"/*" if text.startswith(b"/*") else b"//" if text.startswith(b"//") else b"#"
    bare = text[len(mark) :].strip(b" \t#/")
    return b"" if _MARKS_ALONE.fullmatch(bare) else mark + b" " + bare + (b"/" if mark == b"/*" else b"")


def _cut(step: _Step) -> Splice:
    statement = step.directive.statement
    if step.resolved.unclaimed:
        return Splice(*statement.ids_span, ",".join(step.resolved.unclaimed).encode())
    return Splice(*statement.span, b"")


def _removed(file: _File, directive: Directive) -> Span:
    """The bytes that go with a comment: its line, or the space before it, or behind it where code follows."""
    start, end = directive.comment
    if directive.own_line:
        newline = file.data.find(b"\n", end)
        return file.line_start(start), newline + 1 if newline >= 0 else len(file.data)
    before = file.data[file.line_start(start) : start]
    if before.strip():
        return start - (len(before) - len(before.rstrip(b" \t"))), end
    while file.data[end : end + 1] in (b" ", b"\t"):
        end += 1
    return start, end


def _failed(file: _File, edits: Sequence[Splice], changed: bytes) -> list[_Step]:
    """The steps that do not say in the changed text what they said before; all where another comment is disturbed."""
    shift = Shift(edits)
    missing = Counter[_Key]()
    steps: dict[_Key, list[_Step]] = {}
    for step in file.steps:
        statement = step.directive.statement
        target = _target(step.directive, shift, len(changed))
        kept = step.resolved.unclaimed if step.moves else statement.ids
        if step.moves:
            key = _key(statement, step.resolved.rules, target, ours=_reason(step.resolved))
            steps.setdefault(key, []).append(step)
            missing[key] += 1
        if kept:
            missing[_key(statement, kept, target)] += 1
    missing.subtract(_key(one.statement, one.statement.ids, one.target) for one in directives_of(file.path, changed))
    failed = [step for key, alike in steps.items() if missing[key] > 0 for step in _in_place_first(alike)]
    if not failed and any(missing.values()):
        return [step for step in file.steps if step.moves]
    return failed


def _in_place_first(alike: list[_Step]) -> list[_Step]:
    """Of steps that say the same of the same, which cannot be told apart, those that have another place to try."""
    return [step for step in alike if step.way == "here"] or alike


def _key(statement: Statement, ids: Sequence[str], target: Span, *, ours: str | None = None) -> _Key:
    if ours is not None:
        return ("gatewright", "ignore", tuple(ids), ours, statement.until, statement.environments, "", target)
    reason = statement.reason if statement.tool == "gatewright" else ""
    until, environments = statement.until, statement.environments
    return (statement.tool, statement.verb, tuple(ids), reason, until, environments, statement.problem, target)


def _target(directive: Directive, shift: Shift, size: int) -> Span:
    if directive.covers is None:
        return directive.target
    return (0, size) if directive.covers == "file" else shift.moved(directive.target)


def _left(file: _File) -> Iterator[Diagnostic]:
    for step in file.steps:
        statement = step.directive.statement
        if step.moves or statement.tool == "gatewright" or statement.problem or not step.resolved.rules:
            continue
        yield Diagnostic(
            severity="note",
            summary=f"`{statement.written}` is left as it is",
            detail=_why(statement),
            file=file.path,
            start=Position(line=step.directive.line, column=step.directive.column),
        )


def _why(statement: Statement) -> str:
    if statement.conditions:
        return "our comments have no conditions"
    if statement.verb == "enable":
        return "our comments name what is silenced, not what is left on"
    return "no place was found where our comment would cover the same; rewrite it by hand"
