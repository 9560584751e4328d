"""What may or may not be made settles nothing about the resource that it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.estate import LoadOptions, load
from gatewright.app.scanning import JudgeOptions, judge
from gatewright.rules.selection import Selection

_MAYBE = "  count = var.wanted ? 1 : 0\n"
_OPEN_SSH = """resource "aws_vpc_security_group_ingress_rule" "one" {
MAYBE security_group_id = aws_security_group.main.id
  ip_protocol = "tcp"
  from_port   = 22
  to_port     = 22
  cidr_ipv4   = "0.0.0.0/0"
}"""
_VERSIONING = """resource "aws_s3_bucket_versioning" "one" {
MAYBE bucket = aws_s3_bucket.main.id
  versioning_configuration { status = "Enabled" }
}"""


@pytest.mark.parametrize(
    ("rule", "main", "companion"),
    [
        (
            "aws.s3.bucket_versioning_disabled",
            'resource "aws_s3_bucket" "main" {}',
            _VERSIONING,
        ),
        (
            "aws.ec2.vpc_flow_logs_disabled",
            'resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }',
            'resource "aws_flow_log" "one" {\nMAYBE vpc_id = aws_vpc.main.id\n  traffic_type = "ALL"\n}',
        ),
        (
            "aws.s3.bucket_access_logging_disabled",
            'resource "aws_s3_bucket" "main" {}',
            'resource "aws_s3_bucket_logging" "one" {\nMAYBE bucket = aws_s3_bucket.main.id\n target_bucket = "l"\n}',
        ),
        (
            "aws.ec2.security_group_allows_ssh_from_internet",
            'resource "aws_security_group" "main" {}',
            _OPEN_SSH,
        ),
        (
            "aws.s3.bucket_acl_public",
            'resource "aws_s3_bucket" "main" {}',
            'resource "aws_s3_bucket_acl" "one" {\nMAYBE bucket = aws_s3_bucket.main.id\n  acl = "public-read"\n}',
        ),
    ],
)
def test_companion_of_unknown_number_settles_nothing(tmp_path: Path, rule: str, main: str, companion: str) -> None:
    """A protecting companion makes no pass, and a harmful one no failure, while nobody knows whether it is made."""
    text = f'variable "wanted" {{ type = bool }}\n{main}\n{companion.replace("MAYBE", _MAYBE)}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    report = judge(load(tmp_path, LoadOptions()), JudgeOptions(selection=Selection(include=(rule,))))

    assert {f.outcome for f in report.findings} == {"unknown"}


def test_sensitive_key_is_shown_nowhere(tmp_path: Path) -> None:
    """A sensitive key would be part of an address: it is refused, as Terraform refuses it."""
    text = (
        'variable "secret" {\n  default = "hunter2"\n  sensitive = true\n}\n'
        'resource "aws_sqs_queue" "one" { for_each = { (var.secret) = 1 } }\n'
    )
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")

    estate = load(tmp_path, LoadOptions())

    assert [i.address for i in estate.instances] == ["aws_sqs_queue.one[*]"]
    assert "hunter2" not in "".join(d.model_dump_json() for d in (*estate.documents, *estate.diagnostics))
