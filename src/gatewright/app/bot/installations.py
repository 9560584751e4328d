"""Where a GitHub App is installed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from github import Auth, GithubException, GithubIntegration
from requests import RequestException

from gatewright.app.bot.putting_off import PuttingOff
from gatewright.errors import ForgeError
from gatewright.forges.apps import AppKey
from gatewright.forges.refusals import NONSENSE, refusal

_MOST = 10_000


def repositories(app: AppKey, server: str) -> list[tuple[str, int]]:
    """Every repository that the App is installed in, with its installation."""
    try:
        return PuttingOff().call(lambda: list(islice(_listed(app, server), _MOST)), repeatable=True)
    except (GithubException, RequestException, ForgeError, *NONSENSE) as error:
        what = f"listing the repositories of App {app.id}"
        raise refusal(error, what=what, permission="this App's id and private key", server=server) from None


def _listed(app: AppKey, server: str) -> Iterator[tuple[str, int]]:
    auth = Auth.AppAuth(app.id, app.private_key)
    integration = GithubIntegration(auth=auth, base_url=server, user_agent="gatewright", timeout=20, retry=None)
    for installation in integration.get_installations():
        for repository in installation.get_repos():
            yield repository.full_name, installation.id
