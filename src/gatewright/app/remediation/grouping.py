"""Patches put into groups, one for each pull request, each with a branch whose name is the same in every run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.app.remediation.editing import Edited
from gatewright.app.remediation.wishes import PREFIX, Candidates, GroupBy, Remake, Sources
from gatewright.model.finding import Finding
from gatewright.model.patch import Patch

_SHORT = 12
_PLACE = 8
MOST_FINDINGS = 100
"""Findings that one pull request is about; a larger one is read by nobody."""
_PLACED = re.compile(r"/.{12}-[0-9a-f]{8}$")
_UNCLEAN = re.compile(r"[^A-Za-z0-9_.-]+|\.{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What goes into one pull request."""

    branch: str
    patches: tuple[Patch, ...]
    findings: tuple[Finding, ...]
    files: dict[str, bytes] = field(repr=False)
    """As they are to be, by path below the scan root."""

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """All findings that it mends."""
        return tuple(sorted({one for patch in self.patches for one in patch.fingerprints}))

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules whose findings it mends."""
        return tuple(sorted({patch.rule for patch in self.patches} | {one.rule.id for one in self.findings}))

    @property
    def content(self) -> str:
        """A digest of the files as they are to be."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(f"{len(name)}:{name}:{len(data)}:".encode("utf-8", "surrogatepass") + data)
        return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Left:
    """A patch that is not proposed, and why."""

    patch: Patch
    branch: str
    reason: str


def standing(candidates: Candidates) -> dict[str, Finding]:
    """The failures that count, by fingerprint."""
    failing = (one for one in candidates.report.findings if one.outcome == "fail" and one.suppression is None)
    return {one.fingerprint: one for one in failing}


def why_not(patch: Patch, findings: frozenset[str]) -> str:
    """Why a patch is never proposed without being asked; empty where it may be."""
    if patch.confidence != "certain":
        return "a person has to look at it; `gatewright fix` shows it"
    if not patch.proof:
        return "it has no proof"
    failed = next((step.name for step in patch.proof if not step.holds), None)
    if failed is not None:
        return f"its proof is not complete: {failed}"
    if not findings & set(patch.fingerprints):
        return "none of its findings counts any more"
    return ""


def branch_of(patch: Patch, how: GroupBy, sources: Sources, base: str = "") -> str:
    """The branch of the group that a patch belongs to; `base` is what is proposed to, but for the default branch."""
    return _branch(*_identity(patch, how, sources), place(base, sources.below))


def _identity(patch: Patch, how: GroupBy, sources: Sources) -> tuple[str, str]:
    if how == "finding":
        return patch.rule, min(patch.fingerprints)
    if how == "rule":
        return patch.rule, _short("rule", patch.rule)
    paths = sorted(sources.path(change.file) for change in patch.changes)
    if how == "file":
        return "file", _short("file", *paths)
    owners = sorted({owner for path in paths for owner in sources.owners(path)})
    return "owner", _short("owner", *owners)


def place(base: str, scope: str) -> str:
    """How branches end that propose to another branch than the default one, or for a folder: each has its own.

    Fingerprints are the same in every branch and count from the scanned folder, so they tell neither.
    """
    return f"-{_short('place', base, scope)[:_PLACE]}" if base or scope else ""


def is_of_place(branch: str, ending: str) -> bool:
    """Whether a branch of Gatewright's ends so; where the ending is empty, whether it has none."""
    return branch.endswith(ending) if ending else _PLACED.search(branch) is None


def _branch(name: str, identity: str, ending: str) -> str:
    """A name that git and every file system take, whatever a rule is called."""
    clean = _UNCLEAN.sub("-", name).strip(".-")[:100].removesuffix(".lock").strip(".-") or "rule"
    return f"{PREFIX}{clean}/{_UNCLEAN.sub('-', identity)[:_SHORT]}{ending}"


def _short(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def grouped(
    by_branch: Mapping[str, Sequence[Patch]], candidates: Candidates, sources: Sources, *, remake: Remake | None
) -> tuple[list[Group], list[Left]]:
    """The groups of patches that go together, and what fits into none."""
    groups: list[Group] = []
    left: list[Left] = []
    for branch, members in by_branch.items():
        taken = _bounded(members)
        late = f"it waits for a later run: a pull request is about {MOST_FINDINGS} findings at most"
        left += [Left(patch, branch, late) for patch in members if patch not in taken]
        kept, files, problem = _made(taken, candidates, sources, remake)
        left += [Left(patch, branch, problem) for patch in taken if not _is_mended(patch, kept)]
        if kept:
            mended = {one for patch in kept for one in patch.fingerprints}
            findings = tuple(one for fingerprint, one in standing(candidates).items() if fingerprint in mended)
            groups.append(Group(branch=branch, patches=kept, findings=findings, files=files))
    return groups, left


def _is_mended(patch: Patch, kept: Sequence[Patch]) -> bool:
    return set(patch.fingerprints) <= {one for other in kept for one in other.fingerprints}


def _bounded(members: Sequence[Patch]) -> list[Patch]:
    taken: list[Patch] = []
    for patch in members:
        if not taken or len({one for other in (*taken, patch) for one in other.fingerprints}) <= MOST_FINDINGS:
            taken.append(patch)
    return taken


def _made(
    members: Sequence[Patch], candidates: Candidates, sources: Sources, remake: Remake | None
) -> tuple[tuple[Patch, ...], dict[str, bytes], str]:
    """The patches of a group, proved as they are without those of other groups; the files; why others are left."""
    if len(members) == 1 and not members[0].requires:
        return _applied(members, sources)
    if len(members) == len(candidates.patches):  # they are proved together already
        return _applied(members, sources)
    if remake is None:
        return (), {}, "it is not proved as it is without other patches; group by finding"
    wanted = tuple(dict.fromkeys(one for patch in members for one in patch.fingerprints))
    patches, files = remake(wanted)
    linked = next((name for name in files if sources.read(name) is None), None)
    if linked is not None:
        return (), {}, f"it cannot be applied: `{linked}` cannot be read, or is behind a symbolic link"
    known = frozenset(standing(candidates))
    if not patches or any(why_not(patch, known) for patch in patches):
        return (), {}, "it is not proved as it is without other patches; it waits for a later run"
    return patches, dict(files), "it is not proved as it is without other patches; it waits for a later run"


def _applied(members: Sequence[Patch], sources: Sources) -> tuple[tuple[Patch, ...], dict[str, bytes], str]:
    edited = Edited(sources.read)
    for patch in members:
        problem = edited.add(patch)
        if problem:
            return (), {}, f"it cannot be applied: {problem}"
    return tuple(members), edited.files(), ""
