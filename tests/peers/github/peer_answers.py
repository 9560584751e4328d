"""What a GitHub says: responses, accounts with their permissions, and refusals in GitHub's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Body = Any
NO_INTEGRATION = "Resource not accessible by integration"
VALIDATION = "Validation Failed"
EVERYTHING = frozenset({"contents", "pull_requests", "issues", "checks", "security_events"})


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    body: Body = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Whom a token belongs to. A workflow's token belongs to a bot, which the REST API does not know as a user."""

    login: str
    permissions: frozenset[str] = frozenset({"pull_requests", "checks"})
    bot: bool = False
    scopes: str | None = None
    """Scopes of a classic token; what it lacks is hidden from it rather than refused."""


@dataclass(frozen=True)
class Request:
    """What a client asks, as far as an endpoint needs it."""

    account: Account
    query: Mapping[str, str]
    body: Body
    url: str
    """The address without its query, as links name it."""

    def text(self, name: str) -> str:
        """A text of the body; empty where there is none."""
        value = self.body.get(name) if isinstance(self.body, dict) else None
        return value if isinstance(value, str) else ""


def message(status: int, text: str, errors: Sequence[Any] = ()) -> Answer:
    """A refusal."""
    documentation = {"documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Answer(status, {"message": text, **({"errors": list(errors)} if errors else {}), **documentation})


def not_found() -> Answer:
    """What is not there, or is hidden."""
    return message(404, "Not Found")


def invalid(resource: str, *, code: str = "invalid", name: str = "", text: str = "") -> Answer:
    """A validation error of one field, or in words."""
    error = {"resource": resource, "code": "custom" if text else code}
    return message(422, VALIDATION, [error | ({"message": text} if text else {"field": name})])


def too_long(resource: str, request: Request) -> Answer | None:
    """The refusal of a text or a title that is longer than GitHub takes."""
    for name, most in (("body", 65_536), ("title", 256)):
        if len(request.text(name)) > most:
            return invalid(resource, text=f"{name} is too long (maximum is {most} characters)")
    return None


def not_allowed(account: Account, permission: str) -> Answer | None:
    """The refusal of a token that lacks a permission."""
    if account.scopes is not None:
        if "repo" in account.scopes.split(", "):
            return None
        return Answer(404, not_found().body, {"X-OAuth-Scopes": account.scopes, "X-Accepted-OAuth-Scopes": "repo"})
    if permission in account.permissions:
        return None
    refused = message(403, NO_INTEGRATION)
    return Answer(403, refused.body, {"X-Accepted-GitHub-Permissions": f"{permission}=write"})


def paged(request: Request, found: Sequence[Body]) -> Answer:
    """One page of a list, with links to the others."""
    size, page = min(int(request.query.get("per_page", "30")), 100), int(request.query.get("page", "1"))
    shown = list(found[(page - 1) * size : page * size])
    last = max(-(-len(found) // size), 1)
    kept = "".join(f"{name}={value}&" for name, value in request.query.items() if name not in {"page", "per_page"})
    base = f"{request.url}?{kept}per_page={size}&page="
    links = [f'<{base}{page + 1}>; rel="next"', f'<{base}{last}>; rel="last"'] if page < last else []
    return Answer(200, shown, {"Link": ", ".join(links)} if links else {})


def user(url: str, login: str) -> dict[str, Any]:
    """A user, as other objects carry it."""
    kind = "Bot" if login.endswith("[bot]") else "User"
    return {"login": login, "id": 1, "url": f"{url}/users/{login}", "type": kind}
