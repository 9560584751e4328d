"""What to do about each group and each pull request that is there: pure, so that a dry run shows exactly this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gatewright.app.remediation import marker
from gatewright.app.remediation.grouping import Group
from gatewright.app.remediation.marker import Marker
from gatewright.app.remediation.wishes import PREFIX, Candidates
from gatewright.model.finding import Finding
from gatewright.model.patch import Patch
from gatewright.ports import PullRequest, Survey

ActionKind: TypeAlias = Literal["open", "update", "complete", "close", "keep", "leave"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A pull request of Gatewright's, with what it remembers."""

    pull: PullRequest
    marker: Marker


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, or to leave, and why."""

    kind: ActionKind
    branch: str
    group: Group | None = None
    known: Known | None = None
    reason: str = ""
    left: tuple[Patch, ...] = field(default=(), repr=False)


def every_known(survey: Survey) -> tuple[Known, ...]:
    """The pull requests that Gatewright opened: by the branch, and by what the text remembers."""
    found = ((pull, marker.read(pull.body)) for pull in survey.pulls if pull.branch.startswith(PREFIX))
    return tuple(Known(pull=pull, marker=read) for pull, read in found if read is not None)


def known_pulls(survey: Survey, scope: str) -> tuple[Known, ...]:
    """Those to the base branch and about the scanned folder: others are none of this run's business."""
    named = marker.scope_named(scope)
    every = every_known(survey)
    return tuple(one for one in every if one.pull.base == survey.base.branch and one.marker.scope == named)


def is_refused(one: Known) -> bool:
    """Whether a person closed it."""
    return one.pull.state == "closed" and not one.marker.closed


def refused(known: Iterable[Known]) -> frozenset[str]:
    """Findings whose pull request a person closed, and the digests of those that are too many to be listed."""
    closed = [one.marker for one in known if is_refused(one)]
    return frozenset(name for one in closed for name in (*one.fingerprints, one.digest) if name)


def placed(known: Iterable[Known]) -> dict[str, str]:
    """The branch of the open pull request that a finding is in already."""
    return {
        fingerprint: one.pull.branch
        for one in known
        if one.pull.state == "open"
        for fingerprint in one.marker.fingerprints
    }


def decide(groups: Sequence[Group], survey: Survey, known: Iterable[Known], most: int) -> list[Action]:
    """What to do about each group; no more than `most` are opened."""
    open_now = {one.pull.branch: one for one in known if one.pull.state == "open"}
    foreign = {pull.branch for pull in survey.pulls if pull.state == "open"} - set(open_now)
    actions: list[Action] = []
    for group in groups:
        there = open_now.get(group.branch)
        if there is not None:
            actions.append(_existing(group, there, survey))
        elif group.branch in foreign:
            reason = "another pull request is open from this branch"
            actions.append(Action(kind="leave", branch=group.branch, group=group, reason=reason))
        elif sum(action.kind == "open" for action in actions) >= most:
            reason = f"{most} pull requests are opened in one run (`--max`)"
            actions.append(Action(kind="leave", branch=group.branch, group=group, reason=reason))
        else:
            actions.append(Action(kind="open", branch=group.branch, group=group))
    return actions


def _existing(group: Group, known: Known, survey: Survey) -> Action:
    """What to do about a group whose pull request is open."""
    there, about = known.marker, marker.about(group.fingerprints, group.rules, "")
    wanted = (survey.base.commit, group.content, about.fingerprints, about.digest)
    if wanted != (there.base, there.content, there.fingerprints, there.digest):
        moved = known.marker.base != survey.base.commit
        reason = f"`{survey.base.branch}` has moved" if moved else "its findings or patches have changed"
        return Action(kind="update", branch=group.branch, group=group, known=known, reason=reason)
    if not known.marker.done:
        reason = "an earlier run did not finish it"
        return Action(kind="complete", branch=group.branch, group=group, known=known, reason=reason)
    return Action(kind="keep", branch=group.branch, group=group, known=known, reason="it is up to date")


def gone(known: Iterable[Known], candidates: Candidates, standing: Mapping[str, Finding]) -> list[tuple[Known, str]]:
    """Open pull requests none of whose findings counts any more, and why.

    Nothing is known where the scan was incomplete, or without one of the rules. Where not all findings are listed,
    none of the rule may be left.
    """
    if not candidates.complete:
        return []
    suppressed = {
        one.fingerprint for one in candidates.report.findings if one.outcome == "fail" and one.suppression is not None
    }
    ruled = {one.rule.id for one in standing.values()}
    found: list[tuple[Known, str]] = []
    for one in known:
        mended = set(one.marker.fingerprints)
        seen = set(one.marker.rules) <= candidates.judged
        left = mended & set(standing) or (one.marker.digest and ruled & set(one.marker.rules))
        if one.pull.state == "open" and seen and not left:
            found.append((one, "suppressed" if mended & suppressed else "gone"))
    return found
