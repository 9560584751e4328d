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
    workspace: options.Workspace = "default",
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    format_: Annotated[Format, typer.Option("--format", help="`text` for people, `json` for programs.")] = Format.text,
) -> int:
    """Explain a finding: its rule, its evidence, the way of its value, what to do."""
    from gatewright.app import explaining  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.estate import LoadOptions  # noqa: PLC0415
    from gatewright.app.scanning import JudgeOptions  # noqa: PLC0415
    from gatewright.reports import explanation  # noqa: PLC0415
    from gatewright.reports.terminal_text import Screen  # noqa: PLC0415

    loading = LoadOptions(tuple(var_file or ()), options.pairs(var), dict(os.environ), source, workspace)
    judging = JudgeOptions(rule_dirs=tuple(rules_dir or ()), framework_dirs=tuple(frameworks_dir or ()))
    explained = explaining.explain(fingerprint, path, loading, judging)
    if format_ is Format.json:
        sys.stdout.write(explanation.as_json(explained.explanation, explained.engine))
        return 0
    terminal = sys.stdout.isatty()
    screen = Screen(shutil.get_terminal_size().columns if terminal else 100, terminal and "NO_COLOR" not in os.environ)
    sys.stdout.write(explanation.as_text(explained.explanation, screen))
    return 0
