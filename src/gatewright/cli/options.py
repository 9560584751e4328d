"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, cast, get_args

import typer

from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.rule import SEVERITIES, Severity

EngineName: TypeAlias = Literal["regorus", "opa"]

ScanPath: TypeAlias = Annotated[
    Path, typer.Argument(help="Folder of Terraform source, plan (JSON or binary) or state.")
]
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


RuleDirs: TypeAlias = Annotated[
    list[Path] | None, typer.Option("--rules-dir", help="Folder of rules of your own; repeatable.")
]
FrameworkDirs: TypeAlias = Annotated[
    list[Path] | None, typer.Option("--frameworks-dir", help="Folder of framework files of your own; repeatable.")
]
EngineChoice: TypeAlias = Annotated[str, typer.Option("--engine", help="`regorus` (embedded) or `opa`.")]
OpaUrl: TypeAlias = Annotated[
    str | None, typer.Option("--opa-url", help="A running OPA server; without it one is started from PATH.")
]
OpaToken: TypeAlias = Annotated[
    str | None, typer.Option("--opa-token", help="Bearer token; better in GATEWRIGHT_OPA_TOKEN.", show_default=False)
]
OpaCa: TypeAlias = Annotated[Path | None, typer.Option("--opa-ca", help="CA certificate of the OPA server.")]


def severity_of(text: str | None, *, never: bool = False) -> Severity | None:
    """A severity by its name; None for none, and for `never` where that is allowed."""
    if text is None or (never and text == "never"):
        return None
    for severity in SEVERITIES:
        if severity == text.lower():
            return severity
    raise UsageError(f"`{text}` is no severity; choose one of {', '.join(SEVERITIES)}{' or never' if never else ''}")


def engine_name(text: str) -> EngineName:
    """An engine by its name."""
    for name in get_args(EngineName):
        if name == text:
            return cast("EngineName", name)
    raise UsageError(f"there is no engine `{text}`; choose `regorus` or `opa`")
