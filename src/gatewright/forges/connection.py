"""A connection to GitHub.com or GitHub Enterprise: every request within bounds, every refusal in our own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from github import Auth, BadAttributeException, Github, GithubException
from requests import RequestException

from gatewright.errors import ForgeError
from gatewright.forges.patience import Patience
from gatewright.forges.refusals import NONSENSE, refusal

T = TypeVar("T")

PAGE = 100
_MOST_PAGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Where and as whom to speak. The token is in nobody's representation of it."""

    repository: str
    """OWNER/NAME."""
    token: str = field(repr=False)
    server: str = "https://api.github.com"
    """URL of the REST API; `https://HOST/api/v3` for GitHub Enterprise."""
    pace: float = 1.0
    """Seconds between two requests that write, as GitHub asks for."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is being done, in words for an error, and what a token needs for it."""

    what: str
    permission: str


class Connection:
    """Requests in the name of a token."""

    def __init__(self, access: Access, patience: Patience | None = None) -> None:
        self.access = access
        self._patience = patience or Patience()
        self.github = Github(
            auth=Auth.Token(access.token),
            base_url=access.server.rstrip("/"),
            user_agent="gatewright",
            per_page=PAGE,
            timeout=20,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=access.pace,
            lazy=True,
        )

    def do(self, action: Callable[[], T], purpose: Purpose, *, repeatable: bool) -> T:
        """The action's result; GitHub's refusals, and answers that are not GitHub's, as our own error."""
        try:
            return self._patience.call(action, repeatable=repeatable)
        except (GithubException, BadAttributeException, RequestException, ForgeError, *NONSENSE) as error:
            server = self.access.server
            raise refusal(error, what=purpose.what, permission=purpose.permission, server=server) from None

    def ask(
        self, verb: str, path: str, body: Mapping[str, object] | None = None, query: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Any], Any]:
        """The headers and the JSON of one answer about the repository, as PyGithub gives and raises them."""
        url = f"/repos/{self.access.repository}{path}"
        return self.github.requester.requestJsonAndCheck(
            verb, url, parameters=dict(query or {}), input=None if body is None else dict(body)
        )

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[tuple[list[Any], bool]]:
        """The pages of a list, each with whether there are more."""
        for page in range(1, _MOST_PAGES + 1):
            headers, listed = self.ask("GET", path, query={**query, "per_page": str(PAGE), "page": str(page)})
            if not isinstance(listed, list):
                raise TypeError("a list is expected")
            more = 'rel="next"' in str(headers.get("link", ""))
            yield listed, more
            if not more:
                return
        raise ForgeError(f"GitHub lists more than {_MOST_PAGES * PAGE} entries at `{path}`; tidy up, and run again")
