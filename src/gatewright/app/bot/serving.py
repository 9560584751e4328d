"""The bot, put together: the queue, the workers, the clock and the HTTP side, from the environment."""

from __future__ import annotations

import logging
import re
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from gatewright.app.bot.cloning import Limits
from gatewright.app.bot.credentials import OneToken, Secrets, Tokens
from gatewright.app.bot.ending import until_signal
from gatewright.app.bot.handling import Handler, Remediate
from gatewright.app.bot.host import Reached
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.metrics import Metrics
from gatewright.app.bot.queue import Queue
from gatewright.app.bot.schedule import Schedule, remediations
from gatewright.app.bot.workers import Workers
from gatewright.app.bot.workspace import Surroundings, clear, private
from gatewright.errors import GatewrightError, UsageError
from gatewright.reports.text import shortened, visible

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

LOG = logging.getLogger("gatewright.bot")

GRACE = 25.0
_REPOSITORY = re.compile(r"(?!\.)[A-Za-z0-9_.-]{1,100}/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the bot is run. Secrets are in the environment, and in nothing else."""

    environment: Mapping[str, str] = field(repr=False)
    data: Path = Path("gatewright-bot")
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 2
    every: float | None = None
    """Hours between two runs of remediation."""
    repositories: tuple[str, ...] = ()
    """Those that are remediated; empty for all that the App is installed in."""
    most_body: int = 10_000_000
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that is ready to start."""

    queue: Queue
    workers: Workers
    app: FastAPI
    schedule: Schedule | None = None

    def start(self) -> None:
        """Begin to work."""
        self.workers.start()
        if self.schedule is not None:
            self.schedule.start()

    def stop(self, grace: float = GRACE) -> None:
        """End what runs, or give it back to the queue."""
        if self.schedule is not None:
            self.schedule.stop()
        self.workers.stop(grace)
        self.queue.close()


def make(options: Options, remediate: Remediate | None = None) -> Bot:
    """The bot; everything that can be wrong with its environment is told here."""
    _refuse_missing()
    from gatewright.app.bot.web import Webhook, application  # noqa: PLC0415  # loads FastAPI

    secrets = Secrets(options.environment)
    secret, tokens = secrets.webhook(), secrets.tokens()
    secrets.clone_url("owner/name")
    if options.every is not None and isinstance(tokens, OneToken) and not options.repositories:
        raise UsageError("`--every` with a token needs `--repo OWNER/NAME`; an App knows its repositories by itself")
    queue = Queue(options.data)
    clear(options.data / "work")
    metrics = Metrics()
    handler = Handler(
        queue=queue,
        connect=lambda job: connected(secrets, tokens, job),
        surroundings=surroundings(options),
        remediate=remediate,
    )
    workers = Workers(queue, handler, metrics, options.workers)
    schedule = None
    if options.every is not None:
        schedule = Schedule(queue, options.every * 3600, lambda: remediations(tokens, options.repositories))
    made: list[Bot] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        import anyio  # noqa: PLC0415  # comes with FastAPI

        made[0].start()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(made[0].stop)

    webhook = Webhook(secret=secret, queue=queue, metrics=metrics, most_body=options.most_body)
    made.append(Bot(queue, workers, application(webhook, lifespan), schedule))
    return made[0]


def serve(options: Options, remediate: Remediate | None = None) -> None:
    """Answer webhooks and work until a signal ends it: jobs that run may end, others wait for the next start."""
    bot = make(options, remediate)
    server = listener(bot.app, options)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn ends by a signal in good order, and raises it once more when that is done: it is no failure.
        signal.signal(number, lambda *_: None)
    LOG.info("serving address=%s:%d data=%s", options.host, options.port, options.data)
    server.run()


def listener(app: FastAPI, options: Options) -> uvicorn.Server:
    """The HTTP server: what comes is bounded in size and time, and who says nothing keeps nobody out."""
    import uvicorn  # noqa: PLC0415  # loaded by who serves

    from gatewright.app.bot.guarding import Guarded  # noqa: PLC0415  # loads uvicorn

    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        http=Guarded,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=32_768,
    )
    return uvicorn.Server(config)


def run_once(options: Options, remediate: Remediate) -> int:
    """Remediate each repository once, in this process, and say how many could not be done.

    Raises EndedError where a signal ends it: what runs is ended, and the folders that it worked in are gone by then.
    """
    _refuse_missing()
    with private(options.data / "work") as folder, until_signal() as ending:
        return ending.done(lambda: _remediated_all(remediate, options, folder, ending.stop))


def _remediated_all(remediate: Remediate, options: Options, folder: Path, stop: Event) -> int:
    tokens = Secrets(options.environment).tokens()
    jobs = remediations(tokens, options.repositories)
    if not jobs:
        raise UsageError("no repository is named; give `--repo OWNER/NAME`")
    around = replace(surroundings(options), folder=folder, stop=stop)
    return sum(not _remediated(remediate, job, around) for job in jobs)


def _remediated(remediate: Remediate, job: Job, around: Surroundings) -> bool:
    try:
        remediate(job, around)
    except GatewrightError as error:
        LOG.warning("repository=%s problem=%s", job.repository, shortened(visible(str(error)), 500))
        return False
    LOG.info("repository=%s outcome=done", job.repository)
    return True


def surroundings(options: Options) -> Surroundings:
    """What jobs work with."""
    return Surroundings(folder=options.data / "work", environment=options.environment, limits=options.limits)


def connected(secrets: Secrets, tokens: Tokens, job: Job) -> Reached:
    """The repository of a job on GitHub."""
    from gatewright.app.bot.github import BotGitHub  # noqa: PLC0415  # loads PyGithub
    from gatewright.forges.github import Access  # noqa: PLC0415

    token = tokens.token(job.repository, job.installation)
    access = Access(repository=job.repository, token=token, server=secrets.server())
    return Reached(host=BotGitHub(access), url=secrets.clone_url(job.repository), token=token)


def checked_repositories(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each of which is OWNER/NAME."""
    for name in names:
        if not _REPOSITORY.fullmatch(name):
            raise UsageError(f"`{visible(name)}` is no repository; write OWNER/NAME")
    return tuple(dict.fromkeys(names))


def _refuse_missing() -> None:
    missing = [name for name in ("fastapi", "uvicorn", "github", "markdown_it", "hcl2") if find_spec(name) is None]
    if missing:
        raise UsageError(f"the bot needs {', '.join(missing)}: install `gatewright[server]`")


def remediation(options: Options) -> Remediate:
    """What remediates, with the environment's tokens."""
    _refuse_missing()
    from gatewright.app.bot.remedying import Remedy  # noqa: PLC0415  # loads PyGithub

    secrets = Secrets(options.environment)
    tokens = secrets.tokens()
    return Remedy(lambda job: tokens.token(job.repository, job.installation), secrets)
