"""GitHub.com and GitHub Enterprise, through PyGithub: one comment on a pull request, one check run on a commit."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NoReturn, TypeVar
from urllib.parse import quote

from github import GithubException
from github.CheckRun import CheckRun
from github.IssueComment import IssueComment
from github.Repository import Repository

from gatewright.forges.connection import Access, Connection, Purpose
from gatewright.forges.patience import Patience, is_limit
from gatewright.ports import Annotation, Check
from gatewright.reports.text import shortened

__all__ = ["BATCH", "Access", "GitHub", "marker"]

T = TypeVar("T")

BATCH = 50
"""Annotations that GitHub takes in one request."""
_MOST_COMMENTS = 5_000
_LONGEST_COMMENT = 65_536
_LONGEST_KEY = 60
_COMMENTING = "`pull-requests: write`"
_SCANNING = "`security-events: write`, and code scanning that is on in the repository"
_CHECKING = "`checks: write`, which a workflow's token and Apps can have and personal tokens cannot"


class GitHub:
    """A repository on GitHub."""

    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self._access = access
        self._connection = Connection(access, patience)
        self._identity: str | None = None

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """Make the one comment of this key on the pull request say `text`.

        Whose comment it is decides: one that somebody else wrote is left alone, whatever it holds.
        """
        what = f"the comment on pull request {pull_request} of `{self._access.repository}`"
        body = shortened(f"{marker(key)}\n{text}", _LONGEST_COMMENT)

        def settle() -> None:
            own = self._own_comments(pull_request, key)
            if not own and create:
                self._repository().get_issue(pull_request).create_comment(body)
                # Another run may have created one in the same moment: all runs keep the oldest.
                own = self._own_comments(pull_request, key) or _nonsense()
            if own:
                self._keep_one(own, body)

        self._do(settle, what, _COMMENTING, repeatable=True)

    def check(self, check: Check) -> None:
        """Publish a check run that is complete from its first request; further annotations are added to it."""
        what = f"the check run on `{check.commit[:12]}` of `{self._access.repository}`"
        notes = check.annotations
        batches = [notes[start : start + BATCH] for start in range(0, len(notes), BATCH)] or [()]

        def create() -> CheckRun:
            run = self._repository().create_check_run(
                check.name,
                check.commit,
                status="completed",
                conclusion=check.conclusion,
                output=_output(check, batches[0]),
            )
            return run if isinstance(run.id, int) else _nonsense()

        run = self._do(create, what, _CHECKING, repeatable=False)
        for batch in batches[1:]:
            output = _output(check, batch)
            self._do(lambda output=output: run.edit(output=output), what, _CHECKING, repeatable=False)  # type: ignore[misc]

    def upload_sarif(self, sarif: str, *, commit: str, ref: str) -> str:
        """Give code scanning a SARIF report on a commit of a ref (`refs/heads/main`); the id of the upload."""
        what = f"the SARIF upload for `{commit[:12]}` of `{self._access.repository}`"
        packed = base64.b64encode(gzip.compress(sarif.encode(), mtime=0)).decode()

        def upload() -> str:
            body = {"commit_sha": commit, "ref": ref, "sarif": packed, "tool_name": "gatewright"}
            _, answer = self._connection.ask("POST", "/code-scanning/sarifs", body)
            return str(answer["id"])

        return self._do(upload, what, _SCANNING, repeatable=True)

    def _do(self, action: Callable[[], T], what: str, permission: str, *, repeatable: bool) -> T:
        return self._connection.do(action, Purpose(what, permission), repeatable=repeatable)

    def _repository(self) -> Repository:
        return self._connection.github.get_repo(self._access.repository)

    def _own_comments(self, pull_request: int, key: str) -> list[IssueComment]:
        """The token's own comments with this key, the oldest first."""
        listed = islice(self._repository().get_issue(pull_request).get_comments(), _MOST_COMMENTS)
        marked = [one for one in listed if (one.body or "").startswith(marker(key))]
        if not marked:
            return []
        mine = self._login()
        return sorted((one for one in marked if one.user is not None and one.user.login == mine), key=lambda c: c.id)

    def _login(self) -> str:
        """Whom the token belongs to. A workflow's token has no REST user; the GraphQL API knows it."""
        if self._identity is None:
            try:
                self._identity = self._connection.github.get_user().login
            except GithubException as error:
                if error.status != 403 or is_limit(error):
                    raise
                _, answer = self._connection.github.requester.graphql_query("query{viewer{login}}", {})
                self._identity = str(answer["data"]["viewer"]["login"])
        return self._identity

    def _keep_one(self, comments: Sequence[IssueComment], body: str) -> None:
        """The oldest comment says `body`, and the others are gone."""
        first, *others = comments
        if _plain(first.body) != _plain(body):
            first.edit(body)
        for other in others:
            try:
                other.delete()
            except GithubException as error:
                if error.status != 404:  # gone already is what was wanted
                    raise


def marker(key: str) -> str:
    """The line that a comment is known by; a reader does not see it. Different keys have different markers."""
    name = quote(key, safe="/").replace("--", "-%2D")
    if len(name) > _LONGEST_KEY:
        name = f"{name[:_LONGEST_KEY]}:{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    return f"<!-- gatewright:summary {name} -->"


def _nonsense() -> NoReturn:
    raise TypeError("an answer is not what GitHub answers")


def _plain(body: str) -> str:
    """The text as GitHub may have stored it: line ends of its own, and no blanks at the end."""
    return body.replace("\r\n", "\n").rstrip()


def _output(check: Check, annotations: Sequence[Annotation]) -> dict[str, str | list[dict[str, str | int]]]:
    return {
        "title": check.title,
        "summary": check.summary,
        "annotations": [
            {
                "path": one.path,
                "start_line": one.start_line,
                "end_line": one.end_line,
                "annotation_level": one.level,
                "title": one.title,
                "message": one.message,
            }
            for one in annotations
        ],
    }
