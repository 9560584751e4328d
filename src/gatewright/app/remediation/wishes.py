"""What a run that opens pull requests is asked, given, and has done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from gatewright.errors import UsageError
from gatewright.model.finding import Report
from gatewright.model.patch import Patch, Refusal

GroupBy: TypeAlias = Literal["rule", "owner", "file", "finding"]
PREFIX = "gatewright/"
"""What the names of all branches begin with."""
_PERSON = re.compile(r"[^<>@\x00-\x1f\x7f]{1,100} <[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+(?:\[bot\])?>")
_PERSON_ID = re.compile(r"[^<>@\x00-\x1f\x7f]{1,100} <\d+\+[A-Za-z0-9\[\]-]+@[A-Za-z0-9.-]+>")
_LABEL = re.compile(r"[^\x00-\x1f\x7f,]{1,50}")
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How pull requests are to be."""

    group_by: GroupBy = "rule"
    most: int = 10
    """Pull requests that one run opens."""
    base: str | None = None
    """The branch to propose to; the default branch for None."""
    default: str | None = None
    """The default branch, where its name is known without asking."""
    dry_run: bool = False
    draft: bool = False
    retry: bool = False
    """Whether what a person closed is proposed again."""
    labels: tuple[str, ...] = ("gatewright",)
    assignees: tuple[str, ...] = ()
    co_authors: tuple[str, ...] = ()
    sign_off: str | None = None

    def __post_init__(self) -> None:
        """Refuse what would end up in a commit message or on a pull request as something else."""
        for person in (*self.co_authors, *([self.sign_off] if self.sign_off else ())):
            if not (_PERSON.fullmatch(person) or _PERSON_ID.fullmatch(person)):
                raise UsageError(f"`{person}` is no author; write `NAME <EMAIL>`")
        for label in self.labels:
            if not _LABEL.fullmatch(label) or not label.strip():
                raise UsageError(f"`{label}` is no label; a label has 1 to 50 characters and no comma")
        for login in self.assignees:
            if not _LOGIN.fullmatch(login):
                raise UsageError(f"`{login}` is no user of GitHub; give a login")


def group_by(text: str) -> GroupBy:
    """A way of grouping by its name."""
    for name in get_args(GroupBy):
        if name == text:
            return name  # type: ignore[no-any-return]  # one of the literals
    raise UsageError(f"`--group-by {text}` is not known; choose rule, owner, file or finding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a scan found, and the patches for it."""

    report: Report
    patches: tuple[Patch, ...]
    refusals: tuple[Refusal, ...] = ()
    judged: frozenset[str] = frozenset()
    """Ids of the rules that were asked: about others nothing is known."""
    complete: bool = True
    """Whether everything could be read, so that what is not found is not there."""


Remake: TypeAlias = Callable[[tuple[str, ...]], tuple[tuple[Patch, ...], Mapping[str, bytes]]]
"""The patches for some findings and no others, proved as they are without the rest, and the files with all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The checkout that was scanned."""

    read: Callable[[str], bytes | None] = field(repr=False)
    """A file by its path below the scan root; None where there is none, or it is no plain file."""
    files: Callable[[], tuple[str, ...]] = field(repr=False)
    """Every file of Terraform in the checkout, by its path from the repository's root."""
    executable: Callable[[str], bool] = field(default=lambda _: False, repr=False)
    differing: Callable[[str], frozenset[str] | None] = field(default=lambda _: None, repr=False)
    """Paths from the repository's root that are not as in a commit; None where nobody can tell."""
    committed: Callable[[str, Sequence[str]], Mapping[str, bytes] | None] = field(default=lambda *_: None, repr=False)
    """Files of a commit, by their paths from the repository's root, to the byte; None where nobody can tell."""
    below: str = ""
    """The scan root from the repository's root; empty where they are the same."""
    owners: Callable[[str], tuple[str, ...]] = field(default=lambda _: (), repr=False)
    """Code owners of a path from the repository's root."""

    def path(self, file: str) -> str:
        """A path below the scan root, from the repository's root."""
        return f"{self.below}/{file}" if self.below else file


Kind: TypeAlias = Literal["opened", "updated", "completed", "closed", "deleted", "kept", "left", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was done, or with `--dry-run` would be; or was left, and why."""

    kind: Kind
    branch: str
    title: str = ""
    url: str = ""
    reason: str = ""
    fingerprints: tuple[str, ...] = ()
