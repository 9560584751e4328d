"""The command line: a thin second caller of the library."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command. `--version` answers without loading anything else."""
    if sys.argv[1:] == ["--version"]:
        from gatewright._version import __version__  # noqa: PLC0415  # the one import that this answer needs

        sys.stdout.write(f"gatewright {__version__}\n")
        return
    # This process ends with its report. Collecting cyclic garbage, of which there is next to none, takes a third of the
    # time of a large plan (7.1 s with, 4.5 s without, in the same memory); looking for plugins of pydantic, which the
    # command has no use for, takes 15 ms of each start.
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from gatewright.cli.application import run  # noqa: PLC0415  # typer and the library only for real work

    sys.exit(run(sys.argv[1:]))
