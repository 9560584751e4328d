"""One run: what is there, what is wanted, what is done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gatewright.app.remediation import deciding, marker, telling
from gatewright.app.remediation.carrying_out import Hands, is_own
from gatewright.app.remediation.committed import ConvertedFileError, as_committed
from gatewright.app.remediation.deciding import Action, Known
from gatewright.app.remediation.grouping import Group, branch_of, grouped, is_of_place, place, standing, why_not
from gatewright.app.remediation.wishes import PREFIX, Candidates, Kind, Remake, Sources, Step, Wishes
from gatewright.errors import ForgeError
from gatewright.model.patch import Patch
from gatewright.ports import Head, Survey, Workbench

Tell = Callable[[Step], None]
_WOULD: dict[str, Kind] = {"open": "opened", "update": "updated", "complete": "completed", "close": "closed"}
_MOST_FAILURES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, in order."""

    steps: tuple[Step, ...]

    @property
    def failed(self) -> bool:
        """Whether something could not be done that another run may do."""
        return any(step.kind == "failed" for step in self.steps)


def remedy(
    candidates: Candidates,
    sources: Sources,
    bench: Workbench,
    wishes: Wishes,
    *,
    remake: Remake | None = None,
    tell: Tell = lambda _: None,
) -> Outcome:
    """Open, update and close pull requests until they are what the candidates ask for.

    Running it again changes nothing, and completes what an earlier run did not. `tell` hears of each step at once.
    """
    run = _Run(candidates, sources, bench, wishes)
    steps: list[Step] = []
    for step in run.steps(remake):
        tell(step)
        steps.append(step)
    return Outcome(tuple(steps))


