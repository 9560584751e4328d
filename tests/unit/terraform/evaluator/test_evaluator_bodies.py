"""Blocks: their nesting, dynamic ones, those written as attributes, and what a schema makes of values."""

from __future__ import annotations

from pathlib import Path

from evaluating import world

from gatewright.sources.terraform.values import Reference, UnknownValue, Value


def test_blocks_of_a_list_keep_their_order_and_absent_ones_are_empty(tmp_path: Path) -> None:
    """A block that may be repeated is a list of objects with all members of its schema."""
    made = world(
        tmp_path,
        'resource "aws_s3_bucket" "b" {\n  cors_rule { allowed_methods = ["GET"] }\n'
        '  cors_rule { allowed_methods = ["PUT"] }\n}\n',
    )

    rules = made.value("aws_s3_bucket.b", "cors_rule")
    assert isinstance(rules, list)
    assert [rule["allowed_methods"] for rule in rules if isinstance(rule, dict)] == [["GET"], ["PUT"]]
    assert made.value("aws_s3_bucket.b", "cors_rule", 0, "max_age_seconds") is None
    assert made.value("aws_s3_bucket.b", "logging") == []


def test_single_block_is_an_object_and_null_where_absent(tmp_path: Path) -> None:
    """`timeouts` is such a block."""
    made = world(
        tmp_path,
        'resource "aws_s3_bucket" "a" {\n  timeouts { create = "5m" }\n}\nresource "aws_s3_bucket" "b" {}\n',
    )

    assert made.value("aws_s3_bucket.a", "timeouts", "create") == "5m"
    assert made.value("aws_s3_bucket.b", "timeouts") is None


def test_equal_blocks_of_a_set_are_one(tmp_path: Path) -> None:
    """A set holds each block once; unknown ones may differ and stay."""
    allow = '  allow {\n    protocol = "tcp"\n    ports = ["80"]\n  }\n'
    unknown = '  allow {\n    protocol = "tcp"\n    ports = [terraform_data.u.id]\n  }\n'
    made = world(
        tmp_path,
        'resource "terraform_data" "u" {}\n'
        f'resource "google_compute_firewall" "f" {{\n  name = "f"\n  network = "n"\n{allow * 3}{unknown * 2}}}\n',
    )

    ports = [block["ports"] for block in _blocks(made.value("google_compute_firewall.f", "allow"))]
    unknown_port = UnknownValue("known after apply", Reference("terraform_data.u", "id"))
    assert ports == [["80"], [unknown_port], [unknown_port]]


def test_dynamic_blocks_nest_and_rename_their_iterator(tmp_path: Path) -> None:
    """Each level sees its own element and those around it."""
    made = world(
        tmp_path,
        """
resource "aws_wafv2_rule_group" "g" {
  dynamic "rule" {
    for_each = { a = [1, 2], b = [] }
    iterator = outer
    content {
      name     = outer.key
      priority = length(outer.value)
      dynamic "rule_label" {
        for_each = outer.value
        content { name = "${outer.key}-${rule_label.value}-${rule_label.key}" }
      }
    }
  }
  rule { name = "static" }
}
""",
    )

    rules = _blocks(made.value("aws_wafv2_rule_group.g", "rule"))
    assert [(rule["name"], [label["name"] for label in _blocks(rule["rule_label"])]) for rule in rules] == [
        ("a", ["a-1-0", "a-2-1"]),
        ("b", []),
        ("static", []),
    ]


def test_dynamic_block_over_something_unknown_is_unknown(tmp_path: Path) -> None:
    """Alone the whole is unknown; beside written blocks it is one unknown among them."""
    dynamic = '  dynamic "cors_rule" {\n    for_each = terraform_data.u.output\n    content { id = "x" }\n  }\n'
    made = world(
        tmp_path,
        f'resource "terraform_data" "u" {{ input = 1 }}\nresource "aws_s3_bucket" "a" {{\n{dynamic}}}\n'
        f'resource "aws_s3_bucket" "b" {{\n{dynamic}  cors_rule {{ id = "y" }}\n}}\n',
    )

    lost = UnknownValue("known after apply")
    assert made.value("aws_s3_bucket.a", "cors_rule") == lost
    assert made.value("aws_s3_bucket.b", "cors_rule", 0) == lost
    assert made.value("aws_s3_bucket.b", "cors_rule", 1, "id") == "y"


