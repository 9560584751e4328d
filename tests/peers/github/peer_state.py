"""What a GitHub remembers of one repository: pull requests, comments, checks, uploads; and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from peer_answers import Account, Answer
from peer_store import Store

Route = tuple[str, str, Callable[..., Answer]]


@dataclass
class Comment:
    """A comment on a pull request."""

    id: int
    number: int
    author: str | None
    body: str


@dataclass
class Pull:
    """A pull request from one branch of the repository to another, or from a fork."""

    number: int
    title: str = ""
    body: str = ""
    author: str = "dev"
    head: str = ""
    base: str = "main"
    commit: str = "a" * 40
    state: str = "open"
    merged: bool = False
    draft: bool = False
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    closed_by: str | None = None
    fork: str | None = None
    """The repository of the head, where it is another."""


@dataclass
class App:
    """A GitHub App that is installed on the repository."""

    id: int
    public_key: str
    installation: int = 77
    login: str = "gatewright[bot]"
    permissions: frozenset[str] = frozenset({"contents", "pull_requests", "issues", "checks"})


@dataclass
class State:
    """One repository with its pull requests and commits, and what was said about them."""

    repository: str = "acme/shop"
    prefix: str = ""
    """`/api/v3` for GitHub Enterprise."""
    store: Store | None = None
    """The git repository; without one there are no endpoints of git."""
    accounts: dict[str, Account] = field(default_factory=dict)
    collaborators: dict[str, str] = field(default_factory=dict)
    """Permission (`admin`, `write`, `read`) by login; whoever is not in it cannot be asked for a review."""
    teams: set[str] = field(default_factory=set)
    """Slugs of the organisation's teams that can see the repository."""
    app: App | None = None
    pulls: dict[int, Pull] = field(default_factory=lambda: {7: Pull(7)})
    commits: set[str] = field(default_factory=lambda: {"a" * 40})
    """Commits that exist besides those of the git repository."""
    comments: list[Comment] = field(default_factory=list)
    check_runs: list[dict[str, Any]] = field(default_factory=list)
    sarifs: list[dict[str, Any]] = field(default_factory=list)
    labels: set[str] = field(default_factory=lambda: {"bug"})
    url: str = ""
    git_url: str = ""
    """Where `git clone` finds the repository."""
    lock: Any = field(default_factory=RLock)

    @property
    def git(self) -> Store:
        """The git repository, which has to be there."""
        assert self.store is not None
        return self.store

    def say(self, author: str | None, body: str, number: int = 7) -> Comment:
        """A comment that somebody made."""
        comment = Comment(1000 + len(self.comments), number, author, body)
        self.comments.append(comment)
        return comment

    def has_commit(self, identity: str) -> bool:
        """Whether a commit is there."""
        return identity in self.commits or (self.store is not None and self.store.commit(identity) is not None)

    def follow(self, branch: str) -> None:
        """Pull requests see that their branch has moved, or is gone, which closes them."""
        commit = self.git.branch(branch)
        for pull in self.pulls.values():
            if pull.head == branch and pull.state == "open" and pull.fork is None:
                pull.commit = commit or pull.commit
                pull.state = pull.state if commit else "closed"
