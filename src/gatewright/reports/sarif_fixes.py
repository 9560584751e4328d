"""Patches as SARIF holds them: the edits of each file, beside the result that they mend."""

from __future__ import annotations

from gatewright.model.finding import Finding
from gatewright.model.patch import FileChange, Fixes, Patch
from gatewright.reports.sarif_places import Json, Repository


def fixes_of(finding: Finding, fixes: Fixes | None, repository: Repository) -> list[Json]:
    """The patches that mend a finding; one that builds on another is left out, for SARIF has no order of fixes."""
    patches = [] if fixes is None else [p for p in fixes.patches if finding.fingerprint in p.fingerprints]
    made = (_fix(patch, repository) for patch in patches if not patch.requires)
    return [fix for fix in made if fix is not None]


def _fix(patch: Patch, repository: Repository) -> Json | None:
    changes = [_change(change, repository) for change in patch.changes]
    known = [change for change in changes if change is not None]
    if len(known) < len(changes):
        return None
    text = f"{patch.title}. {patch.note}".strip() if patch.note else patch.title
    return {"description": {"text": text}, "artifactChanges": [*known]}


def _change(change: FileChange, repository: Repository) -> Json | None:
    """The edits of a file; None where no relative URI leads to it from the repository's root."""
    places = [(edit, repository.physical(change.file, edit.start, edit.end)) for edit in change.edits]
    known = [(edit, place) for edit, place in places if place is not None]
    if not known or len(known) < len(places):
        return None
    return {
        "artifactLocation": known[0][1]["artifactLocation"],
        "replacements": [
            {"deletedRegion": place["region"], "insertedContent": {"text": edit.text}} for edit, place in known
        ],
    }
