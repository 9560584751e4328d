"""`gatewright frameworks`: list and show."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gatewright.cli import options, tables

app = typer.Typer(help="List and show frameworks.", no_args_is_help=True)


@app.command("list")
def list_(
    *,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    format_: tables.FormatChoice = tables.Format.table,
) -> int:
    """List frameworks, and how many of their controls rules check."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.policy_listing import framework_summary  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()), tuple(frameworks_dir or ()))
    listed = [framework_summary(one) for one in policies.frameworks]
    if format_ is tables.Format.json:
        tables.write_json(listed)
    else:
        tables.write_table(
            ("framework", "title", "controls", "with rules", "rules"),
            [tuple(str(one[key]) for key in ("id", "title", "controls", "checked", "rules")) for one in listed],
        )
        sys.stdout.write(f"{len(listed)} frameworks\n")
    return 0


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="Framework, such as `cis-aws-5.0`.")],
    *,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    format_: tables.FormatChoice = tables.Format.table,
) -> int:
    """Show a framework: its requirements, their controls, and the rules that check each."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415
    from gatewright.app.policy_listing import framework_json  # noqa: PLC0415
    from gatewright.rules.selection import select_frameworks  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()), tuple(frameworks_dir or ()))
    framework = select_frameworks(policies.frameworks, (name,))[0]
    if format_ is tables.Format.json:
        tables.write_json(framework_json(framework))
        return 0
    sys.stdout.write(f"{framework.title} ({framework.id})\n")
    if framework.description:
        sys.stdout.write(f"{framework.description}\n")
    rows = [
        (control.id, control.title, "\n".join(control.rules))
        for requirement in framework.requirements
        for control in requirement.controls
    ]
    tables.write_table(("control", "title", "rules"), rows)
    return 0
