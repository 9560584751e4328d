"""The proof of patches: the folder is evaluated and judged as it would be with them, and compared with how it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.app.fixing.differences import Difference, differences
from gatewright.app.fixing.drafting import Editors
from gatewright.app.fixing.numbers import doubled
from gatewright.app.fixing.places import Landing, type_of
from gatewright.app.fixing.plans import Added
from gatewright.app.fixing.proposing import Proposal, propose
from gatewright.app.fixing.second_opinion import SecondOpinion
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.validating import Validator
from gatewright.app.fixing.world import Address, World, reached_by
from gatewright.model.document import Path as PropertyPath
from gatewright.model.finding import Finding
from gatewright.model.patch import ProofStep
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.syntax.json_syntax import parse_json, parse_json_values
from gatewright.sources.terraform.syntax.parser import parse

PARSES = "edited files parse"
SECOND = "an independent parser reads the edited blocks"
GONE = "the finding is gone"
NOTHING_NEW = "no new finding"
UNCHANGED = "other values are unchanged"
TWICE = "a second run changes nothing"
VALIDATED = "terraform validate has no objection"

_BOM = b"\xef\xbb\xbf"
_SHOWN = 3


@dataclass(frozen=True)
class Verdict:
    """What a proof found of a batch of proposals."""

    after: World
    steps: Mapping[int, tuple[ProofStep, ...]]
    """By the proposal's place in the batch."""
    also: Mapping[int, tuple[str, ...]]
    problems: tuple[str, ...] = ()
    """What is wrong and cannot be laid at the door of one proposal."""

    @property
    def holds(self) -> bool:
        """Whether everything is proved."""
        return not self.problems and all(step.holds for steps in self.steps.values() for step in steps)

    def reason(self, number: int) -> str:
        """Why a proposal that stood alone is not proved."""
        failed = [f"{step.name}: {step.detail}" for step in self.steps.get(number, ()) if not step.holds]
        return "not proved: " + "; ".join([*failed, *self.problems])


@dataclass
class Prover:
    """Proves batches of proposals against the world that they were made for."""

    opinion: SecondOpinion = field(default_factory=SecondOpinion)
    validator: Validator | None = None
    """Asked last, where the user allows it."""

    def prove(self, world: World, batch: Sequence[Proposal], held: Mapping[str, bytes]) -> Verdict:
        """The proof of a batch; `held` is what files hold with all of its edits."""
        files = {file: self._files(world, file, data) for file, data in held.items()}
        unread = [step.detail for steps in files.values() for step in steps if not step.holds]
        if unread:
            steps = {number: tuple(self._parsed(files, one)) for number, one in enumerate(batch)}
            return Verdict(world, steps, {})
        after = world.edited(held)
        judged = _Judged(world, after)
        again = Editors(lambda file: after.bytes_of(file) or b"")
        changed = _Changed(world, after, batch)
        proved = {
            number: (*self._parsed(files, one), *judged.steps(one), changed.step(number), _twice(one, after, again))
            for number, one in enumerate(batch)
        }
        problems = (*judged.problems(batch), *changed.problems(), *_complaints(world, after), *doubled(world, after))
        if self.validator is not None and not problems and all(step.holds for one in proved.values() for step in one):
            said = self.validator.problems(world, held)
            proved = {number: (*steps, self._validated(world, batch[number], said)) for number, steps in proved.items()}
        return Verdict(after, proved, {number: changed.also(number) for number in proved}, problems)

    def _validated(self, world: World, one: Proposal, said: Mapping[str, str]) -> ProofStep:
        roots = {root for part in world.parts.values() for root in reached_by(part.tree, one.splices)}
        against = [said[root] for root in sorted(roots & said.keys())]
        asked = [root for root in roots if self.validator is not None and self.validator.initialised(world, root)]
        detail = _listed(against)
        if not asked:
            detail = "the folder is not initialised, so it was not asked"
        elif not against and any(self.validator is not None and self.validator.objected_before(root) for root in asked):
            detail = "none that it has not to the folder as it is"
        return ProofStep(name=VALIDATED, holds=not against, detail=detail)

    def _files(self, world: World, file: str, data: bytes) -> tuple[ProofStep, ProofStep]:
        before = world.bytes_of(file) or b""
        worse = _defects(file, data) > _defects(file, before)
        detail = f"`{file}` has a syntax error" if worse else ""
        read, said = self.opinion.of(file, before, data)
        return ProofStep(name=PARSES, holds=not worse, detail=detail), ProofStep(name=SECOND, holds=read, detail=said)

    @staticmethod
    def _parsed(files: Mapping[str, tuple[ProofStep, ProofStep]], one: Proposal) -> Iterator[ProofStep]:
        for kind in range(2):
            steps = [files[file][kind] for file in one.splices]
            yield next((step for step in steps if not step.holds), steps[0])


