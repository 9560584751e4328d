"""Applying suppressions: which findings do not count, and which suppressions may not, need not, or cannot do so.

Only what fails or is unknown is suppressed. Of the entries that fit a finding the first decides: comments of ours, then
those of other tools, then the configuration, then the baseline; within a kind by file and line, where of the comments
around one place that one is first whose range begins first. The answer depends on no order of findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.evaluate.fitting import Fits
from gatewright.evaluate.governance import Governance, Run
from gatewright.evaluate.request import Refined
from gatewright.evaluate.suppression import Entry
from gatewright.evaluate.telling import Told, named, say
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Suppression, SuppressionKind

__all__ = ["KINDS", "Governance", "Run", "suppress"]

KINDS: tuple[SuppressionKind, ...] = ("inline", "compat", "config", "baseline")
"""All kinds, the strongest first."""


def suppress(
    findings: Mapping[str, Sequence[Finding]], entries: Sequence[Entry], governance: Governance, run: Run
) -> Refined:
    """The findings of each environment with their suppressions, and what is wrong with the entries."""
    ordered = sorted(entries, key=lambda entry: (KINDS.index(entry.kind), entry.file or "", entry.line or 0))
    barred = {rank: said for rank, entry in enumerate(ordered) if (said := _barred(entry, governance, run)) is not None}
    work = _Work(ordered, governance, Fits(ordered, (r for r in range(len(ordered)) if r not in barred), run.paths))
    refined = {name: [work.refined(name, finding) for finding in found] for name, found in findings.items()}
    told = Told(ordered, governance, run, findings)
    return Refined(refined, told.all(barred, work.fits.used(), work.refused))


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
        return say(
            "warning",
            entry,
            f"the comment does not suppress {named(entry)}",
            "comments may not suppress here (`allow-inline = false`): fix the finding, or have it suppressed in the "
            "configuration",
        )
    if entry.kind in ("inline", "config") and governance.require_reason and not entry.reason.strip():
        how = " after `--`" if entry.kind == "inline" else " as `reason`"
        return say("warning", entry, f"{named(entry)} is not suppressed without a reason", f"say why{how}")
    if entry.until is not None and entry.until < run.today:
        return say(
            "warning",
            entry,
            f"the suppression of {named(entry)} expired on {entry.until.isoformat()}",
            "fix the finding, or decide on a new date",
        )
    return None
