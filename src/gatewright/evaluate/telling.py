"""What there is to say about suppressions once they have been applied: which are forbidden, strange, or not needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gatewright.evaluate.governance import Governance, Run
from gatewright.evaluate.standing import Standings, keyless
from gatewright.evaluate.suppression import Entry
from gatewright.evaluate.wildcard import expression, is_literal, matches
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding
from gatewright.model.location import Position

MOST_OF_BASELINE = 20
"""How many entries of a baseline are told about one by one."""


def named(entry: Entry) -> str:
    """What an entry suppresses, in the words of who wrote it."""
    names = [entry.written] if entry.written else list(entry.rules)
    return ", ".join(f"`{name}`" for name in names) or "everything"


def say(severity: str, entry: Entry, summary: str, detail: str) -> Diagnostic:
    """A diagnostic at the place of an entry."""
    start = Position(line=entry.line, column=1) if entry.line else None
    return Diagnostic.model_validate(
        {"severity": severity, "summary": summary, "detail": detail, "file": entry.file, "start": start}
    )


@dataclass(frozen=True)
class Told:
    """All that is said about the entries of one run."""

    entries: Sequence[Entry]
    governance: Governance
    run: Run
    findings: Mapping[str, Sequence[Finding]]
    """By environment."""

    def all(
        self, barred: Mapping[int, Diagnostic], used: Iterable[tuple[int, str]], refused: Mapping[int, str]
    ) -> tuple[Diagnostic, ...]:
        """What is said, by rank of the entries, those of a baseline last.

        `barred` are the entries that may not suppress, with the reason, and `refused` those that may not suppress a
        rule; `used` are the others that fitted a finding, with the finding's rule.
        """
        said: dict[int, Diagnostic] = dict(barred)
        rules: dict[int, set[str]] = {}
        for rank, rule in used:
            rules.setdefault(rank, set()).add(rule)
        for rank, entry in enumerate(self.entries):
            if rank in said:
                continue
            forbidden = refused.get(rank) or self._names_forbidden(entry)
            if forbidden is not None:
                said[rank] = _forbidden(entry, forbidden)
            elif strange := self._strange_environment(entry):
                said[rank] = _strange(entry, strange, self.run.environments or ())
            elif (told := self._unused(entry, rules.get(rank, ()))) is not None:
                said[rank] = told
        ranks = [rank for rank in sorted(said) if self.entries[rank].kind != "baseline"]
        held = [rank for rank in sorted(said) if self.entries[rank].kind == "baseline"]
        in_force = [entry for rank, entry in enumerate(self.entries) if rank not in barred]
        return (*(said[rank] for rank in ranks), *self._honoured(in_force), *self._bounded(held, said))

    def _names_forbidden(self, entry: Entry) -> str | None:
        """A rule, or a pattern of such alone, that may not be suppressed and that an entry names."""
        if entry.kind == "baseline":
            return None
        return next((rule for rule in entry.rules if self.governance.forbids(rule)), None)

    def _strange_environment(self, entry: Entry) -> str | None:
        """An environment that a comment names and that is none; the configuration is checked where it is read."""
        if entry.kind != "inline" or self.run.environments is None:
            return None
        known = self.run.environments
        return next((one for one in entry.environments if not any(matches(one, name) for name in known)), None)

    # -- what is not needed --------------------------------------------------------------------------------------

    def _unused(self, entry: Entry, used: Collection[str]) -> Diagnostic | None:
        """That an entry, or a part of it, is not needed, as far as that is known."""
        if entry.kind == "baseline":
            return _gone(entry) if not used and self._is_gone(entry) else None
        if not entry.rules:
            idle_at_all = not used and self.run.known <= self.run.ran
            return _needless(entry) if idle_at_all and self._is_decided(entry) else None
        idle = [one for one in entry.rules if not any(matches(one, rule) for rule in used) and self._ran(one)]
        if not idle or not self._is_decided(entry):
            return None
        return _needless(entry) if len(idle) == len(entry.rules) else _needless_part(entry, idle)

    def _is_decided(self, entry: Entry) -> bool:
        """Whether everything that an entry is about was judged, so that it is known what it fits.

        The comment of another tool may be needed for that tool.
        """
        if entry.kind == "compat" or not self.run.whole or not self._covers_environments(entry):
            return False
        folder = (entry.file or "").rpartition("/")[0] or "."
        if entry.kind == "inline" and self.run.folders is not None and folder not in self.run.folders:
            return False
        return not self._may_be_one_of_many(entry)

    def _is_gone(self, entry: Entry) -> bool:
        """Whether a finding of a baseline is known not to fail any more: its rule passes, or its resource is gone."""
        if not self._covers_environments(entry) or not all(map(self._ran, entry.rules)):
            return False
        rule = next(iter(entry.rules), "")
        standing = self._standings.of(rule, entry.resource, entry.environments)
        if standing != "absent":
            return standing == "decided"
        root = (entry.resource or "").partition(":")[0]
        return self.run.whole and (self.run.folders is None or root in self.run.folders)

    def _covers_environments(self, entry: Entry) -> bool:
        """Whether all environments were judged that an entry may be there for."""
        # Where nobody knows which there are, those that an entry names must have been judged; a pattern may fit others.
        every = frozenset(entry.environments) if self.run.environments is None else self.run.environments
        return every <= self.findings.keys()

    def _ran(self, pattern: str) -> bool:
        """Whether every rule ran that an id or pattern fits, and there is one."""
        if is_literal(pattern):
            return pattern in self.run.ran
        compiled = re.compile(expression(pattern), re.DOTALL)
        about = {rule for rule in self.run.known | self.run.ran if compiled.match(rule)}
        return bool(about) and about <= self.run.ran

    def _may_be_one_of_many(self, entry: Entry) -> bool:
        """Whether an entry may be about one of an unknown number of instances, of which one stands for all."""
        patterns = [keyless(one) for one in entry.addresses]
        return any(matches(one, address) for one in patterns for address in self._keyless)

    @cached_property
    def _keyless(self) -> frozenset[str]:
        every = (finding.document.address for found in self.findings.values() for finding in found)
        return frozenset(keyless(address) for address in every if "[*]" in address)

    @cached_property
    def _standings(self) -> Standings:
        wanted = {(rule, entry.resource) for entry in self.entries if entry.kind == "baseline" for rule in entry.rules}
        return Standings((((name,), one) for name, found in self.findings.items() for one in found), wanted)

    # -- what is told by its number ------------------------------------------------------------------------------

    def _honoured(self, in_force: Iterable[Entry]) -> Iterator[Diagnostic]:
        """How many comments of each other tool may suppress here, and how many never can."""
        held: dict[str, list[str]] = {}
        strange: dict[str, int] = {}
        known = self.run.environments
        for entry in in_force:
            if entry.tool is None:
                continue
            if _fits_any(entry.environments, self.findings):
                held.setdefault(entry.tool, []).append(entry.file or "")
            elif known is not None and not _fits_any(entry.environments, known):
                strange[entry.tool] = strange.get(entry.tool, 0) + 1
        for tool, files in held.items():
            places = len(set(files))
            yield Diagnostic(
                severity="note",
                summary=f"{_comments(len(files), tool)} in {places} file{'s' * (places > 1)} honoured",
                detail="`gatewright suppressions list` shows them, `gatewright suppressions migrate` rewrites them",
            )
        for tool, count in strange.items():
            yield Diagnostic(
                severity="note",
                summary=f"{_comments(count, tool)} for environments that are not there",
                detail="the comments suppress nothing; name the environments in the configuration or with `-e`",
            )

    def _bounded(self, ranks: Sequence[int], said: Mapping[int, Diagnostic]) -> Iterator[Diagnostic]:
        """What is said about entries of a baseline: of each kind a few one by one, then how many more there are."""
        kinds: dict[str, list[Diagnostic]] = {}
        for rank in ranks:
            kinds.setdefault(said[rank].detail, []).append(said[rank])
        for detail, told in kinds.items():
            yield from told[:MOST_OF_BASELINE]
            rest = len(told) - MOST_OF_BASELINE
            if rest > 0:
                one = told[0]
                yield Diagnostic(
                    severity=one.severity,
                    summary=f"the same is so of {rest} more entries",
                    detail=detail,
                    file=one.file,
                )


def _fits_any(patterns: Sequence[str], names: Iterable[str]) -> bool:
    return not patterns or any(matches(pattern, name) for name in names for pattern in patterns)


def _comments(count: int, tool: str) -> str:
    return f"{count} skip comment{'s' * (count > 1)} of {tool}"


def _forbidden(entry: Entry, rule: str) -> Diagnostic:
    if entry.kind == "baseline":
        detail = (
            "the rule may not be suppressed (`unskippable`): fix the finding; `gatewright baseline update` removes it"
        )
        return say("warning", entry, f"the baseline does not cover {named(entry)}", detail)
    return say(
        "warning",
        entry,
        f"`{rule}` is not suppressed",
        "the rule may not be suppressed (`unskippable` in the configuration): fix the finding",
    )


def _strange(entry: Entry, name: str, environments: Iterable[str]) -> Diagnostic:
    listed = ", ".join(f"`{one}`" for one in sorted(environments)) or "none"
    return say("warning", entry, f"there is no environment `{name}`", f"the configuration has {listed}")


def _gone(entry: Entry) -> Diagnostic:
    return say(
        "note",
        entry,
        f"{named(entry)} is in the baseline, but does not fail any more",
        "`gatewright baseline update` removes it",
    )


def _needless(entry: Entry) -> Diagnostic:
    return say(
        "note",
        entry,
        f"the suppression of {named(entry)} is not needed",
        "nothing that it fits fails or is unknown: remove it",
    )


def _needless_part(entry: Entry, idle: Sequence[str]) -> Diagnostic:
    names = ", ".join(f"`{name}`" for name in idle)
    return say(
        "note",
        entry,
        f"{names} in the suppression of {named(entry)} {'is' if len(idle) == 1 else 'are'} not needed",
        "nothing of it that the suppression fits fails or is unknown: leave it out there",
    )
