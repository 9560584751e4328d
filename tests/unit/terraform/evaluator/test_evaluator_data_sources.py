"""Data sources that follow from the configuration alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from evaluating import World, world

from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value

_POLICY = """
data "aws_iam_policy_document" "d" {
  policy_id = "p"
  statement {
    sid     = "One"
    actions = ["s3:GetObject", "s3:PutObject", "s3:GetObject"]
    resources = ["arn:aws:s3:::b/&{aws:username}/*"]
    principals {
      type        = "AWS"
      identifiers = ["111111111111", "222222222222"]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["iam:*"]
    resources   = ["*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
"""


def test_policy_document_is_rendered_as_the_provider_renders_it(tmp_path: Path) -> None:
    """One value stands bare, several in descending order; `&{}` becomes IAM's own `${}`; principals go by type."""
    made = world(tmp_path, _POLICY)

    rendered = made.value("data.aws_iam_policy_document.d", "json")
    assert isinstance(rendered, str)
    assert rendered.startswith(
        '{\n  "Version": "2012-10-17",\n  "Id": "p",\n  "Statement": [\n    {\n      "Sid": "One",'
    )
    assert json.loads(rendered)["Statement"] == [
        {
            "Sid": "One",
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:GetObject"],
            "Resource": "arn:aws:s3:::b/${aws:username}/*",
            "Principal": {"AWS": ["222222222222", "111111111111"], "Service": "ec2.amazonaws.com"},
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        },
        {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*", "Principal": "*"},
    ]


def test_sources_come_first_and_overrides_replace_by_sid(tmp_path: Path) -> None:
    """A later statement takes the place of the one with its Sid; those without one add up."""
    statement = '  statement {{\n    sid = "{}"\n    actions = ["{}"]\n    resources = ["*"]\n  }}\n'
    made = world(
        tmp_path,
        'data "aws_iam_policy_document" "source" {\n'
        + statement.format("A", "s3:A")
        + statement.format("B", "s3:B")
        + '}\ndata "aws_iam_policy_document" "override" {\n'
        + statement.format("C", "s3:C2")
        + '}\ndata "aws_iam_policy_document" "d" {\n'
        "  source_policy_documents = [data.aws_iam_policy_document.source.json]\n"
        "  override_policy_documents = [data.aws_iam_policy_document.override.json]\n"
        + statement.format("B", "s3:B2")
        + statement.format("C", "s3:C")
        + statement.format("", "s3:D")
        + "}\n",
    )

    document = json.loads(str(made.value("data.aws_iam_policy_document.d", "json")))
    assert [(one.get("Sid"), one["Action"]) for one in document["Statement"]] == [
        ("A", "s3:A"),
        ("B", "s3:B2"),
        ("C", "s3:C2"),
        (None, "s3:D"),
    ]


def test_unknown_part_leaves_the_rest_of_a_policy_known(tmp_path: Path) -> None:
    """The text is unknown; the document in it is not."""
    policy = _document(
        world(
            tmp_path,
            'resource "aws_s3_bucket" "b" {}\n'
            'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["s3:*"]\n'
            '    resources = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]\n  }\n}\n',
        )
    )

    arn = UnknownValue("known after apply", Reference("aws_s3_bucket.b", "arn"))
    assert policy == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "s3:*", "Resource": [arn, UnknownValue("known after apply")]},
        ],
    }


@pytest.mark.parametrize(
    ("body", "statement"),
    [
        (
            '  dynamic "statement" {\n    for_each = terraform_data.u.output\n    content { effect = "Deny" }\n  }\n',
            UnknownValue("known after apply"),
        ),
        ("  source_policy_documents = [terraform_data.u.output]\n", UnknownValue("known after apply")),
    ],
)
def test_unknown_statement_is_one_that_may_be_anything(tmp_path: Path, body: str, statement: Value) -> None:
    """It stands in the list of statements."""
    made = world(
        tmp_path,
        f'resource "terraform_data" "u" {{ input = 1 }}\ndata "aws_iam_policy_document" "d" {{\n{body}'
        '  statement {\n    actions = ["a:b"]\n    resources = ["*"]\n  }\n}\n',
    )

    document = _document(made)
    assert isinstance(document, dict)
    statements = document["Statement"]
    assert isinstance(statements, list)
    assert any(isinstance(one, UnknownValue) and one.reason == "known after apply" for one in statements)
    assert {"Effect": "Allow", "Action": "a:b", "Resource": "*"} in statements


def test_policy_that_waits_for_other_resources_is_unknown_with_its_content(tmp_path: Path) -> None:
    """`depends_on` defers the data source; what it will say is known."""
    made = world(
        tmp_path,
        'resource "terraform_data" "u" {}\ndata "aws_iam_policy_document" "d" {\n  statement {\n'
        '    actions = ["a:b"]\n    resources = ["*"]\n  }\n  depends_on = [terraform_data.u]\n}\n',
    )

    assert _document(made) == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": "*"}],
    }


def test_source_policy_that_is_no_json_is_told(tmp_path: Path) -> None:
    """The data source is named, and its text is unknown."""
    made = world(tmp_path, 'data "aws_iam_policy_document" "d" { source_policy_documents = ["{"] }\n')

    assert made.told == ["`data.aws_iam_policy_document.d`: a source policy document is not valid JSON"]
    assert isinstance(made.value("data.aws_iam_policy_document.d", "json"), UnknownValue)


def test_region_partition_and_account_follow_from_the_provider(tmp_path: Path) -> None:
    """As far as the provider's configuration tells them."""
    made = world(
        tmp_path,
        'provider "aws" {\n  region = "cn-north-1"\n  allowed_account_ids = ["123456789012"]\n}\n'
        'data "aws_region" "r" {}\ndata "aws_partition" "p" {}\ndata "aws_caller_identity" "c" {}\n',
    )

    assert made.value("data.aws_region.r", "region") == "cn-north-1"
    assert made.value("data.aws_partition.p", "partition") == "aws-cn"
    assert made.value("data.aws_partition.p", "dns_suffix") == "amazonaws.com.cn"
    assert made.value("data.aws_caller_identity.c", "account_id") == "123456789012"


def test_without_a_provider_block_nobody_knows_where_and_who(tmp_path: Path) -> None:
    """They are in the environment of whoever runs Terraform."""
    made = world(tmp_path, 'data "aws_region" "r" {}\ndata "aws_partition" "p" {}\ndata "aws_caller_identity" "c" {}\n')

    found = [
        made.value("data.aws_region.r", "region"),
        made.value("data.aws_partition.p", "partition"),
        made.value("data.aws_caller_identity.c", "account_id"),
    ]
    assert [type(value) for value in found] == [UnknownValue] * 3


def test_google_policy_is_rendered_with_sorted_members(tmp_path: Path) -> None:
    """Bindings go by role, members by name."""
    made = world(
        tmp_path,
        'data "google_iam_policy" "p" {\n'
        '  binding {\n    role = "roles/viewer"\n    members = ["user:b", "user:a"]\n  }\n'
        '  binding {\n    role = "roles/editor"\n    members = ["allUsers"]\n  }\n}\n',
    )

    assert made.value("data.google_iam_policy.p", "policy_data") == (
        '{"bindings":[{"members":["allUsers"],"role":"roles/editor"},'
        '{"members":["user:a","user:b"],"role":"roles/viewer"}]}'
    )


def test_template_file_is_rendered(tmp_path: Path) -> None:
    """Its variables are filled in; an unknown one leaves the beginning known, a sensitive one marks the text."""
    made = world(
        tmp_path,
        'resource "terraform_data" "u" {}\n'
        'data "template_file" "a" {\n  template = "hi $${n}"\n  vars = { n = 1 }\n}\n'
        'data "template_file" "b" {\n  template = "hi $${n}"\n  vars = { n = terraform_data.u.id }\n}\n'
        'data "template_file" "c" {\n  template = "hi $${n}"\n  vars = { n = sensitive("s") }\n}\n'
        'data "template_file" "d" { template = "hi $${other}" }\n',
    )

    assert [made.value(f"data.template_file.{name}", "rendered") for name in "abc"] == [
        "hi 1",
        UnknownValue("known after apply", prefix="hi "),
        Sensitive("hi s"),
    ]
    assert made.told == ["`data.template_file.d`: the template has no variable `other`"]


def test_cloudinit_message_is_put_together(tmp_path: Path) -> None:
    """Parts with their headers in order; compressed, nobody knows its bytes."""
    parts = '  part {\n    content = "#!/bin/sh"\n    filename = "x.sh"\n  }\n  part { content = "b" }\n'
    made = world(
        tmp_path,
        f'data "cloudinit_config" "c" {{\n  gzip = false\n{parts}}}\ndata "cloudinit_config" "z" {{\n{parts}}}\n',
    )

    message = base64.b64decode(str(made.value("data.cloudinit_config.c", "rendered"))).decode()
    assert message == (
        'Content-Type: multipart/mixed; boundary="MIMEBOUNDARY"\nMIME-Version: 1.0\r\n\r\n'
        '--MIMEBOUNDARY\r\nContent-Disposition: attachment; filename="x.sh"\r\nContent-Transfer-Encoding: 7bit\r\n'
        "Content-Type: text/plain\r\nMime-Version: 1.0\r\n\r\n#!/bin/sh"
        "\r\n--MIMEBOUNDARY\r\nContent-Transfer-Encoding: 7bit\r\n"
        "Content-Type: text/plain\r\nMime-Version: 1.0\r\n\r\nb"
        "\r\n--MIMEBOUNDARY--\r\n"
    )
    assert isinstance(made.value("data.cloudinit_config.z", "rendered"), UnknownValue)


def _document(made: World) -> Value:
    text = made.value("data.aws_iam_policy_document.d", "json")
    assert isinstance(text, UnknownValue)
    return text.document
