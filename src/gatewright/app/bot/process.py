"""Programs that work on what a stranger has written: bounded in time and in what they write, and ended with the bot."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event
from typing import IO

from gatewright.errors import InputError

_STEP = 0.1
_MOST_ANSWERED = 64 * 1024 * 1024
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")


class StoppedError(Exception):
    """The bot is being stopped: the job goes back to the queue."""


class TooLongError(InputError):
    """A program took longer than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a program may use."""

    seconds: float
    file_bytes: int
    """Of any one file that it writes."""
    memory: int | None = None
    """Bytes of address space."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it said."""

    code: int
    output: bytes
    errors: bytes


def bare(environment: Mapping[str, str]) -> dict[str, str]:
    """What of our environment a program gets: nothing that is secret."""
    return {name: environment[name] for name in _KEPT if name in environment}


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, bounds: Bounds, stop: Event) -> Ended:
    """Run a program to its end, with nothing on its standard input.

    Raises TooLongError, and StoppedError where the bot is stopped meanwhile; the program and all that it started are
    gone then.
    """
    if stop.is_set():
        raise StoppedError
    with TemporaryFile() as output, TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603  # git and ourselves, with arguments of ours
            [*_limited(bounds), *command],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
        )
        try:
            _wait(process, bounds.seconds, stop)
        except BaseException:
            _end(process)
            raise
        return Ended(process.returncode, _told(output), _told(errors))


def _limited(bounds: Bounds) -> list[str]:
    """What sets the bounds of the command behind it, which takes its place.

    The shell sees our own numbers alone. A function between fork and exec is not safe where there are threads.
    """
    limits = [f"ulimit -c 0 && ulimit -f {bounds.file_bytes // 512} && ulimit -t {int(bounds.seconds) + 1}"]
    if bounds.memory is not None:
        limits.append(f"ulimit -v {bounds.memory // 1024}")
    return ["/bin/sh", "-c", " && ".join([*limits, 'exec "$@"']), "sh"]


def _wait(process: subprocess.Popen[bytes], seconds: float, stop: Event) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            process.wait(_STEP)
        except subprocess.TimeoutExpired:
            if stop.is_set():
                raise StoppedError from None
            if time.monotonic() > until:
                raise TooLongError(f"it took longer than {seconds:.0f} seconds") from None
        else:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with everything that it started, which is one session."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def _told(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    told = stream.read(_MOST_ANSWERED + 1)
    if len(told) > _MOST_ANSWERED:
        raise InputError(f"a program said more than {_MOST_ANSWERED >> 20} MB; the repository may be too large")
    return told
