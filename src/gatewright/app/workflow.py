"""What a GitHub workflow tells its jobs: the token, the repository, the event, and where the job's summary goes.

Everything is checked before it is used: the event is written by whoever opened the pull request, in part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gatewright.errors import UsageError
from gatewright.reports.text import visible

PUBLIC_SERVER = "https://api.github.com"
_LARGEST_EVENT = 32 * 1024 * 1024
REPOSITORY = re.compile(r"(?!\.)[A-Za-z0-9_.-]+/(?!\.{1,2}$)[A-Za-z0-9_.-]+")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_REF = re.compile(r"refs/[^\x00-\x20\x7f~^:?*\[\\]{1,250}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Workflow:
    """The environment variables of a job, read when they are asked for."""

    environment: Mapping[str, str] = field(repr=False)

    def token(self) -> str:
        """The token to publish with."""
        token = self._required("GITHUB_TOKEN", "in a workflow, give the step `GITHUB_TOKEN: ${{ github.token }}`")
        if not _TOKEN.fullmatch(token):  # a header would refuse it, and quote it
            raise UsageError("`GITHUB_TOKEN` holds blanks or characters that no token has; set it to the token alone")
        return token

    def repository(self) -> str:
        """OWNER/NAME."""
        name = self._required("GITHUB_REPOSITORY", "set it to OWNER/NAME")
        if not REPOSITORY.fullmatch(name):
            raise UsageError(f"`GITHUB_REPOSITORY` is `{visible(name)}`; set it to OWNER/NAME")
        return name

    def server(self) -> str:
        """URL of the REST API. The token goes there, so it has to be encrypted on its way."""
        url = self.environment.get("GITHUB_API_URL", "").strip() or PUBLIC_SERVER
        try:
            parts = urlsplit(url)
            usable = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
            plain = not (parts.username or parts.password or parts.query or parts.fragment)
            usable = usable and plain and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            usable = False
        if not usable:
            raise UsageError(
                f"`GITHUB_API_URL` is no address to send a token to; set it to `{PUBLIC_SERVER}`, or to "
                "`https://HOST/api/v3` for GitHub Enterprise"
            )
        return url.rstrip("/")

    def pull_request(self) -> int:
        """The number of the pull request that the workflow runs for."""
        number = self._of_pull_request("number")
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise UsageError(
                "the event in `GITHUB_EVENT_PATH` is not one of a pull request, so there is nothing to comment on; "
                "run the workflow on `pull_request`, or leave out `--github-comment`"
            )
        return number

    def commit(self) -> str:
        """The commit to judge: the pull request's own head, not the merge that a workflow checks out."""
        if self.environment.get("GITHUB_EVENT_PATH"):
            head = self._of_pull_request("head")
            commit = head.get("sha") if isinstance(head, dict) else None
            if isinstance(commit, str) and _COMMIT.fullmatch(commit):
                return commit
        return self._commit()

    def _commit(self) -> str:
        commit = self._required("GITHUB_SHA", "set it to the commit that was scanned")
        if not _COMMIT.fullmatch(commit):
            raise UsageError(f"`GITHUB_SHA` is `{visible(commit)}`; set it to a commit's full hash")
        return commit

    def ref(self) -> str:
        """The ref that the workflow runs for, as `refs/heads/main`."""
        ref = self._required("GITHUB_REF", "set it to the ref that was scanned, such as `refs/heads/main`")
        if not _REF.fullmatch(ref):
            raise UsageError(f"`GITHUB_REF` is `{visible(ref)}`; set it to a full ref, such as `refs/heads/main`")
        return ref

    def scanned_commit(self) -> str:
        """The commit that the workflow checks out: for a pull request, the merge."""
        return self._commit()

    def default_branch(self, repository: str) -> str | None:
        """The default branch of a repository, where the event is one of it and says so."""
        path = self.environment.get("GITHUB_EVENT_PATH", "").strip()
        event = _event(Path(path)) if path else None
        told = event.get("repository") if isinstance(event, dict) else None
        if not isinstance(told, dict) or str(told.get("full_name", "")).lower() != repository.lower():
            return None
        branch = told.get("default_branch")
        return branch if isinstance(branch, str) and branch else None

    def summary_file(self) -> Path:
        """The file that a job's summary is appended to."""
        return Path(self._required("GITHUB_STEP_SUMMARY", "leave out `--github-summary` outside of GitHub Actions"))

    def _required(self, name: str, advice: str) -> str:
        value = self.environment.get(name, "").strip()
        if not value:
            raise UsageError(f"`{name}` is not set; {advice}")
        return value

    def _of_pull_request(self, key: str) -> Any:
        """A part of the event's pull request; None where there is none."""
        path = self._required("GITHUB_EVENT_PATH", "it names the event's file, as GitHub Actions sets it")
        event = _event(Path(path))
        request = event.get("pull_request") if isinstance(event, dict) else None
        return request.get(key) if isinstance(request, dict) else None


def _event(path: Path) -> Any:
    """What a JSON file of bounded size holds."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_EVENT + 1)
        if len(data) > _LARGEST_EVENT:
            raise UsageError(f"`{path}`, which `GITHUB_EVENT_PATH` names, is larger than {_LARGEST_EVENT >> 20} MB")
        return json.loads(data)
    except OSError as error:
        reason = (error.strerror or "unknown problem").lower()
        raise UsageError(f"`{path}`, which `GITHUB_EVENT_PATH` names, cannot be read: {reason}") from None
    except (ValueError, RecursionError):
        raise UsageError(f"`{path}`, which `GITHUB_EVENT_PATH` names, is no JSON of an event") from None