def _complaints(before: World, after: World) -> Iterator[str]:
    """What cannot be evaluated any more: a reference to something that is gone, say."""
    for name, part in before.parts.items():
        for directory, root in part.roots.items():
            again = after.parts[name].roots[directory]
            if again is root:
                continue
            known = Counter((one.file, one.summary) for one in root.module.problems())
            found = Counter((one.file, one.summary) for one in again.module.problems())
            yield from (f"`{file}` would have a problem: {summary}" for file, summary in found - known)


def _twice(one: Proposal, after: World, editors: Editors) -> ProofStep:
    """Whether the same fix, made once more on the result, is no edit. What adds or removes is not asked for again."""
    made: list[str] = []
    for finding in one.findings if one.repeatable else ():
        try:
            propose(after.located(one.environment, finding), one.environment, after, editors)
        except NotDoneError:
            continue
        made.append(f"`{finding.document.address}`")
    detail = f"it would be edited again for {_listed(made)}" if made else ""
    return ProofStep(name=TWICE, holds=not made, detail=detail)


def _defects(file: str, data: bytes) -> int:
    text = data.removeprefix(_BOM)
    if not file.endswith(".json"):
        return len(parse(file, text).diagnostics)
    return len((parse_json_values if file.endswith(".tfvars.json") else parse_json)(file, text).diagnostics)


Kind = tuple[str, str, str, tuple[str, ...]]
"""Rule, document, outcome, and the path without its indexes: these move when an element before them goes."""


def kind_of(finding: Finding) -> Kind:
    """What findings have in common that an edit may move from one index to another."""
    steps = tuple("*" if isinstance(step, int) else step for step in finding.path)
    return finding.rule.id, finding.document.id, finding.outcome, steps if finding.outcome == "fail" else ()


class _Judged:
    """The findings before and after, in every environment."""

    def __init__(self, before: World, after: World) -> None:
        self._before = {name: _index(found) for name, found in before.findings.items()}
        self._after = {name: _index(found) for name, found in after.findings.items()}
        self._new: dict[str, list[Finding]] = defaultdict(list)
        """What has come, by document."""
        for finding in self._come():
            self._new[finding.document.id].append(finding)

    def steps(self, one: Proposal) -> Iterator[ProofStep]:
        """Whether the findings of a proposal are gone, and nothing else has come."""
        left = [finding for finding in one.findings if not self._gone(finding, one)]
        detail = f"{_listed(f'`{f.document.address}`' for f in left)} fails as before" if left else ""
        undecided = [f for f in one.findings if self._undecided(f)]
        if undecided and not left:
            detail = f"whether {_listed(f'`{f.document.address}`' for f in undecided)} fails cannot be decided then"
        yield ProofStep(name=GONE, holds=not left and not undecided, detail=detail)
        about = {finding.document.id for finding in one.findings}
        new = [finding for identity in sorted(about) for finding in self._new.get(identity, ())]
        said = _listed(f"`{f.rule.id}` ({f.outcome}) at `{f.document.address}`" for f in new)
        yield ProofStep(name=NOTHING_NEW, holds=not new, detail=said)

    def problems(self, batch: Sequence[Proposal]) -> Iterator[str]:
        """What is not gone of several that look alike, and what has come on documents that no proposal is about."""
        about = {finding.document.id for one in batch for finding in one.findings}
        mended = [finding for one in batch for finding in one.findings]
        for name, (known, before) in self._before.items():
            gone = Counter(kind_of(finding) for finding in mended if finding.fingerprint in known)
            if any(self._after[name][1][kind] > before[kind] - number for kind, number in gone.items()):
                yield f"{GONE}: fewer are gone than were to be mended"
        new = [finding for identity, found in self._new.items() if identity not in about for finding in found]
        if new:
            yield f"{NOTHING_NEW}: " + _listed(f"`{f.rule.id}` ({f.outcome}) at `{f.document.address}`" for f in new)

    def gone(self, finding: Finding) -> bool:
        """Whether a finding that was there is not any more, anywhere."""
        return all(finding.fingerprint not in found[0] for found in self._after.values())

    def _gone(self, finding: Finding, one: Proposal) -> bool:
        if self.gone(finding):
            return True
        if not one.moves:
            return False
        kind = kind_of(finding)
        mended = sum(kind_of(other) == kind for other in one.findings)
        return all(
            self._after[name][1][kind] <= self._before[name][1][kind] - mended
            for name in self._after
            if self._before[name][1][kind]
        )

    def _undecided(self, finding: Finding) -> bool:
        doubtful = {(finding.rule.id, finding.document.id, outcome, ()) for outcome in ("unknown", "error")}
        return any(found[1][kind] for found in self._after.values() for kind in doubtful)

    def _come(self) -> Iterator[Finding]:
        for name, (found, counts) in self._after.items():
            known, before = self._before[name]
            for finding in found.values():
                kind = kind_of(finding)
                if finding.fingerprint not in known and counts[kind] > before[kind]:
                    yield finding