@dataclass(slots=True)
class _Run:
    candidates: Candidates
    sources: Sources
    bench: Workbench
    wishes: Wishes
    quiet: bool = True
    """Whether nothing has been opened or updated."""
    base: str = ""
    """The base branch; empty for the default branch."""

    def steps(self, remake: Remake | None) -> Iterator[Step]:
        offered, unfit = self._offered()
        survey = self._surveyed(offered)
        self.base = "" if survey.base.branch == survey.default else survey.base.branch
        yield from (_left(patch, self._branch(patch, self.base), reason) for patch, reason in unfit)
        keys = {patch.fingerprints: self._branch(patch, self.base) for patch in offered}
        known = deciding.known_pulls(survey, self.sources.below)
        by_branch, refused = self._placed(offered, keys, known)
        yield from refused
        groups, left = grouped(by_branch, self.candidates, self.sources, remake=remake)
        yield from (_left(one.patch, one.branch, one.reason) for one in left)
        same, others = self._same_as(survey.base, groups)
        yield from others
        actions = deciding.decide(same, survey, known, self.wishes.most)
        ended = deciding.gone(known, self.candidates, standing(self.candidates))
        actions += [Action(kind="close", branch=one.pull.branch, known=one, reason=why) for one, why in ended]
        yield from self._all(self._certain(actions, survey), survey)

    def _offered(self) -> tuple[list[Patch], list[tuple[Patch, str]]]:
        """The patches that may be proposed, and the others, each with the reason."""
        fingerprints = frozenset(standing(self.candidates))
        judged = [(patch, why_not(patch, fingerprints)) for patch in self.candidates.patches]
        return [patch for patch, reason in judged if not reason], [one for one in judged if one[1]]

    def _surveyed(self, offered: Sequence[Patch]) -> Survey:
        """What is there. Whether a base is the default branch may be told by that only, so both names are asked for."""
        base, default = self.wishes.base, self.wishes.default
        bases = {""} if base is None or base == default else {base} if default else {"", base}
        names = sorted({self._branch(patch, one) for patch in offered for one in bases})
        return self.bench.survey(base, PREFIX, names, default=default)

    def _branch(self, patch: Patch, base: str) -> str:
        return branch_of(patch, self.wishes.group_by, self.sources, base)

    def _placed(
        self, offered: Sequence[Patch], keys: dict[tuple[str, ...], str], known: Sequence[Known]
    ) -> tuple[dict[str, list[Patch]], list[Step]]:
        """Patches by branch: that of the open pull request they are in already, or that of their group."""
        closed = frozenset() if self.wishes.retry else deciding.refused(known)
        there = deciding.placed(known)
        by_branch: dict[str, list[Patch]] = {}
        refused: list[Step] = []
        for patch in offered:
            branch = next((there[one] for one in patch.fingerprints if one in there), keys[patch.fingerprints])
            theirs = closed.issuperset(patch.fingerprints) or marker.digest_of(patch.fingerprints) in closed
            if theirs and not any(one in there for one in patch.fingerprints):
                refused.append(_left(patch, branch, "a person closed its pull request; `--retry` proposes it again"))
            else:
                by_branch.setdefault(branch, []).append(patch)
        return by_branch, refused

    def _same_as(self, base: Head, groups: Sequence[Group]) -> tuple[list[Group], list[Step]]:
        """The groups whose files are in the base branch as they were scanned, changed as they are there; and others."""
        if not groups:
            return [], []
        differing = self._differing(base)
        paths = {name: self.sources.path(name) for group in groups for name in group.files}
        committed = self.sources.committed(base.commit, sorted(set(paths.values())))
        same, others = [], []
        for group in groups:
            try:
                if any(paths[name] in differing for name in group.files):
                    raise ConvertedFileError(  # noqa: TRY301  # told as what cannot be changed is
                        f"`{base.branch}` has other contents than the checkout in what it changes; update the checkout"
                    )
                files = {name: self._changed(name, data, base, committed) for name, data in group.files.items()}
            except ConvertedFileError as error:
                prints = group.fingerprints
                others.append(Step(kind="left", branch=group.branch, reason=str(error), fingerprints=prints))
            else:
                same.append(replace(group, files=files))
        return same, others

    def _changed(self, name: str, after: bytes, base: Head, committed: Mapping[str, bytes] | None) -> bytes:
        """A file as it is to be committed. Without git, the checkout has been compared to the byte."""
        if committed is None:
            return after
        path = self.sources.path(name)
        before, blob = self.sources.read(name), committed.get(path)
        if blob is None:  # as in a partial clone
            blob = self.bench.content(base.commit, path)
        if before is None or blob is None:
            raise ConvertedFileError(f"`{base.branch}` has no file `{name}`; update the checkout")
        return as_committed(name, blob, before=before, after=after)

    def _certain(self, actions: list[Action], survey: Survey) -> list[Action]:
        """The actions, without closing anything where the checkout is not the base branch."""
        if not any(action.kind == "close" for action in actions) or not self._differing(survey.base):
            return actions
        reason = f"the checkout is not `{survey.base.branch}`, so nobody knows whether its findings are gone"
        return [
            Action(kind="leave", branch=one.branch, reason=reason) if one.kind == "close" else one for one in actions
        ]

    def _differing(self, base: Head) -> frozenset[str]:
        """Files of Terraform, from the repository's root, that the checkout has in another way than the base branch."""
        told = self.sources.differing(base.commit)
        if told is not None:
            return told
        blobs = self.bench.blobs(base)
        if blobs is None:
            raise ForgeError(
                f"`{base.branch}` has more files than GitHub lists, and the checkout is no clone at its commit; run in "
                f"a clone at `{base.commit[:12]}`"
            )
        names = set(self.sources.files())
        return frozenset(name for name in names if blobs.get(name) != self._blob(name)) | frozenset(
            name for name in blobs if name not in names and _is_terraform(name) and self._is_below(name)
        )

    def _blob(self, path: str) -> str:
        """Git's id of a file of the checkout."""
        below = f"{self.sources.below}/" if self.sources.below else ""
        data = self.sources.read(path.removeprefix(below))
        if data is None:
            return ""
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

    def _is_below(self, path: str) -> bool:
        return not self.sources.below or path.startswith(f"{self.sources.below}/")

    def _all(self, actions: Sequence[Action], survey: Survey) -> Iterator[Step]:
        hands = Hands(bench=self.bench, base=survey.base, sources=self.sources, wishes=self.wishes)
        failures = 0
        for action in actions:
            if self.wishes.dry_run:
                yield _would(action)
                continue
            if failures >= _MOST_FAILURES:
                yield _failed(action, "not tried after other failures; run again")
                continue
            try:
                step = hands.carry_out(action)
            except ForgeError as error:
                failures += 1
                yield _failed(action, str(error))
                continue
            failures = 0
            self.quiet = self.quiet and step.kind not in {"opened", "updated", "closed"}
            yield step
        if self.quiet and not self.wishes.dry_run and not failures:
            yield from self._swept(survey)

    def _swept(self, survey: Survey) -> Iterator[Step]:
        """Branches that a broken-off run left behind: ours to the last commit, and no pull request needs them."""
        kept = {one.branch for one in survey.pulls if one.state == "open"}
        kept |= {one.pull.branch for one in deciding.every_known(survey) if deciding.is_refused(one)}
        ending = place(self.base, self.sources.below)  # those of another base or folder may be in another run's hands
        for branch, tip in self.bench.branches(PREFIX).items():
            if branch in kept or not is_of_place(branch, ending) or not is_own(self.bench.commit(tip), branch):
                continue
            if self.bench.delete_branch(branch, at=tip):
                yield Step(kind="deleted", branch=branch, reason="no open pull request needs it")


def _is_terraform(path: str) -> bool:
    return path.endswith((".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json"))


def _left(patch: Patch, branch: str, reason: str) -> Step:
    return Step(kind="left", branch=branch, title=patch.title, reason=reason, fingerprints=patch.fingerprints)


def _failed(action: Action, reason: str) -> Step:
    prints = action.group.fingerprints if action.group else ()
    return Step(kind="failed", branch=action.branch, reason=reason, fingerprints=prints)


def _would(action: Action) -> Step:
    kind: Kind = _WOULD.get(action.kind, "kept" if action.kind == "keep" else "left")
    text = telling.title(action.group) if action.group else action.known.pull.title if action.known else ""
    url = action.known.pull.url if action.known else ""
    prints = action.group.fingerprints if action.group else ()
    return Step(kind=kind, branch=action.branch, title=text, url=url, reason=action.reason, fingerprints=prints)
