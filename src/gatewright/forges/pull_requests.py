"""Branches and pull requests on GitHub, without a clone: objects first, the branch last, and it only moves forward."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import quote

from github import GithubException

from gatewright.errors import ForgeError
from gatewright.forges.connection import Access, Connection, Purpose
from gatewright.forges.patience import Patience, is_limit
from gatewright.ports import Commit, Head, Opening, PullRequest, Survey, Write

__all__ = ["Access", "GitHubWorkbench"]

T = TypeVar("T")

_READING = "`contents: read` and `pull-requests: read`"
_WRITING = "`contents: write`"
_PROPOSING = "`pull-requests: write`"
_INLINE = 1_000_000


class GitHubWorkbench:
    """A repository on GitHub whose pull requests are made here."""

    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self._connection = Connection(access, patience)
        self._repository = access.repository

    def survey(self, base: str | None, prefix: str, branches: Sequence[str], *, default: str | None = None) -> Survey:
        """The base branch, and pull requests from these branches or with the prefix.

        One request lists them all in a repository of few; in others every branch is asked about.
        """

        def look() -> Survey:
            first, more = next(self._connection.pages("/pulls", {"state": "all"}))
            listed = first if not more else list(self._by_branch(prefix, branches))
            wanted = set(branches)
            pulls = [pull for pull in map(self._own, listed) if pull is not None]
            kept = tuple(pull for pull in pulls if pull.branch in wanted or pull.branch.startswith(prefix))
            usual = default or _default(listed) or self._default()
            return Survey(base=self._head(base or usual), default=usual, pulls=kept)

        return self._do(look, f"reading `{self._repository}`", _READING)

    def _by_branch(self, prefix: str, branches: Iterable[str]) -> Iterator[Any]:
        owner = self._repository.partition("/")[0]
        for branch in sorted({*branches, *self._branches(prefix)}):
            for page, _ in self._connection.pages("/pulls", {"state": "all", "head": f"{owner}:{branch}"}):
                yield from page

    def _own(self, listed: Any) -> PullRequest | None:
        """A pull request; None where it is from a fork, whose branches may have any name."""
        source = listed["head"]["repo"]
        if source is None or source["full_name"].lower() != self._repository.lower():
            return None
        closed = "merged" if listed["merged_at"] else "closed"
        return PullRequest(
            number=_number(listed["number"]),
            branch=_text(listed["head"]["ref"]),
            base=_text(listed["base"]["ref"]),
            commit=_text(listed["head"]["sha"]),
            title=_text(listed["title"]),
            body=(listed["body"] or "").replace("\r\n", "\n"),
            state="open" if listed["state"] == "open" else closed,  # type: ignore[arg-type]  # one of the two
            author=_text((listed["user"] or {}).get("login", "")),
            labels=tuple(_text(label["name"]) for label in listed.get("labels") or ()),
            draft=listed.get("draft") is True,
            url=_text(listed.get("html_url") or ""),
        )

    def _default(self) -> str:
        _, answer = self._connection.ask("GET", "")
        if answer.get("archived") is True:
            raise ForgeError(f"`{self._repository}` is archived; nothing can be proposed to it")
        return _text(answer["default_branch"])

    def _head(self, branch: str) -> Head:
        try:
            _, answer = self._connection.ask("GET", f"/commits/heads/{_quoted(branch)}")
        except GithubException as error:
            if not _says(error, 422, "no commit found"):
                raise
            raise ForgeError(f"`{self._repository}` has no branch `{branch}`; name one that it has") from None
        return Head(branch=branch, commit=_text(answer["sha"]), tree=_text(answer["commit"]["tree"]["sha"]))

    def blobs(self, head: Head) -> Mapping[str, str] | None:
        """Git's id of each file; None where there are more files than GitHub lists."""

        def look() -> Mapping[str, str] | None:
            _, answer = self._connection.ask("GET", f"/git/trees/{head.tree}", query={"recursive": "1"})
            if answer["truncated"]:
                return None
            return {_text(one["path"]): _text(one["sha"]) for one in answer["tree"] if one["type"] == "blob"}

        return self._do(look, f"reading the files of `{self._repository}`", _READING)

    def branches(self, prefix: str) -> Mapping[str, str]:
        """Branches whose names begin so, with their commits."""
        return self._do(lambda: self._branches(prefix), f"reading the branches of `{self._repository}`", _READING)

    def _branches(self, prefix: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for page, _ in self._connection.pages(f"/git/matching-refs/heads/{_quoted(prefix)}", {}):
            found |= {_text(one["ref"]).removeprefix("refs/heads/"): _text(one["object"]["sha"]) for one in page}
        return found

    def commit(self, identity: str) -> Commit:
        """A commit by its id."""

        def look() -> Commit:
            _, answer = self._connection.ask("GET", f"/git/commits/{identity}")
            parents = tuple(_text(one["sha"]) for one in answer["parents"])
            return Commit(message=_text(answer["message"]), tree=_text(answer["tree"]["sha"]), parents=parents)

        return self._do(look, f"reading the commit `{identity[:12]}` of `{self._repository}`", _READING)

    def content(self, commit: str, path: str) -> bytes | None:
        """A file of a commit, to the byte: no filter and no attribute has a part in it."""

        def look() -> bytes | None:
            try:
                _, found = self._connection.ask("GET", f"/contents/{quote(path)}", query={"ref": commit})
            except GithubException as error:
                if error.status != 404:
                    raise
                return None
            if not isinstance(found, dict) or found["type"] != "file":
                return None
            # The content is there, too, but not where it is long.
            _, blob = self._connection.ask("GET", f"/git/blobs/{_text(found['sha'])}")
            return base64.b64decode(_text(blob["content"]))

        return self._do(look, f"reading a file of `{self._repository}`", _READING)

    def add_tree(self, base: str, files: Sequence[Write]) -> str:
        """A tree like another one but for some files. Text goes with it; what is no text, or long, goes before it."""
        entries = [self._entry(file) for file in files]
        return self._made("/git/trees", {"base_tree": base, "tree": entries}, "the tree")

    def _entry(self, file: Write) -> dict[str, object]:
        kept = {"path": file.path, "mode": "100755" if file.executable else "100644", "type": "blob"}
        try:
            if len(file.data) <= _INLINE:
                return {**kept, "content": file.data.decode("utf-8")}
        except UnicodeDecodeError:
            pass
        body = {"content": base64.b64encode(file.data).decode(), "encoding": "base64"}
        return {**kept, "sha": self._made("/git/blobs", body, "the blob")}

    def add_commit(self, commit: Commit) -> str:
        """A commit that no branch leads to yet; GitHub puts the token's own name on it, and signs it for Apps."""
        body = {"message": commit.message, "tree": commit.tree, "parents": list(commit.parents)}
        return self._made("/git/commits", body, "the commit")

    def _made(self, path: str, body: Mapping[str, object], thing: str) -> str:
        def make() -> str:
            _, answer = self._connection.ask("POST", path, body)
            return _text(answer["sha"])

        # An object that is made twice is the same, or is in nobody's way.
        return self._do(make, f"{thing} in `{self._repository}`", _WRITING)

    def create_branch(self, name: str, commit: str) -> bool:
        """Create a branch; False where it is there already, be it by an attempt whose answer was lost."""

        def create() -> bool:
            try:
                self._connection.ask("POST", "/git/refs", {"ref": f"refs/heads/{name}", "sha": commit})
            except GithubException as error:
                if not _says(error, 422, "already exists"):
                    raise
                return False
            return True

        return self._do(create, f"the branch `{name}` of `{self._repository}`", _WRITING)

    def move_branch(self, name: str, commit: str) -> bool:
        """Move a branch forward; GitHub refuses it where somebody has pushed meanwhile."""

        def move() -> bool:
            try:
                self._connection.ask("PATCH", f"/git/refs/heads/{_quoted(name)}", {"sha": commit, "force": False})
            except GithubException as error:
                if not _says(error, 422, "not a fast forward"):
                    raise
                return False
            return True

        return self._do(move, f"the branch `{name}` of `{self._repository}`", _WRITING)

    def delete_branch(self, name: str, *, at: str) -> bool:
        """Delete a branch while it is at this commit. GitHub deletes without a condition: it is asked right before."""

        def delete() -> bool:
            try:
                _, tip = self._connection.ask("GET", f"/git/ref/heads/{_quoted(name)}")
                if tip["object"]["sha"] != at:
                    return False
                self._connection.ask("DELETE", f"/git/refs/heads/{_quoted(name)}")
            except GithubException as error:
                if not (error.status == 404 or _says(error, 422, "does not exist")):
                    raise
            return True

        return self._do(delete, f"deleting the branch `{name}` of `{self._repository}`", _WRITING)

    def open(self, opening: Opening) -> PullRequest:
        """Open a pull request; the one that is there, where another run, or an attempt that broke off, opened it."""
        body = {
            "head": opening.branch,
            "base": opening.base,
            "title": opening.title,
            "body": opening.body,
            "draft": opening.draft,
        }

        def create() -> PullRequest:
            try:
                _, answer = self._connection.ask("POST", "/pulls", body)
            except GithubException as error:
                if not _says(error, 422, "already exists"):
                    self._abandon(opening, error)
                    raise
                source = f"{self._repository.partition('/')[0]}:{opening.branch}"
                query = {"state": "open", "head": source, "base": opening.base}
                ((answer, *_), _), *_ = self._connection.pages("/pulls", query)
            pull = self._own(answer)
            if pull is None:
                raise TypeError("the pull request is from another repository")
            return pull

        return self._do(create, f"the pull request from `{opening.branch}` to `{self._repository}`", _PROPOSING)

    def _abandon(self, opening: Opening, error: GithubException) -> None:
        """Delete the branch of a pull request that is refused for good; what went wrong is told, not this."""
        if opening.made_at and 400 < error.status < 500 and not is_limit(error):
            with suppress(ForgeError):
                self.delete_branch(opening.branch, at=opening.made_at)

    def ask_review(self, pull: PullRequest, owners: Sequence[str]) -> bool:
        """Request reviews; False where GitHub refuses these: no collaborators, teams without access or out of sight."""
        names = [owner.removeprefix("@") for owner in owners]
        people = [name for name in names if "/" not in name and name.lower() != pull.author.lower()]
        teams = [name.partition("/")[2] for name in names if "/" in name]
        if not people and not teams:
            return True

        def request() -> bool:
            body = {"reviewers": people, "team_reviewers": teams}
            try:
                self._connection.ask("POST", f"/pulls/{pull.number}/requested_reviewers", body)
            except GithubException as error:
                if error.status not in {404, 422}:
                    raise
                return False
            return True

        return self._do(request, f"requesting reviews of pull request {pull.number}", _PROPOSING)

    def settle(self, pull: PullRequest, body: str, *, labels: Sequence[str], assignees: Sequence[str]) -> None:
        """Set the text, and add labels and assignees, in one request."""
        wanted: dict[str, object] = {"body": body}
        if labels:
            wanted["labels"] = list(dict.fromkeys([*pull.labels, *labels]))
        if assignees:
            wanted["assignees"] = list(assignees)
        what = f"labels and assignees of pull request {pull.number}"

        def change() -> None:
            try:
                self._connection.ask("PATCH", f"/issues/{pull.number}", wanted)
            except GithubException as error:
                if error.status not in {404, 410}:
                    raise
                self._settle_singly(pull, wanted)

        self._do(change, what, _PROPOSING)

    def _settle_singly(self, pull: PullRequest, wanted: Mapping[str, object]) -> None:
        """The same in three requests, where a pull request is no issue: the repository has issues switched off."""
        for name in ("labels", "assignees"):
            if name in wanted:
                self._connection.ask("POST", f"/issues/{pull.number}/{name}", {name: wanted[name]})
        self._connection.ask("PATCH", f"/pulls/{pull.number}", {"body": wanted["body"]})

    def rewrite(self, pull: PullRequest, title: str, body: str) -> None:
        """Set title and text."""
        self._edit(pull, {"title": title, "body": body})

    def close(self, pull: PullRequest, comment: str, body: str) -> None:
        """Say why, and close."""
        what = f"the comment on pull request {pull.number}"
        path = f"/issues/{pull.number}/comments"
        purpose = Purpose(what, _PROPOSING)
        self._connection.do(lambda: self._connection.ask("POST", path, {"body": comment}), purpose, repeatable=False)
        self._edit(pull, {"state": "closed", "body": body})

    def _edit(self, pull: PullRequest, change: Mapping[str, object]) -> None:
        what = f"changing pull request {pull.number}"
        self._do(lambda: self._connection.ask("PATCH", f"/pulls/{pull.number}", change), what, _PROPOSING)

    def _do(self, action: Callable[[], T], what: str, permission: str) -> T:
        return self._connection.do(action, Purpose(what, permission), repeatable=True)


def _default(listed: Sequence[Any]) -> str:
    """The default branch, where a pull request tells it."""
    return next((_text(one["base"]["repo"]["default_branch"]) for one in listed if one["base"].get("repo")), "")


def _says(error: GithubException, status: int, words: str) -> bool:
    """Whether GitHub refuses for this reason."""
    return error.status == status and words in str(error.data).lower()


def _quoted(branch: str) -> str:
    return quote(branch, safe="/")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is expected")
    return value
