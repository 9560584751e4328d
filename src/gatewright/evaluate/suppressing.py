"""Applying suppressions: which findings do not count, and which suppressions may not, need not, or cannot do so.

Only what fails or is unknown is suppressed. Of the entries that fit a finding the first decides: comments of ours, then
those of other tools, then the configuration, then the baseline; within a kind by file and line, where of the comments
around one place that one is first whose range begins first. The answer depends on no order of findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gatewright.evaluate.fitting import Fits, Paths
from gatewright.evaluate.request import Refined
from gatewright.evaluate.suppression import Entry
from gatewright.evaluate.wildcard import expression, is_literal, matches
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Suppression, SuppressionKind
from gatewright.model.location import Position

KINDS: tuple[SuppressionKind, ...] = ("inline", "compat", "config", "baseline")
"""All kinds, the strongest first."""
MOST_OF_BASELINE = 20
"""How many entries of a baseline are told about one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """What suppressions may do."""

    allow_inline: bool = True
    """Whether comments in the code suppress."""
    require_reason: bool = True
    """Whether a comment of ours or an entry of the configuration must give a reason. Comments of other tools need none,
    as some of these tools know no reasons: who wants one forbids such comments, or has them migrated."""
    unskippable: tuple[str, ...] = ()
    """Ids or patterns of rules whose findings nothing suppresses, a baseline included."""

    def forbids(self, rule: str) -> bool:
        """Whether nothing may suppress the rule."""
        return any(matches(pattern, rule) for pattern in self.unskippable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What suppressions are applied to: when, and what was judged."""

    today: date
    ran: frozenset[str]
    """Ids of the rules that ran; an entry for others is not said to be needless."""
    known: frozenset[str] = frozenset()
    """Ids of all rules, whether they ran or not."""
    whole: bool = True
    """Whether everything could be read; else nothing is said to be needless."""
    folders: frozenset[str] | None = None
    """The only folders whose comments may be said to be needless, as others may not have been judged; None for all."""
    environments: frozenset[str] | None = None
    """Every environment that there is, judged or not; None where nobody knows."""
    paths: Paths = field(default_factory=Paths)


def suppress(
    findings: Mapping[str, Sequence[Finding]], entries: Sequence[Entry], governance: Governance, run: Run
) -> Refined:
    """The findings of each environment with their suppressions, and what is wrong with the entries."""
    ordered = sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.file or "", entry.line or 0))
    barred = {rank: said for rank, entry in enumerate(ordered) if (said := _barred(entry, governance, run)) is not None}
    work = _Work(ordered, governance, Fits(ordered, (r for r in range(len(ordered)) if r not in barred), run.paths))
    refined = {name: [work.refined(name, finding) for finding in found] for name, found in findings.items()}
    told = _Told(ordered, governance, run, frozenset(findings))
    return Refined(refined, told.all(barred, work))


@dataclass
class _Work:
    """One pass over all findings."""

    entries: Sequence[Entry]
    governance: Governance
    fits: Fits
    refused: dict[int, str] = field(default_factory=dict)
    """A rule that may not be suppressed, by the rank of the entry that would."""
    _made: dict[int, Suppression] = field(default_factory=dict)
    _forbidden: dict[str, bool] = field(default_factory=dict)

    def refined(self, environment: str, finding: Finding) -> Finding:
        if finding.outcome not in ("fail", "unknown"):
            return finding
        rank = self.fits.first(environment, finding)
        if rank is None:
            return finding
        rule = finding.rule.id
        if rule not in self._forbidden:
            self._forbidden[rule] = self.governance.forbids(rule)
        if self._forbidden[rule]:
            self.refused.setdefault(rank, rule)
            return finding
        if rank not in self._made:
            self._made[rank] = _suppression(self.entries[rank])
        return finding.model_copy(update={"suppression": self._made[rank]})


def _suppression(entry: Entry) -> Suppression:
    return Suppression(
        kind=entry.kind,
        reason=entry.reason,
        owner=entry.owner,
        until=entry.until,
        file=entry.file,
        line=entry.line,
    )


def _barred(entry: Entry, governance: Governance, run: Run) -> Diagnostic | None:
    """Why an entry suppresses nothing at all, whatever it fits."""
    if entry.kind in ("inline", "compat") and not governance.allow_inline:
        return _say(
            "warning",
            entry,
            f"the comment does not suppress {_named(entry)}",
            "comments may not suppress here (`allow-inline = false`): fix the finding, or have it suppressed in the "
            "configuration",
        )
    if entry.kind in ("inline", "config") and governance.require_reason and not entry.reason.strip():
        how = " after `--`" if entry.kind == "inline" else " as `reason`"
        return _say("warning", entry, f"{_named(entry)} is not suppressed without a reason", f"say why{how}")
    if entry.until is not None and entry.until < run.today:
        return _say(
            "warning",
            entry,
            f"the suppression of {_named(entry)} expired on {entry.until.isoformat()}",
            "fix the finding, or decide on a new date",
        )
    return None


def _named(entry: Entry) -> str:
    names = [entry.written] if entry.written else list(entry.rules)
    return ", ".join(f"`{name}`" for name in names) or "everything"


def _say(severity: str, entry: Entry, summary: str, detail: str) -> Diagnostic:
    start = Position(line=entry.line, column=1) if entry.line else None
    return Diagnostic.model_validate(
        {"severity": severity, "summary": summary, "detail": detail, "file": entry.file, "start": start}
    )


@dataclass(frozen=True)
class _Told:
    """What there is to say about entries once they have been applied."""

    entries: Sequence[Entry]
    governance: Governance
    run: Run
    judged: frozenset[str]
    """Environments."""

    def all(self, barred: Mapping[int, Diagnostic], work: _Work) -> tuple[Diagnostic, ...]:
        used = work.fits.used()
        said: dict[int, Diagnostic] = dict(barred)
        for rank, entry in enumerate(self.entries):
            if rank in said:
                continue
            forbidden = work.refused.get(rank) or self._names_forbidden(entry)
            if forbidden is not None:
                said[rank] = _forbidden(entry, forbidden)
            elif strange := self._strange_environment(entry):
                said[rank] = _strange(entry, strange, self.run.environments or ())
            elif rank not in used and self._should_have_been_used(entry):
                said[rank] = _needless(entry)
        ranks = [rank for rank in sorted(said) if self.entries[rank].kind != "baseline"]
        held = [rank for rank in sorted(said) if self.entries[rank].kind == "baseline"]
        return (*(said[rank] for rank in ranks), *self._bounded(held, said))

    def _names_forbidden(self, entry: Entry) -> str | None:
        """A rule, or a pattern of such alone, that may not be suppressed and that an entry names."""
        if entry.kind == "baseline":
            return None
        return next((rule for rule in entry.rules if self.governance.forbids(rule)), None)

    def _should_have_been_used(self, entry: Entry) -> bool:
        """Whether everything that the entry is about was judged, so that it is known to fit nothing.

        The comment of another tool may be needed for that tool.
        """
        # Where nobody knows which there are, those that an entry names must have been judged; a pattern may fit others.
        every = frozenset(entry.environments) if self.run.environments is None else self.run.environments
        if entry.kind == "compat" or not self.run.whole or not every <= self.judged:
            return False
        folder = (entry.file or "").rpartition("/")[0] or "."
        if entry.kind == "inline" and self.run.folders is not None and folder not in self.run.folders:
            return False
        about = set(entry.rules) if all(map(is_literal, entry.rules)) else self._matched(entry.rules)
        return bool(about) and about <= self.run.ran if entry.rules else self.run.known <= self.run.ran

    def _strange_environment(self, entry: Entry) -> str | None:
        """An environment that a comment names and that is none; the configuration is checked where it is read."""
        if entry.kind != "inline" or self.run.environments is None:
            return None
        known = self.run.environments
        return next((one for one in entry.environments if not any(matches(one, name) for name in known)), None)

    def _matched(self, patterns: Iterable[str]) -> set[str]:
        compiled = [re.compile(expression(pattern), re.DOTALL) for pattern in patterns]
        return {rule for rule in self.run.known | self.run.ran if any(one.match(rule) for one in compiled)}

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


def _forbidden(entry: Entry, rule: str) -> Diagnostic:
    if entry.kind == "baseline":
        detail = (
            "the rule may not be suppressed (`unskippable`): fix the finding; `gatewright baseline update` removes it"
        )
        return _say("warning", entry, f"the baseline does not cover {_named(entry)}", detail)
    return _say(
        "warning",
        entry,
        f"`{rule}` is not suppressed",
        "the rule may not be suppressed (`unskippable` in the configuration): fix the finding",
    )


def _strange(entry: Entry, name: str, environments: Iterable[str]) -> Diagnostic:
    listed = ", ".join(f"`{one}`" for one in sorted(environments)) or "none"
    return _say("warning", entry, f"there is no environment `{name}`", f"the configuration has {listed}")


def _needless(entry: Entry) -> Diagnostic:
    if entry.kind == "baseline":
        return _say(
            "note",
            entry,
            f"{_named(entry)} is in the baseline, but does not fail any more",
            "`gatewright baseline update` removes it",
        )
    return _say(
        "note",
        entry,
        f"the suppression of {_named(entry)} is not needed",
        "nothing that it fits fails or is unknown: remove it",
    )
