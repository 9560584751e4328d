"""A comment that goes with what is taken away is named in the patch."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder import write

import gatewright as gw

PUBLIC = "aws.s3.bucket_policy_public"
KEPT = '      { Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "*", Resource = "*" },\n'
OPEN = '      { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::b/*#" },'


def _policy(statement: str) -> str:
    return (
        'resource "aws_s3_bucket_policy" "b" {\n  bucket = "b"\n  policy = jsonencode({\n'
        f"    Statement = [\n{KEPT}{statement}\n    ]\n  }})\n}}\n"
    )


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"{OPEN} # for the website", "the comment at main.tf:6 goes with what it stands beside."),
        (OPEN, ""),
    ],
    ids=["comment", "none"],
)
def test_a_comment_that_goes_is_named(tmp_path: Path, statement: str, expected: str) -> None:
    """The comment behind a statement speaks of it; whoever looks at the patch is told that it goes, too."""
    folder = write(tmp_path, {"main.tf": _policy(statement)})
    (patch,) = gw.fix(folder, rules=PUBLIC, confidence="review").patches
    assert expected in patch.note
    assert bool(expected) == ("comment" in patch.note)
