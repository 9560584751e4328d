"""A judgement in a process of its own: bounded in time and memory, with no secret, and what goes wrong stays in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TypeVar

from pydantic import ValidationError

from gatewright.app.bot.exchange import Answer, Failure, Request
from gatewright.app.bot.process import Bounds, TooLongError, bare, run
from gatewright.app.bot.waiting import LaterError
from gatewright.errors import ForgeError, InputError
from gatewright.model.base import Model
from gatewright.reports.text import shortened, visible

T = TypeVar("T", bound=Model)

LOG = logging.getLogger("gatewright.bot")

SECONDS = 600.0
MEMORY = 4 << 30
_MOST_WRITTEN = 1 << 30
_KEPT = ("PYTHONPATH", "GATEWRIGHT_BUNDLE_SECRET")


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A process for one request."""

    module: str
    folder: Path
    """A private one, for what the two say to each other."""
    seconds: float = SECONDS
    stop: Event
    environment: Mapping[str, str] = field(repr=False)
    """The bot's own, of which the process gets what it cannot do without."""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What it gets besides."""


def judge(request: Request, child: Child) -> Answer:
    """What the process answers.

    Raises InputError where the repository cannot be judged: its message is for the people of the repository.
    """
    return ask(request, child, Answer)


def ask(request: Model, child: Child, kind: type[T]) -> T:
    """The answer of a process, of this kind; an InputError where it says why there is none."""
    asked, answered = child.folder / "request.json", child.folder / "answer.json"
    asked.write_text(request.model_dump_json(), encoding="utf-8")
    answered.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", f"gatewright.app.bot.{child.module}", str(asked), str(answered)]
    kept = {name: child.environment[name] for name in _KEPT if name in child.environment}
    around = {**bare(child.environment), **kept, **child.given, "HOME": str(child.folder), "PYTHONUTF8": "1"}
    bounds = Bounds(seconds=child.seconds, file_bytes=_MOST_WRITTEN, memory=MEMORY)
    try:
        ended = run(command, child.folder, around, bounds=bounds, stop=child.stop)
    except TooLongError as error:
        raise InputError(f"judging ended: {error}; judge less, by `include` and `exclude`") from None
    try:
        data = answered.read_bytes()
    except OSError:
        data = b""
    if ended.code == 0 and data:
        return kind.model_validate_json(data)
    try:
        failure = Failure.model_validate_json(data)
    except ValidationError:
        lines = ended.errors.decode("utf-8", "replace").strip().splitlines() or [""]
        LOG.warning("judging ended with=%d saying=%s", ended.code, shortened(visible(lines[-1]), 300))
        why = "the bot's log says why" if ended.code == 1 else f"it may need more than {MEMORY >> 30} GB of memory"
        raise InputError(f"judging ended with {ended.code} and no answer; {why}") from None
    if failure.later:
        raise LaterError(failure.problem, failure.later)
    raise ForgeError(failure.problem) if failure.passing else InputError(failure.problem)
