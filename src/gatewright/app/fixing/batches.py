"""Many findings at once: proposals that do not meet are proved together, the rest one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gatewright.app.fixing.drafting import Editors
from gatewright.app.fixing.plans import Container
from gatewright.app.fixing.proposing import Proposal, propose
from gatewright.app.fixing.proving import GONE, UNCHANGED, Prover, Verdict, kind_of
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.standing import Standing
from gatewright.app.fixing.world import World
from gatewright.model.finding import Finding
from gatewright.model.fix import Confidence, Fix
from gatewright.model.patch import ProofStep
from gatewright.sources.terraform.editing import Splice, compose
from gatewright.sources.terraform.editing import apply as applied

UNDECIDED = "a person has to look at it (`--confidence review`)"
OWN = frozenset({GONE, UNCHANGED})
"""What a proposal fails by itself, whatever is proved together with it."""


@dataclass(frozen=True)
class Accepted:
    """A proposal that is proved, with the files as they were before it."""

    proposal: Proposal
    steps: tuple[ProofStep, ...]
    also: tuple[str, ...]
    before: Mapping[str, bytes]
    joined: tuple[str, ...] = ()
    """Fingerprints of findings that are gone with it though they asked for other edits."""
    failing: frozenset[str] = frozenset()
    """Those that turn out to fail in the end."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fingerprint, as it was reported, of every finding that it mends."""
        named = dict.fromkeys((*self.proposal.names, *self.joined))
        return tuple(name for name in named if name not in self.failing)


@dataclass(frozen=True)
class Waiting:
    """A finding that nothing has been done about yet."""

    environment: str
    reported: Finding
    finding: Finding
    """The same one as it is now."""

    @property
    def name(self) -> str:
        """Its fingerprint as it was reported."""
        return self.reported.fingerprint


@dataclass
class Outcome:
    """What came of the findings, and the folder with all that was accepted."""

    world: World
    accepted: list[Accepted] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Reasons by fingerprint."""
    made: dict[str, tuple[Splice, ...]] = field(default_factory=dict)
    """All edits of each file, in terms of what it holds on disk."""


@dataclass
class Fixer:
    """Works through findings, given with the environment in which each was found."""

    world: World
    prover: Prover = field(default_factory=Prover)
    confidence: Confidence = "review"
    """With `certain`, what a person should look at is refused."""

    def run(self, findings: Sequence[tuple[str, Finding]]) -> Outcome:
        """Rounds of proposals, each round made for what the ones before have left.

        INVARIANT: each round accepts or refuses at least one proposal, so that there is a last one.
        """
        outcome = Outcome(self.world)
        standing = Standing(self.world)
        asked = waiting = [Waiting(name, finding, finding) for name, finding in findings]
        while waiting:
            known = len(outcome.accepted)
            made, like = self._proposals(waiting, outcome)
            batch, later = _apart(made)
            later += [*like, *self._proved(batch, outcome)]
            again = {name for one in later for name in one.names}
            mended = {name for one in outcome.accepted for name in one.names}
            if len(outcome.accepted) > known:
                standing.follow(outcome.world, mended, _moved(outcome.accepted[known:]))
            waiting = _left([one for one in waiting if one.name in again], standing, outcome)
        if outcome.accepted:
            _left([one for one in asked if one.name in outcome.refused], standing, outcome)
            _settled(findings, standing, outcome)
        return outcome

    def _proposals(self, waiting: Iterable[Waiting], outcome: Outcome) -> tuple[list[Proposal], list[Proposal]]:
        """What would be done about the findings; those that ask for the same edits share a proposal.

        Of two statements that say the same, either one may go by the same edit: the second is no party to it, and waits
        with what is like what is made.
        """
        world = outcome.world
        editors = Editors(lambda file: _bytes(world, file))
        found: dict[tuple[object, ...], Proposal] = {}
        like: list[Proposal] = []
        for one in waiting:
            located = world.located(one.environment, one.finding)
            try:
                made = replace(propose(located, one.environment, world, editors), names=(one.name,))
            except NotDoneError as error:
                outcome.refused[one.name] = str(error)
                continue
            if made.confidence == "review" and self.confidence == "certain":
                notes = "; ".join(filter(None, (fix_of(located).note.rstrip("."), *made.notes)))
                outcome.refused[one.name] = f"{UNDECIDED}: {notes}"
                continue
            known = found.get(made.key)
            if known is not None and made.shifts and kind_of(one.finding) in map(kind_of, known.findings):
                like.append(made)
            else:
                found[made.key] = made if known is None else _shared(known, made)
        return list(found.values()), like

    def _proved(self, batch: Sequence[Proposal], outcome: Outcome) -> list[Proposal]:
        """Accept what is proved of a batch: all at once if possible, else in parts. What must be made again is left."""
        if not batch:
            return []
        world = outcome.world
        held = {file: applied(_bytes(world, file), splices) for file, splices in _together(batch).items()}
        verdict = self.prover.prove(world, batch, held)
        if verdict.holds:
            _accept(batch, verdict, outcome)
            return []
        left = [one for number, one in enumerate(batch) if not _refused(verdict, number, one, outcome)]
        if len(left) == len(batch) == 1:
            reason = verdict.reason(0)
            outcome.refused.update(dict.fromkeys(batch[0].names, reason))
            return []
        middle = len(left) // 2 if len(left) == len(batch) else len(left)
        waiting: list[Proposal] = []
        for part in (left[:middle], left[middle:]):
            waiting += self._proved(part, outcome) if outcome.world is world else part
        return waiting


def fix_of(finding: Finding) -> Fix:
    """The fix of the finding's rule, which has one."""
    assert finding.rule.fix is not None  # noqa: S101  # INVARIANT: what is proposed has a fix
    return finding.rule.fix


