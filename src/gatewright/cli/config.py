"""`gatewright config`: show what is set, check it, print the schema."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from gatewright.cli import tables
from gatewright.errors import UsageError

app = typer.Typer(help="Show and check the configuration.", no_args_is_help=True)

Scanned: TypeAlias = Annotated[Path, typer.Argument(help="What would be scanned: the search goes upward from there.")]


class Format(StrEnum):
    """How settings are written."""

    toml = "toml"
    json = "json"


@app.command("show")
def show(
    path: Scanned = Path(),
    *,
    format_: Annotated[Format, typer.Option("--format", help="`toml` for people, `json` for programs.")] = Format.toml,
) -> int:
    """Show every setting of a scan of PATH, and where it came from."""
    from gatewright.app.config.display import as_json, as_toml  # noqa: PLC0415  # loaded by a command that runs
    from gatewright.app.config.reading import find_config  # noqa: PLC0415
    from gatewright.app.config.settings import settle  # noqa: PLC0415

    settings = settle(find_config(_existing(path)))
    if format_ is Format.json:
        tables.write_json(as_json(settings))
    else:
        sys.stdout.write(as_toml(settings))
    return 0


@app.command("check")
def check(path: Scanned = Path()) -> int:
    """Check the configuration of PATH: its form, and that the rules and files that it names are there."""
    from gatewright.app.config import checking  # noqa: PLC0415
    from gatewright.app.config.file import unusable  # noqa: PLC0415
    from gatewright.app.config.reading import find_config  # noqa: PLC0415
    from gatewright.app.config.settings import settle  # noqa: PLC0415
    from gatewright.app.policies import load_policies  # noqa: PLC0415

    config = find_config(_existing(path))
    if config is None:
        raise UsageError(
            f"there is no configuration for `{path}`; write a `gatewright.toml` there or in a folder above"
        )
    settings = settle(config)
    problems = checking.missing_files(settings)
    if not problems:
        problems = checking.check(settings, load_policies(settings.rules_dirs, settings.frameworks_dirs))
    if problems:
        raise unusable(problems)
    sys.stdout.write(f"{config.place.shown} is fine\n")
    return 0


@app.command("schema")
def schema() -> int:
    """Print the JSON Schema of the configuration, for editors."""
    from gatewright.app.config.schema import json_schema  # noqa: PLC0415

    tables.write_json(json_schema())
    return 0


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UsageError(f"`{path}` does not exist")
    return path
