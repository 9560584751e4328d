"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic

ScanPath: TypeAlias = Annotated[Path, typer.Argument(help="Folder of Terraform source, plan (JSON or binary) or state.")]
SourcePath: TypeAlias = Annotated[
    Path | None, typer.Option("--source", help="Folder that a plan or state was made from: findings get file and line.")
]
VarFiles: TypeAlias = Annotated[list[Path] | None, typer.Option("--var-file", help="A .tfvars file; repeatable.")]
Variables: TypeAlias = Annotated[list[str] | None, typer.Option("--var", help="NAME=VALUE for a variable; repeatable.")]
Workspace: TypeAlias = Annotated[str, typer.Option("--workspace", help="What `terraform.workspace` is.")]


def pairs(values: Iterable[str] | None) -> tuple[tuple[str, str], ...]:
    """NAME=VALUE arguments as pairs."""
    found: list[tuple[str, str]] = []
    for value in values or ():
        name, separator, text = value.partition("=")
        if not separator or not name.strip():
            raise UsageError(f"`--var {value}` is not of the form NAME=VALUE")
        found.append((name.strip(), text))
    return tuple(found)


def tell(diagnostics: Iterable[Diagnostic]) -> None:
    """Write diagnostics to standard error, a line each."""
    for one in diagnostics:
        place = f"{one.file}:{one.start.line}: " if one.file and one.start else f"{one.file}: " if one.file else ""
        detail = f" ({one.detail})" if one.detail else ""
        sys.stderr.write(f"{one.severity}: {place}{one.summary}{detail}\n")
