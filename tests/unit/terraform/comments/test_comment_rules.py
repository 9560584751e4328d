"""From comments to suppressions of rules, and which files are looked at."""

from __future__ import annotations

import json
import pickle
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from skip_comments import RULES

from gatewright.evaluate.suppression import Entry, Scope
from gatewright.model.location import Position
from gatewright.sources.terraform.comments import Found, directives_of, read_comments, resolve, source_files
from gatewright.sources.terraform.modules.files import MemoryRoot, ScanRoot

BLOCK = 'resource "aws_s3_bucket" "a" {\n  acl = "x"\n}\n'


def _found(text: str, *, compat: bool = True) -> Found:
    return resolve([("main.tf", directives_of("main.tf", text.encode()))], RULES, compat=compat)


def _inside(comment: str) -> str:
    return BLOCK.replace("{\n", f"{{\n  {comment}\n\n", 1)


def _silenced(text: str) -> list[tuple[str, ...]]:
    return [entry.rules for entry in _found(text).entries]


def test_ours_becomes_an_entry() -> None:
    """Everything that a comment says is in its entry."""
    text = f"# gatewright:ignore aws.s3.*,aws.ec2.ssh until=2027-01-31 owner=@a environment=dev -- why\n{BLOCK}"
    expected = Entry(
        kind="inline",
        rules=("aws.s3.*", "aws.ec2.ssh"),
        written="aws.s3.*,aws.ec2.ssh",
        reason="why",
        owner="@a",
        until=date(2027, 1, 31),
        file="main.tf",
        line=1,
        scope=Scope("main.tf", Position(line=2, column=1), Position(line=4, column=2)),
        environments=("dev",),
    )
    assert Found((expected,), ()) == _found(text)


def test_an_unknown_rule_is_told_and_the_others_hold() -> None:
    """A rule that is not there is a warning with what was probably meant."""
    found = _found(f"# gatewright:ignore aws.s3.loging,aws.ec2.ssh -- r\n{BLOCK}")
    assert [("aws.ec2.ssh",)] == [entry.rules for entry in found.entries]
    (problem,) = found.diagnostics
    assert ("warning", "main.tf", 1) == (problem.severity, problem.file, problem.start.line if problem.start else 0)
    assert "no rule matches `aws.s3.loging`; did you mean `aws.s3.logging`?" == problem.summary


def test_a_problem_names_file_line_and_what_to_do() -> None:
    """What is not honoured is a warning at its place."""
    found = _found(f"\n  # gatewright:ignore aws.s3.* until=soon -- r\n{BLOCK}")
    (problem,) = found.diagnostics
    assert ((), "warning", "`soon` is no date") == (found.entries, problem.severity, problem.summary)
    assert ("main.tf", Position(line=2, column=5)) == (problem.file, problem.start)
    assert "write it as `until=2027-01-31`" == problem.detail


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("#checkov:skip=CKV_AWS_20:r", ("aws.s3.acl_public", "aws.s3.acl_readable")),
        ("#checkov:skip=ckv_aws_21,CKV_AWS_18", ("aws.s3.versioning", "aws.s3.logging")),
        ("#bridgecrew:skip=CKV_AWS_24", ("aws.ec2.ssh",)),
        ("#ts:skip=ac_aws_0210 r", ("aws.s3.acl_readable",)),
    ],
)
def test_ids_are_claimed_by_rules(comment: str, rules: tuple[str, ...]) -> None:
    """An id silences every rule that claims it, whatever its letters' case."""
    assert [rules] == _silenced(_inside(comment))


@pytest.mark.parametrize("tool", ["tfsec", "trivy"])
@pytest.mark.parametrize("written", ["AVD-AWS-0090", "AWS-0090", "aws-0090", "avd-aws-0090", "aws-avd-0090"])
def test_numbers_of_tfsec_and_trivy_have_many_forms(tool: str, written: str) -> None:
    """The id with and without its prefix is one, in the comments of both tools."""
    assert [("aws.s3.versioning",)] == _silenced(f"#{tool}:ignore:{written}\n{BLOCK}")


def test_tfsec_and_trivy_accept_each_others_ids() -> None:
    """Long ids work in both, whichever of them a rule claims."""
    assert [("aws.s3.logging",)] == _silenced(f"#trivy:ignore:aws-s3-enable-bucket-logging\n{BLOCK}")
    assert [("aws.s3.acl_public",)] == _silenced(f"#tfsec:ignore:aws-s3-no-public-access-with-acl\n{BLOCK}")


def test_ids_of_one_tool_are_not_anothers() -> None:
    """A Checkov id in a Terrascan comment means nothing."""
    assert [] == _silenced(_inside("#ts:skip=CKV_AWS_20 r"))


