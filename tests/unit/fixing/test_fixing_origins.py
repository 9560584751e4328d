"""The edit lands where the value comes from, and the patch says what else it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder import ACLS, MODULE, ROTATION, VERSIONING, changed, reasons, write

import gatewright as gw

CALL = 'module "one" {\n  source = "./key"\n}\n'


def _key(value: str) -> str:
    return f'resource "aws_kms_key" "k" {{\n  enable_key_rotation = {value}\n}}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"main.tf": _key("false")}, {"main.tf": [(2, "true")]}),
        ({"main.tf": 'resource "aws_kms_key" "k" {\n}\n'}, {"main.tf": [(2, "enable_key_rotation = true")]}),
        (
            {"main.tf": _key("local.on") + "locals {\n  on = false\n}\n"},
            {"main.tf": [(5, "true")]},
        ),
        (
            {"main.tf": _key("var.on") + 'variable "on" {\n  default = false\n}\n'},
            {"main.tf": [(5, "true")]},
        ),
        (
            {"main.tf": _key("var.on") + 'variable "on" {}\n', "terraform.tfvars": "on = false\n"},
            {"terraform.tfvars": [(1, "true")]},
        ),
        (
            {"main.tf": _key("var.on") + 'variable "on" {}\n', "a.auto.tfvars.json": '{"on": false}\n'},
            {"a.auto.tfvars.json": [(1, "true")]},
        ),
        (
            {"main.tf": _key('var.on["a"].b') + 'variable "on" {\n  default = { a = { b = false } }\n}\n'},
            {"main.tf": [(5, "true")]},
        ),
        (
            {"main.tf": CALL.replace("\n}", "\n  rotate = false\n}"), "key/main.tf": MODULE},
            {"main.tf": [(3, "true")]},
        ),
        ({"main.tf": CALL, "key/main.tf": MODULE}, {"key/main.tf": [(3, "true")]}),
        (
            {"main.tf.json": '{"resource": {"aws_kms_key": {"k": {"enable_key_rotation": false}}}}\n'},
            {"main.tf.json": [(1, "true")]},
        ),
        (
            {"main.tf": _key("true"), "x_override.tf": _key("false")},
            {"x_override.tf": [(2, "true")]},
        ),
    ],
    ids=[
        "literal",
        "absent",
        "local",
        "default",
        "tfvars",
        "json_tfvars",
        "member",
        "argument",
        "module",
        "json",
        "override",
    ],
)
def test_an_edit_lands_where_the_value_comes_from(
    tmp_path: Path, files: dict[str, str], expected: dict[str, list[tuple[int, str]]]
) -> None:
    """A value is edited where it is written, wherever that is; nothing else is."""
    assert expected == changed(gw.fix(write(tmp_path, files), rules=ROTATION))


def test_an_edit_lands_in_a_variable_file_that_is_named(tmp_path: Path) -> None:
    """A file given for variables is edited where it lies in the folder, and proved with what it holds then."""
    files = {"main.tf": _key("var.on") + 'variable "on" {}\n', "env/prod.tfvars": "on = false\n"}
    fixes = gw.fix(write(tmp_path, files), rules=ROTATION, var_files=[tmp_path / "env" / "prod.tfvars"])
    assert {"env/prod.tfvars": [(1, "true")]} == changed(fixes)


def test_every_environment_is_mended(tmp_path: Path) -> None:
    """A finding in one of several environments is mended in its file, and the others stay as they are."""
    files = {"main.tf": _key("var.on") + 'variable "on" {}\n', "a.tfvars": "on = true\n", "b.tfvars": "on = false\n"}
    folder = write(tmp_path, files)
    fixes = gw.fix(folder, rules=ROTATION, environments={"a": [folder / "a.tfvars"], "b": [folder / "b.tfvars"]})
    assert {"b.tfvars": [(1, "true")]} == changed(fixes)


def test_several_findings_of_one_edit_are_one_patch(tmp_path: Path) -> None:
    """Instances that share the edited place are mended together."""
    text = _key("false").replace("{\n", "{\n  count = 3\n", 1)
    (patch,) = gw.fix(write(tmp_path, {"main.tf": text}), rules=ROTATION).patches
    assert 3 == len(patch.fingerprints)
    assert () == patch.also_changes


def test_other_instances_that_change_are_named(tmp_path: Path) -> None:
    """Who shares the value and fails, too, but was not asked about, is listed in the patch."""
    other = 'resource "aws_kms_key" "other" {\n  enable_key_rotation = var.on\n}\n'
    text = _key("var.on") + other + 'variable "on" {\n  default = false\n}\n'
    folder = write(tmp_path, {"main.tf": text})
    (both,) = gw.fix(folder, rules=ROTATION).patches
    fixes = gw.fix(folder, rules=ROTATION, fingerprints=[both.fingerprints[0]])
    assert [("aws_kms_key.other",)] == [patch.also_changes for patch in fixes.patches]


def test_a_value_that_is_used_for_something_else_is_not_changed(tmp_path: Path) -> None:
    """Where the edit would change another attribute, there is no patch, and the reason names it."""
    text = _key("var.on") + (
        'variable "on" {\n  default = false\n}\nresource "aws_sqs_queue" "q" {\n  fifo_queue = var.on\n}\n'
    )
    expected = {
        "aws_kms_key.k": "not proved: other values are unchanged: it would change `aws_sqs_queue.q` fifo_queue, too"
    }
    assert expected == reasons(gw.fix(write(tmp_path, {"main.tf": text}), rules=ROTATION))


def test_a_value_from_outside_of_the_files_is_refused(tmp_path: Path) -> None:
    """What comes from the command line or the environment is to be changed there."""
    folder = write(tmp_path, {"main.tf": _key("var.on") + 'variable "on" {}\n'})
    cli = reasons(gw.fix(folder, rules=ROTATION, variables={"on": False}))
    environment = reasons(gw.fix(folder, rules=ROTATION, environment={"TF_VAR_on": "false"}))
    assert {"aws_kms_key.k": "the value of `on` comes from `--var`; change it there"} == cli
    expected = "the value of `on` comes from a `TF_VAR_` variable of the environment; change it there"
    assert {"aws_kms_key.k": expected} == environment


def test_an_expression_that_is_replaced_is_for_a_person_to_look_at(tmp_path: Path) -> None:
    """A patch that replaces more than a literal value is not certain, and is offered only where that is asked for."""
    folder = write(tmp_path, {"main.tf": _key("!var.off") + 'variable "off" {\n  default = true\n}\n'})
    certain, review = (gw.fix(folder, rules=ROTATION, confidence=one) for one in ("certain", "review"))
    assert () == certain.patches
    assert [("review", "an expression at main.tf:2 is replaced: look at what it was for.")] == [
        (patch.confidence, patch.note) for patch in review.patches
    ]


@pytest.mark.parametrize(
    ("repetition", "expected"),
    [
        ("", "  bucket = aws_s3_bucket.b.id\n"),
        ("  count = 2\n", "  count = length(aws_s3_bucket.b)\n\n  bucket = aws_s3_bucket.b[count.index].id\n"),
        ('  for_each = toset(["x"])\n', "  for_each = aws_s3_bucket.b\n\n  bucket = each.value.id\n"),
        ("  provider = aws.west\n", "  provider = aws.west\n\n  bucket = aws_s3_bucket.b.id\n"),
    ],
    ids=["single", "count", "for_each", "provider"],
)
def test_a_companion_is_made_as_often_as_its_parent(tmp_path: Path, repetition: str, expected: str) -> None:
    """`count`, `for_each` and the provider are carried over, so that each instance has its companion."""
    text = f'resource "aws_s3_bucket" "b" {{\n{repetition}}}\n'
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=VERSIONING)
    (patch,) = fixes.patches
    assert f'resource "aws_s3_bucket_versioning" "b" {{\n{expected}' in patch.changes[0].edits[0].text
    assert () == fixes.refusals


def test_a_companion_takes_a_name_that_is_free(tmp_path: Path) -> None:
    """A companion of another bucket keeps its name."""
    text = (
        'resource "aws_s3_bucket" "b" {\n}\n\nresource "aws_s3_bucket_versioning" "b" {\n  bucket = "elsewhere"\n\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
    )
    (patch,) = gw.fix(write(tmp_path, {"main.tf": text}), rules=VERSIONING).patches
    assert 'resource "aws_s3_bucket_versioning" "b_2" {' in patch.changes[0].edits[0].text


def test_what_one_patch_mends_of_another_rule_is_in_it(tmp_path: Path) -> None:
    """Findings of other rules that go with a patch are mended by it, and asked for no second edit."""
    text = 'resource "aws_s3_bucket" "b" {\n}\n'
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=["aws.s3.*public_a*"], confidence="review")
    assert len(fixes.patches) <= 1
    assert ACLS not in {patch.rule for patch in fixes.patches}
