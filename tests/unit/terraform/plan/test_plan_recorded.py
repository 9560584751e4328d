"""The configuration tree that is made of a binary plan's sources."""

from __future__ import annotations

from typing import Any

import pytest

from gatewright.sources.terraform.plan.archive import ModuleSource
from gatewright.sources.terraform.plan.recorded import recorded_configuration


def tree(*files: str, **modules: str) -> Any:
    """The tree of a root module with these files, and of other modules by key."""
    sources = {"": ModuleSource(".", {f"f{place}.tf": text.encode() for place, text in enumerate(files)})}
    sources |= {key.replace("__", "."): ModuleSource(key, {"main.tf": text.encode()}) for key, text in modules.items()}
    return recorded_configuration(sources)


def expression(text: str) -> Any:
    """What becomes of an expression."""
    return tree(f'resource "aws_vpc" "a" {{\n  x = {text}\n}}\nresource "aws_vpc" "many" {{\n  count = 2\n}}')[
        "root_module"
    ]["resources"][0]["expressions"]["x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", {"constant_value": 1}),
        ('["a", true, null]', {"constant_value": ["a", True, None]}),
        ('{ a = "b" }', {"constant_value": {"a": "b"}}),
        ('toset(["a"])', {}),
        ("aws_vpc.b.id", {"references": ["aws_vpc.b.id"]}),
        ('"${aws_vpc.b.id}"', {"references": ["aws_vpc.b.id"]}),
        ('"x-${aws_vpc.b.id}"', {"references": ["aws_vpc.b.id"], "made": True}),
        ("jsonencode(aws_vpc.b.id)", {"references": ["aws_vpc.b.id"], "made": True}),
        ("try(aws_vpc.b.id, null)", {"references": ["aws_vpc.b.id"]}),
        ("aws_vpc.b.n + 1", {"references": ["aws_vpc.b.n"], "made": True}),
        ("var.c ? aws_vpc.b.id : null", {"references": ["aws_vpc.b.id"]}),
        ("[for v in aws_vpc.many : v.id]", {"references": ["aws_vpc.many"]}),
        ("aws_vpc.many[*].id", {"references": ["aws_vpc.many"]}),
        ("aws_vpc.many[count.index].id", {"references": ["aws_vpc.many", "count.index"]}),
        ("aws_vpc.many[count.index + 1].id", {"references": ["aws_vpc.many", "count.index"], "made": True}),
        ("aws_vpc.many[0].id", {"references": ["aws_vpc.many[0].id"]}),
        ('aws_vpc.many["k"].id', {"references": ['aws_vpc.many["k"].id']}),
        ('aws_vpc.b.tags["k"]', {"references": ["aws_vpc.b.tags.k"]}),
        ('data.aws_ami.b.tags["k l"]', {"references": ['data.aws_ami.b.tags["k l"]']}),
    ],
)
def test_expressions(text: str, expected: Any) -> None:
    """Constants, references as Terraform lists them, and whether the value is made from what is referred to."""
    assert expected == expression(text)


def test_nested_blocks_and_dynamic_ones() -> None:
    """Blocks are lists of expressions; a type that is made dynamically is left out, for its number is open."""
    found = tree(
        'resource "aws_vpc" "a" {\n  one {\n    x = 1\n  }\n  two {\n    x = 1\n  }\n'
        '  dynamic "two" {\n    for_each = []\n    content {}\n  }\n  lifecycle {}\n}'
    )

    assert found["root_module"]["resources"][0]["expressions"] == {"one": [{"x": {"constant_value": 1}}]}


def test_provider_keys() -> None:
    """A resource's provider is the one that it names, that its module has, that the call gives, or that it inherits."""
    resource = 'resource "aws_vpc" "v" {}\n'
    found = tree(
        resource + 'provider "aws" {}\nprovider "aws" {\n  alias = "west"\n}\nmodule "a" {\n  source = "./a"\n'
        '  providers = {\n    aws = aws.west\n  }\n}\nmodule "b" {\n  source = "./b"\n}\n'
        'resource "aws_vpc" "w" {\n  provider = aws.west\n}',
        a=resource + 'module "inner" {\n  source = "./inner"\n}',
        a__inner=resource,
        b=resource + 'provider "aws" {}',
    )
    root = found["root_module"]
    inner = root["module_calls"]["a"]["module"]

    assert [item["provider_config_key"] for item in root["resources"]] == ["aws", "aws.west"]
    assert [item["provider_config_key"] for item in inner["resources"]] == ["aws.west"]
    assert [item["provider_config_key"] for item in inner["module_calls"]["inner"]["module"]["resources"]] == [
        "aws.west"
    ]
    assert [item["provider_config_key"] for item in root["module_calls"]["b"]["module"]["resources"]] == [
        "module.b:aws"
    ]
    assert sorted(found["provider_config"]) == ["aws", "aws.west", "module.b:aws"]


def test_overrides_and_json() -> None:
    """An override file changes single arguments; files in JSON are read too, broken ones leave the rest alone."""
    found = recorded_configuration(
        {
            "": ModuleSource(
                ".",
                {
                    "main.tf": b'resource "aws_vpc" "a" {\n  x = 1\n  y = 2\n}',
                    "a_override.tf": b'resource "aws_vpc" "a" {\n  x = 3\n}',
                    "other.tf.json": b'{"variable": {"v": {"default": 4, "sensitive": true}}}',
                    "broken.tf.json": b"{",
                    "notes.txt": b"x",
                },
            )
        }
    )
    root: Any = found["root_module"]

    assert root["resources"][0]["expressions"] == {"x": {"constant_value": 3}, "y": {"constant_value": 2}}
    assert root["variables"] == {"v": {"default": 4, "sensitive": True}}


def test_without_sources() -> None:
    """A plan without sources gives an empty tree."""
    assert recorded_configuration({})["root_module"]["resources"] == []  # type: ignore[index,call-overload]  # a tree


def test_a_module_that_is_not_there() -> None:
    """A call whose sources are missing is a call of an empty module."""
    assert tree('module "a" {\n  source = "x"\n}')["root_module"]["module_calls"]["a"]["module"] == {}
