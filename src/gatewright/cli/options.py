"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
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
BundleFiles: TypeAlias = Annotated[
    list[Path] | None, typer.Option("--bundle", help="OPA bundle (`.tar.gz`) of rules of your own; repeatable.")
]
BundleKey: TypeAlias = Annotated[
    Path | None, typer.Option("--bundle-key", help="Public key (PEM) that every `--bundle` is signed with.")
]
EngineChoice: TypeAlias = Annotated[str, typer.Option("--engine", help="`regorus` (embedded) or `opa`.")]
OpaUrl: TypeAlias = Annotated[
    str | None, typer.Option("--opa-url", help="A running OPA server; without it one is started from PATH.")
]
OpaToken: TypeAlias = Annotated[
    str | None, typer.Option("--opa-token", help="Bearer token; better in GATEWRIGHT_OPA_TOKEN.", show_default=False)
]
OpaCa: TypeAlias = Annotated[Path | None, typer.Option("--opa-ca", help="CA certificate of the OPA server.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How what is scanned is read."""

    source: SourcePath = None
    var_file: VarFiles = None
    var: Variables = None
    workspace: Annotated[
        str | None, typer.Option("--workspace", help="What `terraform.workspace` is; `default` by default.")
    ] = None
    environment: Annotated[
        list[str] | None,
        typer.Option(
            "--environment",
            "-e",
            help="NAME of an environment of the configuration file, or NAME=VAR_FILE[,VAR_FILE]; repeatable.",
        ),
    ] = None
    run_terraform: Annotated[
        bool, typer.Option("--run-terraform", help="Run `terraform init` and `plan` in PATH, and scan the plan.")
    ] = False
    terraform_bin: Annotated[
        str | None,
        typer.Option("--terraform-bin", help="What `--run-terraform` runs: `terraform` (default), `tofu`, or a path."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Which rules are asked, and by which engine."""

    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule or pattern; repeatable.")] = None
    skip_rule: Annotated[list[str] | None, typer.Option("--skip-rule", help="Not this rule or pattern.")] = None
    severity: Annotated[str | None, typer.Option("--severity", help="Only rules of at least this severity.")] = None
    framework: Annotated[list[str] | None, typer.Option("--framework", help="Only this framework's rules.")] = None
    rules_dir: RuleDirs = None
    frameworks_dir: FrameworkDirs = None
    bundle: BundleFiles = None
    bundle_key: BundleKey = None
    engine: Annotated[str | None, typer.Option("--engine", help="`regorus` (embedded, default) or `opa`.")] = None
    opa_url: OpaUrl = None
    opa_token: OpaToken = None
    opa_ca: OpaCa = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """Which findings count."""

    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="Lowest severity that fails the run, or `never`; default `low`.")
    ] = None
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Findings that this file holds do not count.")] = (
        None
    )
    changed_since: Annotated[
        str | None,
        typer.Option("--changed-since", help="Only findings that changes since this git REF touch or bring."),
    ] = None
    allow_inline: Annotated[
        bool | None, typer.Option("--inline/--no-inline", help="Whether comments may suppress; default yes.")
    ] = None
    compat: Annotated[
        bool | None,
        typer.Option("--compat/--no-compat", help="Whether other tools' skip comments may, too; default yes."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuring:
    """Where the configuration file is."""

    config: Annotated[
        Path | None, typer.Option("--config", help="This configuration file, instead of the nearest one above PATH.")
    ] = None
    no_config: Annotated[bool, typer.Option("--no-config", help="No configuration file at all.")] = False


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
