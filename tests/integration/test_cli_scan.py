"""`gatewright scan` and `inspect` as a person runs them: formats, output, selection, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from gatewright import __version__
from gatewright.cli.application import run
from gatewright.reports import formats

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
VERSIONING = "aws.s3.bucket_versioning_disabled"


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    errors: str


Command = Callable[..., Answer]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command line in this process."""

    def ran(*arguments: str | Path) -> Answer:
        code = run([str(argument) for argument in arguments])
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one bucket that keeps no versions: a finding of low severity."""
    (tmp_path / "main.tf").write_text(BUCKET)
    return tmp_path


def test_version_answers_without_loading_anything() -> None:
    """`--version` imports neither the command line's library nor anything of ours but the version."""
    program = (
        "import sys; sys.argv = ['gatewright', '--version']; from gatewright.cli import main; main(); "
        "print(sorted(m for m in sys.modules if m.startswith('gatewright')), 'typer' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    expected = f"gatewright {__version__}\n['gatewright', 'gatewright._version', 'gatewright.cli'] False\n"
    assert expected == answer.stdout


def test_the_installed_command_and_the_module_are_one(folder: Path) -> None:
    """`python -m gatewright` exits with the code of the scan."""
    answer = subprocess.run(
        [sys.executable, "-m", "gatewright", "scan", folder, "--rule", VERSIONING, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (1, "") == (answer.returncode, answer.stderr)
    assert [VERSIONING] == [finding["rule"] for finding in json.loads(answer.stdout)["findings"]]


@pytest.mark.parametrize(("threshold", "code"), [("info", 1), ("low", 1), ("medium", 0), ("critical", 0), ("never", 0)])
def test_fail_on_decides_which_findings_count(folder: Path, command: Command, threshold: str, code: int) -> None:
    """Exit code 1 needs a finding at or above the threshold."""
    assert code == command("scan", folder, "--rule", VERSIONING, "--fail-on", threshold).code


def test_a_clean_scan_is_zero(folder: Path, command: Command) -> None:
    """Nothing found is exit code 0."""
    assert 0 == command("scan", folder, "--rule", "aws.s3.bucket_acl_public").code


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fail-on", "dire"],
        ["--format", "pdf"],
        ["--rule", "aws.s3.nothing"],
        ["--framework", "nist"],
        ["--engine", "other"],
        ["--var", "novalue"],
        ["--severity", "dire"],
        ["--rules-dir", "no-such-folder"],
        ["--no-such-option"],
        ["--var-file", "no-such-file.tfvars"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_wrong_usage_is_two(folder: Path, command: Command, arguments: list[str]) -> None:
    """Exit code 2, nothing on standard output, and a message that names the value."""
    answer = command("scan", folder, *arguments)
    assert (2, "") == (answer.code, answer.out)
    assert arguments[-1] in answer.errors


def test_an_incomplete_scan_is_three_even_with_findings(folder: Path, command: Command) -> None:
    """Who sees 1 may rely on the report being whole."""
    (folder / "bad.tf").write_bytes(b"\0")
    assert 3 == command("scan", folder, "--rule", VERSIONING).code


def test_errors_come_in_one_line_without_a_traceback(command: Command, tmp_path: Path) -> None:
    """A message for a person: lowercase, the value in backticks, no period."""
    answer = command("scan", tmp_path / "nowhere")
    assert Answer(2, "", f"gatewright: `{tmp_path / 'nowhere'}` does not exist\n") == answer


@pytest.mark.parametrize("name", sorted(formats()))
def test_every_format_is_written_to_a_file_as_to_standard_output(
    folder: Path, command: Command, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--output` holds the bytes that standard output would, and standard output stays empty."""
    for variable, value in (
        ("SOURCE_DATE_EPOCH", "0"),
        ("AWS_ACCOUNT_ID", "111111111111"),
        ("AWS_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(variable, value)
    printed = command("scan", folder, "--format", name, "--rule", VERSIONING)
    target = tmp_path / f"report.{name}"
    written = command("scan", folder, "--format", name, "--rule", VERSIONING, "--output", target)
    assert (1, 1, "") == (printed.code, written.code, written.out)
    assert printed.out == target.read_bytes().decode()
    assert "" != printed.out


def test_formats_are_what_they_say(folder: Path, command: Command) -> None:
    """JSON and SARIF parse as JSON, JUnit as XML."""
    scans = {name: command("scan", folder, "--format", name, "--rule", VERSIONING).out for name in formats()}
    assert "gatewright-report/1" == json.loads(scans["json"])["schema"]
    assert "2.1.0" == json.loads(scans["sarif"])["version"]
    assert "testsuites" == ET.fromstring(scans["junit"]).tag  # noqa: S314  # our own output


def test_output_that_cannot_be_written_is_a_usage_error(folder: Path, command: Command) -> None:
    """A folder that is not there is named; no traceback."""
    answer = command("scan", folder, "--output", folder / "no" / "where.json")
    assert 2 == answer.code
    assert str(folder / "no" / "where.json") in answer.errors


def test_all_shows_every_outcome(folder: Path, command: Command) -> None:
    """Without `--all` only what failed is shown."""
    arguments = ("scan", folder, "--format", "json", "--rule", "aws.s3.bucket_*")
    few, many = (json.loads(command(*arguments, *more).out)["findings"] for more in ((), ("--all",)))
    assert {"fail"} == {finding["outcome"] for finding in few}
    assert {"fail", "pass"} <= {finding["outcome"] for finding in many}


def test_selection_narrows_the_rules(folder: Path, command: Command) -> None:
    """Patterns choose, `--skip-rule` is stronger, `--severity` is a floor."""
    found = [
        {finding["rule"] for finding in json.loads(command("scan", folder, "--format", "json", *more).out)["findings"]}
        for more in (("--rule", "aws.s3.*vers*"), ("--rule", "aws.s3.*", "--skip-rule", VERSIONING))
    ]
    assert {VERSIONING} == found[0]
    assert VERSIONING not in found[1]
    assert VERSIONING not in command("scan", folder, "--format", "json", "--severity", "high").out


def test_two_scans_are_byte_identical(shop: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same input at the same time gives the same bytes, in every format."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    for name in formats():
        first, second = (command("scan", shop, "--format", name, "--all") for _ in range(2))
        assert first == second


def test_variables_come_from_the_three_places(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line wins over a file, the file over the environment."""
    (tmp_path / "main.tf").write_text(
        'variable "a" {}\nvariable "b" {}\nvariable "c" {}\n'
        'resource "aws_s3_bucket" "b" {\n  bucket = "${var.a}-${var.b}-${var.c}"\n}\n'
    )
    (tmp_path / "x.tfvars").write_text('b = "file"\nc = "file"\n')
    for name in ("a", "b", "c"):
        monkeypatch.setenv(f"TF_VAR_{name}", "env")
    answer = command("inspect", tmp_path, "--format", "json", "--var-file", tmp_path / "x.tfvars", "--var", "c=cli")
    assert "env-file-cli" == json.loads(answer.out)["name"]


def test_the_recorded_plan_says_what_the_source_says(shop: Path, command: Command) -> None:
    """A plan with `--source` finds the same places as the source where both know the same."""
    arguments = ("--format", "json", "--rule", "aws.s3.bucket_policy_public")
    reports = [
        json.loads(command("scan", *place, *arguments).out)
        for place in ((shop,), (shop / "recorded" / "plan.json", "--source", shop))
    ]
    places = [[(f["rule"], f["location"], f["owners"]) for f in report["findings"]] for report in reports]
    assert places[0] == places[1]
    assert 1 == len(places[0])


def test_source_goes_with_an_artifact_only(folder: Path, command: Command) -> None:
    """A folder is its own source."""
    answer = command("scan", folder, "--source", folder)
    assert (2, "gatewright: `--source` goes with a plan or a state; a folder is its own source\n") == answer[::2]


def test_inspect_shows_documents_and_instances(folder: Path, command: Command) -> None:
    """One JSON object a line: the document with its properties, or the instance as a plan has it."""
    document = json.loads(command("inspect", folder, "--format", "json", "--provenance").out)
    instance = json.loads(command("inspect", folder, "--format", "json", "--instances").out)
    assert ("aws.s3.bucket", "aws_s3_bucket.b") == (document["type"], document["origin"]["address"])
    assert [] != document["provenance"]
    assert ("aws_s3_bucket", {"bucket": "b"}) == (
        instance["type"],
        {key: value for key, value in instance["values"].items() if key == "bucket"},
    )


def test_inspect_narrows_by_type_and_address(shop: Path, command: Command) -> None:
    """`--type` and `--address` leave only what they name."""
    lines = command("inspect", shop, "--format", "json", "--type", "aws.ec2.security_group").out.splitlines()
    assert {"aws.ec2.security_group"} == {json.loads(line)["type"] for line in lines}
    (one,) = command("inspect", shop, "--format", "json", "--address", "aws_security_group.bastion").out.splitlines()
    assert "aws_security_group.bastion" == json.loads(one)["origin"]["address"]


def test_help_names_every_command(command: Command) -> None:
    """`--help` lists the commands."""
    answer = command("--help")
    assert 0 == answer.code
    assert [] == [name for name in ("scan", "inspect", "rules", "frameworks") if name not in answer.out]
