"""The way of a value from where it was written to where it is used."""

from __future__ import annotations

import pytest
from located import Located, write

from gatewright.sources.terraform.evaluator.inputs import VariableInputs

FILES = {
    "main.tf": """variable "name" {
  default = "n"
}
variable "cli" {}
locals {
  one = var.name
  two = local.one
}
provider "aws" {
  region = local.one
  default_tags {
    tags = { Team = var.name }
  }
}
resource "aws_s3_bucket" "own" {
  for_each = { a = local.two }
  bucket   = each.value
  acl      = element(["private", "public"], 1)
  tags     = { x = var.cli, y = upper("a") }
}
resource "aws_s3_bucket" "other" {
  bucket = module.m.out
  acl    = aws_s3_bucket.own["a"].id
}
module "m" {
  source = "./m"
  acl    = var.file
}
""",
    "variables.tf": 'variable "file" {\n  default = "unused"\n}\n',
    "terraform.tfvars": 'file = "public"\n',
    "m/main.tf": """variable "acl" {}
resource "aws_s3_bucket" "b" {
  acl = var.acl
}
output "out" {
  value = aws_s3_bucket.b.acl
}
""",
}
NAME = ["variable_default name main.tf:2", "local one main.tf:6"]
GIVEN = ["tfvars file terraform.tfvars:1", "module_argument acl main.tf:27", "attribute acl m/main.tf:3"]

ROUTES = {
    ("module.m.aws_s3_bucket.b", "acl"): GIVEN,
    ("aws_s3_bucket.other", "bucket"): [*GIVEN, "output out m/main.tf:6", "attribute bucket main.tf:22"],
    ("aws_s3_bucket.other", "acl"): ["resource aws_s3_bucket.own main.tf:15", "attribute acl main.tf:23"],
    ('aws_s3_bucket.own["a"]', "bucket"): [
        *NAME,
        "local two main.tf:7",
        "collection bucket main.tf:16",
        "attribute bucket main.tf:17",
    ],
    ('aws_s3_bucket.own["a"]', "acl"): ["attribute acl main.tf:18"],
    ('aws_s3_bucket.own["a"]', "tags", "x"): ["cli cli -", "attribute x main.tf:19"],
    ('aws_s3_bucket.own["a"]', "tags", "y"): ["attribute y main.tf:19"],
    ('aws_s3_bucket.own["a"]', "tags_all", "Team"): [NAME[0], "provider tags main.tf:12"],
    ('aws_s3_bucket.own["a"]', "tags_all", "x"): ["cli cli -", "attribute x main.tf:19"],
    ('aws_s3_bucket.own["a"]', "region"): [*NAME, "provider region main.tf:10"],
    ('aws_s3_bucket.own["a"]', "versioning"): [],
}


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> Located:
    """The configuration above, with one value from the command line."""
    folder = tmp_path_factory.mktemp("routes")
    write(folder, FILES)
    return Located(folder, VariableInputs(values=(("cli", "c"),)))


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: ".".join(map(str, path)))
def test_every_stop_of_the_way_is_told(located: Located, path: tuple[str, ...]) -> None:
    """From where it is written through all that hands it on, to the attribute."""
    assert ROUTES[path] == _stops(located, path)


def test_the_way_begins_where_the_value_comes_from(located: Located) -> None:
    """The first stop is the origin that scans report."""
    for address, *path in ROUTES:
        declaration = located._instances[address].declaration
        assert declaration is not None
        trace = declaration.trace(tuple(path), routed=True)
        found = trace.value_from
        origin = [(found.file, found.start, found.symbol)] if found else []
        assert origin == [(stop.file, stop.start, stop.symbol) for stop in trace.route[:1]]


def test_the_way_is_found_where_it_is_asked_for_alone(located: Located) -> None:
    """A scan does not pay for it."""
    assert () == located.trace("module.m.aws_s3_bucket.b", "acl").route


def _stops(located: Located, path: tuple[str, ...]) -> list[str]:
    address, *rest = path
    declaration = located._instances[address].declaration
    assert declaration is not None
    route = declaration.trace(tuple(rest), routed=True).route
    return [
        f"{hop.kind} {hop.symbol} {f'{hop.file}:{hop.start.line}' if hop.file and hop.start else '-'}" for hop in route
    ]
