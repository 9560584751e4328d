"""`gatewright baseline`: accept the findings that are there, so that only new ones fail."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of, present
from gatewright.cli.commands import grouped
from gatewright.cli.progress import progress_bar
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.baseline import Recording
    from gatewright.app.checking import Check
    from gatewright.evaluate.baseline import Update
    from gatewright.model.finding import Report

app = typer.Typer(help="Accept the findings that are there, so that only new ones fail.", no_args_is_help=True)

INCOMPLETE = 3

Jobs: TypeAlias = Annotated[
    int | None, typer.Option("--jobs", "-j", help="Processes; 0, the default, takes one for each core.", min=0)
]
BaselineFile: TypeAlias = Annotated[
    Path | None,
    typer.Option("--file", help="The baseline; the configuration's, or `gatewright-baseline.jsonl`."),
]


def create(
    path: options.ScanPath,
    *,
    file: BaselineFile = None,
    reading: options.Reading,
    judging: options.Judging,
    configuring: options.Configuring,
    jobs: Jobs = None,
) -> int:
    """Write a baseline of everything that fails now. A file that is there is never written over."""
    from gatewright.app import baseline  # noqa: PLC0415  # loaded by a command that runs, not by --help

    given = check_of(path, reading, judging, configuring, **present(jobs=jobs))
    asked = _whole(given, reading)
    chosen = file or given.settings.baseline or Path(baseline.FILE)
    baseline.refuse_existing(chosen)
    report, recording = _judged(asked, chosen)
    made = baseline.create(report, recording)
    sys.stdout.write(f"{chosen}: {_findings(made.added)}\n")
    return _end(report, made)


def update(
    path: options.ScanPath,
    *,
    file: BaselineFile = None,
    prune_only: Annotated[bool, typer.Option("--prune-only", help="Remove what is gone, add nothing.")] = False,
    reading: options.Reading,
    judging: options.Judging,
    configuring: options.Configuring,
    jobs: Jobs = None,
) -> int:
    """Add what fails now, and remove what does not any more; dates, reasons and owners stay."""
    from gatewright.app import baseline  # noqa: PLC0415

    given = check_of(path, reading, judging, configuring, **present(jobs=jobs))
    asked = _whole(given, reading)
    chosen = file or given.settings.baseline or Path(baseline.FILE)
    old, told = baseline.read_baseline(chosen)
    baseline.refuse_other(old, chosen, asked.scan_root)
    report, recording = _judged(asked, chosen)
    made = baseline.bring_up_to_date(report, old, recording, prune_only=prune_only)
    options.tell(told)
    counts = f"{made.added} added, {made.removed} removed, {made.kept} kept"
    sys.stdout.write(f"{chosen}: {_findings(len(made.baseline.held))} ({counts})\n")
    return _end(report, made)


app.command("create")(grouped(create))
app.command("update")(grouped(update))


def _whole(asked: Check, reading: options.Reading) -> Check:
    """The check whose failures a baseline holds: of all environments, and without a baseline of its own.

    Passes and what is unknown are kept, as they tell whether an older finding is gone.
    """
    if reading.run_terraform or reading.terraform_bin is not None:
        raise UsageError("`--run-terraform` goes with a scan; a baseline of the folder fits its plans too")
    config = asked.settings.config
    missing = sorted({*(config.values.environments if config else ())} - {one.name for one in asked.environments})
    if asked.environments and missing:
        raise UsageError(
            f"a baseline is of all environments, but `{missing[0]}` would not be judged; leave `--environment` out"
        )
    return replace(asked, settings=replace(asked.settings, baseline=None))


def _judged(asked: Check, file: Path) -> tuple[Report, Recording]:
    """The report, and what is put into a baseline of it."""
    from gatewright.app.asking import chosen  # noqa: PLC0415
    from gatewright.app.baseline import Recording  # noqa: PLC0415
    from gatewright.app.checking import check, judge_options  # noqa: PLC0415
    from gatewright.app.estate import LoadOptions  # noqa: PLC0415
    from gatewright.app.scanning import policies_of  # noqa: PLC0415

    with progress_bar() as progress:
        report = check(asked, progress)
    judging = judge_options(asked)
    rules, _ = chosen(policies_of(judging), judging)
    settings = asked.settings
    prefix = settings.config.prefix if settings.config is not None else ""
    patterns = LoadOptions(include=settings.include, exclude=settings.exclude, prefix=prefix)
    return report, Recording(
        file=file,
        scan_root=asked.scan_root,
        today=asked.today,
        judged=frozenset(rule.id for rule in rules),
        patterns=patterns if settings.include or settings.exclude else None,
        part=not asked.path.is_dir(),
        unskippable=settings.unskippable,
    )


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
        sys.stderr.write(
            f"{_findings(made.unseen)} kept unseen: their rules did not run or have no answer, or what may hold their "
            "resources was not read\n"
        )
    incomplete = report.rule_errors or any(one.severity == "error" for one in report.diagnostics)
    return INCOMPLETE if incomplete else 0
