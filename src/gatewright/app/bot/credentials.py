"""Secrets and tokens: from the environment or from files that it names, never from the command line."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from gatewright.app.workflow import PUBLIC_SERVER, Workflow
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.forges.apps import AppKey

SECRET, TOKEN, APP, KEY = (
    "GATEWRIGHT_WEBHOOK_SECRET",
    "GITHUB_TOKEN",
    "GATEWRIGHT_APP_ID",
    "GATEWRIGHT_APP_KEY",
)
SHORTEST_SECRET = 16
_LARGEST = 65_536
_HOLDS = 3_000.0
"""Seconds for which a token is used: GitHub's hold for an hour, and a job may take a while."""
PERMISSIONS = {"checks": "write", "contents": "write", "pull_requests": "write", "metadata": "read"}
"""All that the bot's tokens can do, whatever else the App may."""


class Tokens(Protocol):
    """Where tokens come from."""

    def token(self, repository: str, installation: int) -> str:
        """A token for a repository, which is valid for some minutes more; `installation` is 0 where it is not known."""

    def repositories(self) -> tuple[tuple[str, int], ...]:
        """The repositories that there are tokens for, each with its installation; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class OneToken:
    """One token for everything."""

    value: str = field(repr=False)

    def token(self, repository: str, installation: int) -> str:  # noqa: ARG002  # the same for all
        """The token."""
        return self.value

    def repositories(self) -> tuple[tuple[str, int], ...]:
        """Nobody knows."""
        return ()


@dataclass(slots=True)
class AppTokens:
    """Tokens of a GitHub App's installations, each of which is kept as long as it holds."""

    key: AppKey
    server: str = PUBLIC_SERVER
    now: Callable[[], float] = time.time
    _kept: dict[tuple[str, int], tuple[str, float]] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def token(self, repository: str, installation: int) -> str:
        """The token of an installation; which one that is for a repository, GitHub says."""
        from gatewright.app.bot.putting_off import PuttingOff  # noqa: PLC0415  # loads PyGithub
        from gatewright.forges.apps import installation_token  # noqa: PLC0415

        name = ("", installation) if installation else (repository, 0)
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[1] < self.now():
                app = replace(self.key, installation=installation or None)
                patience = PuttingOff(budget=0.0)  # others wait for this
                token = installation_token(app, repository, self.server, permissions=PERMISSIONS, patience=patience)
                kept = self._kept[name] = (token, self.now() + _HOLDS)
            return kept[0]

    def repositories(self) -> tuple[tuple[str, int], ...]:
        """Every repository that the App is installed in."""
        from gatewright.app.bot.installations import repositories  # noqa: PLC0415  # loads PyGithub

        return tuple(sorted(repositories(self.key, self.server)))


@dataclass(frozen=True, slots=True)
class Secrets:
    """The environment variables of the bot, read when they are asked for."""

    environment: Mapping[str, str] = field(repr=False)

    def webhook(self) -> bytes:
        """The secret that webhooks are signed with."""
        value = self._text(SECRET)
        if value is None:
            raise UsageError(f"`{SECRET}` is not set; give the webhook a secret, and set it, or `{SECRET}_FILE`, here")
        if len(value) < SHORTEST_SECRET:
            raise UsageError(
                f"the secret in `{SECRET}` has fewer than {SHORTEST_SECRET} characters, which can be guessed; take a "
                "random one, such as that of `openssl rand -hex 32`"
            )
        return value.encode()

    def tokens(self) -> Tokens:
        """The App where its id is set, else the token."""
        app = self.environment.get(APP, "").strip()
        if not app:
            value = self._text(TOKEN)
            if value is None:
                raise UsageError(f"neither `{APP}` nor `{TOKEN}` is set; the bot speaks as an App or by a token")
            return OneToken(Workflow({TOKEN: value}).token())
        if not re.fullmatch(r"[0-9]{1,18}", app, re.ASCII):
            raise UsageError(f"`{APP}` is no id of an App; it is a number on the App's page")
        key = self._text(KEY)
        if key is None or "PRIVATE KEY-----" not in key:
            raise UsageError(f"`{KEY}` holds no private key in PEM; set `{KEY}_FILE` to the file that GitHub gave you")
        from gatewright.forges.apps import AppKey  # noqa: PLC0415  # loads PyGithub

        return AppTokens(AppKey(id=int(app), private_key=key), self.server())

    def server(self) -> str:
        """URL of the REST API."""
        return Workflow(self.environment).server()

    def clone_url(self, repository: str) -> str:
        """Where a repository is cloned from."""
        given = self.environment.get("GITHUB_SERVER_URL", "").strip().rstrip("/")
        if given:
            Workflow({"GITHUB_API_URL": given}).server()  # the token goes there too
            return f"{given}/{repository}.git"
        server = self.server()
        if server == PUBLIC_SERVER:
            return f"https://github.com/{repository}.git"
        parts = urlsplit(server)
        return f"{parts.scheme}://{parts.netloc}/{repository}.git"

    def _text(self, name: str) -> str | None:
        """A variable, or what is in the file that the variable of the same name with `_FILE` names."""
        value, file = self.environment.get(name, ""), self.environment.get(f"{name}_FILE", "")
        if value.strip() and file:
            raise UsageError(f"`{name}` and `{name}_FILE` are both set; set one of them")
        if file:
            value = _content(f"{name}_FILE", Path(file))
            if not value.strip():
                raise UsageError(f"the file that `{name}_FILE` names is empty")
        return value.strip() or None


def _content(name: str, file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise UsageError(f"the file that `{name}` names is larger than {_LARGEST >> 10} kB; is it the right one?")
        return data.decode()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"the file that `{name}` names cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise UsageError(f"the file that `{name}` names is no text; is it the right one?") from None
