"""A bot with everything around it: a GitHub with a real git repository, signed webhooks, a server on loopback."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import uvicorn
from bot_git_server import GitServer, git_serving
from github_server import Account, Answer, GitHubServer, Pull, Store, serving

from gatewright.app.bot.github import BotGitHub
from gatewright.app.bot.handling import Handler
from gatewright.app.bot.host import Reached
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.metrics import Metrics
from gatewright.app.bot.putting_off import PuttingOff
from gatewright.app.bot.queue import Queue
from gatewright.app.bot.serving import Options, listener
from gatewright.app.bot.workers import Workers
from gatewright.app.bot.workspace import Surroundings
from gatewright.forges.connection import Access

SECRET = "not a secret at all, as it stands here"  # noqa: S105  # nobody's
SOURCE = Path(__file__).parents[2] / "src"
TOKEN = "ghs_botbotbotbotbot"  # noqa: S105  # nobody's
OPEN = """resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
RULE = "aws.ec2.security_group_allows_ssh_from_internet"
QUIET = f'[rules]\nenable = ["{RULE}"]\n'
SILENT = '[rules]\nenable = ["aws.iam.*"]\n'


@dataclass
class BotHub(GitHubServer):
    """The fake, with the reactions that the bot gives."""

    reactions: list[tuple[int, str]] = field(default_factory=list)

    def _answer(self, method: str, path: str, headers: Mapping[str, str], given: tuple[str, Any]) -> Answer:
        """GitHub's answer, where the fake has none of its own yet."""
        found = re.fullmatch(r".*/issues/comments/(\d+)/reactions", path)
        if method == "POST" and found:
            if not any(one.id == int(found[1]) for one in self.comments):
                return Answer(404, {"message": "Not Found"})
            self.reactions.append((int(found[1]), given[1]["content"]))
            return Answer(201, {"id": len(self.reactions), "content": given[1]["content"]})
        answer = super()._answer(method, path, headers, given)
        compared = re.fullmatch(r".*/compare/(.+)\.\.\.(.+)", path)
        if compared and answer.status == 200:
            tip = self.git.branch(compared[1]) or compared[1]
            return Answer(200, {**answer.body, "base_commit": {"sha": tip}}, answer.headers)
        return answer


def signed(body: bytes, secret: str = SECRET) -> str:
    """The header of a body's signature."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class World:
    """The fake GitHub, and a bot's queue, handler and workers."""

    hub: BotHub
    git: GitServer
    queue: Queue
    workers: Workers
    folder: Path
    metrics: Metrics

    def branch(self, name: str, files: Mapping[str, str | bytes | None], base: str = "main") -> str:
        """A branch from another one, with a commit that writes files; its hash."""
        if self.hub.git.branch(name) is None:
            self.hub.git.point(name, self.hub.git.branch(base) or "")
        made = self.hub.git.commit_files(name, files, "Change")
        self.hub.follow(name)
        return made

    def pull(self, name: str, number: int = 7, base: str = "main", fork: str | None = None) -> Pull:
        """A pull request of a branch."""
        commit = self.hub.git.branch(name) or ""
        self.hub.pulls[number] = Pull(number, "A change", head=name, base=base, commit=commit, fork=fork)
        return self.hub.pulls[number]

    def work(self) -> int:
        """Carry out all jobs that are due, and say how many there were."""
        count = 0
        while self.workers.work():
            count += 1
        return count

    def judge(self, number: int = 7) -> None:
        """Put the event of a pull request into the queue, and carry it out."""
        commit = self.hub.pulls[number].commit
        self.queue.add(pull_job(commit, number))
        self.work()

    def command(self, text: str, login: str = "ann", number: int = 7) -> int:
        """Say a command, and carry it out; the id of the comment."""
        comment = self.hub.say(login, text, number)
        job = Job(
            kind="command",
            repository=self.hub.repository,
            subject=f"pull/{number}",
            number=number,
            login=login,
            comment=comment.id,
            text=text,
        )
        self.queue.add(job)
        self.work()
        return comment.id

    def texts(self) -> list[str]:
        """What the bot said on pull requests, without the marks that it knows its comments by."""
        return [one.body.partition("-->\n")[2] for one in self.hub.comments if one.author == "gatewright[bot]"]


