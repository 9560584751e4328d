"""`gatewright explain`: one finding in full."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gatewright.cli.application import run

PUBLIC = "aws.s3.bucket_acl_public"
FILES = {
    "main.tf": """variable "acl" {
  default = "private"
}
variable "later" {}
locals {
  acl = var.acl
}
module "logs" {
  source = "./m"
  acl    = local.acl
}
module "other" {
  source = "./m"
  acl    = var.later
}
""",
    "m/main.tf": """variable "acl" {}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_s3_bucket_acl" "b" {
  bucket = aws_s3_bucket.b.id
  acl    = var.acl
}
""",
    "prod.tfvars": 'acl = "public-read"\n',
    "CODEOWNERS": "m/ @acme/storage\n",
}


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    errors: str


Command = Callable[..., Answer]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command line in this process, in a folder with the configuration above."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    def ran(*arguments: str) -> Answer:
        code = run(list(arguments))
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


def _findings(command: Command, *arguments: str) -> dict[tuple[str, str], Any]:
    answer = command("scan", ".", "--all", "--format", "json", *arguments)
    return {(one["rule"], one["document"]["address"]): one for one in json.loads(answer.out)["findings"]}


def test_a_failure_is_explained_from_where_its_value_is_written(command: Command) -> None:
    """Rule, value, every stop of the way with its line, owners, remedy and the comment that accepts it."""
    found = _findings(command, "--var-file", "prod.tfvars")[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"][:8].upper(), "--var-file", "prod.tfvars")
    assert (0, "") == (answer.code, answer.errors)
    assert f"HIGH  {PUBLIC}  {found['fingerprint']}\n" in answer.out
    assert "  owners     @acme/storage\n" in answer.out
    assert (
        "  1. tfvars acl  prod.tfvars:1:1\n"
        '     acl = "public-read"\n'
        "  2. local acl  main.tf:6:3\n"
        "     acl = var.acl\n"
        "  3. module argument acl  main.tf:10:3\n"
        "     acl    = local.acl\n"
        "  4. attribute acl  m/main.tf:7:3\n"
        "     acl    = var.acl\n"
    ) in answer.out
    assert "  cli        aws s3api put-bucket-acl --bucket NAME --acl private\n" in answer.out
    assert "  trivy      calls it AWS-0092\n" in answer.out
    assert (
        "To accept it, put this above m/main.tf:7, with your reason\n"
        "  # gatewright:ignore aws.s3.bucket_acl_public -- REASON\n"
    ) in answer.out


def test_json_holds_the_finding_as_reports_have_it(command: Command) -> None:
    """What programs know from the report, and beside it the way, the remedy and the comment."""
    found = _findings(command, "--var-file", "prod.tfvars")[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"], ".", "--var-file", "prod.tfvars", "--format", "json")
    explained = json.loads(answer.out)
    assert ("gatewright-explanation/1", found) == (explained["schema"], explained["finding"])
    assert ["tfvars", "local", "module_argument", "attribute"] == [stop["kind"] for stop in explained["way"]]
    assert ("m/main.tf", 7) == (explained["silence"]["file"], explained["silence"]["line"])
    assert explained["remediation"]["cli"].startswith("aws s3api")


def test_an_unknown_outcome_tells_what_is_missing(command: Command) -> None:
    """The reason, what the rule reads, and the way of what is unknown; nothing to silence."""
    found = _findings(command)[PUBLIC, "module.other.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"])
    assert "  outcome    unknown, because `exposure.acl_everyone`: variable `later` has no value\n" in answer.out
    assert "  1. module argument acl  main.tf:14:3\n     acl    = var.later\n" in answer.out
    assert "to decide  give the missing value (`--var-file`, `--var`), or scan a plan" in answer.out
    assert "To accept it" not in answer.out


def test_a_pass_tells_what_it_was_decided_by(command: Command) -> None:
    """The values that the rule reads, with their places."""
    found = _findings(command)[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"])
    assert "PASS (high)" in answer.out
    assert "  outcome    pass: everything that the rule reads is known, and nothing of it is wrong\n" in answer.out
    assert "  exposure.acl_everyone = false  (m/main.tf:2:1)\n" in answer.out


def test_a_rule_that_cannot_run_tells_why(command: Command, tmp_path: Path) -> None:
    """The engine's message stands where the outcome is."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "broken.rego").write_text(
        "# METADATA\n# title: Broken\n# description: Broken.\n# custom:\n#   severity: low\n"
        "#   resource_types: [aws.s3.bucket]\n#   reads: []\npackage rules.own.a.broken\n\nnonsense(\n"
    )
    found = _findings(command, "--rules-dir", "own")["own.a.broken", "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"], "--rules-dir", "own")
    assert "  outcome    error: the rule could not be run: " in answer.out


@pytest.mark.parametrize(
    ("fingerprint", "message"),
    [
        ("xyz", "`xyz` is no fingerprint; give at least the first 6 of its 32 hexadecimal digits"),
        ("abcde", "`abcde` is no fingerprint"),
        ("000000", "no finding's fingerprint begins with `000000`; there are 24 outcomes, `gatewright scan . --all"),
    ],
)
def test_a_fingerprint_that_leads_nowhere_is_a_usage_error(command: Command, fingerprint: str, message: str) -> None:
    """The message says how to list fingerprints."""
    answer = command("explain", fingerprint)
    assert (2, "") == (answer.code, answer.out)
    assert message in answer.errors
    assert "--format json`" in answer.errors


