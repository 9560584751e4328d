"""An OPA server of our own: started on a loopback port, waited for within bounds, always ended."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from gatewright.errors import EngineError

STARTUP_SECONDS = 10.0
POLL_SECONDS = 0.02
SHUTDOWN_SECONDS = 5.0
ATTEMPTS = 3
LONGEST_MESSAGE = 500

FLAGS = ("--v1-compatible", "--disable-telemetry", "--log-level=error")


@contextmanager
def running_opa(executable: str) -> Iterator[str]:
    """The URL of an OPA server that lives as long as the block."""
    path = shutil.which(executable)
    if path is None:
        raise EngineError(
            f"no `{executable}` on the path; install OPA, name a running server with `--opa-url`, "
            "or use the embedded engine"
        )
    # The log is a file: nobody reads a pipe while the server works, and a full pipe would stop it.
    with tempfile.TemporaryFile() as log:
        process, port = _start(path, log)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(process)


def _start(path: str, log: IO[bytes]) -> tuple[subprocess.Popen[bytes], int]:
    """A server that listens; a port that somebody takes in between is given up for another one."""
    for _ in range(ATTEMPTS):
        port = _free_port()
        process = subprocess.Popen(  # noqa: S603 - the user's own `opa`, found on the path
            [path, "run", "--server", f"--addr=127.0.0.1:{port}", *FLAGS],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            if _listens(process, port):
                return process, port
        except BaseException:
            _end(process)
            raise
        _end(process)
    raise EngineError(f"`{path}` does not start: {_said(log)}")


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server accepts connections before it ends or the time is over."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(POLL_SECONDS)
        else:
            return process.poll() is None
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SHUTDOWN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _said(log: IO[bytes]) -> str:
    log.seek(0)
    text = " ".join(log.read().decode("utf-8", "replace").split())
    return text[-LONGEST_MESSAGE:] or "it said nothing within the time allowed"
