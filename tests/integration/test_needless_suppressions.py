"""What a scan says of suppressions that nothing needs, and of checks that ask nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.cli.application import run

SSH, ANY = "aws.ec2.security_group_allows_ssh_from_internet", "aws.ec2.security_group_allows_any_port_from_internet"
Scan = Callable[..., tuple[int, list[str], str]]


def group(name: str, comment: str = "", cidr: str = '"0.0.0.0/0"') -> str:
    """A security group that is open to the internet, with a comment in its rule."""
    return (
        f'resource "aws_security_group" "{name}" {{\n  ingress {{ {comment}\n    from_port   = 22\n'
        f'    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = [{cidr}]\n  }}\n}}\n'
    )


@pytest.fixture
def scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Scan:
    """Scans the folder of the test: exit code, what is said beside findings, and standard error."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> tuple[int, list[str], str]:
        code = run(["scan", ".", "--format", "json", *arguments])
        written = capfd.readouterr()
        told = json.loads(written.out)["diagnostics"] if written.out else []
        return code, [f"{one['severity']} {one['file']}: {one['summary']}" for one in told], written.err

    return ran


def test_a_module_that_is_not_installed_may_need_them(scan: Scan) -> None:
    """A comment on its call and an entry for its addresses are not called needless, by a cached answer too."""
    call = 'module "net" {\n  source = "acme/net/aws"\n}\n'
    Path("main.tf").write_text(f"# gatewright:ignore aws.ec2.* -- theirs\n{call}")
    Path("gatewright.toml").write_text(
        '[[suppressions]]\nrules = ["*"]\naddresses = [\'module.net["a"].*\']\nreason = "theirs"\n'
    )

    expected = ["warning main.tf: module `net` is not here"]
    assert [expected, expected] == [scan()[1], scan()[1]]
    Path("main.tf").write_text(f"# gatewright:ignore aws.ec2.* -- theirs\n{call.replace('acme/net/aws', './net')}")
    Path("net").mkdir()
    Path("net/main.tf").write_text("locals {}\n")
    assert [
        "note main.tf: the suppression of `aws.ec2.*` is not needed",
        "note gatewright.toml: the suppression of `*` is not needed",
    ] == scan()[1]


def test_paths_are_those_of_the_finding(scan: Scan) -> None:
    """A file that calls a module, or gives the value, does not stand for what is in the module."""
    Path("m").mkdir()
    Path("m/main.tf").write_text('variable "cidr" {}\n' + group("g", cidr="var.cidr"))
    Path("main.tf").write_text('module "a" {\n  source = "./m"\n  cidr   = "0.0.0.0/0"\n}\n')
    entry = '[[suppressions]]\nrules = ["*"]\npaths = ["%s"]\nreason = "r"\n'

    Path("gatewright.toml").write_text(entry % "/main.tf")
    assert (1, ["note gatewright.toml: the suppression of `*` is not needed"]) == scan()[:2]
    Path("gatewright.toml").write_text(entry % "/m/")
    assert (0, []) == scan()[:2]


def test_a_part_that_nothing_needs_is_told(scan: Scan) -> None:
    """Of two rules in one comment the needed one stays unmentioned."""
    versions = "aws.s3.bucket_versioning_disabled"
    Path("main.tf").write_text(group("g", f"# gatewright:ignore {SSH},{versions} -- two"))

    told = f"note main.tf: `{versions}` in the suppression of `{SSH},{versions}` is not needed"
    assert [told] == scan()[1]


def test_environments_that_nobody_has_are_told(scan: Scan) -> None:
    """In a comment and in the configuration, also where there are none at all."""
    Path("main.tf").write_text(group("g", f"# gatewright:ignore {SSH} environment=dev -- open there"))
    assert (1, ["warning main.tf: there is no environment `dev`"]) == scan()[:2]
    Path("gatewright.toml").write_text(
        '[[suppressions]]\nrules = ["*"]\nenvironments = ["dev"]\nreason = "open there"\n'
    )
    code, _, error = scan()
    assert (2, True) == (code, '`suppressions[0].environments[0]` is `"dev"`, which is no environment' in error)


def test_comments_of_others_are_counted_where_they_hold(scan: Scan) -> None:
    """Not those that have expired, and not those for an environment that is not there."""
    id_ = "aws-ec2-no-public-ingress-sgr"
    written = f"tfsec:ignore:{id_}:exp:2020-01-01"
    Path("main.tf").write_text(
        group("g", f"#tfsec:ignore:{id_}:exp:9999-01-01")
        + group("h", f"#{written}")
        + group("i", f"#tfsec:ignore:{id_}:ws:dev")
    )
    assert [
        f"warning main.tf: the suppression of `{written}` expired on 2020-01-01",
        "note None: 1 skip comment of tfsec in 1 file honoured",
        "note None: 1 skip comment of tfsec for environments that are not there",
    ] == scan()[1]


FRAMEWORK = """
name: own
version: "1"
title: Our own
description: Controls that nothing checks.
requirements:
  - id: "1"
    title: People
    controls:
      - id: "1.1"
        title: Everybody knows whom to call
        rules: []
"""


@pytest.mark.parametrize(
    ("config", "arguments", "told"),
    [
        ("", ("--skip-rule", "*"), "`--skip-rule` leaves no rule to ask; "),
        ('[rules]\ndisable = ["*"]\n', (), "`rules.disable` (gatewright.toml:2) leaves no rule to ask; "),
        ('[rules]\ndisable = ["aws.s3.*"]\n', ("--skip-rule", "*"), "`--skip-rule` leaves no rule to ask; "),
        ('[rules]\ndisable = ["*"]\n', ("--skip-rule", SSH), "`rules.disable` (gatewright.toml:2) leaves no rule"),
        ("", ("--rule", SSH, "--skip-rule", SSH), "`--skip-rule` and `--rule` leave no rule to ask; "),
        (
            'severity = "critical"\n',
            ("--rule", "aws.s3.bucket_versioning_disabled"),
            "`severity` (gatewright.toml:1) and `--rule` leave no rule to ask; ",
        ),
    ],
)
def test_a_check_that_asks_nothing_is_refused(scan: Scan, config: str, arguments: tuple[str, ...], told: str) -> None:
    """Exit code 2, and who leaves no rule: it would be clean whatever it looks at."""
    Path("main.tf").write_text(group("g"))
    if config:
        Path("gatewright.toml").write_text(config)

    code, _, error = scan(*arguments)
    assert 2 == code
    assert f"gatewright: {told}" in error


def test_a_framework_without_rules_is_refused(scan: Scan) -> None:
    """One whose controls no rule checks."""
    Path("main.tf").write_text(group("g"))
    Path("frameworks").mkdir()
    Path("frameworks/own.yaml").write_text(FRAMEWORK)

    code, _, error = scan("--frameworks-dir", "frameworks", "--framework", "own-1")
    assert (2, "gatewright: `--framework` leaves no rule to ask; `gatewright rules list` names all rules\n") == (
        code,
        error,
    )
