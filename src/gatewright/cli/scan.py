"""`gatewright scan`: read, judge, report, and an exit code that says how it went."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of, present, reviewed
from gatewright.cli.progress import progress_bar
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.checking import Check
    from gatewright.app.publishing import Publisher
    from gatewright.model.finding import Report
    from gatewright.model.patch import Fixes
    from gatewright.model.rule import Severity
    from gatewright.reports import RenderOptions

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Where reports go, and in which formats."""

    format_: Annotated[
        str, typer.Option("--format", help="Such as terminal, json, sarif, junit, markdown, html, csv, gitlab-sast.")
    ] = "terminal"
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report here.")] = None
    report: Annotated[list[str] | None, typer.Option("--report", help="FORMAT=FILE: one more report; repeatable.")] = (
        None
    )
    all_: Annotated[bool, typer.Option("--all", help="Report every outcome, not only fail and error.")] = False
    github_comment: Annotated[
        bool, typer.Option("--github-comment", help="Keep one comment on the pull request up to date.")
    ] = False
    github_check: Annotated[bool, typer.Option("--github-check", help="Create a check run with annotations.")] = False
    github_sarif: Annotated[bool, typer.Option("--github-sarif", help="Upload the report to code scanning.")] = False
    github_summary: Annotated[
        bool, typer.Option("--github-summary", help="Add the report to the summary of the job.")
    ] = False

    fixes: Annotated[
        bool,
        typer.Option("--fixes", help="Put patches for what fails into SARIF reports, as `gatewright fix` makes them."),
    ] = False

    def reports(self) -> tuple[tuple[str, Path | None], ...]:
        """Every report that is asked for: its format and its file, None for standard output."""
        found: list[tuple[str, Path | None]] = [(self.format_, self.output)]
        for text in self.report or ():
            name, separator, file = text.partition("=")
            if not separator or not name or not file:
                raise UsageError(f"`--report {text}` is not of the form FORMAT=FILE")
            found.append((name, Path(file)))
        return tuple(found)


def scan(
    path: options.ScanPath,
    *,
    reading: options.Reading,
    judging: options.Judging,
    reviewing: options.Reviewing,
    configuring: options.Configuring,
    writing: Writing,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", help="Processes; 0, the default, takes one for each core.", min=0)
    ] = None,
    cache: Annotated[
        bool | None, typer.Option("--cache/--no-cache", help="Whether answers of earlier runs are used; default yes.")
    ] = None,
) -> int:
    """Judge Terraform source, a plan or a state by the rules, and report findings."""
    from gatewright.app.checking import check  # noqa: PLC0415  # loaded by a command that runs, not by --help

    reports = writing.reports()
    _refuse_unknown_formats(name for name, _ in reports)
    given = {**reviewed(reviewing), **present(jobs=jobs, cache=cache)}
    asked = replace(check_of(path, reading, judging, configuring, **given), changed_since=reviewing.changed_since)
    publisher = _publisher(writing, path)
    with _planned(asked, reading) as ready:
        with progress_bar() as progress:
            report = check(ready, progress)
        render_options = replace(_render_options(ready, all_outcomes=writing.all_), fixes=_fixes(asked, writing))
        for name, output in reports:
            write(report, name, output, render_options)
    code = exit_code(report, asked.settings.fail_on)
    if publisher is not None:
        publisher.publish(report, render_options, exit_code=code)
    return code


def _fixes(asked: Check, writing: Writing) -> Fixes | None:
    """The patches for what fails, where they are asked for; every rule takes part in their proof."""
    if not writing.fixes:
        return None
    if all(name != "sarif" for name, _ in writing.reports()):
        raise UsageError("`--fixes` puts patches into SARIF reports; add `--format sarif` or `--report sarif=FILE`")
    from gatewright.app.checking import judge_options  # noqa: PLC0415
    from gatewright.app.fixing.fixing import Wanted, fix  # noqa: PLC0415

    wanted = Wanted(selection=judge_options(asked).selection, confidence="review")
    every = replace(asked.settings, enable=(), disable=(), frameworks=(), severity="info")
    return fix(replace(asked, settings=every), wanted).fixes


