"""`gatewright scan`: read, judge, report, and an exit code that says how it went."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options
from gatewright.cli.progress import progress_bar
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.model.finding import Report

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 3


def scan(
    path: options.ScanPath,
    *,
    source: options.SourcePath = None,
    var_file: options.VarFiles = None,
    var: options.Variables = None,
    workspace: options.Workspace = "default",
    format_: Annotated[str, typer.Option("--format", help="terminal, json, sarif, junit or markdown.")] = "terminal",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report here.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Report every outcome, not only fail and error.")] = False,
    fail_on: Annotated[str, typer.Option("--fail-on", help="Lowest severity that fails the run, or `never`.")] = "low",
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule or pattern; repeatable.")] = None,
    skip_rule: Annotated[list[str] | None, typer.Option("--skip-rule", help="Not this rule or pattern.")] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="Only rules of at least this severity.")] = None,
    framework: Annotated[list[str] | None, typer.Option("--framework", help="Only this framework's rules.")] = None,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    engine: options.EngineChoice = "regorus",
    opa_url: options.OpaUrl = None,
    opa_token: options.OpaToken = None,
    opa_ca: options.OpaCa = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", help="Processes; 0 takes one for each core.", min=0)] = 0,
) -> int:
    """Judge Terraform source, a plan or a state by the rules, and report findings."""
    from gatewright.app.estate import LoadOptions  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.scanning import JudgeOptions, OpaSettings, scan_path  # noqa: PLC0415
    from gatewright.rules.selection import Selection  # noqa: PLC0415

    threshold = options.severity_of(fail_on, never=True)
    selection = Selection(
        tuple(rule or ()), tuple(skip_rule or ()), options.severity_of(severity), tuple(framework or ())
    )
    load_options = LoadOptions(tuple(var_file or ()), options.pairs(var), dict(os.environ), source, workspace)
    judge_options = JudgeOptions(
        selection=selection,
        rule_dirs=tuple(rules_dir or ()),
        framework_dirs=tuple(frameworks_dir or ()),
        engine=options.engine_name(engine),
        opa=OpaSettings(opa_url, opa_token or os.environ.get("GATEWRIGHT_OPA_TOKEN"), opa_ca),
    )
    with progress_bar() as progress:
        report = scan_path(path, load_options, judge_options, jobs=jobs, progress=progress)
    write(report, format_, output, root=source or (path if path.is_dir() else path.parent), all_outcomes=all_)
    return exit_code(report, threshold)


def write(report: Report, format_name: str, output: Path | None, *, root: Path, all_outcomes: bool) -> None:
    """Write the report to a file, or to standard output in the terminal's width and colours."""
    from gatewright.app.output import Excerpts, below_repository, render  # noqa: PLC0415
    from gatewright.reports import RenderOptions  # noqa: PLC0415

    to_terminal = output is None and sys.stdout.isatty()
    text = render(
        report,
        format_name,
        RenderOptions(
            all_outcomes=all_outcomes,
            source=Excerpts(root).lines,
            width=shutil.get_terminal_size().columns if to_terminal else 100,
            colour=to_terminal and "NO_COLOR" not in os.environ,
            scan_root=below_repository(root),
        ),
    )
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"`{output}` cannot be written: {(error.strerror or 'unknown problem').lower()}") from None


def exit_code(report: Report, threshold: str | None) -> int:
    """0 clean, 1 findings at or above the threshold, 3 when a rule failed or an input could not be read.

    An incomplete run says so even when it has findings: who sees 1 must be able to rely on the report being whole.
    """
    from gatewright.rules.selection import at_least  # noqa: PLC0415

    if report.rule_errors or any(one.severity == "error" for one in report.diagnostics):
        return INCOMPLETE
    failing = (f for f in report.findings if f.outcome == "fail")
    if threshold is not None and any(at_least(f.severity, threshold) for f in failing):  # type: ignore[arg-type]
        return FINDINGS
    return CLEAN