def _index(findings: Iterable[Finding]) -> tuple[dict[str, Finding], Counter[Kind]]:
    listed = list(findings)
    named = {f.fingerprint if f.outcome == "fail" else f"{f.fingerprint} {f.outcome}": f for f in listed}
    return named, Counter(map(kind_of, listed))


class _Changed:
    """What is different between two worlds, laid at the door of the proposals that name it."""

    def __init__(self, before: World, after: World, batch: Sequence[Proposal]) -> None:
        self._batch = batch
        self._also: dict[int, dict[str, None]] = defaultdict(dict)
        self._own: dict[int, list[str]] = defaultdict(list)
        self._stray: list[str] = []
        self._before = before
        self._sound: dict[int, list[str]] = defaultdict(list)
        self._unsound: dict[str, dict[Address, list[PropertyPath]]] = {}
        self._targets = [_targets(one) for one in batch]
        self._by_landing: dict[Landing, list[int]] = defaultdict(list)
        self._by_block: dict[Landing, list[int]] = defaultdict(list)
        self._by_kind: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(batch):
            for landing in one.landings:
                self._by_landing[landing].append(number)
            for landing in one.blocks:
                self._by_block[landing].append(number)
            for kind in {named for named, _ in one.named} | {kind for _, kind, _ in one.added | one.removed}:
                self._by_kind[kind].append(number)
        for name, part in before.parts.items():
            for difference in differences(part, after.parts[name]):
                self._place(difference)
                self._spare(name, difference)

    def step(self, number: int) -> ProofStep:
        """Whether a proposal changes only what it names."""
        own, sound, also = self._own[number], self._sound[number], len(self._also[number])
        detail = f"it also changes {also} more" if also else ""
        if own or sound:
            detail = f"it would change {_listed(own or sound)}, too"
        if sound and not own:
            detail += ", where the rule finds nothing wrong"
        return ProofStep(name=UNCHANGED, holds=not own and not sound, detail=detail)

    def also(self, number: int) -> tuple[str, ...]:
        """The other instances that a proposal changes."""
        return tuple(self._also[number])

    def problems(self) -> Iterator[str]:
        """What has changed and nobody names."""
        if self._stray:
            yield f"{UNCHANGED}: it would change {_listed(self._stray)}, too"

    def _place(self, difference: Difference) -> None:
        causing = self._causes(difference)
        able = sorted(causing) or self._by_kind.get(type_of(difference.instance), [])
        naming = [number for number in able if _names(self._batch[number], difference)]
        entitled = [number for number in naming if not self._is_sound(difference, number)]
        changed = difference.instance
        for number in entitled:
            if changed.mode == "managed" and changed.address not in self._targets[number]:
                self._also[number].setdefault(changed.address)
        if not entitled:
            if len(causing) == 1 or len(self._batch) == 1:
                (self._sound if naming else self._own)[next(iter(causing), 0)].append(str(difference))
            else:
                self._stray.append(str(difference))

    def _is_sound(self, difference: Difference, number: int) -> bool:
        """Whether something would lose what another thing should not have, though the rule has nothing against it."""
        one, instance, path = self._batch[number], difference.instance, difference.path
        own = instance.address in self._targets[number]
        if not one.takes or instance.mode != "managed" or (own and not any(isinstance(step, int) for step in path)):
            return False
        failing = self._failing(one.findings[0].rule.id).get((instance.root, instance.address), [])
        return not any(path[: len(wrong)] == wrong[: len(path)] for wrong in failing)

    def _failing(self, rule: str) -> Mapping[Address, list[PropertyPath]]:
        """The attributes that a rule's failures stand in, by instance."""
        if rule not in self._unsound:
            self._unsound[rule] = defaultdict(list)
            for name, found in self._before.findings.items():
                failing = [f for f in found if f.rule.id == rule and f.outcome == "fail" and f.suppression is None]
                places = (self._before.parts[name].place(f.document.id, f.path) for f in failing)
                for instance, path in filter(None, places):
                    self._unsound[rule][instance.root, instance.address].append(path)
        return self._unsound[rule]

    def _spare(self, environment: str, difference: Difference) -> None:
        """Object to a change of an instance that is as it should be in this environment."""
        changed = difference.instance
        if difference.kind != "changed" or changed.mode != "managed":
            return
        causing = self._causes(difference)
        able = sorted(causing) or self._by_kind.get(type_of(changed), [])
        naming = [number for number in able if _names(self._batch[number], difference)]
        rules = {self._batch[number].findings[0].rule.id for number in naming}
        if any(self._before.fails(rule, environment, changed) for rule in rules):
            return
        if not causing and len(naming) > 1:
            self._stray.append(str(difference))
            return
        for number in naming:
            self._sound[number].append(str(difference))

    def _causes(self, difference: Difference) -> set[int]:
        """The proposals whose edits lie where the value comes from, or in the block of the resource."""
        instance = difference.instance
        if difference.kind == "new" or not isinstance(instance.declaration, SourceDeclaration):
            return set()  # what is new has its place in the files as they would be
        trace = instance.declaration.trace(difference.path)
        places = {Landing(frame.file, frame.start) for frame in trace.stack}
        origin = trace.value_from
        if origin is not None and origin.file is not None and origin.start is not None:
            places.add(Landing(origin.file, origin.start))
        exact = {number for place in places for number in self._by_landing.get(place, ())}
        return exact or {number for place in places for number in self._by_block.get(place, ())}


