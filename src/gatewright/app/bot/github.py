"""What the bot asks of GitHub, beyond what publishing and remediation do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from github import GithubException

from gatewright.app.bot.host import Addition, Bases, Pull, Reaction
from gatewright.app.bot.putting_off import PuttingOff
from gatewright.errors import ForgeError
from gatewright.forges.connection import Access, Connection, Purpose
from gatewright.forges.github import GitHub
from gatewright.forges.patience import Patience
from gatewright.forges.pull_requests import GitHubWorkbench
from gatewright.ports import Check, Commit, Write

T = TypeVar("T")

_WRITERS = ("admin", "write")
_READING = "`pull-requests: read` and `contents: read`"
_MEMBERS = "`metadata: read`"
_REACTING = "`pull-requests: write`"


class BotGitHub:
    """A repository on GitHub."""

    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self._name = access.repository
        patience = patience or PuttingOff()
        self._connection = Connection(access, patience)
        self._forge = GitHub(access, patience)
        self._workbench = GitHubWorkbench(access, patience)

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """Make the one comment of this key on the pull request say `text`."""
        self._forge.comment(pull_request, key, text, create=create)

    def check(self, check: Check) -> None:
        """Publish a check run."""
        self._forge.check(check)

    def pull_request(self, number: int) -> Pull:
        """A pull request as it is now."""

        def ask() -> Pull:
            _, found = self._connection.ask("GET", f"/pulls/{number}")
            head, base = found["head"], found["base"]
            return Pull(
                is_open=found["state"] == "open",
                head=str(head["sha"]),
                head_branch=str(head["ref"]),
                head_repository=str((head["repo"] or {}).get("full_name") or ""),
                base_branch=str(base["ref"]),
                default_branch=str(base["repo"]["default_branch"]),
            )

        return self._do(ask, f"reading pull request {number} of `{self._name}`", _READING)

    def bases(self, branch: str, head: str) -> Bases:
        """The tip of a branch, and where a commit has left it."""

        def ask() -> Bases:
            # Of the commits and files between them, which may be many, none is wanted: they are on the first page.
            query = {"per_page": "1", "page": "2"}
            _, found = self._connection.ask("GET", f"/compare/{quote(branch, safe='/')}...{head}", query=query)
            merge = found["merge_base_commit"]
            if merge is None:
                raise ForgeError(f"the pull request and its base in `{self._name}` have no commit in common; rebase it")
            return Bases(str(found["base_commit"]["sha"]), str(merge["sha"]))

        return self._do(ask, f"comparing with the base in `{self._name}`", _READING)

    def may_write(self, login: str) -> bool:
        """Whether GitHub itself says that this person may push: an event says so too, but of another moment."""

        def ask() -> bool:
            try:
                _, found = self._connection.ask("GET", f"/collaborators/{quote(login, safe='')}/permission")
            except GithubException as error:
                if error.status == 404:
                    return False
                raise
            return found["permission"] in _WRITERS and str(found["user"]["login"]).lower() == login.lower()

        return self._do(ask, f"reading a person's permission in `{self._name}`", _MEMBERS)

    def react(self, comment: int, reaction: Reaction) -> None:
        """React to a comment; one that is gone needs no reaction."""

        def put() -> None:
            try:
                self._connection.ask("POST", f"/issues/comments/{comment}/reactions", {"content": reaction})
            except GithubException as error:
                if error.status != 404:
                    raise

        self._do(put, f"reacting to a comment in `{self._name}`", _REACTING)

    def commit(self, addition: Addition) -> str:
        """Tree, commit, and the branch last: what breaks off before that leaves nothing that anybody sees."""
        parent = self._workbench.commit(addition.parent)
        writes = [Write(path=one.file, data=one.text.encode(), executable=one.executable) for one in addition.files]
        tree = self._workbench.add_tree(parent.tree, writes)
        made = self._workbench.add_commit(Commit(message=addition.message, tree=tree, parents=(addition.parent,)))
        if not self._workbench.move_branch(addition.branch, made):
            raise ForgeError(f"the branch in `{self._name}` has got other commits meanwhile; try again on top of them")
        return made

    def _do(self, action: Callable[[], T], what: str, permission: str) -> T:
        return self._connection.do(action, Purpose(what, permission), repeatable=True)
