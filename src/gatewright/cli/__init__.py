"""The command line: a thin second caller of the library."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command. `--version` answers without loading anything else."""
    if sys.argv[1:] == ["--version"]:
        from gatewright._version import __version__  # noqa: PLC0415  # the one import that this answer needs

        sys.stdout.write(f"gatewright {__version__}\n")
        return
    from gatewright.cli.application import run  # noqa: PLC0415  # typer and the library only for real work

    sys.exit(run(sys.argv[1:]))
