"""Where values came from, as against where they are used."""

from __future__ import annotations

from pathlib import Path

import pytest
from located import Located, write

from gatewright.sources.terraform.evaluator.inputs import VariableInputs

FILES = {
    "main.tf": """variable "name" {
  default = "n"
}
variable "buckets" {
  default = {
    a = { acl = "private", tags = { k = "v" } }
  }
}
variable "cli" {}
variable "env" {}
variable "file" {}
locals {
  one = var.name
  two = local.one
}
provider "aws" {
  region = var.name
  default_tags {
    tags = { Team = "t", Own = "d" }
  }
}
provider "aws" {
  alias  = "other"
  region = "eu-west-1"
  default_tags {
    tags = { Team = local.two }
  }
}
data "aws_caller_identity" "me" {}
resource "aws_s3_bucket" "b" {
  for_each = var.buckets
  bucket   = each.key
  acl      = each.value.acl
  tags     = merge({ z = "1", k = "0" }, try(each.value.tags, {}), { w = local.two })
  policy   = "${local.two}"
  versioning {
    enabled = var.file
  }
}
resource "aws_s3_bucket" "c" {
  count         = 2
  bucket        = ["x", "y"][count.index]
  acl           = element(["private", "public"], count.index + 2)
  force_destroy = count.index == 1 ? true : false
  tags          = { for k, v in { a = "1", b = local.two } : upper(k) => v if k != "a" }
}
resource "aws_s3_bucket" "d" {
  bucket              = var.cli
  acl                 = var.env
  acceleration_status = data.aws_caller_identity.me.account_id
  request_payer       = coalesce(null, "", var.name)
  policy              = "a-${var.name}"
}
resource "aws_s3_bucket" "e" {
  provider = aws.other
  bucket   = aws_s3_bucket.c[1].bucket
  acl      = aws_s3_bucket.b["a"].id
  policy   = module.m["p"].out
  tags     = { for name in toset(["q", "p"]) : name => lookup({ p = "1" }, name, "0") }
}
resource "aws_lb" "l" {
  subnets = concat(["z"], tolist(toset(["b", "a"])))
}
module "m" {
  source   = "./m"
  for_each = { p = "given", q = local.two }
  acl      = each.value
  name     = each.key
  object   = { x = "y" }
  null     = null
}
""",
    "terraform.tfvars": "\nfile = true\n",
    "m/main.tf": """variable "acl" {}
variable "name" {}
variable "object" {}
variable "null" {
  default  = "d"
  nullable = false
}
variable "unset" {
  default = "u"
}
resource "aws_s3_bucket" "b" {
  bucket              = var.name
  acl                 = var.acl
  policy              = var.unset
  request_payer       = var.object.x
  acceleration_status = var.null
}
output "out" {
  value = aws_s3_bucket.b.acl
}
""",
}

ORIGINS = {
    ("aws_s3_bucket.b", "nothing"): "",
    ('aws_s3_bucket.b["a"]', "acl"): 'variable_default buckets main.tf:6:17 "private"',
    ('aws_s3_bucket.b["a"]', "bucket"): "variable_default buckets main.tf:6:5 a",
    ('aws_s3_bucket.b["a"]', "tags", "k"): 'variable_default buckets main.tf:6:41 "v"',
    ('aws_s3_bucket.b["a"]', "tags", "w"): 'variable_default name main.tf:2:3 default = "n"',
    ('aws_s3_bucket.b["a"]', "tags", "z"): 'literal tags main.tf:34:26 "1"',
    ('aws_s3_bucket.b["a"]', "policy"): 'variable_default name main.tf:2:3 default = "n"',
    ('aws_s3_bucket.b["a"]', "versioning", 0, "enabled"): "tfvars file terraform.tfvars:2:1 file = true",
    ('aws_s3_bucket.b["a"]', "versioning", 0): "literal versioning main.tf:36:3 versioning",
    ('aws_s3_bucket.b["a"]', "versioning", 0, "mfa_delete"): "",
    ('aws_s3_bucket.b["a"]', "tags_all", "Team"): 'provider tags main.tf:19:21 "t"',
    ('aws_s3_bucket.b["a"]', "tags_all", "k"): 'variable_default buckets main.tf:6:41 "v"',
    ('aws_s3_bucket.b["a"]', "region"): 'variable_default name main.tf:2:3 default = "n"',
    ("aws_s3_bucket.c[1]", "bucket"): 'literal bucket main.tf:42:25 "y"',
    ("aws_s3_bucket.c[1]", "acl"): 'literal acl main.tf:43:39 "public"',
    ("aws_s3_bucket.c[1]", "force_destroy"): "literal force_destroy main.tf:44:38 true",
    ("aws_s3_bucket.c[0]", "force_destroy"): "literal force_destroy main.tf:44:45 false",
    ("aws_s3_bucket.c[0]", "tags", "B"): 'variable_default name main.tf:2:3 default = "n"',
    ("aws_s3_bucket.d", "bucket"): "cli cli",
    ("aws_s3_bucket.d", "acl"): "environment env",
    (
        "aws_s3_bucket.d",
        "acceleration_status",
    ): 'data data.aws_caller_identity.me main.tf:29:1 data "aws_caller_identity" "me"',
    ("aws_s3_bucket.d", "request_payer"): 'variable_default name main.tf:2:3 default = "n"',
    ("aws_s3_bucket.d", "policy"): 'literal policy main.tf:52:3 policy              = "a-${var.name}"',
    ("aws_s3_bucket.e", "bucket"): 'literal bucket main.tf:42:25 "y"',
    ("aws_s3_bucket.e", "acl"): 'literal aws_s3_bucket.b main.tf:30:1 resource "aws_s3_bucket" "b"',
    ("aws_s3_bucket.e", "policy"): 'module_argument acl main.tf:66:20 "given"',
    ("aws_s3_bucket.e", "tags", "p"): 'literal tags main.tf:59:69 "1"',
    ("aws_s3_bucket.e", "tags", "q"): 'literal tags main.tf:59:82 "0"',
    ("aws_s3_bucket.e", "tags_all", "Team"): 'variable_default name main.tf:2:3 default = "n"',
    ("aws_s3_bucket.e", "region"): 'provider region main.tf:24:3 region = "eu-west-1"',
    ('module.m["p"].aws_s3_bucket.b', "bucket"): "module_argument name main.tf:66:16 p",
    ('module.m["p"].aws_s3_bucket.b', "acl"): 'module_argument acl main.tf:66:20 "given"',
    ('module.m["q"].aws_s3_bucket.b', "acl"): 'variable_default name main.tf:2:3 default = "n"',
    ('module.m["q"].aws_s3_bucket.b', "policy"): 'variable_default unset m/main.tf:9:3 default = "u"',
    ('module.m["q"].aws_s3_bucket.b', "request_payer"): 'module_argument object main.tf:69:20 "y"',
    ('module.m["q"].aws_s3_bucket.b', "acceleration_status"): 'variable_default null m/main.tf:5:3 default  = "d"',
    ('module.m["q"].aws_s3_bucket.b', "tags_all", "Team"): 'provider tags main.tf:19:21 "t"',
}


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> Located:
    """The configuration above, evaluated with values from all sides."""
    folder = tmp_path_factory.mktemp("origins")
    write(folder, FILES)
    return Located(folder, VariableInputs(values=(("cli", "c"),), environment={"TF_VAR_env": "e"}))


