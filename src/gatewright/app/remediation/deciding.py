"""What to do about each group and each pull request that is there: pure, so that a dry run shows exactly this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gatewright.app.remediation import marker
from gatewright.app.remediation.grouping import Group
from gatewright.app.remediation.marker import Marker
from gatewright.app.remediation.wishes import PREFIX, Candidates
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


def known_pulls(survey: Survey) -> tuple[Known, ...]:
    """The pull requests that Gatewright opened: by the branch, and by what the text remembers."""
    found = ((pull, marker.read(pull.body)) for pull in survey.pulls if pull.branch.startswith(PREFIX))
    return tuple(Known(pull=pull, marker=read) for pull, read in found if read is not None)


def refused(known: Iterable[Known]) -> frozenset[str]:
    """Findings whose pull request a person closed."""
    closed = (one for one in known if one.pull.state == "closed" and not one.marker.closed)
    return frozenset(fingerprint for one in closed for fingerprint in one.marker.fingerprints)


def placed(known: Iterable[Known]) -> dict[str, str]:
    """The branch of the open pull request that a finding is in already."""
    return {
        fingerprint: one.pull.branch
        for one in known
        if one.pull.state == "open"
        for fingerprint in one.marker.fingerprints
    }


def decide(groups: Sequence[Group], survey: Survey, most: int) -> list[Action]:
    """What to do about each group; no more than `most` are opened."""
    open_now = {one.pull.branch: one for one in known_pulls(survey) if one.pull.state == "open"}
    foreign = {pull.branch for pull in survey.pulls if pull.state == "open"} - set(open_now)
    actions: list[Action] = []
    for group in groups:
        known = open_now.get(group.branch)
        if known is not None:
            actions.append(_existing(group, known, survey))
        elif group.branch in foreign:
            reason = "somebody else's pull request is open from this branch"
            actions.append(Action(kind="leave", branch=group.branch, group=group, reason=reason))
        elif sum(action.kind == "open" for action in actions) >= most:
            reason = f"{most} pull requests are opened in one run (`--max`)"
            actions.append(Action(kind="leave", branch=group.branch, group=group, reason=reason))
        else:
            actions.append(Action(kind="open", branch=group.branch, group=group))
    return actions


def _existing(group: Group, known: Known, survey: Survey) -> Action:
    """What to do about a group whose pull request is open."""
    wanted = (survey.base.commit, group.content, group.fingerprints)
    if wanted != (known.marker.base, known.marker.content, known.marker.fingerprints):
        moved = known.marker.base != survey.base.commit
        reason = f"`{survey.base.branch}` has moved" if moved else "its findings or patches have changed"
        return Action(kind="update", branch=group.branch, group=group, known=known, reason=reason)
    if not known.marker.done:
        reason = "an earlier run did not finish it"
        return Action(kind="complete", branch=group.branch, group=group, known=known, reason=reason)
    return Action(kind="keep", branch=group.branch, group=group, known=known, reason="it is up to date")


def gone(
    known: Iterable[Known], candidates: Candidates, scope: str, standing: Mapping[str, object]
) -> list[tuple[Known, str]]:
    """Open pull requests none of whose findings counts any more, and why.

    Nothing is known where the scan was incomplete, of another folder, or without one of the rules.
    """
    if not candidates.complete:
        return []
    suppressed = {
        one.fingerprint for one in candidates.report.findings if one.outcome == "fail" and one.suppression is not None
    }
    found: list[tuple[Known, str]] = []
    for one in known:
        mended = set(one.marker.fingerprints)
        seen = one.marker.scope == scope and set(one.marker.rules) <= candidates.judged
        if one.pull.state == "open" and seen and not mended & set(standing):
            found.append((one, "suppressed" if mended & suppressed else "gone"))
    return found
