"""How long to wait for GitHub, and when to give up: rate limits are honoured, within bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from github import GithubException
from requests import RequestException

from gatewright.errors import ForgeError

T = TypeVar("T")

_LIMITED = ("rate limit", "abuse detection", "please wait a few minutes", "retry your request again later")
_SECONDARY_WAIT = 60.0


@dataclass(slots=True)
class Patience:
    """Repeats what GitHub puts off: waits `budget` seconds at most in all, and asks `attempts` times at most.

    A rejected request was not carried out, so it is always repeated. One that broke off may have been carried out: it
    is repeated only where that does no harm.
    """

    budget: float = 180.0
    attempts: int = 4
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time

    def call(self, action: Callable[[], T], *, repeatable: bool) -> T:
        """What the action returns, in the end; its last exception where it is no use to go on."""
        for attempt in range(self.attempts):
            try:
                return action()
            except (GithubException, RequestException) as error:
                wait = self._wait(error, attempt, repeatable=repeatable)
                if wait is None or attempt == self.attempts - 1:
                    raise
                self._spend(wait, error)
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, error: Exception, attempt: int, *, repeatable: bool) -> float | None:
        """Seconds to wait before the action is repeated; None where it must not be."""
        if isinstance(error, GithubException) and is_limit(error):
            return self._limit(error, attempt)
        passing = not isinstance(error, GithubException) or error.status >= 500
        return float(2**attempt) if passing and repeatable else None

    def _limit(self, error: GithubException, attempt: int) -> float:
        headers = error.headers or {}
        after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
        if after.isdecimal():
            return float(after)
        if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
            return max(float(reset) - self.now(), 0.0) + 1
        return _SECONDARY_WAIT * float(2**attempt)

    def _spend(self, wait: float, error: Exception) -> None:
        if wait > self.budget and isinstance(error, GithubException) and is_limit(error):
            until = _clock(self.now() + wait)
            raise ForgeError(f"GitHub's rate limit for this token is used up until {until}; run again then") from None
        if wait > self.budget:
            raise error
        self.budget -= wait
        self.sleep(wait)


def is_limit(error: GithubException) -> bool:
    """Whether GitHub refuses because there were too many requests, and not because of this one."""
    if error.status not in {403, 429}:
        return False
    headers = error.headers or {}
    message = str(error.data.get("message", "")).lower() if isinstance(error.data, dict) else ""
    return (
        error.status == 429
        or "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or any(words in message for words in _LIMITED)
    )


def _clock(moment: float) -> str:
    try:
        return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError):
        return "a day far off"
