"""From what comments say to suppressions of our rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase

from gatewright.evaluate.suppression import Entry, Scope
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.model.rule import Rule
from gatewright.sources.terraform.comments.directives import Directive
from gatewright.sources.terraform.comments.statements import EVERY, Statement, Tool

_FAMILIES: Mapping[Tool, tuple[str, ...]] = {
    "checkov": ("checkov",),
    "tfsec": ("tfsec", "trivy"),
    "trivy": ("tfsec", "trivy"),
    "kics": ("kics",),
    "terrascan": ("terrascan",),
}
_NUMBERED = re.compile(r"(?:avd-)?([a-z]+)-(?:avd-)?(\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """The suppressions that comments ask for, and what is wrong with the others."""

    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A directive with the rules that it silences, in the rules' order, and the ids that no rule claims."""

    file: str
    directive: Directive
    rules: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """The suppression that it is."""
        statement, (line, column, end_line, end_column) = self.directive.statement, self.directive.scope
        start, end = Position(line=line, column=column), Position(line=end_line, column=end_column)
        return Entry(
            kind="inline" if statement.tool == "gatewright" else "compat",
            rules=self.rules,
            written=statement.written,
            tool=None if statement.tool == "gatewright" else statement.tool,
            reason=statement.reason,
            owner=statement.owner,
            until=date.fromisoformat(statement.until) if statement.until else None,
            file=self.file,
            line=self.directive.line,
            scope=Scope(self.file, start, end),
            environments=statement.environments,
        )


class RuleIndex:
    """Our rules by their own ids and by the ids that other tools have for the same setting."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.ids = tuple(rule.id for rule in rules)
        self._claims: dict[tuple[str, str], list[str]] = {}
        for rule in rules:
            for tool, names in rule.equivalents.items():
                for name in names:
                    self._claims.setdefault((tool, _plain(name)), []).append(rule.id)

    def knows(self, pattern: str) -> bool:
        """Whether an id or pattern fits a rule."""
        return any(fnmatchcase(identity, pattern) for identity in self.ids)

    def matching(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """The rules that ids or patterns fit, in the rules' order."""
        return tuple(one for one in self.ids if any(fnmatchcase(one, pattern) for pattern in patterns))

    def claiming(self, tool: Tool, name: str) -> tuple[str, ...]:
        """Our rules for another tool's id, in the rules' order."""
        found = {rule for family in _FAMILIES[tool] for rule in self._claims.get((family, _plain(name)), ())}
        return tuple(identity for identity in self.ids if identity in found) if found else ()

    def resolve(self, file: str, directive: Directive) -> Resolved:
        """The rules that a directive silences."""
        statement = directive.statement
        if statement.tool == "gatewright":
            known = tuple(pattern for pattern in statement.ids if self.knows(pattern))
            return Resolved(file, directive, known, tuple(one for one in statement.ids if one not in known))
        if statement.ids == (EVERY,):
            return Resolved(file, directive, (EVERY,))
        claims = {name: self.claiming(statement.tool, name) for name in statement.ids}
        unclaimed = tuple(name for name, rules in claims.items() if not rules)
        claimed = {rule for rules in claims.values() for rule in rules}
        if statement.verb == "enable":
            others = () if unclaimed else tuple(identity for identity in self.ids if identity not in claimed)
            return Resolved(file, directive, others, unclaimed)
        return Resolved(file, directive, tuple(one for one in self.ids if one in claimed), unclaimed)


def _plain(name: str) -> str:
    """An id in the one form that it is compared in: `AVD-AWS-0089` is `aws-0089`."""
    lower = name.lower()
    numbered = _NUMBERED.fullmatch(lower)
    return f"{numbered[1]}-{numbered[2]}" if numbered else lower


@dataclass(slots=True)
class _Tally:
    """What is said once about all files."""

    unclaimed: Counter[tuple[Tool, str]] = field(default_factory=Counter)
    first: dict[tuple[Tool, str], Resolved] = field(default_factory=dict)


def resolve(by_file: Iterable[tuple[str, Sequence[Directive]]], rules: Sequence[Rule], *, compat: bool = True) -> Found:
    """The suppressions of directives by file; without `compat` those of other tools are passed over."""
    index = RuleIndex(rules)
    entries: list[Entry] = []
    diagnostics: list[Diagnostic] = []
    tally = _Tally()
    for file, directives in by_file:
        for directive in directives:
            if directive.statement.tool != "gatewright" and not compat:
                continue
            resolved = index.resolve(file, directive)
            diagnostics += _problems(resolved, index)
            if directive.statement.problem:
                continue
            if resolved.rules:
                entries.append(resolved.entry)
            _count(resolved, tally)
    return Found(tuple(entries), (*diagnostics, *_notes(tally)))


def _problems(resolved: Resolved, index: RuleIndex) -> Iterator[Diagnostic]:
    statement = resolved.directive.statement
    if statement.problem:
        hint = statement.hint or "it is not honoured"
        yield _diagnostic(resolved, "warning", f"{_subject(statement)}{statement.problem}", hint)
    elif statement.tool == "gatewright":
        from gatewright.rules.fields import close_match  # noqa: PLC0415  # loaded for a mistake only

        for name in resolved.unclaimed:
            summary = f"no rule matches `{name}`{close_match(name, index.ids)}"
            yield _diagnostic(resolved, "warning", summary, "`gatewright rules list` names all rules")
    elif statement.verb == "enable" and resolved.unclaimed:
        summary = f"`{statement.written}` is not honoured: no rule claims `{resolved.unclaimed[0]}`"
        detail = "which rules it leaves on cannot be told; disable rules by their ids instead"
        yield _diagnostic(resolved, "warning", summary, detail)


def _subject(statement: Statement) -> str:
    return "" if statement.problem.startswith(("`", "a ", "the file ", "the line ")) else f"`{statement.written}` "


def _diagnostic(resolved: Resolved, severity: str, summary: str, detail: str) -> Diagnostic:
    start = Position(line=resolved.directive.line, column=resolved.directive.column)
    return Diagnostic(
        severity="note" if severity == "note" else "warning",
        summary=summary,
        detail=detail,
        file=resolved.file,
        start=start,
    )


def _count(resolved: Resolved, tally: _Tally) -> None:
    tool = resolved.directive.statement.tool
    if tool == "gatewright":
        return
    for name in resolved.unclaimed if resolved.directive.statement.verb != "enable" else ():
        tally.unclaimed[tool, name] += 1
        tally.first.setdefault((tool, name), resolved)


def _notes(tally: _Tally) -> Iterator[Diagnostic]:
    """One note for each id that nobody claims."""
    for (tool, name), times in tally.unclaimed.items():
        more = f"; there are {times} such comments" if times > 1 else ""
        detail = f"the comment is left alone{more}"
        yield _diagnostic(tally.first[tool, name], "note", f"no rule claims `{name}` of {tool}", detail)
