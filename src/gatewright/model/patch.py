"""Patches: what mends findings, as edits of files, with the proof that they do nothing else."""

from __future__ import annotations

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.fix import Confidence
from gatewright.model.location import Position


class TextEdit(Model):
    """A range of a file, and what stands there afterwards."""

    start: Position = Field(description="First character that is replaced.")
    end: Position = Field(description="Position after the last character that is replaced.")
    text: str = Field(description="What stands there afterwards.")


class FileChange(Model):
    """The edits of one file, all of them ranges of the file as it was."""

    file: str = Field(description="Path relative to the scan root, with forward slashes.")
    edits: tuple[TextEdit, ...] = Field(description="In order of their places; they do not overlap.")
    before: str = Field(description="SHA-256 of the file's bytes that the edits belong to.")
    after: str = Field(description="SHA-256 of its bytes with the edits.")


class ProofStep(Model):
    """One thing that was checked of a patch before it was offered."""

    name: str = Field(description="What was checked.")
    holds: bool = Field(description="Whether it is so.")
    detail: str = Field(default="", description="What was found, or why nothing could be said.")


class Patch(Model):
    """Edits that mend findings of one rule, proved to do nothing else."""

    rule: str = Field(description="Id of the rule.")
    fingerprints: tuple[str, ...] = Field(
        min_length=1, description="Fingerprints of the findings that it mends, of other rules too."
    )
    title: str = Field(description="What it does.")
    confidence: Confidence = Field(description="`review` where a person has to choose or to look.")
    note: str = Field(default="", description="What was chosen for the user, and why.")
    changes: tuple[FileChange, ...] = Field(min_length=1, description="The files that it changes.")
    also_changes: tuple[str, ...] = Field(
        default=(), description="Addresses of other instances that it changes, as they share what is edited."
    )
    requires: tuple[str, ...] = Field(
        default=(), description="Fingerprints of patches that come before it: its edits are of the files after them."
    )
    proof: tuple[ProofStep, ...] = Field(default=(), description="What was checked.")
    diff: str = Field(description="Its changes as a unified diff, from the root of the repository.")


class Refusal(Model):
    """A finding for which no patch is offered."""

    fingerprint: str = Field(description="Fingerprint of the finding.")
    rule: str = Field(description="Id of the rule.")
    address: str = Field(default="", description="Address of the resource.")
    reason: str = Field(description="Why there is no patch.")
    fixable: bool = Field(default=True, description="Whether the rule has a fix at all.")


class Fixes(Model):
    """What can be done about the findings of a report."""

    patches: tuple[Patch, ...] = Field(default=(), description="Proved, in the order in which they apply.")
    refusals: tuple[Refusal, ...] = Field(default=(), description="Findings without a patch, and why.")
    diff: str = Field(default="", description="All patches together as one unified diff, which `git apply` takes.")
    incomplete: bool = Field(default=False, description="Whether a rule failed or an input could not be read.")
