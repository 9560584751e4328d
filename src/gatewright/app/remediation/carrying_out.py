"""Doing what was decided, in an order that leaves nothing half done: objects, branch, pull request, the rest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace

from gatewright.app.remediation import marker, telling
from gatewright.app.remediation.deciding import Action, Known
from gatewright.app.remediation.grouping import Group
from gatewright.app.remediation.marker import Marker
from gatewright.app.remediation.wishes import Kind, Sources, Step, Wishes
from gatewright.ports import Commit, Head, Opening, PullRequest, Workbench, Write

_CONTENT = re.compile(r"^Gatewright-Content: ([0-9a-f]{64})$", re.MULTILINE)


def is_own(commit: Commit, branch: str) -> bool:
    """Whether Gatewright made this commit: it names a digest of what it is, which anybody's change would break."""
    found = _CONTENT.findall(commit.message)
    return found == [_digest(branch, commit.tree, commit.parents)]


def _digest(branch: str, tree: str, parents: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(["gatewright", branch, tree, *parents]).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What it takes to carry something out."""

    bench: Workbench
    base: Head
    sources: Sources
    wishes: Wishes

    def carry_out(self, action: Action) -> Step:
        """Do it; `left` where a person's work would be in the way."""
        group, known = action.group, action.known
        match action.kind:
            case "open" if group is not None:
                return self._open(group)
            case "update" if group is not None and known is not None:
                return self._update(group, known, action.reason)
            case "complete" if group is not None and known is not None:
                self._finish(group, known.pull)
                return _step("completed", group, known.pull, action.reason)
            case "close" if known is not None:
                return self._close(known, action.reason)
            case "keep" if known is not None and group is not None:
                return _step("kept", group, known.pull, action.reason)
            case _:
                return Step(kind="left", branch=action.branch, reason=action.reason, fingerprints=_prints(group))

    def _open(self, group: Group) -> Step:
        tree = self._tree(group)
        commit = self._commit(group, tree, (self.base.commit,))
        made = self.bench.create_branch(group.branch, commit)
        if not made:
            made, problem = self._take_over(group, tree, commit)
            if problem:
                return Step(kind="left", branch=group.branch, reason=problem, fingerprints=group.fingerprints)
        opening = Opening(
            branch=group.branch,
            base=self.base.branch,
            title=telling.title(group),
            body=self._body(group, done=False),
            draft=self.wishes.draft,
            made_at=commit if made else "",
        )
        pull = self.bench.open(opening)
        self._finish(group, pull)
        return _step("opened", group, pull)

    def _take_over(self, group: Group, tree: str, commit: str) -> tuple[bool, str]:
        """Let a branch that an earlier run left behind hold this group; why not, where it is somebody else's.

        Before that, whether this run has made it after all, by an attempt whose answer was lost.
        """
        tip = self.bench.branches(group.branch).get(group.branch)
        if tip is None:
            return False, "the branch was deleted at this moment; run again"
        return tip == commit, self._advance(group, tree, tip)

    def _advance(self, group: Group, tree: str, tip: str) -> str:
        there = self.bench.commit(tip)
        if not is_own(there, group.branch):
            return "somebody has pushed to its branch; it is left to them"
        if there.tree == tree and self.base.commit in there.parents:
            return ""
        # A merge of the base moves the branch forward, so GitHub itself refuses it where somebody has pushed meanwhile.
        parents = (tip,) if self.base.commit in there.parents else (tip, self.base.commit)
        if not self.bench.move_branch(group.branch, self._commit(group, tree, parents)):
            return "somebody has pushed to its branch at this moment; it is left to them"
        return ""

    def _update(self, group: Group, known: Known, reason: str) -> Step:
        problem = self._advance(group, self._tree(group), known.pull.commit)
        if problem:
            return _step("left", group, known.pull, problem)
        done = known.marker.done
        self.bench.rewrite(known.pull, telling.title(group), self._body(group, done=done))
        if not done:
            self._finish(group, known.pull)
        return _step("updated", group, known.pull, reason)

    def _finish(self, group: Group, pull: PullRequest) -> None:
        """Reviewers first: whether they must be mentioned is part of the text that is set last."""
        reviewers = telling.reviewers_of(group, self.sources)
        asked = self.bench.ask_review(pull, reviewers) if reviewers else True
        others = tuple(one for one in reviewers if one.lower() != f"@{pull.author}".lower())
        body = self._body(group, done=True, mentioned=() if asked else others)
        self.bench.settle(pull, body, labels=self.wishes.labels, assignees=self.wishes.assignees)

    def _close(self, known: Known, reason: str) -> Step:
        pull = known.pull
        tip = self.bench.branches(pull.branch).get(pull.branch, pull.commit)
        if not is_own(self.bench.commit(tip), pull.branch):
            pushed = "its findings are gone, but somebody has pushed to its branch; it is left to them"
            return Step(kind="left", branch=pull.branch, url=pull.url, reason=pushed)
        remembered = marker.closing(known.marker, reason)
        self.bench.close(pull, telling.farewell(reason), marker.remarked(pull.body, remembered))
        words = "its findings are accepted" if reason == "suppressed" else "its findings are gone"
        if not self.bench.delete_branch(pull.branch, at=tip):
            words += "; its branch stays, as somebody has pushed to it meanwhile"
        return Step(
            kind="closed",
            branch=pull.branch,
            title=pull.title,
            url=pull.url,
            reason=words,
            fingerprints=known.marker.fingerprints,
        )

    def _tree(self, group: Group) -> str:
        path, executable = self.sources.path, self.sources.executable
        files = [
            Write(path=path(name), data=data, executable=executable(name)) for name, data in sorted(group.files.items())
        ]
        return self.bench.add_tree(self.base.tree, files)

    def _commit(self, group: Group, tree: str, parents: tuple[str, ...]) -> str:
        message = telling.commit_message(group, self.wishes, _digest(group.branch, tree, parents))
        return self.bench.add_commit(Commit(message=message, tree=tree, parents=parents))

    def _body(self, group: Group, *, done: bool, mentioned: tuple[str, ...] = ()) -> str:
        text = telling.body(group, self.sources, mentioned, mention=bool(mentioned))
        return marker.remarked(text, replace(self._marker(group), done=done))

    def _marker(self, group: Group) -> Marker:
        about = marker.about(group.fingerprints, group.rules, self.sources.below)
        return replace(about, base=self.base.commit, content=group.content)


def _step(kind: Kind, group: Group, pull: PullRequest, reason: str = "") -> Step:
    return Step(
        kind=kind,
        branch=group.branch,
        title=telling.title(group),
        url=pull.url or f"#{pull.number}",
        reason=reason,
        fingerprints=group.fingerprints,
    )


def _prints(group: Group | None) -> tuple[str, ...]:
    return group.fingerprints if group is not None else ()