def _refused(verdict: Verdict, number: int, one: Proposal, outcome: Outcome) -> bool:
    """Refuse a proposal whose failure is its own, whatever else is in the batch."""
    if not any(step.name in OWN and not step.holds for step in verdict.steps[number]):
        return False
    failed = [f"{step.name}: {step.detail}" for step in verdict.steps[number] if not step.holds]
    outcome.refused.update(dict.fromkeys(one.names, "not proved: " + "; ".join(failed)))
    return True


def _accept(batch: Sequence[Proposal], verdict: Verdict, outcome: Outcome) -> None:
    world = outcome.world
    for number, one in enumerate(batch):
        before = {file: _bytes(world, file) for file in one.splices}
        outcome.accepted.append(Accepted(one, verdict.steps[number], verdict.also[number], before))
    for file, splices in _together(batch).items():
        outcome.made[file] = compose(outcome.made.get(file, ()), splices)
    outcome.world = verdict.after


def _left(waiting: Iterable[Waiting], standing: Standing, outcome: Outcome) -> list[Waiting]:
    """The findings that are still there, as they are now; what is gone joins the patch that took it away."""
    left: list[Waiting] = []
    for one in waiting:
        found = standing.find(one.name, one.environment)
        cause = _cause(one.finding, outcome.accepted) if found is None else None
        if found is not None:
            left.append(replace(one, environment=found[0], finding=found[1]))
        elif cause is None:
            left.append(one)
        else:
            outcome.refused.pop(one.name, None)
            at = outcome.accepted[cause]
            outcome.accepted[cause] = replace(at, joined=(*at.joined, one.name))
    return left


def _moved(accepted: Iterable[Accepted]) -> set[str]:
    """Ids and addresses of documents in which findings may have other indexes than before."""
    moving = [one for one in accepted if one.proposal.moves]
    return {name for one in moving for name in (*one.also, *(f.document.id for f in one.proposal.findings))}


def _settled(findings: Iterable[tuple[str, Finding]], standing: Standing, outcome: Outcome) -> None:
    """Refuse whatever fails in the end, whatever was thought of it on the way."""
    still = {found.fingerprint for name, found in findings if standing.find(found.fingerprint, name) is not None}
    for at, one in enumerate(outcome.accepted):
        failing = still.intersection(one.names)
        outcome.refused.update(dict.fromkeys(failing, "it still fails with the patch"))
        outcome.accepted[at] = replace(one, failing=frozenset(failing))


def _cause(finding: Finding, accepted: Sequence[Accepted]) -> int | None:
    """The patch that a finding is gone with: one about the same document, else one in the same root module."""
    ranks = [
        (any(f.document.id == finding.document.id for f in one.proposal.findings), number)
        for number, one in enumerate(accepted)
        if any(f.document.root == finding.document.root for f in one.proposal.findings)
    ]
    return max(ranks)[1] if ranks else None


def _apart(proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals that do not meet, and those that must wait until the ones that they meet are made.

    What takes the last of something waits, too: each was made as if the others stayed.
    """
    taken: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    named: set[object] = set()
    emptied: Counter[Container] = Counter()
    batch: list[Proposal] = []
    later: list[Proposal] = []
    for one in proposals:
        spans = [(file, _span(splice, one)) for file, splices in one.splices.items() for splice in splices]
        last = any(emptied[at] and emptied[at] + taking.number >= taking.of for at, taking in one.taken.items())
        if last or named & one.added or any(_meet(span, other) for file, span in spans for other in taken[file]):
            later.append(one)
            continue
        batch.append(one)
        named |= one.added
        emptied.update({at: taking.number for at, taking in one.taken.items()})
        for file, span in spans:
            taken[file].append(span)
    return batch, later


def _span(splice: Splice, one: Proposal) -> tuple[int, int, bool]:
    return splice.start, splice.end, bool(one.added) and splice.start == splice.end


def _meet(one: tuple[int, int, bool], other: tuple[int, int, bool]) -> bool:
    """Whether two edits touch; resources that are put in the same place stand there one behind the other."""
    if one[0] == other[0] and one[2] and other[2]:
        return False
    return one[0] <= other[1] and other[0] <= one[1]


def _together(batch: Sequence[Proposal]) -> dict[str, tuple[Splice, ...]]:
    """The edits of a batch by file, what goes in at one place put together."""
    found: dict[str, dict[tuple[int, int], bytes]] = defaultdict(dict)
    for one in batch:
        for file, splices in one.splices.items():
            for splice in splices:
                at = (splice.start, splice.end)
                found[file][at] = found[file].get(at, b"") + splice.text
    return {file: tuple(Splice(*at, texts[at]) for at in sorted(texts)) for file, texts in found.items()}


def _shared(one: Proposal, other: Proposal) -> Proposal:
    return replace(
        one,
        findings=(*one.findings, *other.findings),
        names=(*one.names, *other.names),
        named=one.named | other.named,
        blocks=one.blocks | other.blocks,
    )


def _bytes(world: World, file: str) -> bytes:
    data = world.bytes_of(file)
    if data is None:
        raise NotDoneError(f"`{file}` cannot be read")
    return data