def test_too_many_dynamic_blocks_are_told(tmp_path: Path) -> None:
    """A dynamic block that asks for too many is unknown."""
    numbers = 'split("", join("", [for n in range(1000) : format("%0100d", n)]))'
    made = world(
        tmp_path,
        f'resource "aws_s3_bucket" "b" {{\n  dynamic "cors_rule" {{\n    for_each = {numbers}\n'
        "    content {}\n  }\n}\n",
    )

    assert made.told == ["a dynamic block asks for 100000 blocks; 20000 are the most"]


def test_attribute_may_be_written_as_blocks(tmp_path: Path) -> None:
    """Old providers' lists of objects (`ingress`) are read either way, to the same value."""
    rule = 'from_port = 22\n  to_port = "22"\n  protocol = "tcp"\n  cidr_blocks = ["10.0.0.0/8"]\n'
    made = world(
        tmp_path,
        f'resource "aws_security_group" "blocks" {{\n  ingress {{\n  {rule}  }}\n}}\n'
        f'resource "aws_security_group" "attribute" {{\n  ingress = [{{\n  {rule}  }}]\n}}\n'
        f'resource "aws_security_group" "none" {{\n  ingress = []\n}}\n',
    )

    assert made.value("aws_security_group.blocks", "ingress") == made.value("aws_security_group.attribute", "ingress")
    assert made.value("aws_security_group.blocks", "ingress", 0, "to_port") == 22
    assert made.value("aws_security_group.none", "ingress") == []


def test_terraforms_own_arguments_are_plain_ones_in_nested_blocks(tmp_path: Path) -> None:
    """`provider` and `count` mean something to the resource there."""
    made = world(
        tmp_path,
        'resource "aws_codepipeline" "p" {\n  stage {\n    name = "s"\n    action { provider = "GitHub" }\n  }\n}\n',
    )

    assert made.value("aws_codepipeline.p", "stage", 0, "action", 0, "provider") == "GitHub"


def test_values_take_the_schemas_types(tmp_path: Path) -> None:
    """Numbers as text, bools as text, lists that are sets."""
    made = world(
        tmp_path,
        'resource "aws_instance" "i" {\n  monitoring = "true"\n  cpu_core_count = "2"\n  ami = 5\n'
        '  vpc_security_group_ids = ["b", "a", "b"]\n  tags = { n = 1, b = true }\n}\n',
    )

    values = {
        name: made.value("aws_instance.i", name) for name in ("monitoring", "ami", "vpc_security_group_ids", "tags")
    }
    assert values == {
        "monitoring": True,
        "ami": "5",
        "vpc_security_group_ids": ["a", "b"],
        "tags": {"n": "1", "b": "true"},
    }


def test_value_of_another_type_is_told_and_unknown(tmp_path: Path) -> None:
    """The rest of the resource stays."""
    made = world(tmp_path, 'resource "aws_s3_bucket" "b" {\n  bucket = ["x"]\n  force_destroy = true\n}\n')

    assert made.told == ["`bucket`: string required, but have tuple"]
    assert made.value("aws_s3_bucket.b", "bucket") == UnknownValue("`bucket` has a value of another type")
    assert made.value("aws_s3_bucket.b", "force_destroy") is True


def test_json_blocks_are_told_from_attributes_by_the_schema(tmp_path: Path) -> None:
    """Objects, lists of objects and `dynamic` in JSON syntax make blocks."""
    made = world(
        tmp_path,
        {
            "main.tf.json": """{"resource": {"aws_s3_bucket": {"b": {
                "tags": {"cors_rule": "no block"},
                "versioning": {"enabled": true},
                "cors_rule": [{"id": "one", "allowed_methods": ["GET"], "allowed_origins": ["*"]}],
                "dynamic": {"grant": {"for_each": ["READ"], "content": {"permissions": ["${grant.value}"]}}}
            }}}}"""
        },
    )

    assert made.told == []
    assert made.value("aws_s3_bucket.b", "versioning", 0, "enabled") is True
    assert made.value("aws_s3_bucket.b", "cors_rule", 0, "id") == "one"
    assert made.value("aws_s3_bucket.b", "grant", 0, "permissions") == ["READ"]
    assert made.value("aws_s3_bucket.b", "tags") == {"cors_rule": "no block"}


def _blocks(value: Value) -> list[dict[str, Value]]:
    assert isinstance(value, list)
    return [block for block in value if isinstance(block, dict)]
