"""`gatewright pr`: pull requests on GitHub that mend what fails."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of
from gatewright.cli.commands import grouped
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.remediation.remedying import Tell
    from gatewright.app.remediation.wishes import Step, Wishes

app = typer.Typer(help="Pull requests on GitHub that mend what fails.", no_args_is_help=True)

DONE, INCOMPLETE = 0, 3


class Format(StrEnum):
    """How the command writes."""

    text = "text"
    json = "json"


class GroupBy(StrEnum):
    """What goes into one pull request."""

    rule = "rule"
    owner = "owner"
    file = "file"
    finding = "finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How pull requests are to be."""

    group_by: Annotated[GroupBy, typer.Option("--group-by", help="What goes into one pull request.")] = GroupBy.rule
    max_: Annotated[int, typer.Option("--max", help="How many are opened in one run.", min=0, max=1000)] = 10
    base: Annotated[str | None, typer.Option("--base", help="Branch to propose to; the default branch.")] = None
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done; nothing is written.")] = False
    draft: Annotated[bool, typer.Option("--draft", help="Open drafts.")] = False
    retry: Annotated[bool, typer.Option("--retry", help="Open again what a person closed.")] = False
    label: Annotated[
        list[str] | None, typer.Option("--label", help="Label; repeatable. Default `gatewright`; `` for none.")
    ] = None
    assignee: Annotated[list[str] | None, typer.Option("--assignee", help="Login to assign; repeatable.")] = None
    co_author: Annotated[
        list[str] | None, typer.Option("--co-author", help="`NAME <EMAIL>` for Co-authored-by; repeatable.")
    ] = None
    sign_off: Annotated[str | None, typer.Option("--sign-off", help="`NAME <EMAIL>` for Signed-off-by.")] = None

    def wishes(self) -> Wishes:
        """What is asked for, checked."""
        from gatewright.app.remediation.wishes import Wishes, group_by  # noqa: PLC0415

        return Wishes(
            group_by=group_by(self.group_by.value),
            most=self.max_,
            base=self.base,
            dry_run=self.dry_run,
            draft=self.draft,
            retry=self.retry,
            labels=("gatewright",) if self.label is None else tuple(one for one in self.label if one),
            assignees=tuple(self.assignee or ()),
            co_authors=tuple(self.co_author or ()),
            sign_off=self.sign_off,
        )


def open_(
    path: Annotated[Path, typer.Argument(help="Checkout of the repository, or a folder in it.")] = Path(),
    *,
    repo: Annotated[str, typer.Option("--repo", help="OWNER/NAME on GitHub.")],
    opening: Opening,
    reading: options.Reading,
    judging: options.Judging,
    configuring: options.Configuring,
    format_: Annotated[Format, typer.Option("--format", help="`text` for people, `json` for programs.")] = Format.text,
) -> int:
    """Open, update and close pull requests, so that they are what the findings ask for."""
    from gatewright.app.checking import judge_options  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.fixing.fixing import Wanted  # noqa: PLC0415
    from gatewright.app.remediation.running import connected, open_pull_requests  # noqa: PLC0415

    if reading.run_terraform or reading.terraform_bin is not None:
        raise UsageError("`--run-terraform` goes with a scan; pull requests are made from source")
    environment = dict(os.environ)
    wishes = opening.wishes()
    bench, branch = connected(repo, environment)
    wishes = replace(wishes, base=wishes.base or branch, default=branch)
    every = replace(judging, rule=None, skip_rule=None, severity=None, framework=None)
    narrow = check_of(path, reading, judging, configuring)
    wanted = Wanted(selection=judge_options(narrow).selection)
    asked = check_of(path, reading, every, configuring)
    ran = open_pull_requests(asked, wanted, bench, wishes, environment=environment, tell=_teller(format_, wishes))
    if format_ is Format.json:
        steps = [asdict(step) for step in ran.outcome.steps]
        sys.stdout.write(json.dumps({"dry_run": wishes.dry_run, "steps": steps}, indent=2, sort_keys=True) + "\n")
    options.tell(one for one in ran.fixed.report.diagnostics if one.severity == "error")
    return INCOMPLETE if ran.outcome.failed or ran.fixed.fixes.incomplete else DONE


app.command("open")(grouped(open_))


@app.callback()
def _options() -> None:
    """Pull requests on GitHub that mend what fails."""


def _teller(format_: Format, wishes: Wishes) -> Tell:
    """What says each step as it is done."""
    from gatewright.reports.text import visible  # noqa: PLC0415

    def tell(step: Step) -> None:
        if format_ is Format.json:
            return
        words = f"would be {step.kind}" if wishes.dry_run and step.kind not in {"left", "kept"} else step.kind
        parts = (f"{words} {step.branch}", step.url, step.title, f"({step.reason})" if step.reason else "")
        sys.stdout.write(f"{visible(' '.join(part for part in parts if part))}\n")

    return tell