def test_kics_disables_and_enables() -> None:
    """`disable` silences what claims the ids; `enable` everything else; a bare one all."""
    assert [("aws.s3.versioning",)] == _silenced(f"# kics-scan disable=568a4d22-0000\n{BLOCK}")
    assert [("*",)] == _silenced(f"# kics-scan ignore\n{BLOCK}")
    others = tuple(rule.id for rule in RULES if rule.id != "aws.s3.logging")
    assert [others] == _silenced(f"# dd-iac-scan enable=f861041c-0000\n{BLOCK}")


def test_enable_of_an_id_that_nobody_claims_is_not_honoured() -> None:
    """Which rules it would leave on cannot be told, so that it silences none."""
    found = _found(f"# kics-scan enable=f861041c-0000,other\n{BLOCK}")
    summary = "`kics-scan enable=f861041c-0000,other` is not honoured: no rule claims `other`"
    assert ((), ["warning"], [summary]) == (
        found.entries,
        [one.severity for one in found.diagnostics],
        [one.summary for one in found.diagnostics],
    )


def test_an_entry_of_another_tool() -> None:
    """Reason, expiry and workspace are taken over; the entry says what was written."""
    (entry,) = _found(f"# trivy:ignore:AWS-0090:exp:2024-03-10:ws:dev-* for now\n{BLOCK}").entries
    assert ("compat", "trivy:ignore:AWS-0090:exp:2024-03-10:ws:dev-*") == (entry.kind, entry.written)
    assert ("for now", date(2024, 3, 10), ("dev-*",)) == (entry.reason, entry.until, entry.environments)
    assert "trivy" == entry.tool


def test_what_nobody_claims_is_noted_once() -> None:
    """An id that is not ours is a note at its first place, with how often it is there."""
    text = _inside("#checkov:skip=CKV_X_1:r") + _inside("#checkov:skip=CKV_X_1,CKV_AWS_18:r").replace('"a"', '"b"')
    found = _found(text)
    (note,) = found.diagnostics
    assert ("note", "no rule claims `CKV_X_1` of checkov") == (note.severity, note.summary)
    assert "the comment is left alone; there are 2 such comments" == note.detail
    assert Position(line=2, column=4) == note.start


def test_without_compat_other_tools_are_passed_over() -> None:
    """Neither entries nor notes, also for what is malformed."""
    assert Found((), ()) == _found(_inside("#checkov:skip=CKV_AWS_20:r #tfsec:ignore"), compat=False)


def test_directives_can_be_kept() -> None:
    """What a file says can be pickled, compared, and written as JSON."""
    found = directives_of("main.tf", _inside("#checkov:skip=CKV_AWS_20:r").encode())
    assert found == pickle.loads(pickle.dumps(found))  # noqa: S301  # our own
    assert "CKV_AWS_20" in json.dumps([asdict(one) for one in found])


def _write(root: Path, names: list[str], text: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def test_which_files_are_looked_at(tmp_path: Path) -> None:
    """Configuration and variables, in folders that are not hidden; no links to folders, no leftovers of editors."""
    inside = ["b.tf", "a.tf.json", "x.tfvars", "y.auto.tfvars.json", "envs/prod.tfvars", "m/main.tf", "m/n/deep.tofu"]
    outside = [
        ".terraform/modules/v/main.tf",
        "node_modules/p/main.tf",
        ".hidden.tf",
        "main.tf~",
        "m/readme.md",
        "#b.tf#",
    ]
    _write(tmp_path, inside + outside, "")
    (tmp_path / "link").symlink_to(tmp_path / "m")
    expected = ("a.tf.json", "b.tf", "x.tfvars", "y.auto.tfvars.json", "envs/prod.tfvars", "m/main.tf", "m/n/deep.tofu")
    assert expected == source_files(ScanRoot(tmp_path))


def test_files_in_memory_are_looked_at(tmp_path: Path) -> None:
    """The sources of a binary plan are files as well."""
    root = MemoryRoot(tmp_path / "plan", {"main.tf": _inside("#checkov:skip=CKV_AWS_18:r").encode(), "m/a.tf": b""})
    assert ("main.tf", "m/a.tf") == source_files(root)
    assert [("aws.s3.logging",)] == [entry.rules for entry in read_comments(root, source_files(root), RULES).entries]


def test_comments_are_read_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    """Entries come as the files are given; a file that cannot be read leaves the others."""
    for name in ("b.tf", "a.tf"):
        _write(
            tmp_path, [name], f"\ufeff# gatewright:ignore aws.s3.* -- 1\n\n# gatewright:ignore aws.ec2.* -- 2\n{BLOCK}"
        )
    (tmp_path / "c.tf").write_bytes(b"\xff\xfe")
    root = ScanRoot(tmp_path)
    found = read_comments(root, ["c.tf", "b.tf", "a.tf"], RULES)
    assert [("b.tf", 1), ("b.tf", 3), ("a.tf", 1), ("a.tf", 3)] == [(one.file, one.line) for one in found.entries]
    assert ["c.tf"] == [one.file for one in root.diagnostics]
