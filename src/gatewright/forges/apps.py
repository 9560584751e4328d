"""Tokens of GitHub Apps: an App proves who it is by its key, and is given a token for one repository."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from github import Auth, GithubException, GithubIntegration
from requests import RequestException

from gatewright.errors import ForgeError, UsageError
from gatewright.forges.patience import Patience
from gatewright.forges.refusals import NONSENSE, refusal

_TOKEN = re.compile(r"[\x21-\x7e]{1,1000}")
_NEEDS = "an App with this id and key that is installed on the repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppKey:
    """An App, and its private key in PEM, which is in nobody's representation of it."""

    id: int
    private_key: str = field(repr=False)
    installation: int | None = None
    """Looked up by the repository where it is not given."""


def installation_token(
    app: AppKey,
    repository: str,
    server: str,
    *,
    permissions: Mapping[str, str] | None = None,
    patience: Patience | None = None,
) -> str:
    """A token of the App's installation, for an hour; narrowed to `permissions` where these are given."""
    try:
        integration = GithubIntegration(
            auth=Auth.AppAuth(app.id, app.private_key), base_url=server, user_agent="gatewright", timeout=20, retry=None
        )
    except (ValueError, TypeError, AssertionError):
        raise UsageError("the App's private key is no RSA key in PEM; download one from the App's settings") from None

    def ask() -> str:
        found = app.installation
        if found is None:
            found = integration.get_repo_installation(*repository.split("/")).id
        token = integration.get_access_token(found, dict(permissions) if permissions else None).token
        if not _TOKEN.fullmatch(token):
            raise TypeError("a token is expected")
        return token

    try:
        return (patience or Patience()).call(ask, repeatable=True)
    except (GithubException, RequestException, ForgeError, *NONSENSE) as error:
        if isinstance(error, ValueError) and not isinstance(error, RequestException):
            raise UsageError("the App's private key is no RSA key in PEM; download one from its settings") from None
        what = f"the token of App {app.id} for `{repository}`"
        raise refusal(error, what=what, permission=_NEEDS, server=server) from None
