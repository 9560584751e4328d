"""A patch that does not do what it says, or does more, is never offered; many patches are proved as one by one."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from folder import ROTATION, RULE, changed, reasons, write

import gatewright as gw
from gatewright.app.fixing.second_opinion import SecondOpinion
from gatewright.ports import Engine

QUEUE = 'resource "aws_sqs_queue" "q" {\n  name       = "q"\n  fifo_queue = false\n}\n'


def _fix(folder: Path, text: str, **rule: str) -> gw.Fixes:
    rules = write(folder / "rules", {"queue/queue.rego": RULE.format(**rule)})
    write(folder / "src", {"main.tf": text})
    return gw.fix(folder / "src", rules="own.queue", rules_dirs=[rules])


def test_a_fix_that_does_not_mend_is_refused(tmp_path: Path) -> None:
    """The finding has to be gone."""
    fixes = _fix(
        tmp_path,
        QUEUE,
        reads="fifo_queue",
        operation="set: {delay_seconds: 5}",
        condition="queue.properties.fifo_queue == false",
    )
    expected = {"aws_sqs_queue.q": "not proved: the finding is gone: `aws_sqs_queue.q` fails as before"}
    assert expected == reasons(fixes)


def test_a_fix_that_makes_the_outcome_unknown_is_refused(tmp_path: Path) -> None:
    """That nothing can be said any more is no proof."""
    fixes = _fix(
        tmp_path,
        QUEUE + 'resource "aws_kms_key" "k" {\n  enable_key_rotation = true\n}\n',
        reads="fifo_queue",
        operation="set: {fifo_queue: {expression: tobool(aws_kms_key.k.arn)}}",
        condition="queue.properties.fifo_queue == false",
    )
    (reason,) = reasons(fixes).values()
    assert "cannot be decided then" in reason


def test_a_fix_that_brings_another_finding_is_refused(tmp_path: Path) -> None:
    """No rule may find what it did not find before."""
    text = (
        'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'
        'resource "aws_kms_key" "k" {\n  enable_key_rotation = aws_sqs_queue.q.fifo_queue\n}\n'
    ).replace('name = "q"', "fifo_queue = true")
    fixes = _fix(
        tmp_path,
        text,
        reads="fifo_queue",
        operation="set: {fifo_queue: false}",
        condition="queue.properties.fifo_queue == true",
    )
    (reason,) = reasons(fixes).values()
    assert "`aws_kms_key.k`" in reason
    assert () == fixes.patches


def test_a_fix_that_is_no_terraform_is_refused(tmp_path: Path) -> None:
    """An expression that does not parse is not written."""
    fixes = _fix(
        tmp_path,
        QUEUE,
        reads="fifo_queue",
        operation="set: {fifo_queue: {expression: '1 +'}}",
        condition="queue.properties.fifo_queue == false",
    )
    (reason,) = reasons(fixes).values()
    assert "`1 +` is no expression of HCL" in reason


def test_a_resource_that_is_needed_is_not_removed(tmp_path: Path) -> None:
    """What something refers to stays."""
    needed = 'output "q" {\n  value = aws_sqs_queue.q.id\n}\n'
    rule = {
        "reads": "fifo_queue",
        "operation": "remove_resource: true",
        "condition": "queue.properties.fifo_queue == false",
    }
    kept = _fix(tmp_path / "a", QUEUE + needed, **rule)
    gone = _fix(tmp_path / "b", QUEUE, **rule)
    assert {"aws_sqs_queue.q": "`main.tf` refers to `aws_sqs_queue.q`, which would be removed"} == reasons(kept)
    assert 1 == len(gone.patches)


def test_one_bad_patch_leaves_the_others(tmp_path: Path) -> None:
    """Where a batch is not proved, those of it that are good are offered all the same."""
    keys = "".join(f'resource "aws_kms_key" "k{n}" {{\n  enable_key_rotation = false\n}}\n' for n in range(7))
    shared = (
        'variable "on" {\n  default = false\n}\nresource "aws_kms_key" "bad" {\n  enable_key_rotation = var.on\n}\n'
        'resource "aws_sqs_queue" "q" {\n  fifo_queue = var.on\n}\n'
    )
    fixes = gw.fix(write(tmp_path, {"main.tf": keys + shared}), rules=ROTATION)
    assert 7 == len(fixes.patches)
    assert ["aws_kms_key.bad"] == [one.address for one in fixes.refusals]


def test_edits_of_the_same_lines_are_made_one_after_the_other(tmp_path: Path) -> None:
    """Two rules that edit one block give two patches, the second of which requires the first."""
    block = 'resource "aws_s3_bucket_public_access_block" "b" {\n  bucket = aws_s3_bucket.b.id\n}\n'
    folder = write(tmp_path, {"main.tf": 'resource "aws_s3_bucket" "b" {\n}\n' + block})
    names = ["bucket_accepts_public_acls", "bucket_versioning_disabled"]
    fixes = gw.fix(folder, rules=[f"aws.s3.{name}" for name in names], confidence="review")
    assert 2 == len(fixes.patches)
    assert {"main.tf"} == set(changed(fixes))


@dataclass
class _Counting:
    """An engine that counts how often it is asked."""

    engine: Engine
    asked: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.engine.name

    def evaluate(self, rules: Sequence[gw.Rule], documents: Sequence[gw.Document], config: object) -> gw.Evaluation:
        self.asked.append(len(documents))
        return self.engine.evaluate(rules, documents, config)  # type: ignore[arg-type]  # passed on as it is


def test_patches_that_do_not_meet_are_proved_together(tmp_path: Path) -> None:
    """However many findings there are, the rules are asked a few times, not once for each."""
    from gatewright.app.policies import load_policies  # noqa: PLC0415
    from gatewright.engines.regorus import RegorusEngine  # noqa: PLC0415

    keys = "".join(f'resource "aws_kms_key" "k{n}" {{\n  enable_key_rotation = false\n}}\n' for n in range(40))
    engine = _Counting(RegorusEngine(load_policies().libraries))
    fixes = gw.fix(write(tmp_path, {"main.tf": keys}), rules=ROTATION, engine=engine)
    assert 40 == len(fixes.patches)
    assert 3 >= len(engine.asked)


@pytest.mark.parametrize(
    ("file", "before", "after", "expected"),
    [
        ("a.tf", b"a = 1\n", b"a = 2\n", (True, "")),
        ("a.tf.json", b"{}", b"{", (False, "it is no JSON")),
        ("a.tf.json", b"{}", b'{"a": 1}', (True, "")),
        ("a.tf", b"\xef\xbb\xbfa = 1\r\n", b"\xef\xbb\xbfa = 2\r\n", (True, "")),
    ],
)
def test_a_second_parser_is_asked(file: str, before: bytes, after: bytes, expected: tuple[bool, str]) -> None:
    """The edited text is read by a parser that is not ours."""
    holds, said = SecondOpinion().of(file, before, after)
    assert expected == (holds, said[: len(expected[1])])


def test_findings_that_move_are_not_taken_for_mended(tmp_path: Path) -> None:
    """Where an element of a list goes, those behind it have other fingerprints: each is mended, or is still refused."""
    rule = "aws.ec2.security_group_allows_ssh_from_internet"
    entry = '  ingress {{\n    protocol    = "tcp"\n    from_port   = {0}\n    to_port     = {1}\n{2}  }}\n'
    wide, other = '    cidr_blocks = ["0.0.0.0/0"]\n', '    cidr_blocks = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"]\n'
    text = (
        'resource "aws_security_group" "g" {\n'
        + "".join(entry.format(low, 22 + low, wide) for low in range(3))
        + entry.format(9, 99, other)
        + "}\n"
    )
    folder = write(tmp_path, {"main.tf": text})
    failing = {f.fingerprint for f in gw.scan(folder, rules=rule).findings if f.outcome == "fail"}
    fixes = gw.fix(folder, rules=rule, confidence="review")
    mended = {name for patch in fixes.patches for name in patch.fingerprints}
    refused = {one.fingerprint for one in fixes.refusals}
    assert failing == mended | refused
    assert set() == mended & refused
    write(tmp_path, {"main.tf": _applied(text, fixes.diff, tmp_path / "copy")})
    left = [f for f in gw.scan(folder, rules=rule).findings if f.outcome == "fail"]
    assert len(refused) == len(left)


def _applied(text: str, diff: str, folder: Path) -> str:
    write(folder, {"main.tf": text})
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
    return (folder / "main.tf").read_text(encoding="utf-8")