def _names(one: Proposal, difference: Difference) -> bool:
    instance = difference.instance
    if difference.kind != "changed":
        wanted = one.added if difference.kind == "new" else one.removed
        return _declared(instance) in wanted
    kind = type_of(instance)
    path = tuple(step for step in difference.path if isinstance(step, str))
    return any(
        kind == named and (path[: len(steps)] == steps or steps[: len(path)] == path) for named, steps in one.named
    )


def _declared(instance: Instance) -> Added | None:
    if not isinstance(instance.declaration, SourceDeclaration):
        return None
    return instance.declaration.placed.module.module.directory, type_of(instance), instance.name


def _targets(one: Proposal) -> set[str]:
    """The addresses that a proposal is about: of its findings, and of what it adds beside them."""
    found: set[str] = set()
    for finding in one.findings:
        found |= {frame.symbol for frame in finding.stack if frame.kind == "resource"}
        module = next((frame.symbol for frame in finding.stack if frame.kind == "module_call"), "")
        key = finding.document.address
        for _, kind, name in one.added:
            base = f"{module}.{kind}.{name}" if module else f"{kind}.{name}"
            found |= {base, base + (key[key.rindex("[") :] if key.endswith("]") else "")}
    return found


def _listed(items: Iterable[str]) -> str:
    named = list(dict.fromkeys(items))
    return ", ".join(named[:_SHOWN]) + (f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else "")
