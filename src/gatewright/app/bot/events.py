"""What an event asks for. The sender is GitHub by then, but people of any kind have a say in what it sends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gatewright.app.bot.command_lines import command_line
from gatewright.app.bot.jobs import Job

EVENTS = ("push", "pull_request", "issue_comment", "ping", "installation", "installation_repositories")
STALE = timedelta(days=7)
"""A command that is older is not carried out any more: the queue remembers deliveries for longer than this."""
_REPOSITORY = re.compile(r"(?!\.)[A-Za-z0-9_.-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?")
_LONGEST_COMMAND = 500
_LARGEST = 2**53
_WANTED = ("opened", "synchronize", "reopened")


class MalformedError(ValueError):
    """An event is not what GitHub sends; the message says which part is missing or wrong, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an event asks for: a job, or nothing and why."""

    job: Job | None
    outcome: str = "queued"


def read(event: str, data: bytes, now: datetime) -> Asked:
    """What the body of an event asks for; raises MalformedError where it is none."""
    if event not in EVENTS:
        return Asked(None, "ignored")
    payload = _payload(data)
    match event:
        case "push":
            return _push(payload)
        case "pull_request":
            return _pull_request(payload)
        case "issue_comment":
            return _comment(payload, now)
        case "ping":
            return Asked(None, "pong")
        case _:
            return Asked(None, "noted")


def _payload(data: bytes) -> Mapping[str, Any]:
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        raise MalformedError("the body is no JSON; set the webhook's content type to `application/json`") from None
    if not isinstance(payload, dict):
        raise MalformedError("the body is no JSON object")
    return payload


def _push(payload: Mapping[str, Any]) -> Asked:
    """A push to the default branch. Others are judged where they become pull requests, by the base's configuration."""
    repository = _table(payload, "repository")
    branch = _text(repository, "default_branch")
    commit = _commit(payload, "after")
    if payload.get("ref") != f"refs/heads/{branch}" or payload.get("deleted") is True or not commit.strip("0"):
        return Asked(None, "ignored")
    return Asked(
        Job(
            kind="push",
            repository=_name(repository),
            subject="default-branch",
            commit=commit,
            installation=_installation(payload),
        )
    )


def _pull_request(payload: Mapping[str, Any]) -> Asked:
    if payload.get("action") not in _WANTED and not _is_retargeted(payload):
        return Asked(None, "ignored")
    request = _table(payload, "pull_request")
    number = _number(request, "number")
    return Asked(
        Job(
            kind="pull_request",
            repository=_name(_table(payload, "repository")),
            subject=f"pull/{number}",
            commit=_commit(_table(request, "head"), "sha"),
            number=number,
            installation=_installation(payload),
        )
    )


def _is_retargeted(payload: Mapping[str, Any]) -> bool:
    """Whether a pull request goes into another branch now, whose configuration decides."""
    changes = payload.get("changes")
    return payload.get("action") == "edited" and isinstance(changes, dict) and "base" in changes


def _comment(payload: Mapping[str, Any], now: datetime) -> Asked:
    """A command in a comment on a pull request: the first line that begins with our name."""
    issue, comment = _table(payload, "issue"), _table(payload, "comment")
    line = command_line(comment.get("body"))
    if payload.get("action") != "created" or not isinstance(issue.get("pull_request"), dict) or line is None:
        return Asked(None, "ignored")
    user = _table(comment, "user")
    if user.get("type") != "User":  # bots, ourselves among them, command nothing
        return Asked(None, "ignored")
    if _moment(comment) < now - STALE:
        return Asked(None, "stale")
    login, number = _text(user, "login"), _number(issue, "number")
    if not _LOGIN.fullmatch(login):
        raise MalformedError("`login` is no name of a user")
    return Asked(
        Job(
            kind="command",
            repository=_name(_table(payload, "repository")),
            subject=f"pull/{number}",
            number=number,
            installation=_installation(payload),
            login=login,
            comment=_number(comment, "id"),
            text=line[:_LONGEST_COMMAND],
        )
    )


def _moment(comment: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(comment, "created_at"))
    except ValueError:
        raise MalformedError("`created_at` is no time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _table(payload: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = payload.get(key)
    if not isinstance(value, dict):
        raise MalformedError(f"`{key}` is missing")
    return value


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key)
    if not isinstance(value, str) or not value:
        raise MalformedError(f"`{key}` is missing")
    return value


def _number(payload: Mapping[str, Any], key: str) -> int:
    value = payload.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < _LARGEST:
        raise MalformedError(f"`{key}` is no number of GitHub's")
    return value


def _commit(payload: Mapping[str, Any], key: str) -> str:
    value = _text(payload, key)
    if not _COMMIT.fullmatch(value):
        raise MalformedError(f"`{key}` is no commit")
    return value


def _name(repository: Mapping[str, Any]) -> str:
    value = _text(repository, "full_name")
    if not _REPOSITORY.fullmatch(value):
        raise MalformedError("`full_name` is no name of a repository")
    return value


def _installation(payload: Mapping[str, Any]) -> int:
    """Which installation of the App it concerns; 0 for a webhook of a repository."""
    found = payload.get("installation")
    return _number(found, "id") if isinstance(found, dict) else 0
