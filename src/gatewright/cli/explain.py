"""`gatewright explain`: one finding in full, by its fingerprint."""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of


class Format(StrEnum):
    """How `explain` writes."""

    text = "text"
    json = "json"


def explain(
    fingerprint: Annotated[str, typer.Argument(help="Fingerprint of the finding, or its first 6 digits or more.")],
    path: Annotated[Path, typer.Argument(help="What was scanned: folder, plan or state.")] = Path(),
    *,
    source: options.SourcePath = None,
    var_file: options.VarFiles = None,
    var: options.Variables = None,
    workspace: Annotated[str | None, typer.Option("--workspace", help="What `terraform.workspace` is.")] = None,
    environment: Annotated[
        list[str] | None, typer.Option("--environment", "-e", help="NAME, or NAME=VAR_FILE[,VAR_FILE]; repeatable.")
    ] = None,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    bundle: Annotated[list[Path] | None, typer.Option("--bundle", help="OPA bundle of rules; repeatable.")] = None,
    bundle_key: Annotated[Path | None, typer.Option("--bundle-key", help="Public key (PEM) of the bundles.")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Findings that do not count.")] = None,
    configuring: options.Configuring,
    format_: Annotated[Format, typer.Option("--format", help="`text` for people, `json` for programs.")] = Format.text,
) -> int:
    """Explain a finding: its rule, its evidence, the way of its value, what to do."""
    from gatewright.app import explaining  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.reports import explanation  # noqa: PLC0415
    from gatewright.reports.terminal_text import Screen  # noqa: PLC0415

    reading = options.Reading(source=source, var_file=var_file, var=var, workspace=workspace, environment=environment)
    judging = options.Judging(rules_dir=rules_dir, frameworks_dir=frameworks_dir, bundle=bundle, bundle_key=bundle_key)
    asked = check_of(path, reading, judging, configuring, baseline=baseline)
    explained = explaining.explain(fingerprint, asked)
    if format_ is Format.json:
        sys.stdout.write(explanation.as_json(explained.explanation, explained.engine))
        return 0
    terminal = sys.stdout.isatty()
    screen = Screen(shutil.get_terminal_size().columns if terminal else 100, terminal and "NO_COLOR" not in os.environ)
    sys.stdout.write(explanation.as_text(explained.explanation, screen))
    return 0
