"""Policy documents in each of the forms that configurations have them in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from edited_files import edited, edited_once, place

from gatewright.sources.terraform.editing import EditRefusedError, FileEditor, Raw

HEREDOC = """resource "x" "y" {
  a      = 1
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "*",
          "Principal": {"AWS": ["${var.root}", "*"]},
          "Resource": ["arn:${var.p}:s3:::${aws_s3_bucket.x.id}/*", "$${aws:x}"]
        },
        {
          "Effect": "Deny",
          "Resource": ${jsonencode(var.x)}
        }
      ]
    }
  EOF
}
"""
ENCODED = """resource "x" "y" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow" # for now
        Action    = "*"
        Principal = { AWS = [var.root, "*"] }
        Resource  = ["arn:${var.p}:s3:::${aws_s3_bucket.x.id}/*", "$${aws:x}"]
      },
      {
        Effect   = "Deny"
        Resource = var.x
      }
    ]
  })
}
"""
BLOCKS = """data "aws_iam_policy_document" "y" {
  statement {
    actions   = ["*"]
    resources = ["arn:${var.p}:s3:::${aws_s3_bucket.x.id}/*", "$${aws:x}"]

    principals {
      type        = "AWS"
      identifiers = [var.root, "*"]
    }
  }

  # denied
  statement {
    effect    = "Deny"
    resources = var.x
  }
}
"""
SECOND = {
    HEREDOC: ',\n        {\n          "Effect": "Deny",\n          "Resource": ${jsonencode(var.x)}\n        }',
    ENCODED: ',\n      {\n        Effect   = "Deny"\n        Resource = var.x\n      }',
    BLOCKS: '\n\n  # denied\n  statement {\n    effect    = "Deny"\n    resources = var.x\n  }',
}
"""The text of each form's second statement."""
FORMS = pytest.mark.parametrize(
    ("text", "at"),
    [(HEREDOC, "policy"), (HEREDOC, "<<-"), (ENCODED, "policy"), (ENCODED, "{\n    V"), (BLOCKS, "data")],
)


def _changed(text: str, at: str, change: Callable[[dict[str, Any]], Any]) -> str:
    def apply_change(policy: Any) -> Any:
        change(policy)
        return policy

    return edited(text, lambda e: e.edit_policy(place(text, at), apply_change))


def _giving(policy: dict[str, Any]) -> Callable[[Any], Any]:
    return lambda _: policy


@FORMS
def test_a_policy_that_is_left_alone_stays(text: str, at: str) -> None:
    """Reading a document and writing it back changes no byte."""
    assert text == _changed(text, at, lambda policy: policy)


@FORMS
def test_a_statement_is_removed(text: str, at: str) -> None:
    """Only its own text goes; comments that speak of nothing else go with it."""
    result = edited_once(
        text,
        lambda e: e.edit_policy(place(text, at), lambda policy: {**policy, "Statement": policy["Statement"][:1]}),  # type: ignore[index]
    )
    assert text.replace(SECOND[text], "") == result


@FORMS
def test_an_element_of_a_statement_is_set(text: str, at: str) -> None:
    """The statement's other elements, their comments and interpolations stay as they are written."""
    before, after = ('"*"', '"s3:GetObject"') if text != BLOCKS else ('["*"]', '["s3:GetObject"]')

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Action"] = "s3:GetObject"

    assert text.replace(before, after, 1) == _changed(text, at, change)


@FORMS
def test_a_principal_is_taken_away(text: str, at: str) -> None:
    """One of several, wherever principals are written."""

    def change(policy: dict[str, Any]) -> None:
        names = policy["Statement"][0]["Principal"]["AWS"]
        policy["Statement"][0]["Principal"]["AWS"] = [name for name in names if name != "*"]

    assert text.replace(', "*"]', "]", 1) == _changed(text, at, change)


@pytest.mark.parametrize(
    ("text", "at", "added"),
    [
        (
            HEREDOC,
            "policy",
            (
                '"$${aws:x}"],\n          "Condition": {\n            "Bool": {\n'
                '              "aws:SecureTransport": "true"\n            }\n          }\n'
            ),
        ),
        (
            ENCODED,
            "policy",
            (
                '"$${aws:x}"]\n        Condition = {\n          Bool = {\n'
                '            "aws:SecureTransport" = "true"\n          }\n        }\n'
            ),
        ),
        (
            BLOCKS,
            "data",
            (
                '"*"]\n    }\n\n    condition {\n      test     = "Bool"\n'
                '      variable = "aws:SecureTransport"\n      values   = ["true"]\n    }\n'
            ),
        ),
    ],
)
def test_a_condition_is_added(text: str, at: str, added: str) -> None:
    """As a member of the statement, or as a block of it."""
    first = added.partition("\n")[0].removesuffix(",")
    line = '"*"]\n    }\n' if text == BLOCKS else f"{first}\n"

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}

    assert text.replace(line, added, 1) == _changed(text, at, change)


