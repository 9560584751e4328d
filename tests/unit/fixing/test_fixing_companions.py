"""A companion is added where there is none, and where none may be, however it would be linked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folder import VERSIONING, changed, patched, reasons, write

import gatewright as gw
from gatewright.app.fixing.second_opinion import SecondOpinion

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n\n'
ON = '  versioning_configuration {\n    status = "Enabled"\n  }\n'
CALL = 'module "m" {\n  source = "./m"\n  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n}\n'
SWITCH = 'variable "on" {\n  default = false\n}\n\n'


def _versioning(arguments: str) -> str:
    return f'resource "aws_s3_bucket_versioning" "v" {{\n{arguments}\n{ON}}}\n\n'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (_versioning("  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n"), "`aws_s3_bucket_versioning.v`"),
        (_versioning("  count  = var.on ? 1 : 0\n  bucket = local.id\n"), "`aws_s3_bucket_versioning.v`"),
        (_versioning('  count  = var.on ? 1 : 0\n  bucket = "b"\n'), "`aws_s3_bucket_versioning.v`"),
        (
            _versioning("  for_each = var.on ? { b = local.id } : {}\n  bucket   = each.value\n"),
            "`aws_s3_bucket_versioning.v`",
        ),
        (
            'module "m" {\n  source = "./m"\n  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n}\n',
            "in `m/main.tf`",
        ),
        (
            CALL + 'module "n" {\n  source = "./m"\n  bucket = "other"\n}\n',
            "in `m/main.tf`",
        ),
    ],
    ids=["reference", "local", "name", "for_each", "module", "one_call_of_two"],
)
def test_a_companion_on_a_condition_is_not_doubled(tmp_path: Path, text: str, where: str) -> None:
    """What makes no companion now may make one tomorrow: then there would be two."""
    module = 'variable "bucket" {}\n\n' + _versioning("  bucket = var.bucket\n")
    main = BUCKET + SWITCH + "locals {\n  id = aws_s3_bucket.b.id\n}\n\n" + text
    fixes = gw.fix(write(tmp_path, {"main.tf": main, "m/main.tf": module}), rules=VERSIONING)
    assert {} == changed(fixes)
    assert where in reasons(fixes)["aws_s3_bucket.b"]


@pytest.mark.parametrize(
    "text",
    [
        _versioning("  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.other.id\n"),
        _versioning('  bucket = "other"\n'),
        _versioning("  bucket = local.other\n"),
        _versioning('  count  = var.on ? 1 : 0\n  bucket = "other"\n'),
        'module "m" {\n  source = "./m"\n  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.other.id\n}\n',
    ],
    ids=["reference", "name", "local", "name_on_condition", "module"],
)
def test_a_companion_of_another_resource_is_no_obstacle(tmp_path: Path, text: str) -> None:
    """What is linked to another resource, or by another name, cannot be the companion."""
    other = BUCKET.replace('"b"', '"other"') + _versioning("  bucket = aws_s3_bucket.other.id\n").replace('"v"', '"o"')
    main = BUCKET + SWITCH + "locals {\n  other = aws_s3_bucket.other.id\n}\n\n" + other + text
    module = 'variable "bucket" {}\n\n' + _versioning("  bucket = var.bucket\n")
    fixes = gw.fix(write(tmp_path, {"main.tf": main, "m/main.tf": module}), rules=VERSIONING)
    assert ['resource "aws_s3_bucket_versioning" "b" {'] == [
        edit.splitlines()[0] for _, edit in changed(fixes)["main.tf"]
    ]


@pytest.mark.parametrize(
    "link", ['  bucket = "p"\n', '  bucket = aws_s3_bucket.y["p"].id\n', '  bucket = local.ids["p"]\n']
)
def test_a_companion_of_some_instances_is_not_doubled(tmp_path: Path, link: str) -> None:
    """Where one instance has a companion, another for every instance would be its second one."""
    bucket = 'resource "aws_s3_bucket" "y" {\n  for_each = toset(["p", "q"])\n  bucket   = each.value\n}\n\n'
    ids = "locals {\n  ids = { for k, b in aws_s3_bucket.y : k => b.id }\n}\n\n"
    fixes = gw.fix(write(tmp_path, {"main.tf": bucket + ids + _versioning(link)}), rules=VERSIONING)
    assert {} == changed(fixes)
    assert '`aws_s3_bucket.y["p"]` does not fail' in reasons(fixes)['aws_s3_bucket.y["q"]']


def test_a_companion_of_one_call_is_not_doubled_for_it(tmp_path: Path) -> None:
    """A module's block is of all calls: where one call has a companion, the block gets none."""
    module = 'variable "on" {}\n\nresource "aws_s3_bucket" "b" {\n}\n\n' + _versioning(
        "  count  = var.on ? 1 : 0\n  bucket = aws_s3_bucket.b.id\n"
    )
    calls = "".join(f'module "{on}" {{\n  source = "./m"\n  on     = {on}\n}}\n' for on in ("true", "false"))
    fixes = gw.fix(write(tmp_path, {"main.tf": calls, "m/main.tf": module}), rules=VERSIONING)
    assert {} == changed(fixes)
    assert "`module.true.aws_s3_bucket.b` does not fail" in reasons(fixes)["module.false.aws_s3_bucket.b"]


def test_companions_of_one_type_are_in_one_object_of_json(tmp_path: Path) -> None:
    """In JSON syntax the resources of a type are members of one object, which no second one may follow."""
    text = '{"resource": {"aws_s3_bucket": {"a": {"bucket": "a"}, "b": {"bucket": "b"}}}}\n'
    folder = write(tmp_path / "there", {"main.tf.json": text})
    fixes = gw.fix(folder, rules=VERSIONING)
    made = patched(folder, fixes, tmp_path / "made")["main.tf.json"]
    assert 1 == made.count('"aws_s3_bucket_versioning"')
    assert ["a", "b"] == sorted(json.loads(made)["resource"]["aws_s3_bucket_versioning"])


@pytest.mark.parametrize(
    ("before", "expected"),
    [(b"{}", (False, "an object has two of `a`")), (b'{"a": 1, "a": 2}', (True, ""))],
    ids=["new", "known"],
)
def test_a_name_that_comes_to_stand_twice_in_an_object_is_noticed(before: bytes, expected: tuple[bool, str]) -> None:
    """The last of two members would hide the first from other readers."""
    assert expected == SecondOpinion().of("main.tf.json", before, b'{"a": 1, "a": {"b": 2}}')
