"""`gatewright rules`: list, show, test, and begin a new one."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options, tables
from gatewright.cli.asked import bundles

if TYPE_CHECKING:
    from gatewright.app.rule_testing import RuleTest

app = typer.Typer(help="List, show, test and write rules.", no_args_is_help=True)

FAILED, USAGE, INCOMPLETE = 1, 2, 3


@app.command("list")
def list_(
    *,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule or pattern; repeatable.")] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="Only rules of at least this severity.")] = None,
    framework: Annotated[list[str] | None, typer.Option("--framework", help="Only this framework's rules.")] = None,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    bundle: options.BundleFiles = None,
    bundle_key: options.BundleKey = None,
    format_: tables.FormatChoice = tables.Format.table,
) -> int:
    """List rules: id, severity, title and the frameworks that they belong to."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415  # loaded by a command that runs, not by --help
    from gatewright.app.policy_listing import rule_json  # noqa: PLC0415
    from gatewright.rules.selection import Selection, select_rules  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()), tuple(frameworks_dir or ()), bundles(bundle, bundle_key))
    wanted = Selection(tuple(rule or ()), (), options.severity_of(severity), tuple(framework or ()))
    listed = [rule_json(one, policies) for one in select_rules(policies.rules, policies.frameworks, wanted)]
    if format_ is tables.Format.json:
        tables.write_json(listed)
    else:
        tables.write_table(
            ("rule", "severity", "title", "controls"),
            [(one["id"], one["severity"], one["title"], ", ".join(tables.control_names(one))) for one in listed],
        )
        sys.stdout.write(f"{len(listed)} rules\n")
    for failure in policies.errors:
        sys.stderr.write(f"error: {failure.error}\n")
    return INCOMPLETE if policies.errors else 0


@app.command("show")
def show(
    rule: Annotated[str, typer.Argument(help="Id of the rule.")],
    *,
    rules_dir: options.RuleDirs = None,
    frameworks_dir: options.FrameworkDirs = None,
    bundle: options.BundleFiles = None,
    bundle_key: options.BundleKey = None,
    format_: tables.FormatChoice = tables.Format.table,
) -> int:
    """Show everything about a rule."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415
    from gatewright.app.policy_listing import rule_json  # noqa: PLC0415

    policies = load_policies(tuple(rules_dir or ()), tuple(frameworks_dir or ()), bundles(bundle, bundle_key))
    shown = rule_json(policies.rule(rule), policies)
    if format_ is tables.Format.json:
        tables.write_json(shown)
    else:
        tables.write_details(shown)
    return 0


@app.command("test")
def run_tests(
    directory: Annotated[
        Path | None, typer.Argument(help="Folder of rules, fixtures in its `fixtures`; else the shipped rules.")
    ] = None,
) -> int:
    """Run the Rego tests of rules, and their fixtures: what each must find, address by address."""
    from gatewright.app.rule_testing import run_suite, suite  # noqa: PLC0415

    tested = suite(directory)
    outcomes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for result in run_suite(tested):
        outcomes[result.outcome] += 1
        kinds[result.kind] += 1
        if result.outcome != "pass":
            _tell(result)
    failed = outcomes["fail"] + outcomes["error"]
    sys.stdout.write(
        f"{len(tested.rules)} rules, {kinds['rego']} Rego tests, {kinds['fixture']} fixtures: "
        f"{outcomes['pass']} passed, {failed} failed\n"
    )
    if not outcomes:
        sys.stderr.write(f"gatewright: there is nothing to test in `{directory}`; it holds no .rego file\n")
        return USAGE
    return FAILED if failed else 0


@app.command("new")
def new(
    rule: Annotated[str, typer.Argument(help="Id of the rule: PROVIDER.SERVICE.RULE.")],
    *,
    directory: Annotated[
        Path | None,
        typer.Option("--dir", help="Folder of your rules; `rules` by default, in Gatewright's checkout `policies`."),
    ] = None,
) -> int:
    """Write the files of a new rule: Rego, its test, a page, and fixtures; they pass `gatewright rules test`."""
    from gatewright.app.rule_authoring import default_folder, layout_of, scaffold  # noqa: PLC0415

    folder = default_folder(Path()) if directory is None else directory
    for path in scaffold(rule, layout_of(folder)):
        sys.stdout.write(f"{path}\n")
    return 0


def _tell(result: RuleTest) -> None:
    sys.stdout.write(f"{result.outcome.upper()} {result.kind} {result.name}\n")
    for line in result.detail.splitlines():
        sys.stdout.write(f"    {line}\n")
