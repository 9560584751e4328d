"""What the bot asks of a forge, beyond what publishing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from gatewright.app.bot.exchange import WrittenFile
from gatewright.app.bot.jobs import Job
from gatewright.ports import Forge

Reaction: TypeAlias = Literal["eyes", "+1", "-1", "confused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request as it is now."""

    is_open: bool
    head: str
    """Commit."""
    head_branch: str
    head_repository: str
    """OWNER/NAME; empty where it is gone."""
    base_branch: str
    default_branch: str
    """Of the repository that it is in."""


@dataclass(frozen=True, slots=True)
class Bases:
    """What a head is compared with: the tip of its base branch, and the commit that both come from."""

    tip: str
    merge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A commit to be made on top of a branch."""

    branch: str
    parent: str
    """The commit that the branch is at; where it is at another one by then, nothing is changed."""
    message: str
    files: Sequence[WrittenFile]


class Host(Forge, Protocol):
    """A repository. What cannot be done is a `ForgeError` that says what to do about it."""

    def pull_request(self, number: int) -> Pull:
        """A pull request."""

    def bases(self, branch: str, head: str) -> Bases:
        """What a commit is compared with on its way into a branch."""

    def may_write(self, login: str) -> bool:
        """Whether this person may push to the repository, as the forge itself says."""

    def react(self, comment: int, reaction: Reaction) -> None:
        """React to a comment, once."""

    def commit(self, addition: Addition) -> str:
        """Add a commit to a branch, never over somebody else's, and say its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A repository, and how it is cloned."""

    host: Host
    url: str
    token: str


Connect: TypeAlias = Callable[[Job], Reached]
