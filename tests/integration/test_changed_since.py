"""`scan --changed-since`: the whole is judged, and what touches changed lines is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from git_repository import ENVIRONMENT, Repository

from gatewright.app.review import ReviewOptions, prepare
from gatewright.cli.application import run
from gatewright.errors import UsageError

RULES = ("aws.s3.bucket_versioning_disabled", "aws.ec2.instance_metadata_v1_answered")
BUCKET = 'resource "aws_s3_bucket" "{0}" {{\n  bucket = "{0}"\n\n  tags = {{}}\n}}\n'
INSTANCE = """\
resource "aws_instance" "a" {
  ami           = "ami-1"
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = var.tokens
  }
}
"""
VARIABLE = 'variable "tokens" {\n  default = "required"\n}\n'
CALL = 'module "store" {\n  source = "./modules/store"\n\n  name = "x"\n}\n'
MODULE = 'variable "name" {}\n\nresource "aws_s3_bucket" "this" {\n  bucket = var.name\n}\n'


class Answer(NamedTuple):
    """What a scan said."""

    code: int
    report: dict[str, Any]
    errors: str

    def failing(self) -> list[str]:
        """Addresses of what fails and is reported."""
        return [one["document"]["address"] for one in self.report["findings"] if one["outcome"] == "fail"]


Scan = Callable[..., Answer]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Two buckets, a module and an instance that is in order, on `main`; the branch `topic` is checked out."""
    made = Repository(tmp_path / "repository")
    monkeypatch.chdir(made.path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
        monkeypatch.setenv(name, ENVIRONMENT[name])
    made.write("infra/modules/store/main.tf", MODULE)
    made.commit(
        infra__main_tf=BUCKET.format("a") + BUCKET.format("b") + CALL,
        infra__instance_tf=INSTANCE + VARIABLE,
    )
    made.git("checkout", "--quiet", "-b", "topic")
    return made


@pytest.fixture
def scan(capfd: pytest.CaptureFixture[str]) -> Scan:
    """Scans what changed with two rules."""

    def scanned(path: str = "infra", reference: str = "main", *arguments: str) -> Answer:
        rules = [text for rule in RULES for text in ("--rule", rule)]
        code = run(["scan", path, "--changed-since", reference, "--format", "json", *rules, *arguments])
        written = capfd.readouterr()
        return Answer(code, json.loads(written.out) if written.out else {}, written.err)

    return scanned


def test_nothing_changed(repository: Repository, scan: Scan) -> None:
    """Old findings are not spoken of; the counts are those of the whole."""
    answer = scan()

    assert (0, []) == (answer.code, answer.report["findings"])
    assert repository.git("rev-parse", "main").strip() == answer.report["changed_since"]
    assert 3 == answer.report["summary"]["outcomes"]["fail"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("main.tf", '"b"\n\n  tags = {}\n', '"b"\n', ["aws_s3_bucket.b"]),
        ("main.tf", 'bucket = "a"', 'bucket = "c"', ["aws_s3_bucket.a"]),
        ("main.tf", '  name = "x"', '  name = "y"', ["module.store.aws_s3_bucket.this"]),
        (
            "modules/store/main.tf",
            "var.name\n",
            'var.name\n  tags   = { a = "b" }\n',
            ["module.store.aws_s3_bucket.this"],
        ),
        ("modules/store/main.tf", 'variable "name" {}', 'variable "name" { default = "y" }', []),
        ("instance.tf", '"required"', '"optional"', ["aws_instance.a"]),
        ("instance.tf", "    http_tokens   = var.tokens\n", "", ["aws_instance.a"]),
        ("instance.tf", VARIABLE, VARIABLE + BUCKET.format("new"), ["aws_s3_bucket.new"]),
    ],
    ids=["removed", "changed", "call", "module", "elsewhere in a module", "value origin", "protection gone", "new"],
)
def test_what_touches_a_change_is_reported(
    repository: Repository, scan: Scan, *, file: str, old: str, new: str, expected: list[str]
) -> None:
    """The block of the place, of its resource, of the calls around it, and the place that the value came from."""
    path = repository.path / "infra" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))

    assert expected == scan().failing()


def test_json_syntax_has_blocks_too(repository: Repository, scan: Scan) -> None:
    """What is inside of a resource in JSON belongs to it."""
    text = json.dumps({"resource": {"aws_s3_bucket": {"j": {"bucket": "j", "tags": {"a": "b"}}}}}, indent=2)
    repository.write("infra/j.tf.json", text)
    repository.commit()
    repository.git("branch", "--force", "main")
    repository.write("infra/j.tf.json", text.replace('"a": "b"', '"a": "c"'))

    assert ["aws_s3_bucket.j"] == scan().failing()


