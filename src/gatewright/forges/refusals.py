"""What GitHub's refusals mean, in words that say what to do next. Nothing of the request is in them, so no token is."""

from __future__ import annotations

from github import GithubException
from requests import RequestException
from requests.exceptions import ConnectionError as NoConnection
from requests.exceptions import ProxyError, SSLError, Timeout

from gatewright.errors import ForgeError
from gatewright.forges.patience import is_limit
from gatewright.reports.text import shortened, visible

NONSENSE = (AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What PyGithub raises where an answer is not GitHub's."""


def refusal(error: Exception, *, what: str, permission: str, server: str) -> ForgeError:
    """The error that a user sees; `what` is what was tried, `permission` what a token needs for it."""
    if isinstance(error, ForgeError):
        return error
    if isinstance(error, GithubException):
        if error.status != 400:  # which is PyGithub's own, for an answer that is no JSON object
            return ForgeError(_refused(error, what, permission))
    elif isinstance(error, RequestException):
        return ForgeError(f"{what} failed: GitHub at `{server}` {_unreachable(error)}")
    return ForgeError(f"{what} failed: `{server}` does not answer as GitHub does; check `GITHUB_API_URL`")


def _refused(error: GithubException, what: str, permission: str) -> str:
    said = _said(error)
    quoted = f" (GitHub says: {said})" if said else ""
    match error.status:
        case 401:
            return f"{what} failed: the token is wrong, expired or revoked; set `GITHUB_TOKEN` to a valid one{quoted}"
        case 403 | 429 if is_limit(error):
            return f"{what} failed: GitHub's rate limit for this token is used up; run again later{quoted}"
        case 403 | 404 if lacking := _lacking_scopes(error):
            return f"{what} failed: the token lacks the scope {lacking}; give it one that has it{quoted}"
        case 403 if "x-github-sso" in (error.headers or {}):
            return f"{what} failed: the token is not authorised for the organisation's single sign-on{quoted}"
        case 403:
            accepted = (error.headers or {}).get("x-accepted-github-permissions", "")
            needed = permission if not accepted else f"{permission}; GitHub asks for {_quoted(accepted)}"
            return f"{what} failed: the token may not do it; it needs {needed}{quoted}"
        case 404:
            return (
                f"{what} failed: it is not there, or the token cannot see it; check `GITHUB_REPOSITORY` and that the "
                f"token has {permission}{quoted}"
            )
        case 422:
            return f"{what} failed: GitHub does not accept the request{quoted}"
        case status:
            return f"{what} failed: GitHub answers with status {status}; run again later{quoted}"


def _lacking_scopes(error: GithubException) -> str:
    """The scopes that would do, where a classic token has none of them; empty where that is not the reason."""
    headers = error.headers or {}
    accepted, has = (
        {scope.strip() for scope in str(headers.get(name, "")).split(",")} - {""}
        for name in ("x-accepted-oauth-scopes", "x-oauth-scopes")
    )
    if "x-oauth-scopes" not in headers or not accepted or accepted & has:
        return ""
    return " or ".join(_quoted(scope) for scope in sorted(accepted)[:5])


def _said(error: GithubException) -> str:
    """GitHub's own words, with the details of a validation error."""
    if not isinstance(error.data, dict):
        return ""
    details = error.data.get("errors")
    listed = details[:3] if isinstance(details, list) else ()
    words = [
        str(error.data.get("message") or ""),
        *(str(one.get("message") or one.get("code") or "") if isinstance(one, dict) else str(one) for one in listed),
    ]
    text = "; ".join(word for word in words if word)
    return _quoted(text) if text else ""


def _quoted(text: str) -> str:
    return f"`{shortened(visible(text), 300)}`"


def _unreachable(error: RequestException) -> str:
    match error:
        case Timeout():
            return "does not answer in time; run again later"
        case SSLError():
            return "shows a certificate that is not trusted; name your authority's in `REQUESTS_CA_BUNDLE`"
        case ProxyError():
            return "cannot be reached through the proxy; check `HTTPS_PROXY`"
        case NoConnection():
            return "cannot be reached; check the network and `GITHUB_API_URL`"
        case _:
            return "cannot be asked; check `GITHUB_API_URL`"