@FORMS
def test_a_statement_is_added(text: str, at: str) -> None:
    """At the end, references as each form writes them."""

    def change(policy: dict[str, Any]) -> None:
        added = {
            "Sid": "TLS",
            "Principal": "*",
            "Resource": [Raw("aws_s3_bucket.x.arn"), Raw('"${aws_s3_bucket.x.arn}/*"')],
        }
        if not any(statement.get("Sid") == "TLS" for statement in policy["Statement"]):
            policy["Statement"].append(added)

    result = _changed(text, at, change)
    reference = '"${aws_s3_bucket.x.arn}"' if text == HEREDOC else "aws_s3_bucket.x.arn"
    assert [reference, '"${aws_s3_bucket.x.arn}/*"'] == [
        word.strip("[],") for word in result.replace(",", " ").split() if "x.arn" in word
    ]


def test_everybody_is_one_principal_in_every_form() -> None:
    """`"*"` is a block of type `*` in a data source."""

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Principal"] = "*"

    result = _changed(BLOCKS, "data", change)
    expected = 'principals {\n      type        = "*"\n      identifiers = ["*"]\n    }\n'
    assert BLOCKS.replace(
        'principals {\n      type        = "AWS"\n      identifiers = [var.root, "*"]\n    }\n', expected
    ) == (result)


def test_everybody_is_read_as_it_is_written_in_json() -> None:
    """A block of type `*` is `"*"`, as a rendered document has it."""
    seen: list[Any] = []
    text = BLOCKS.replace('"AWS"', '"*"').replace("[var.root, ", "[")
    assert text == _changed(text, "data", seen.append)
    assert "*" == seen[0]["Statement"][0]["Principal"]


def test_what_is_written_into_a_heredoc_is_no_template_by_chance() -> None:
    """Texts have their marks doubled; a bare interpolation that moves stays bare."""

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Action"] = "${x}"
        policy["Statement"][0]["Resource"] = policy["Statement"][1]["Resource"]

    result = _changed(HEREDOC, "policy", change)
    assert '"Action": "$${x}",' in result
    assert 2 == result.count('"Resource": ${jsonencode(var.x)}')


def test_a_single_statement_without_a_list() -> None:
    """It is given as a list of one, and stays as it is written."""
    text = 'x {\n  p = jsonencode({ Statement = { Effect = "Allow", Action = "*" } })\n}\n'

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Action"] = "a:b"

    assert text.replace('"*"', '"a:b"') == _changed(text, "p =", change)


@pytest.mark.parametrize(
    "text",
    [
        BLOCKS.replace("  statement {", "  source_json = a\n\n  statement {", 1),
        """data "aws_iam_policy_document" "y" {
  dynamic "statement" {
    for_each = a
    content {
      actions = ["*"]
    }
  }
}
""",
    ],
)
def test_a_statement_is_reached_by_its_block(text: str) -> None:
    """Whatever stands beside it; others are out of reach from there."""
    at = "statement {" if "dynamic" not in text else "dynamic"

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Action"] = ["a:b"]

    assert text.replace('["*"]', '["a:b"]', 1) == _changed(text, at, change)
    refused: tuple[dict[str, Any], ...] = (
        {"Statement": []},
        {"Statement": [{}, {}]},
        {"Statement": [{}], "Id": "x"},
    )
    for wanted in refused:
        with pytest.raises(EditRefusedError, match="only the statement"):
            FileEditor("main.tf", text.encode()).edit_policy(place(text, at), _giving(wanted))


def test_a_policy_in_a_quoted_string_is_written_anew() -> None:
    """There is no layout to keep."""
    text = 'x {\n  p = "{\\"Statement\\":[{\\"Action\\":\\"*\\"}]}"\n}\n'

    def change(policy: dict[str, Any]) -> None:
        policy["Statement"][0]["Action"] = "a:b"

    assert 'x {\n  p = "{\\"Statement\\": [{\\"Action\\": \\"a:b\\"}]}"\n}\n' == _changed(text, "p =", change)


@pytest.mark.parametrize(
    "text",
    [
        "x {\n  p = var.policy\n}\n",
        "x {\n  p = data.aws_iam_policy_document.a.json\n}\n",
        'x {\n  p = "no policy"\n}\n',
        'x {\n  p = "[]"\n}\n',
        "x {\n  p = <<E\n[]\nE\n}\n",
        "x {\n  p = <<E\n{,}\nE\n}\n",
        'x {\n  p = <<E\n{"a": [%{ if x }1%{ endif }]}\nE\n}\n',
        "x {\n  p = jsonencode({ (a) = 1 })\n}\n",
        'data "a" "p = " {\n}\n',
        'data "aws_iam_policy_document" "p =" {\n  source_json = a\n}\n',
        'data "aws_iam_policy_document" "p =" {\n  dynamic "statement" {\n    for_each = a\n    content {}\n  }\n}\n',
    ],
)
def test_what_is_no_policy_that_can_be_edited_is_refused(text: str) -> None:
    """Documents from elsewhere, made by loops or merged from others are not guessed at."""
    at = place(text, "data" if text.startswith("data") else "p =")
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", text.encode()).edit_policy(at, lambda policy: policy)
