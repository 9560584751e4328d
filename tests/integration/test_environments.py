"""Several environments in one run, as the guide to them has it, and everything else that a check is asked at once."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import gatewright as gw
from gatewright.cli.application import run

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "environments.md"
TEXT = GUIDE.read_text(encoding="utf-8")
VERSIONING, SSH = "aws.s3.bucket_versioning_disabled", "aws.ec2.security_group_allows_ssh_from_internet"
RULES = ("--rule", VERSIONING, "--rule", SSH)
BOTH = ("-e", "dev=infra/dev.tfvars", "-e", "prod=infra/prod.tfvars")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guide's example, in a repository."""
    for name in (".git", "infra"):
        (tmp_path / name).mkdir()
    for name, body in re.findall(r"^`([\w/.]+)`:\n\n```hcl\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL):
        (tmp_path / name).write_text(body)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _configuration(more: str = "") -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    Path("gatewright.toml").write_text(text + more)


def _report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    run(["scan", "infra", *RULES, "--format", "json", *arguments])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def _seen(report: dict[str, Any]) -> list[tuple[str, list[str], str | None]]:
    return [(f["rule"], f["environments"], (f["suppression"] or {}).get("reason")) for f in report["findings"]]


def test_the_example_prints_what_the_guide_says(capsys: pytest.CaptureFixture[str]) -> None:
    """The command of the guide prints the block after it."""
    ((command, printed),) = re.findall(
        r"^```sh\ngatewright (.*?)\n```\n\n```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL
    )
    assert 1 == run(shlex.split(command))
    assert printed == capsys.readouterr().out


def test_the_configuration_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    """All of the file are judged by default, one on request."""
    _configuration()
    assert [(SSH, ["dev"], None), (VERSIONING, [], None)] == _seen(_report(capsys))
    assert [(VERSIONING, [], None)] == _seen(_report(capsys, "-e", "prod"))


def test_a_suppression_holds_in_its_environments_only(capsys: pytest.CaptureFixture[str]) -> None:
    """What is suppressed in one environment counts in the other."""
    _configuration(f'[[suppressions]]\nrules = ["{VERSIONING}"]\nenvironments = ["dev"]\nreason = "tests only"\n')
    report = _report(capsys)
    expected = [(SSH, ["dev"], None), (VERSIONING, ["dev"], "tests only"), (VERSIONING, ["prod"], None)]
    assert sorted(expected, key=str) == sorted(_seen(report), key=str)
    assert 1 == report["summary"]["suppressed"]
    assert 1 == report["summary"]["by_severity"]["low"]


def test_a_plan_is_of_the_environment_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A suppression for one environment holds for a plan only where the plan is said to be that environment's."""
    _configuration(f'[[suppressions]]\nrules = ["{VERSIONING}"]\nenvironments = ["dev"]\nreason = "tests only"\n')
    bucket = {
        "address": "aws_s3_bucket.logs",
        "mode": "managed",
        "type": "aws_s3_bucket",
        "name": "logs",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": {"bucket": "acme-logs"},
    }
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": {"root_module": {"resources": [bucket]}},
    }
    Path("plan.json").write_text(json.dumps(plan))
    codes = [run(["scan", "plan.json", "--rule", VERSIONING, *more]) for more in ((), ("-e", "prod"), ("-e", "dev"))]
    assert [1, 1, 0] == codes
    assert 2 == run(["scan", "plan.json", "-e", "dev", "-e", "prod"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-e", "production"), "there is no environment `production`"),
        (("-e", "dev=infra/none.tfvars"), "infra/none.tfvars"),
        (("-e", "dev="), "neither NAME nor NAME=VAR_FILE"),
        (("-e", "=x"), "neither NAME nor NAME=VAR_FILE"),
        ((*BOTH, "-e", "dev=infra/prod.tfvars"), "given twice"),
        ((*BOTH, "--run-terraform"), "one environment"),
        (("--report", "html"), "FORMAT=FILE"),
        (("--report", "htm=x"), "no format `htm`"),
        (("--terraform-bin", "tofu"), "goes with `--run-terraform`"),
        (("--config", "none.toml"), "none.toml"),
        (("--config", "x.toml", "--no-config"), "exclude each other"),
        (("--bundle-key", "key.pem"), "goes with `--bundle`"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    """Exit code 2, and a message that says what is wrong."""
    assert 2 == run(["scan", "infra", *arguments])
    assert told in capsys.readouterr().err


def test_several_reports_are_written_in_one_run() -> None:
    """Each `--report` is a file beside the report that is printed."""
    code = run(["scan", "infra", *RULES, *BOTH, "--report", "json=one.json", "--report", "html=one.html"])
    assert 1 == code
    assert 2 == len(json.loads(Path("one.json").read_text())["findings"])
    assert Path("one.html").read_text().startswith("<!doctype html>")


def test_a_report_that_cannot_be_written_leaves_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is named; no half of a report is left behind."""
    assert 2 == run(["scan", "infra", "--output", "nowhere/report.txt"])
    assert "`nowhere/report.txt` cannot be written" in capsys.readouterr().err
    assert ["infra"] == sorted(path.name for path in Path().iterdir() if path.name != ".git")


def test_the_configuration_decides_and_the_command_line_over_it(capsys: pytest.CaptureFixture[str]) -> None:
    """`fail-on` of the file makes the run clean, an option makes it fail, `--no-config` too."""
    _configuration()
    text = Path("gatewright.toml").read_text()
    Path("gatewright.toml").write_text('fail-on = "critical"\n' + text)
    codes = [run(["scan", "infra", *RULES, *more]) for more in ((), ("--fail-on", "low"), ("--no-config",))]
    assert [0, 1, 1] == codes


def test_owners_of_the_configuration_take_the_place_of_codeowners(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the map has a path, its owners are the owners; elsewhere CODEOWNERS decides."""
    Path("CODEOWNERS").write_text("* @acme/all\n")
    _configuration('[owners]\n"infra/other.tf" = ["@acme/other"]\n')
    assert {("@acme/all",)} == {tuple(f["owners"]) for f in _report(capsys)["findings"]}
    _configuration('[owners]\n"infra/*.tf" = ["@acme/infra"]\n')
    assert {("@acme/infra",)} == {tuple(f["owners"]) for f in _report(capsys)["findings"]}


def test_exclude_leaves_root_modules_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Patterns are written for the configuration's folder, whatever folder is scanned."""
    Path("infra/example").mkdir()
    Path("infra/example/main.tf").write_text('resource "aws_s3_bucket" "example" {\n  bucket = "acme-example"\n}\n')
    _configuration()
    text = Path("gatewright.toml").read_text()
    roots = [{f["document"]["root"] for f in _report(capsys)["findings"]}]
    Path("gatewright.toml").write_text('exclude = ["infra/example/"]\n' + text)
    roots.append({f["document"]["root"] for f in _report(capsys)["findings"]})
    Path("gatewright.toml").write_text('exclude = ["infra"]\n' + text)
    assert 2 == run(["scan", "infra"])
    assert [{".", "example"}, {"."}] == roots
    assert "leave no root module" in capsys.readouterr().err


def test_the_library_does_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """`scan` takes a configuration, environments and a baseline, and looks for nothing by itself."""
    _configuration(f'[[suppressions]]\nrules = ["{SSH}"]\nreason = "behind a VPN"\n')
    bare = gw.scan("infra", rules=[SSH], environments={"dev": ["infra/dev.tfvars"]})
    configured = gw.scan("infra", rules=[SSH], config="gatewright.toml")
    assert [None] == [f.suppression for f in bare.findings if f.outcome == "fail"]
    assert ["behind a VPN"] == [f.suppression.reason for f in configured.findings if f.suppression]
    with pytest.raises(gw.UsageError, match="no rule"):
        gw.scan("infra", rules=["aws.none"])
