"""The command line: a thin second caller of the library."""

from __future__ import annotations

import gc
import os
import sys
from types import ModuleType


def main() -> None:
    """Run the command. `--version` answers without loading anything else."""
    if sys.argv[1:] == ["--version"]:
        from gatewright._version import __version__  # noqa: PLC0415  # the one import that this answer needs

        sys.stdout.write(f"gatewright {__version__}\n")
        return
    # This process ends with its report. Collecting cyclic garbage, of which there is next to none, takes a third of the
    # time of a large plan (7.1 s with, 4.5 s without, in the same memory).
    gc.disable()
    _refuse_plugins()
    from gatewright.cli.application import run  # noqa: PLC0415  # typer and the library only for real work

    sys.exit(run(sys.argv[1:]))


def _refuse_plugins() -> None:
    """Keep pydantic from looking for plugins, which the command has no use for: it takes 40 ms of each start.

    Half of that is `importlib.metadata`, which pydantic's loader of plugins loads even where there are to be none; so
    an empty loader stands in its place.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    loader = ModuleType("pydantic.plugin._loader")
    loader.get_plugins = lambda: ()  # type: ignore[attr-defined]  # the one name that pydantic imports from it
    sys.modules.setdefault(loader.__name__, loader)