def test_a_secret_is_never_shown_on_its_way(command: Command, tmp_path: Path) -> None:
    """Where any stop is called a password, values are left out of all of them, and references stay."""
    (tmp_path / "db.tf").write_text(
        'variable "db_password" {\n  default = "hunter2"\n}\nlocals {\n  p = "${var.db_password}"\n}\n'
        'resource "terraform_data" "x" {\n  input = local.p\n}\n'
    )
    command("rules", "new", "own.a.plain", "--dir", "own")
    rule = tmp_path / "own" / "own" / "a" / "plain" / "plain.rego"
    rule.write_text(rule.read_text().replace('known.equal(resource.properties.input, "plain")', "true"))
    found = _findings(command, "--rules-dir", "own")["own.a.plain", "terraform_data.x"]
    answer = command("explain", found["fingerprint"], "--rules-dir", "own")
    way = answer.out.partition("The value's way")[2]
    assert "hunter2" not in way
    assert "  1. variable default db_password  db.tf:2:3\n     default = …\n".replace("…", "\\u2026") in way
    assert "attribute input  db.tf:8:3\n     input = local.p\n" in way


def test_terminal_commands_in_the_source_are_shown_not_obeyed(command: Command, tmp_path: Path) -> None:
    """A line of source is text of somebody else's."""
    (tmp_path / "prod.tfvars").write_text('acl = "public-read" # \x1b[31m\n')
    found = _findings(command, "--var-file", "prod.tfvars")[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"], "--var-file", "prod.tfvars")
    assert '     acl = "public-read" # \\x1b[31m\n' in answer.out


def test_a_module_that_was_installed_is_silenced_at_its_call(command: Command, tmp_path: Path) -> None:
    """Nobody can put a comment into somebody else's module."""
    installed = tmp_path / ".terraform" / "modules"
    installed.mkdir(parents=True)
    (tmp_path / "m").rename(installed / "logs")
    source = (
        '{"Modules": [{"Key": "logs", "Source": "registry.example/acme/logs/aws", "Dir": ".terraform/modules/logs"}]}'
    )
    (installed / "modules.json").write_text(source)
    (tmp_path / "main.tf").write_text('module "logs" {\n  source = "acme/logs/aws"\n  acl    = "public-read"\n}\n')
    found = _findings(command)[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"])
    assert "To accept it, put this above main.tf:1, with your reason\n" in answer.out


def test_the_guides_example_is_what_is_said(command: Command, root: Path, tmp_path: Path) -> None:
    """The guide's files, its command, and its output."""
    blocks = re.findall(
        r"^```(\w+)\n(.*?)^```$", (root / "docs/guides/explain.md").read_text(), re.MULTILINE | re.DOTALL
    )
    for name, text in ((text.split()[1], text) for kind, text in blocks if kind == "terraform"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (line,), (said,) = ([text for kind, text in blocks if kind == wanted] for wanted in ("sh", "text"))
    assert Answer(0, said, "") == command(*line.split()[1:])


def test_a_suppressed_finding_tells_by_whom_and_why(command: Command, tmp_path: Path) -> None:
    """Reason, end and place of the comment; nothing more is offered."""
    module = tmp_path / "m" / "main.tf"
    comment = f"  # gatewright:ignore {PUBLIC} until=2999-01-31 -- a public web site\n"
    module.write_text(module.read_text().replace("  acl    = var.acl", f"{comment}  acl    = var.acl"))
    found = _findings(command, "--var-file", "prod.tfvars")[PUBLIC, "module.logs.aws_s3_bucket.b"]
    answer = command("explain", found["fingerprint"], "--var-file", "prod.tfvars")
    assert "  suppressed by inline at m/main.tf:7 until 2999-01-31: a public web site\n" in answer.out
    assert "To accept it" not in answer.out


def test_a_finding_of_one_environment_is_explained_with_its_values(command: Command, tmp_path: Path) -> None:
    """The way is that of the environment in which the finding holds."""
    (tmp_path / "dev.tfvars").write_text('acl = "private"\n')
    environments = ("-e", "dev=dev.tfvars", "-e", "prod=prod.tfvars")
    answer = command("scan", ".", "--format", "json", *environments)
    (found,) = (one["fingerprint"] for one in json.loads(answer.out)["findings"] if one["rule"] == PUBLIC)
    assert "  1. tfvars acl  prod.tfvars:1:1\n" in command("explain", found, *environments).out


def test_every_comment_that_is_offered_is_one_that_works(command: Command, shop: Path, tmp_path: Path) -> None:
    """With the comments of all findings of an estate in their places, none counts and no comment is idle."""
    estate = tmp_path / "shop"
    shutil.copytree(shop, estate, ignore=shutil.ignore_patterns("recorded", ".terraform"))
    report = json.loads(command("scan", "shop", "--format", "json").out)
    offered: dict[Path, set[tuple[int, str]]] = {}
    for found in report["findings"]:
        answer = command("explain", found["fingerprint"], "shop", "--format", "json")
        silence = json.loads(answer.out)["silence"]
        offered.setdefault(estate / silence["file"], set()).add((silence["line"], silence["comment"]))
    for file, comments in offered.items():
        lines = file.read_text().splitlines()
        for line, comment in sorted(comments, reverse=True):
            lines.insert(line - 1, comment.replace("REASON", "we know"))
        file.write_text("\n".join(lines) + "\n")
    again = json.loads(command("scan", "shop", "--format", "json").out)
    assert [] == [(f["rule"], f["location"]) for f in again["findings"] if f["suppression"] is None]
    assert report["diagnostics"] == again["diagnostics"]
    assert len(report["findings"]) == again["summary"]["suppressed"] > 0