def _refuse_unknown_formats(names: Iterable[str]) -> None:
    """Raise before anything is scanned."""
    from gatewright.reports import formats  # noqa: PLC0415

    for name in names:
        if name not in formats():
            raise UsageError(f"there is no format `{name}`; choose one of {', '.join(formats())}")


def _publisher(writing: Writing, path: Path) -> Publisher | None:
    wanted = (writing.github_comment, writing.github_check, writing.github_summary, writing.github_sarif)
    if not any(wanted):
        return None
    from gatewright.app.publishing import Wanted, prepare  # noqa: PLC0415  # only for who publishes

    comment, check_run, summary, sarif = wanted
    key = path.as_posix()
    asked = Wanted(comment=comment, check=check_run, summary=summary, sarif=sarif, key=key)
    return prepare(asked, dict(os.environ))


@contextmanager
def _planned(asked: Check, reading: options.Reading) -> Iterator[Check]:
    """The check itself, or that of the plan which Terraform makes of the folder."""
    if not reading.run_terraform:
        if reading.terraform_bin is not None:
            raise UsageError("`--terraform-bin` goes with `--run-terraform`")
        yield asked
        return
    if asked.source is not None:
        raise UsageError("`--source` goes with a plan or a state; `--run-terraform` plans the folder itself")
    from gatewright.app.planning import PlanOptions, planned  # noqa: PLC0415  # only for who asks for it

    if len(asked.environments) > 1:
        raise UsageError("a plan is made for one environment; choose it with one `--environment`")
    chosen = asked.environments[0] if asked.environments else asked.settings
    plan_options = PlanOptions(
        binary=reading.terraform_bin or "terraform",
        var_files=chosen.var_files,
        variables=chosen.variables,
        workspace=None if chosen.workspace == "default" else chosen.workspace,
    )
    with planned(asked.path, plan_options, _say) as plan:
        yield replace(asked, path=plan, source=asked.path)


def _say(line: str) -> None:
    """What Terraform says, as it says it."""
    sys.stderr.write(f"{line}\n")


def _render_options(asked: Check, *, all_outcomes: bool) -> RenderOptions:
    from gatewright.app.output import Excerpts, below_repository  # noqa: PLC0415
    from gatewright.reports import RenderOptions  # noqa: PLC0415

    root = asked.scan_root or asked.path.parent
    return RenderOptions(
        all_outcomes=all_outcomes,
        source=Excerpts(root).lines,
        scan_root=below_repository(root),
        now=_now(),
        account=os.environ.get("AWS_ACCOUNT_ID"),
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
    )


def _now() -> datetime:
    """The time for the formats that state one; `SOURCE_DATE_EPOCH` makes equal reports equal texts.

    Source: reproducible-builds.org, "SOURCE_DATE_EPOCH specification".
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"`SOURCE_DATE_EPOCH` is `{given}`; it must be a number of seconds since 1970") from None


def write(report: Report, format_name: str, output: Path | None, render_options: RenderOptions) -> None:
    """Write the report to a file, or to standard output in the terminal's width and colours."""
    from gatewright.app.output import render, save  # noqa: PLC0415

    if output is not None:
        save(output, render(report, format_name, render_options))
        return
    if sys.stdout.isatty():
        width, colour = shutil.get_terminal_size().columns, "NO_COLOR" not in os.environ
        render_options = replace(render_options, width=width, colour=colour)
    sys.stdout.write(render(report, format_name, render_options))


def exit_code(report: Report, fail_on: Severity | Literal["never"]) -> int:
    """0 clean, 1 findings at or above the threshold, 3 when a rule failed or an input could not be read.

    An incomplete run says so even when it has findings: who sees 1 must be able to rely on the report being whole. What
    is suppressed does not count.
    """
    from gatewright.rules.selection import at_least  # noqa: PLC0415

    if report.rule_errors or any(one.severity == "error" for one in report.diagnostics):
        return INCOMPLETE
    if fail_on == "never":
        return CLEAN
    counting = (f for f in report.findings if f.outcome == "fail" and f.suppression is None)
    return FINDINGS if any(at_least(f.severity, fail_on) for f in counting) else CLEAN
