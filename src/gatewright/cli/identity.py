"""`gatewright identity`: decisions on requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from gatewright.errors import InputError

app = typer.Typer(help="Who may do what.", no_args_is_help=True)

INCOMPLETE = 3
LONGEST = 8_000_000
"""Characters of the longest line that is read."""


@app.callback()
def _group() -> None:
    """Who may do what."""


@app.command("decide")
def decide(
    file: Annotated[Path, typer.Argument(help="JSON lines, one request each; `-` reads standard input.")],
) -> int:
    """Decide requests: JSON lines in, JSON lines out, in the same order."""
    from gatewright.app.deciding import answer  # noqa: PLC0415  # loaded by a command that runs, not by --help

    code = 0
    with _lines(file) as lines:
        for line in lines:
            if line.strip():
                given = answer(line)
                code = INCOMPLETE if "error" in given else code
                sys.stdout.write(json.dumps(given, ensure_ascii=False) + "\n")
    return code


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[str]]:
    if str(file) == "-":
        yield _bounded(sys.stdin)
        return
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            yield _bounded(stream)
    except OSError as error:
        raise InputError(f"`{file}` cannot be read: {(error.strerror or 'unknown problem').lower()}") from None


def _bounded(stream: IO[str]) -> Iterator[str]:
    """The lines; one that is too long is cut, and so no JSON any more."""
    while line := stream.readline(LONGEST):
        cut = not line.endswith("\n") and len(line) == LONGEST
        yield line
        while cut and (rest := stream.readline(LONGEST)):
            cut = not rest.endswith("\n")
