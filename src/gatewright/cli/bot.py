"""`gatewright bot`: the GitHub bot, as a server and as a job of cron."""

from __future__ import annotations

import gc
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.bot.serving import Options

app = typer.Typer(
    help="Answer GitHub's webhooks, and open pull requests with fixes by the clock.", no_args_is_help=True
)

DataFolder = Annotated[
    Path, typer.Option("--data", help="Folder of the queue and of clones; one bot uses it at a time.")
]
Repositories = Annotated[
    list[str] | None,
    typer.Option("--repo", help="OWNER/NAME to open pull requests in; repeatable; default all of the App's."),
]
_DATA = Path("gatewright-bot")


@app.command("serve")
def serve(
    *,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65_535)] = 8080,
    data: DataFolder = _DATA,
    workers: Annotated[int, typer.Option("--workers", help="Jobs at a time.", min=1, max=32)] = 2,
    every: Annotated[
        float | None, typer.Option("--every", help="HOURS between two runs that open pull requests.", min=0.1)
    ] = None,
    repo: Repositories = None,
    max_body: Annotated[
        int, typer.Option("--max-body", help="Largest webhook in bytes.", min=1_000, max=30_000_000)
    ] = 10_000_000,
    max_repository: Annotated[
        int, typer.Option("--max-repository", help="Largest repository in MB, checked out.", min=1)
    ] = 500,
    timeout: Annotated[int, typer.Option("--timeout", help="Seconds for a clone; twice that to judge.", min=10)] = 300,
) -> int:
    """Answer webhooks until a signal ends it. Secrets are taken from the environment alone."""
    from gatewright.app.bot import serving  # noqa: PLC0415  # loaded by a command that runs
    from gatewright.app.bot.cloning import Limits  # noqa: PLC0415

    options = serving.Options(
        environment=dict(os.environ),
        data=data,
        host=host,
        port=port,
        workers=workers,
        every=every,
        repositories=serving.checked_repositories(repo or ()),
        most_body=max_body,
        limits=Limits(bytes=max_repository * 1_000_000, seconds=float(timeout)),
    )
    _begin()
    serving.serve(options, serving.remediation(options) if every is not None else None)
    return 0


@app.command("run")
def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="Do it now, once; needed, as nothing else is offered.")] = False,
    data: DataFolder = _DATA,
    repo: Repositories = None,
) -> int:
    """Open and update pull requests with fixes, as cron or a workflow has it; exit code 3 where one failed."""
    from gatewright.app.bot import serving  # noqa: PLC0415  # loaded by a command that runs
    from gatewright.app.bot.ending import EndedError  # noqa: PLC0415

    if not once:
        raise UsageError(
            "`gatewright bot run` needs `--once`; what runs all the time is `gatewright bot serve --every`"
        )
    options: Options = serving.Options(
        environment=dict(os.environ), data=data, repositories=serving.checked_repositories(repo or ())
    )
    _begin()
    try:
        return 3 if serving.run_once(options, serving.remediation(options)) else 0
    except EndedError as ended:
        return ended.code


def _begin() -> None:
    """Log to standard error, and collect garbage: unlike other commands, this one goes on."""
    gc.enable()
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for name in ("gatewright.bot", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.INFO)
