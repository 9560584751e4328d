"""Names that the cloud will give, put together where they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import gatewright as gw


def _ids(folder: Path, text: str, *, expected_names: bool = True) -> dict[str, str]:
    """The ids of documents by their addresses."""
    (folder / "main.tf").write_text(text, encoding="utf-8")
    return {one.origin.address: one.id for one in gw.load(folder, expected_names=expected_names).documents}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ('"aws_s3_bucket" "a" {\n  bucket = "acme"\n}', "arn:aws:s3:::acme"),
        ('"aws_s3_bucket" "a" {\n  bucket_prefix = "acme-"\n}', "arn:aws:s3:::acme-(id of aws_s3_bucket.a)"),
        ('"aws_s3_bucket" "a" {\n  bucket = "acme-${var.x}"\n}', "arn:aws:s3:::acme-(name of aws_s3_bucket.a)"),
        ('"aws_iam_user" "a" {\n  name = "u"\n  path = "/x/"\n}', "arn:aws:iam::000000000000:user/x/u"),
        ('"aws_kms_key" "a" {}', "arn:aws:kms:eu-west-1:000000000000:key/(id of aws_kms_key.a)"),
        ('"aws_iam_user" "a" {\n  name = "u"\n  path = var.x\n}', ".:aws_iam_user.a"),
    ],
)
def test_an_arn_is_put_together(resource: str, expected: str, tmp_path: Path) -> None:
    """From the name, or what stands for it; where the path is not known there is none."""
    text = f'provider "aws" {{\n  region = "eu-west-1"\n}}\n\nvariable "x" {{}}\n\nresource {resource}\n'
    assert list(_ids(tmp_path, text).values()) == [expected]


def test_a_scan_asks_for_none(tmp_path: Path) -> None:
    """Without being asked to, what only AWS knows stays unknown."""
    text = 'resource "aws_s3_bucket" "a" {\n  bucket = "acme"\n}\n'
    assert {"aws_s3_bucket.a": ".:aws_s3_bucket.a"} == _ids(tmp_path, text, expected_names=False)


PROVIDERS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

provider "aws" {
  alias = "other"

  assume_role {
    role_arn = var.role
  }
}

provider "aws" {
  alias               = "known"
  allowed_account_ids = ["111122223333"]
}

variable "role" {}
"""


def test_credentials_tell_accounts_apart(tmp_path: Path) -> None:
    """Another region is the same account; a role of its own is another one, and an account that is named is itself."""
    users = "".join(
        f'\nresource "aws_iam_user" "{name}" {{\n  name     = "u"\n  provider = aws{alias}\n}}\n'
        for name, alias in (("default", ""), ("west", ".west"), ("other", ".other"), ("known", ".known"))
    )
    found = _ids(tmp_path, PROVIDERS + users)
    assert {
        "aws_iam_user.default": "arn:aws:iam::000000000000:user/u",
        "aws_iam_user.west": "arn:aws:iam::000000000000:user/u",
        "aws_iam_user.other": "arn:aws:iam::000000000001:user/u",
        "aws_iam_user.known": "arn:aws:iam::111122223333:user/u",
    } == found
