"""`gatewright cache`: what earlier scans have left for later ones."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer
from pydantic import JsonValue

from gatewright.cli import options, tables
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.cache.store import Store

app = typer.Typer(help="Show and clear what scans keep to be faster the next time.", no_args_is_help=True)


@app.command("info")
def info(*, format_: tables.FormatChoice = tables.Format.table) -> int:
    """Show where the cache is, how many entries it has, and their size."""
    store = _store()
    usage = store.usage()
    shown: dict[str, JsonValue] = {
        "directory": str(store.directory),
        "entries": usage.entries,
        "bytes": usage.size,
        "limit": store.limit,
    }
    if format_ == tables.Format.json:
        tables.write_json(shown)
    else:
        tables.write_table(("WHAT", "VALUE"), [[name, value] for name, value in shown.items()])
    return 0


@app.command("clear")
def clear() -> int:
    """Remove all entries; scans work all the same, and fill it again."""
    store = _store()
    removed = store.clear()
    options.tell(store.diagnostics)
    if store.diagnostics:
        return 3
    sys.stdout.write(f"removed {removed.entries} entries ({removed.size} bytes) from {store.directory}\n")
    return 0


def _store() -> Store:
    from gatewright.app.cache.location import VARIABLE, open_cache  # noqa: PLC0415  # loaded by a command that runs

    store = open_cache(os.environ)
    if store is None:
        raise UsageError(f"there is no place for a cache; set `{VARIABLE}` to a folder")
    return store
