"""What bad input gets: a diagnostic and the rest of the report, or exit code 2 with what was expected."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gatewright.cli.application import run

RULE = "aws.s3.bucket_versioning_disabled"
PLAN_COMMAND = "write the plan with `terraform show -json PLAN > plan.json`"
NOT_A_PLAN = f"its JSON is not a plan and not a state; {PLAN_COMMAND}"


class Answer(NamedTuple):
    """What a scan said."""

    code: int
    report: dict[str, Any]
    errors: str

    def judged(self) -> list[tuple[str, str]]:
        """Addresses and their outcomes."""
        return [(found["document"]["address"], found["outcome"]) for found in self.report["findings"]]

    def said(self) -> list[tuple[str, str, str, int | None]]:
        """Diagnostics: severity, summary, file and line."""
        return [
            (one["severity"], one["summary"], one["file"], one["start"]["line"] if one["start"] else None)
            for one in self.report["diagnostics"]
        ]


Scan = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a bucket that is in order to read, and without versions."""
    place = tmp_path / "scanned"
    place.mkdir()
    (place / "ok.tf").write_text(bucket("ok"))
    return place


@pytest.fixture
def scan(capfd: pytest.CaptureFixture[str]) -> Scan:
    """Scans a path with one rule and returns the whole JSON report."""

    def scanned(path: Path, *arguments: str) -> Answer:
        code = run(["scan", str(path), "--format", "json", "--all", "--rule", RULE, *arguments])
        written = capfd.readouterr()
        return Answer(code, json.loads(written.out) if written.out else {}, written.err)

    return scanned


def bucket(name: str, argument: str = "") -> str:
    """A bucket's block, with one argument where it is given."""
    return f'resource "aws_s3_bucket" "{name}" {{\n  bucket = {argument or json.dumps(name)}\n}}\n'


OK = ("aws_s3_bucket.ok", "fail")


def test_a_syntax_error_costs_its_own_block(folder: Path, scan: Scan) -> None:
    """The diagnostic points into the broken block; blocks before and after it are judged."""
    (folder / "bad.tf").write_text(bucket("before") + bucket("broken", "\n") + bucket("later"))
    answer = scan(folder)
    (said,) = answer.said()
    assert 3 == answer.code
    assert ("error", "bad.tf") == (said[0], said[2])
    assert said[1].startswith("syntax error")
    assert said[3] in range(4, 8)
    assert [("aws_s3_bucket.before", "fail"), ("aws_s3_bucket.later", "fail"), OK] == answer.judged()


def test_a_block_that_is_not_closed_costs_nothing_before_it(folder: Path, scan: Scan) -> None:
    """What stands before an unclosed block, and other files, are judged."""
    (folder / "bad.tf").write_text(bucket("before") + bucket("broken").removesuffix("}\n"))
    answer = scan(folder)
    (said,) = answer.said()
    assert (3, "error", "bad.tf") == (answer.code, said[0], said[2])
    assert said[1].startswith("syntax error")
    assert [("aws_s3_bucket.before", "fail"), OK] == answer.judged()


@pytest.mark.parametrize(
    ("content", "summary", "line"),
    [
        (b"\0\1\2\3", "the file is binary", None),
        ("# fine\n# caf\xe9\n".encode("latin-1"), "the file is not text in UTF-8", 2),
    ],
)
def test_a_file_that_is_no_text_is_named(
    folder: Path, scan: Scan, content: bytes, summary: str, line: int | None
) -> None:
    """Binary and wrongly encoded files are diagnostics; the rest is judged."""
    (folder / "bad.tf").write_bytes(content)
    answer = scan(folder)
    assert (3, [("error", summary, "bad.tf", line)], [OK]) == (answer.code, answer.said(), answer.judged())


def test_an_empty_file_is_in_order(folder: Path, scan: Scan) -> None:
    """An empty file says nothing, and nothing is said about it."""
    (folder / "empty.tf").touch()
    answer = scan(folder)
    assert (1, [], [OK]) == (answer.code, answer.said(), answer.judged())


def test_a_huge_file_is_left_out(folder: Path, scan: Scan) -> None:
    """A file of 100 MB is not read."""
    with (folder / "huge.tf").open("wb") as file:
        file.truncate(100_000_000)
    answer = scan(folder)
    assert 3 == answer.code
    assert [("error", "the file is larger than 10 MB", "huge.tf", None)] == answer.said()
    assert [OK] == answer.judged()