def pull_job(commit: str, number: int = 7) -> Job:
    """What the event of a pull request asks for."""
    return Job(kind="pull_request", repository="acme/shop", subject=f"pull/{number}", commit=commit, number=number)


def environment() -> dict[str, str]:
    """The bot's environment in tests, with secrets that must not get anywhere."""
    return {
        "PATH": os.environ["PATH"],
        "GITHUB_TOKEN": TOKEN,
        "GATEWRIGHT_WEBHOOK_SECRET": SECRET,
        "PYTHONPATH": str(SOURCE),
    }


@contextmanager
def world(folder: Path, files: Mapping[str, str | bytes], **settings: Any) -> Iterator[World]:
    """A repository with these files on its default branch, and a bot for it."""
    hub = BotHub(
        store=Store.create(folder / "hub.git", files),
        accounts={
            TOKEN: Account("gatewright[bot]", frozenset({"contents", "pull_requests", "issues", "checks"}), bot=True)
        },
        collaborators={"ann": "write", "bob": "read"},
        pulls={},
    )
    with serving(hub), git_serving(hub.git.path, hub.repository, TOKEN) as git:
        queue, metrics = Queue(folder / "data"), Metrics()
        access = Access(repository=hub.repository, token=TOKEN, server=hub.url, pace=0)
        host = BotGitHub(access, PuttingOff(sleep=lambda _: None))
        around = Surroundings(folder=folder / "data" / "work", environment=environment(), **settings)
        handler = Handler(
            queue=queue,
            connect=lambda _: Reached(host=host, url=git.url, token=TOKEN),
            surroundings=around,
        )
        try:
            yield World(hub, git, queue, Workers(queue, handler, metrics, 1), folder, metrics)
        finally:
            queue.close()


@contextmanager
def listening(app: Any) -> Iterator[httpx.Client]:
    """The application, served as the bot is, on loopback; a client of it."""
    server = listener(app, Options(environment={}, port=0))
    ready = _Ready(server)
    thread = Thread(target=server.run)
    thread.start()
    try:
        with httpx.Client(base_url=ready.url(), timeout=30, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


class _Ready:
    """Tells when a server listens, and where."""

    def __init__(self, server: uvicorn.Server) -> None:
        from threading import Event  # noqa: PLC0415

        self._server, self._event = server, Event()
        startup = server.startup

        async def started(sockets: Any = None) -> None:
            await startup(sockets)
            self._event.set()

        server.startup = started  # type: ignore[method-assign]  # the one moment at which it is known

    def url(self) -> str:
        assert self._event.wait(20)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"


def delivery(event: str, payload: Any, identity: str = "delivery-0001", secret: str = SECRET) -> dict[str, Any]:
    """The arguments of a request that delivers an event."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return {
        "content": body,
        "headers": {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": identity,
            "X-Hub-Signature-256": signed(body, secret),
        },
    }


def pull_event(commit: str, number: int = 7, action: str = "synchronize") -> dict[str, Any]:
    """The event of a pull request, as far as it is read."""
    return {
        "action": action,
        "repository": {"full_name": "acme/shop", "default_branch": "main"},
        "pull_request": {"number": number, "head": {"sha": commit}},
    }


def push_event(commit: str, ref: str = "refs/heads/main") -> dict[str, Any]:
    """The event of a push."""
    return {"ref": ref, "after": commit, "repository": {"full_name": "acme/shop", "default_branch": "main"}}


def comment_event(text: str, comment: int = 1000, **user: str) -> dict[str, Any]:
    """The event of a comment on a pull request."""
    return {
        "action": "created",
        "repository": {"full_name": "acme/shop", "default_branch": "main"},
        "issue": {"number": 7, "pull_request": {}},
        "comment": {
            "id": comment,
            "body": text,
            "created_at": datetime.now(UTC).isoformat(),
            "user": {"login": "ann", "type": "User", **user},
        },
    }
