"""`gatewright suppressions`: list skip comments, and rewrite those of other tools."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options, tables

if TYPE_CHECKING:
    from pydantic import JsonValue

app = typer.Typer(help="List skip comments, and rewrite those of other tools.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="Folder of Terraform source.")]


@app.command("list")
def list_(
    path: Folder,
    *,
    rules_dir: options.RuleDirs = None,
    format_: tables.FormatChoice = tables.Format.table,
) -> int:
    """List every skip comment that is honoured: where it is, what it silences, why and until when."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.suppressions import list_suppressions  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()))
    listing = list_suppressions(path, policies.rules, today=datetime.now(UTC).date())
    if format_ is tables.Format.json:
        tables.write_json(list(listing.suppressions))
    else:
        columns = ("place", "tool", "rules", "covers", "until", "state", "owner", "reason")
        tables.write_table(columns, [_row(one) for one in listing.suppressions])
        sys.stdout.write(f"{len(listing.suppressions)} suppressions\n")
    options.tell(listing.diagnostics)
    return 0


@app.command("migrate")
def migrate(
    path: Folder,
    *,
    write: Annotated[bool, typer.Option("--write", help="Change the files; else a patch is printed.")] = False,
    rules_dir: options.RuleDirs = None,
) -> int:
    """Rewrite other tools' skip comments into ours, as a patch for `git apply` or, with --write, in the files."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415
    from gatewright.app.suppressions import migrate_comments, write_files  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()))
    migration = migrate_comments(path, policies.rules)
    if write:
        write_files(path, migration.files)
        sys.stdout.writelines(f"{file.file}\n" for file in migration.files)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(migration.patch)  # bytes: line ends and all stay as the files have them
        sys.stdout.buffer.flush()
    options.tell(migration.diagnostics)
    return 0


def _row(one: dict[str, JsonValue]) -> tuple[JsonValue, ...]:
    rules = one["rules"]
    return (
        f"{one['file']}:{one['line']}",
        one["tool"],
        ", ".join(map(str, rules)) if isinstance(rules, list) else "",
        one["covers"],
        one["until"] or "",
        one["state"],
        one["owner"] or "",
        one["reason"] or "",
    )
