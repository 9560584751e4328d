"""Provider schemas as the package carries them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gatewright.sources.terraform import schemas
from gatewright.sources.terraform.schemas import schema_of
from gatewright.sources.terraform.schemas.archive import Archive

_FOLDER = Path(schemas.__file__).parent


@pytest.mark.parametrize("name", ["random", "aws"])
def test_archive_holds_what_zipfile_reads(name: str) -> None:
    """The same members in the same order, each with the same content."""
    ours = Archive(name)
    with zipfile.ZipFile(_FOLDER / f"{name}.zip") as theirs:
        members = theirs.namelist()

        assert list(ours.members()) == members
        assert {one: ours.read(one) for one in members[::97]} == {one: theirs.read(one) for one in members[::97]}


@pytest.mark.parametrize(
    ("source", "major", "mode", "resource_type", "known"),
    [
        ("hashicorp/aws", None, "managed", "aws_s3_bucket", True),
        ("hashicorp/aws", 4, "managed", "aws_s3_bucket", True),
        ("hashicorp/aws", 99, "managed", "aws_s3_bucket", True),
        ("hashicorp/aws", None, "data", "aws_s3_bucket", True),
        ("hashicorp/aws", None, "managed", "aws_nothing", False),
        ("hashicorp/random", None, "managed", "random_id", True),
        ("hashicorp/terraform", None, "managed", "terraform_data", True),
        ("builtin/terraform", None, "data", "terraform_remote_state", True),
        ("builtin/terraform", None, "managed", "terraform_nothing", False),
        ("hashicorp/../aws", None, "managed", "aws_s3_bucket", False),
        ("acme/aws", None, "managed", "aws_s3_bucket", False),
    ],
)
def test_schema_is_found_by_source_version_and_type(
    source: str, major: int | None, mode: str, resource_type: str, *, known: bool
) -> None:
    """A version without an archive of its own has the current one's."""
    assert (schema_of(source, major, mode, resource_type) is not None) is known


def test_versions_differ() -> None:
    """The region became an argument of every AWS resource with version 6."""
    found = [schema_of("hashicorp/aws", major, "managed", "aws_s3_bucket") for major in (4, 5, None)]

    assert ["region" in schema.attributes and schema.attributes["region"][1] for schema in found if schema] == [
        "c",
        "c",
        "oc",
    ]


def test_computed_attributes_are_told_with_their_primitive_types() -> None:
    """Those of nested blocks are found by the block."""
    instance = schema_of("hashicorp/aws", None, "managed", "aws_instance")
    assert instance is not None

    computed = dict(instance.computed)
    assert {name: computed.get(name) for name in ("arn", "ebs_optimized", "security_groups", "ami")} == {
        "arn": "string",
        "ebs_optimized": "bool",
        "security_groups": "",
        "ami": "string",
    }
    assert "root_block_device" in instance.computed_within
    assert (instance.empty["root_block_device"], instance.empty["timeouts"], instance.empty["ami"]) == ([], None, None)
