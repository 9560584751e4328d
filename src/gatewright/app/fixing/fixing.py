"""Fixes for the findings of a check: which of them are wanted, what is proved, and what is not offered and why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.app.checking import Check, Judge, judge_options, loads, report_of, review_of
from gatewright.app.estate import Estate, source_tree
from gatewright.app.fixing.batches import UNDECIDED, Accepted, Fixer, Outcome, fix_of
from gatewright.app.fixing.proving import Prover
from gatewright.app.fixing.second_opinion import refuse_missing
from gatewright.app.fixing.validating import validator
from gatewright.app.fixing.world import World, world_of
from gatewright.app.judging import in_order
from gatewright.app.output import below_repository
from gatewright.app.policies import Policies
from gatewright.app.scanning import Judged, policies_of
from gatewright.errors import InputError, UsageError
from gatewright.model.finding import Finding, Report
from gatewright.model.fix import Confidence
from gatewright.model.location import Position
from gatewright.model.patch import FileChange, Fixes, Patch, Refusal, TextEdit
from gatewright.rules.selection import Selection, select_rules
from gatewright.sources.terraform.comments.edits import patch as unified
from gatewright.sources.terraform.editing import Splice, apply
from gatewright.sources.terraform.syntax.text import SourceText

_BOM = b"\xef\xbb\xbf"
SHORTEST = 6
"""How many digits of a fingerprint are asked for at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings are to be fixed, and how sure a fix has to be."""

    selection: Selection = field(default_factory=Selection)
    """Rules; all by default. Whatever is chosen, every rule takes part in the proof."""
    fingerprints: tuple[str, ...] = ()
    """Fingerprints or their beginnings; all by default."""
    confidence: Confidence = "certain"
    """`review` offers both kinds."""
    validate: bool = False
    """Whether `terraform validate` is run, which runs the providers that are installed in the folder."""


@dataclass(frozen=True)
class Fixed:
    """What can be done, and what files hold with all of it."""

    fixes: Fixes
    files: Mapping[str, tuple[bytes, bytes]]
    """Bytes before and after, by file."""
    report: Report


def fix(asked: Check, wanted: Wanted) -> Fixed:
    """The fixes for what a check finds. Nothing is written.

    Raises UsageError and InputError as a check does, and where the path is no folder of source.
    """
    refuse_missing()
    if not asked.path.is_dir():
        raise UsageError(f"`{asked.path}` is no folder; a fix edits source: name the folder that it is in")
    options = asked.judge or judge_options(asked)
    judge = Judge(options, policies_of(options, asked.store))
    review = review_of(asked, judge)
    world = _world(asked, judge)
    report = report_of(asked, _judged(world), judge, review)
    findings = _wanted(report, judge.policies, wanted)
    environments = _environments(world, findings)
    able = [(environments[f.fingerprint], f) for f in findings if _offered(f, wanted)]
    outcome = Fixer(world, Prover(validator=validator() if wanted.validate else None), wanted.confidence).run(able)
    prefix = below_repository(asked.path)
    incomplete = bool(report.rule_errors) or any(one.severity == "error" for one in report.diagnostics)
    fixes = _fixes(findings, outcome, prefix).model_copy(update={"incomplete": incomplete})
    made = {file: (before, apply(before, splices)) for file, (before, splices) in _made(outcome).items()}
    return Fixed(fixes, made, report)


def _world(asked: Check, judge: Judge) -> World:
    trees = {}
    for name, options in loads(asked).items():
        tree = source_tree(asked.path, options)
        roots = options.chosen(tree.roots())
        if not roots:
            raise InputError(f"there is no Terraform configuration below `{asked.path}`")
        trees[name] = tree, roots
    return world_of(trees, judge.options, judge.policies)


def _judged(world: World) -> dict[str, Judged]:
    judged: dict[str, Judged] = {}
    for name, judgement in world.judgements().items():
        part = world.parts[name]
        told = [problem for root in part.roots.values() for problem in root.module.problems()]
        diagnostics = in_order([*part.tree.syntax_diagnostics(), *told])
        estate = Estate((), diagnostics=diagnostics, roots=tuple(part.roots), path=part.tree.path)
        judged[name] = Judged((judgement,), estate, world.engine.name, world.policies)
    return judged


def _wanted(report: Report, policies: Policies, wanted: Wanted) -> list[Finding]:
    """The failures that are asked for and count: each fingerprint once."""
    rules = {rule.id for rule in select_rules(policies.rules, policies.frameworks, wanted.selection)}
    failing = {f.fingerprint: f for f in report.findings if f.outcome == "fail"}
    for beginning in wanted.fingerprints:
        if len(beginning) < SHORTEST:
            raise UsageError(f"`{beginning}` is too short; give at least {SHORTEST} digits of a fingerprint")
        if not any(fingerprint.startswith(beginning) for fingerprint in failing):
            raise UsageError(f"nothing fails with the fingerprint `{beginning}`; `gatewright scan` lists what does")
    return [
        finding
        for finding in failing.values()
        if finding.suppression is None
        and finding.rule.id in rules
        and (not wanted.fingerprints or finding.fingerprint.startswith(wanted.fingerprints))
    ]


def _environments(world: World, findings: Sequence[Finding]) -> dict[str, str]:
    """An environment in which each finding is, by fingerprint."""
    found: dict[str, str] = {}
    for name, listed in world.findings.items():
        for finding in listed:
            found.setdefault(finding.fingerprint, name)
    first = next(iter(world.parts))
    return {finding.fingerprint: found.get(finding.fingerprint, first) for finding in findings}


def _offered(finding: Finding, wanted: Wanted) -> bool:
    fix = finding.rule.fix
    return fix is not None and (fix.confidence == "certain" or wanted.confidence == "review")


def _fixes(findings: Sequence[Finding], outcome: Outcome, prefix: str) -> Fixes:
    texts = _Texts()
    patches = [_patch(one, texts, prefix) for one in outcome.accepted if one.names]
    mended = {fingerprint for patch in patches for fingerprint in patch.fingerprints}
    refusals = [_refusal(f, outcome.refused.get(f.fingerprint)) for f in findings if f.fingerprint not in mended]
    diffs = (_diff(file, prefix, *change) for file, change in sorted(_made(outcome).items()))
    return Fixes(patches=tuple(patches), refusals=tuple(refusals), diff="".join(diffs))


def _refusal(finding: Finding, reason: str | None) -> Refusal:
    fix = finding.rule.fix
    if reason is None:
        reason = "the rule has no fix" if fix is None else f"{UNDECIDED}: {fix.note.rstrip('.')}"
    return Refusal(
        fingerprint=finding.fingerprint,
        rule=finding.rule.id,
        address=finding.document.address,
        reason=reason,
        fixable=fix is not None,
    )


@dataclass
class _Texts:
    """The texts that edits are of, each taken apart once, and the patches that have been made of each."""

    _known: dict[tuple[str, bytes], SourceText] = field(default_factory=dict)
    _made: dict[str, dict[bytes, list[str]]] = field(default_factory=dict)

    def of(self, file: str, data: bytes) -> SourceText:
        """The text of a file without a byte order mark."""
        if (file, data) not in self._known:
            self._known[file, data] = SourceText(file, data.removeprefix(_BOM))
        return self._known[file, data]

    def requires(self, one: Accepted) -> tuple[str, ...]:
        """The patches before this one whose edits are of other bytes of the same files; then this is noted."""
        found: dict[str, None] = {}
        for file, data in one.before.items():
            states = self._made.setdefault(file, {})
            found.update((name, None) for state, names in states.items() if state != data for name in names)
            states.setdefault(data, []).append(one.names[0])
        return tuple(found)


def _patch(one: Accepted, texts: _Texts, prefix: str) -> Patch:
    proposal = one.proposal
    rule, declared = proposal.findings[0].rule, fix_of(proposal.findings[0])
    changes = {file: (one.before[file], splices) for file, splices in sorted(proposal.splices.items())}
    return Patch(
        rule=rule.id,
        fingerprints=one.names,
        title=declared.title,
        confidence=proposal.confidence,
        note=" ".join(filter(None, (declared.note, *(f"{note}." for note in proposal.notes)))),
        changes=tuple(_change(texts.of(file, change[0]), *change) for file, change in changes.items()),
        also_changes=one.also,
        requires=texts.requires(one),
        proof=one.steps,
        diff="".join(_diff(file, prefix, *change) for file, change in changes.items()),
    )


def _change(text: SourceText, before: bytes, splices: tuple[Splice, ...]) -> FileChange:
    mark = len(before) - len(text.data)

    def position(byte: int) -> Position:
        return text.position(max(byte - mark, 0))

    edits = tuple(
        TextEdit(start=position(one.start), end=position(one.end), text=one.text.decode()) for one in sorted(splices)
    )
    return FileChange(file=text.path, edits=edits, before=_digest(before), after=_digest(apply(before, splices)))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _diff(file: str, prefix: str, before: bytes, splices: tuple[Splice, ...]) -> str:
    edits = sorted(splices)
    return unified(f"{prefix}/{file}" if prefix else file, before, edits).decode("utf-8", "surrogateescape")


def _made(outcome: Outcome) -> dict[str, tuple[bytes, tuple[Splice, ...]]]:
    firsts: dict[str, bytes] = {}
    for one in outcome.accepted:
        for file, data in one.before.items():
            firsts.setdefault(file, data)
    return {file: (firsts[file], splices) for file, splices in outcome.made.items()}