def test_a_file_that_may_not_be_read_is_named(folder: Path, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal of the system is a diagnostic; tests may run as root, who is refused nothing, so it is staged."""
    (folder / "secret.tf").write_text(bucket("secret"))
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == "secret.tf":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    answer = scan(folder)
    assert 3 == answer.code
    assert [("error", "cannot be read: permission denied", "secret.tf", None)] == answer.said()
    assert [OK] == answer.judged()


@pytest.mark.parametrize(
    ("target", "summary"),
    [
        ("link.tf", "cannot be read: too many levels of symbolic links"),
        ("nowhere.tf", "cannot be read: no such file or directory"),
        ("../outside.tf", "the file lies outside of the scanned folder"),
    ],
)
def test_a_link_that_leads_nowhere_good_is_named(folder: Path, scan: Scan, target: str, summary: str) -> None:
    """Links to themselves, to nothing and out of the folder are diagnostics."""
    (folder.parent / "outside.tf").write_text(bucket("outside"))
    (folder / "link.tf").symlink_to(target)
    answer = scan(folder)
    assert (3, [("error", summary, "link.tf", None)], [OK]) == (answer.code, answer.said(), answer.judged())


def test_a_loop_of_folders_ends(folder: Path, scan: Scan) -> None:
    """A folder that links to its parent is not walked for ever."""
    (folder / "loop").symlink_to(folder)
    answer = scan(folder)
    assert (1, [], [OK]) == (answer.code, answer.said(), answer.judged())


def test_a_folder_with_the_name_of_a_file_is_named(folder: Path, scan: Scan) -> None:
    """A directory called `x.tf` is a diagnostic."""
    (folder / "x.tf").mkdir()
    answer = scan(folder)
    assert (3, [("error", "a directory has the name of a file", "x.tf", None)], [OK]) == (
        answer.code,
        answer.said(),
        answer.judged(),
    )


def test_a_module_outside_of_the_folder_is_not_read(folder: Path, scan: Scan) -> None:
    """`../` in a module's source is one diagnostic at the call, and nothing out there is named."""
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside" / "main.tf").write_text(bucket("outside"))
    (folder / "call.tf").write_text('module "m" {\n  source = "../outside"\n}\n')
    answer = scan(folder)
    summary = "the directory of module `m` lies outside of the scanned folder"
    assert (3, [("error", summary, "call.tf", 1)], [OK]) == (answer.code, answer.said(), answer.judged())


def test_a_file_outside_of_the_folder_is_not_read(folder: Path, scan: Scan) -> None:
    """`../` in `file()` is a diagnostic at the attribute, and its value is unknown."""
    (folder.parent / "secret").write_text("s3cret")
    (folder / "reads.tf").write_text(bucket("reads", 'file("../secret")'))
    answer = scan(folder)
    (said,) = answer.said()
    assert ("call to function `file` failed: path `../secret` leads out of the scanned directory and is not read") in (
        said[1]
    )
    assert ("warning", "reads.tf", 2) == (said[0], *said[2:])
    assert "s3cret" not in json.dumps(answer.report)


def test_a_variable_without_a_value_is_unknown(folder: Path, scan: Scan) -> None:
    """A variable that nobody sets is unknown, not empty."""
    (folder / "v.tf").write_text(
        'variable "status" {}\nresource "aws_s3_bucket_versioning" "ok" {\n  bucket = aws_s3_bucket.ok.id\n'
        "  versioning_configuration {\n    status = var.status\n  }\n}\n"
    )
    answer = scan(folder)
    assert (0, [], [("aws_s3_bucket.ok", "unknown")]) == (answer.code, answer.said(), answer.judged())
    assert "variable `status` has no value" == answer.report["findings"][0]["unknown_reason"]


def test_a_broken_tfvars_file_is_named(folder: Path, scan: Scan) -> None:
    """A syntax error in `terraform.tfvars` is a diagnostic with its place."""
    (folder / "terraform.tfvars").write_text("a = \n")
    answer = scan(folder)
    assert (3, ["terraform.tfvars"], [OK]) == (answer.code, [said[2] for said in answer.said()], answer.judged())


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ('locals {\n  a = local.b\n  b = local.a\n}\noutput "o" {\n  value = local.a\n}\n', "depends on itself"),
        ("locals {\n  a = " + "[" * 1000 + "]" * 1000 + "\n}\n" + bucket("deep", "local.a"), "is nested deeper than"),
        ('resource "aws_s3_bucket" "many" {\n  count = 100000000\n}\n', "asks for 100000000 instances"),
    ],
    ids=["cycle", "depth", "count"],
)
def test_what_has_no_end_ends_in_a_diagnostic(folder: Path, scan: Scan, text: str, summary: str) -> None:
    """Cycles, deep nesting and huge counts are diagnostics; the rest is judged."""
    (folder / "endless.tf").write_text(text + 'resource "aws_s3_bucket" "uses" {\n  bucket = try(local.a, "x")\n}\n')
    answer = scan(folder)
    assert any(summary in said[1] and said[2] == "endless.tf" for said in answer.said())
    assert OK in answer.judged()


