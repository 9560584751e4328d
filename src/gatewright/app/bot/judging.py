"""A judgement in a process of its own: bounded in time and memory, with no secret, and what goes wrong stays in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event

from pydantic import ValidationError

from gatewright.app.bot.exchange import Answer, Failure, Request
from gatewright.app.bot.process import Bounds, bare, run
from gatewright.errors import InputError
from gatewright.reports.text import shortened, visible

LOG = logging.getLogger("gatewright.bot")

SECONDS = 600.0
MEMORY = 4 << 30
_MOST_WRITTEN = 1 << 30
_KEPT = ("PYTHONPATH", "GATEWRIGHT_BUNDLE_SECRET")


def judge(
    request: Request, folder: Path, *, seconds: float = SECONDS, stop: Event, environment: Mapping[str, str]
) -> Answer:
    """What the process answers; `folder` is a private one for what the two say to each other.

    Raises InputError where the repository cannot be judged: its message is for the people of the repository.
    """
    asked, answered = folder / "request.json", folder / "answer.json"
    asked.write_text(request.model_dump_json(), encoding="utf-8")
    answered.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "gatewright.app.bot.child", str(asked), str(answered)]
    kept = {name: environment[name] for name in _KEPT if name in environment}
    surroundings = {**bare(environment), **kept, "HOME": str(folder), "PYTHONUTF8": "1"}
    bounds = Bounds(seconds=seconds, file_bytes=_MOST_WRITTEN, memory=MEMORY)
    ended = run(command, folder, surroundings, bounds=bounds, stop=stop)
    try:
        data = answered.read_bytes()
    except OSError:
        data = b""
    if ended.code == 0 and data:
        return Answer.model_validate_json(data)
    try:
        raise InputError(Failure.model_validate_json(data).problem)
    except ValidationError:
        lines = ended.errors.decode("utf-8", "replace").strip().splitlines() or [""]
        LOG.warning("judging ended with=%d saying=%s", ended.code, shortened(visible(lines[-1]), 300))
        raise InputError(
            f"judging ended with {ended.code} and no answer; it may need more than {MEMORY >> 30} GB of memory"
        ) from None