@pytest.mark.parametrize("path", [p for p in ORIGINS if p[0] != "aws_s3_bucket.b"], ids=lambda p: ".".join(map(str, p)))
def test_value_is_followed_to_where_it_is_written(located: Located, path: tuple[str, ...]) -> None:
    """Through variables, locals, arguments, loops and functions that hand on a part of what they are given."""
    assert ORIGINS[path] == located.origin(*path)


def test_element_of_a_set_is_found_where_it_is_written(located: Located) -> None:
    """Both the resource's set and the one within the expression are in Terraform's order."""
    assert [
        ("a", 'literal subnets main.tf:62:46 "a"'),
        ("b", 'literal subnets main.tf:62:41 "b"'),
        ("z", 'literal subnets main.tf:62:21 "z"'),
    ] == [(located.value("aws_lb.l", "subnets", i), located.origin("aws_lb.l", "subnets", i)) for i in range(3)]


def test_provider_is_the_one_that_the_call_hands_down(tmp_path: Path) -> None:
    """A module has the configurations of its callers, under the names that these give."""
    write(
        tmp_path,
        {
            "main.tf": (
                'provider "aws" {\n  region = "r1"\n}\nprovider "aws" {\n  alias = "x"\n  region = "r2"\n}\n'
                'module "m" {\n  source = "./m"\n  providers = { aws = aws.x }\n}\n'
            ),
            "m/main.tf": 'module "m" {\n  source = "../n"\n}\n',
            "n/main.tf": 'resource "aws_s3_bucket" "b" {\n}\n',
        },
    )

    origin = Located(tmp_path).origin("module.m.module.m.aws_s3_bucket.b", "region")

    assert 'provider region main.tf:6:3 region = "r2"' == origin


def test_file_given_by_hand_is_named_as_it_was_given(tmp_path: Path) -> None:
    """A `--var-file` may lie anywhere."""
    write(
        tmp_path, {"root/main.tf": 'variable "x" {}\nresource "t" "n" {\n  a = var.x\n}\n', "prod.tfvars": 'x = "p"\n'}
    )

    located = Located(tmp_path / "root", VariableInputs(files=(tmp_path / "prod.tfvars",)))

    origin = located.trace("t.n", "a").value_from
    assert origin is not None
    assert ("tfvars", "x", (tmp_path / "prod.tfvars").as_posix()) == (origin.kind, origin.symbol, origin.file)


def test_file_given_by_hand_is_named_from_the_root_where_it_lies_below(tmp_path: Path) -> None:
    """Whatever folder the command runs in, reports name files from the scanned one."""
    write(
        tmp_path,
        {"root/main.tf": 'variable "x" {}\nresource "t" "n" {\n  a = var.x\n}\n', "root/p.tfvars": 'x = "p"\n'},
    )

    located = Located(tmp_path / "root", VariableInputs(files=(tmp_path / "root" / "p.tfvars",)))

    origin = located.trace("t.n", "a").value_from
    assert origin is not None
    assert "p.tfvars" == origin.file


def test_circular_locals_have_an_origin_all_the_same(tmp_path: Path) -> None:
    """The way back is bounded."""
    write(tmp_path, {"main.tf": 'locals {\n  a = local.b\n  b = local.a\n}\nresource "t" "n" {\n  x = local.a\n}\n'})

    assert "local" == Located(tmp_path).origin("t.n", "x").partition(" ")[0]
