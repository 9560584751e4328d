"""`gatewright baseline`: accept the findings that are there, so that only new ones fail."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from gatewright.cli import options
from gatewright.cli.commands import grouped
from gatewright.cli.progress import progress_bar

if TYPE_CHECKING:
    from gatewright.app.baseline import Recording
    from gatewright.app.config.settings import Settings
    from gatewright.evaluate.baseline import Update
    from gatewright.model.finding import Report

app = typer.Typer(help="Accept the findings that are there, so that only new ones fail.", no_args_is_help=True)

INCOMPLETE = 3

BaselineFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--file", help="The baseline; the configuration's, or `gatewright-baseline.jsonl`."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is judged, and by which rules: as the scan has it that the baseline is for."""

    source: options.SourcePath = None
    var_file: options.VarFiles = None
    var: options.Variables = None
    workspace: Annotated[str | None, typer.Option("--workspace", help="What `terraform.workspace` is.")] = None
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule or pattern; repeatable.")] = None
    skip_rule: Annotated[list[str] | None, typer.Option("--skip-rule", help="Not this rule or pattern.")] = None
    severity: Annotated[str | None, typer.Option("--severity", help="Only rules of at least this severity.")] = None
    framework: Annotated[list[str] | None, typer.Option("--framework", help="Only this framework's rules.")] = None
    rules_dir: options.RuleDirs = None
    frameworks_dir: options.FrameworkDirs = None
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", help="Processes; 0 takes one for each core.", min=0)] = (
        None
    )

    def overrides(self) -> dict[str, object]:
        """The options that were given, by the settings that they decide."""
        given: dict[str, object] = {
            "var_files": tuple(self.var_file or ()),
            "variables": options.pairs(self.var),
            "workspace": self.workspace,
            "enable": tuple(self.rule or ()),
            "disable": tuple(self.skip_rule or ()),
            "severity": options.severity_of(self.severity),
            "frameworks": tuple(self.framework or ()),
            "rules_dirs": tuple(self.rules_dir or ()),
            "frameworks_dirs": tuple(self.frameworks_dir or ()),
            "jobs": self.jobs,
        }
        return {name: value for name, value in given.items() if value not in (None, ())}


def create(path: options.ScanPath, *, file: BaselineFile = None, asked: Asked) -> int:
    """Write a baseline of everything that fails now. A file that is there is never written over."""
    from gatewright.app import baseline  # noqa: PLC0415  # loaded by a command that runs, not by --help

    settings = _settings(path, asked)
    chosen = file or settings.baseline or Path(baseline.FILE)
    baseline.refuse_existing(chosen)
    report, recording = _recording(path, chosen, asked, settings)
    made = baseline.create(report, recording)
    sys.stdout.write(f"{chosen}: {_findings(made.added)}\n")
    return _end(report, made)


def update(
    path: options.ScanPath,
    *,
    file: BaselineFile = None,
    prune_only: Annotated[bool, typer.Option("--prune-only", help="Remove what is gone, add nothing.")] = False,
    asked: Asked,
) -> int:
    """Add what fails now, and remove what does not any more; dates, reasons and owners stay."""
    from gatewright.app import baseline  # noqa: PLC0415

    settings = _settings(path, asked)
    chosen = file or settings.baseline or Path(baseline.FILE)
    old, told = baseline.read_baseline(chosen)
    baseline.refuse_other(old, chosen, _scan_root(path, asked))
    report, recording = _recording(path, chosen, asked, settings)
    made = baseline.bring_up_to_date(report, old, recording, prune_only=prune_only)
    options.tell(told)
    counts = f"{made.added} added, {made.removed} removed, {made.kept} kept"
    sys.stdout.write(f"{chosen}: {_findings(len(made.baseline.held))} ({counts})\n")
    return _end(report, made)


app.command("create")(grouped(create))
app.command("update")(grouped(update))


def _settings(path: Path, asked: Asked) -> Settings:
    from gatewright.app.config.reading import find_config  # noqa: PLC0415
    from gatewright.app.config.settings import settle  # noqa: PLC0415
    from gatewright.errors import InputError  # noqa: PLC0415

    if not path.exists():
        raise InputError(f"`{path}` does not exist")
    return settle(find_config(path), asked.overrides())


def _recording(path: Path, file: Path, asked: Asked, settings: Settings) -> tuple[Report, Recording]:
    """What is judged without the baseline, and what goes into it."""
    from gatewright.app.asking import OpaSettings, chosen  # noqa: PLC0415
    from gatewright.app.baseline import Recording  # noqa: PLC0415
    from gatewright.app.checking import Check, check, judge_options  # noqa: PLC0415
    from gatewright.app.policies import load_policies  # noqa: PLC0415
    from gatewright.model.finding import OUTCOMES  # noqa: PLC0415

    today = datetime.now(UTC).date()
    without = replace(settings, baseline=None)
    wanted = Check(
        path=path,
        settings=without,
        today=today,
        source=asked.source,
        process_environment=dict(os.environ),
        kept=frozenset({"fail"}),
    )
    with progress_bar() as progress:
        report = check(wanted, progress=progress)
    policies = load_policies(settings.rules_dirs, settings.frameworks_dirs)
    rules, _ = chosen(policies, judge_options(without, OpaSettings(), frozenset(OUTCOMES), wanted.scan_root))
    return report, Recording(
        file=file,
        scan_root=wanted.scan_root,
        today=today,
        judged=frozenset(rule.id for rule in rules),
        unskippable=settings.unskippable,
    )


def _scan_root(path: Path, asked: Asked) -> Path | None:
    return path if path.is_dir() else asked.source


def _findings(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"


def _end(report: Report, made: Update) -> int:
    """The exit code; what could not be read, and entries about which the run says nothing, are told."""
    options.tell(one for one in report.diagnostics if one.severity != "note")
    for failure in report.rule_errors:
        sys.stderr.write(f"error: {failure.rule}: {failure.error}\n")
    if made.left_out:
        sys.stderr.write(
            f"{_findings(made.left_out)} of rules that may not be suppressed (`unskippable`) left out: fix them\n"
        )
    if made.unseen:
        sys.stderr.write(f"{_findings(made.unseen)} kept unseen, as their rules did not run on everything\n")
    incomplete = report.rule_errors or any(one.severity == "error" for one in report.diagnostics)
    return INCOMPLETE if incomplete else 0