def test_a_megabyte_heredoc_is_read(folder: Path, scan: Scan) -> None:
    """A very long text is a value like any other."""
    (folder / "long.tf").write_text(bucket("long", "<<EOT\n" + ("x" * 79 + "\n") * 13_000 + "EOT"))
    answer = scan(folder)
    assert [("aws_s3_bucket.long", "fail"), OK] == answer.judged()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", f"it is empty; {PLAN_COMMAND}"),
        ('{"format_version": "1.2", "planned_values": {', "its JSON is cut off"),
        ('{"a": 1}', NOT_A_PLAN),
        ("[1]", NOT_A_PLAN),
        (
            '{"format_version": "9.0", "planned_values": {}, "resource_changes": []}',
            "its format version `9.0` is not known, only 0.1 to 1.x are; update gatewright",
        ),
        (
            'Refreshing state...\nreading\n{"format_version": "1.2", "planned_values": {}}',
            f"it begins with log lines, the JSON stands on line 3; {PLAN_COMMAND}",
        ),
        ('resource "x" "y" {}', "it is not JSON, not a binary plan and not a state"),
    ],
    ids=["empty", "truncated", "foreign", "array", "version", "log-lines", "source"],
)
def test_a_plan_that_cannot_be_used_is_a_usage_error(folder: Path, scan: Scan, content: str, problem: str) -> None:
    """Exit code 2, nothing on standard output, and what was expected instead."""
    (folder / "plan.json").write_text(content)
    answer = scan(folder / "plan.json")
    assert (2, {}) == (answer.code, answer.report)
    assert answer.errors.startswith(f"gatewright: `plan.json` cannot be used: {problem}")


def test_a_path_that_is_not_there_is_a_usage_error(folder: Path, scan: Scan) -> None:
    """Exit code 2, and the path is named."""
    answer = scan(folder / "nowhere")
    assert (2, f"gatewright: `{folder / 'nowhere'}` does not exist\n") == (answer.code, answer.errors)


def test_a_single_file_of_source_is_a_usage_error(folder: Path, scan: Scan) -> None:
    """A file has no meaning without its module: the message names the folder."""
    answer = scan(folder / "ok.tf")

    assert (answer.code, f"name its folder, `{folder}`" in answer.errors) == (2, True)


def test_a_folder_without_terraform_is_a_usage_error(tmp_path: Path, scan: Scan) -> None:
    """A folder that holds no configuration is not a clean one."""
    answer = scan(tmp_path)
    assert 2 == answer.code
    assert "there is no Terraform configuration below" in answer.errors


METADATA = """\
# METADATA
# title: Title
# description: Description.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads: []
package rules.acme.s3.own

"""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (METADATA + "deny contains nowhere if true\n", "line 10: var nowhere is unsafe"),
        (METADATA + "deny contains hit if {\n", "line 11: expecting expression"),
        (METADATA + 'deny contains 1 / 0 if input.resources["aws.s3.bucket"]\n', ""),
        (METADATA + "deny contains 1 if true\n", "a hit must be `{resource, path, message}`"),
        (METADATA + "allow := true\n", "defines no `deny`"),
        (METADATA.replace("severity", "sevrity"), "`custom.sevrity` is not a key here"),
        (METADATA.replace("low", "dire"), "`custom.severity` is `dire`, allowed are"),
        (METADATA + "deny contains http.send({}) if true\n", "calls `http.send`, which reaches the network"),
        ("package rules.acme.s3.own\n", "no `# METADATA` comment"),
    ],
    ids=["undefined", "syntax", "runtime", "hit", "deny", "key", "severity", "network", "none"],
)
def test_a_broken_rule_is_loud_and_alone(folder: Path, scan: Scan, tmp_path: Path, text: str, error: str) -> None:
    """A rule that cannot be loaded or run is named in `rule_errors`, exit code 3; the other rule answers."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.rego").write_text(text)
    answer = scan(folder, "--rules-dir", str(tmp_path / "own"), "--rule", "*")
    (failed,) = answer.report["rule_errors"]
    assert 3 == answer.code
    assert "acme.s3.own" == failed["rule"]
    assert error in failed["error"]
    assert OK in [
        (found["document"]["address"], found["outcome"]) for found in answer.report["findings"] if found["rule"] == RULE
    ]
    assert "pass" not in [found["outcome"] for found in answer.report["findings"] if found["rule"] == "acme.s3.own"]