VERSIONING = """
resource "aws_s3_bucket_versioning" "{0}" {{
  bucket = {1}
  versioning_configuration {{
    status = "Enabled"
  }}
}}
"""


@pytest.mark.parametrize("how", ["block", "file"])
def test_a_protection_that_was_removed(repository: Repository, scan: Scan, how: str) -> None:
    """A resource that protected another one is gone: the finding is where no line has changed, and is reported."""
    repository.write(
        "infra/versioning.tf", VERSIONING.format("a", "aws_s3_bucket.a.id") + VARIABLE.replace("tokens", "x")
    )
    repository.commit()
    repository.git("branch", "--force", "main")
    assert [] == scan().failing()
    path = repository.path / "infra/versioning.tf"
    if how == "file":
        path.unlink()
    else:
        path.write_text(VARIABLE.replace("tokens", "x"))

    assert ["aws_s3_bucket.a"] == scan().failing()


@pytest.mark.parametrize(("moved", "expected"), [(False, ["aws_s3_bucket.b"]), (True, [])])
def test_a_block_that_was_moved_is_not_gone(
    repository: Repository, scan: Scan, *, moved: bool, expected: list[str]
) -> None:
    """What another file of the folder declares now was not removed."""
    text = 'resource "aws_s3_bucket_metric" "m" {\n  bucket = aws_s3_bucket.b.id\n  name   = "m"\n}\n'
    repository.write("infra/metric.tf", text)
    repository.commit()
    repository.git("branch", "--force", "main")
    (repository.path / "infra/metric.tf").unlink()
    if moved:
        repository.write("infra/moved.tf", text)

    assert expected == scan().failing()


def test_a_value_from_tfvars(repository: Repository, scan: Scan) -> None:
    """The line of the file of variables is where the value came from."""
    repository.write("infra/terraform.tfvars", 'tokens = "optional"\n')

    assert ["aws_instance.a"] == scan().failing()


def test_a_state_with_its_source(repository: Repository, scan: Scan, shop: Path) -> None:
    """A plan or state is compared by the folder that it was made from; without one nobody knows what changed."""
    state = str(shop / "recorded" / "state.json")
    refused = scan(state)
    assert 2 == refused.code
    assert "`--changed-since` compares source; name the folder that the plan or state is from: `--source`" in (
        refused.errors
    )
    for folder in ("", "modules/storage", "modules/network", "modules/service"):
        for file in (shop / folder).glob("*.tf*"):
            repository.write(f"shop/{folder}/{file.name}", file.read_text())
    repository.commit()
    assert [] == scan(state, "HEAD", "--source", "shop").failing()
    path = repository.path / "shop/compute.tf"
    path.write_text(path.read_text().replace("http_tokens", "# why\n    http_tokens", 1))

    assert ["aws_instance.bastion"] == scan(state, "HEAD", "--source", "shop").failing()


@pytest.mark.parametrize(
    ("reference", "message"),
    [("nope", "`nope` is no commit of this repository; fetch it first"), ("-x", "`-x` is no commit; name a branch")],
)
def test_bad_references(repository: Repository, scan: Scan, reference: str, message: str) -> None:
    """Exit code 2 before anything is judged."""
    answer = scan("infra", reference)

    assert (2, {}) == (answer.code, answer.report)
    assert f"gatewright: {message}" in answer.errors


def test_suppressions_and_changes_go_together(repository: Repository, scan: Scan) -> None:
    """A suppressed finding that touches a change is reported as such; a needless comment is told wherever it is."""
    path = repository.path / "infra/main.tf"
    path.write_text(f"# gatewright:ignore {RULES[0]} -- caches\n" + path.read_text().replace('"a"\n', '"z"\n'))
    answer = scan()

    assert (0, ["aws_s3_bucket.a"]) == (answer.code, answer.failing())
    assert "inline" == answer.report["findings"][0]["suppression"]["kind"]


def test_a_source_is_needed_to_compare() -> None:
    """Without a scan root there is nothing to ask git about."""
    with pytest.raises(UsageError, match="`--changed-since` compares source"):
        prepare(None, (), ReviewOptions(today=date(2026, 1, 1), changed_since="main"))
