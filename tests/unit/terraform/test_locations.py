"""Where properties are written: attribute, block, resource and the module calls around, to the line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from located import Located, write

REST = ("description", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "self")
MAIN = """resource "aws_s3_bucket" "plain" {
  bucket = "b"
  tags = {
    Name = "n"
    "é"  = "☃", Other = "o"
  }
  versioning {
    enabled = true
  }
  versioning {
    enabled = false
  }
  policy = <<EOT
{}
EOT
  logging {}
}
resource "aws_security_group" "blocks" {
  ingress {
    from_port = 443
    to_port   = 443
    protocol  = "tcp"
  }
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }
}
resource "aws_security_group" "objects" {
  egress = [
    { from_port = 9, to_port = 9, protocol = "udp", cidr_blocks = ["10.0.0.0/8"], ALL },
    { from_port = 2, to_port = 2, protocol = "udp", cidr_blocks = ["10.0.0.0/8"], ALL },
  ]
}
resource "aws_security_group" "dynamic" {
  dynamic "ingress" {
    for_each = [80, 8080]
    iterator = it
    content {
      from_port = it.value
      to_port   = it.value
      protocol  = "tcp"
    }
  }
  ingress {
    from_port = 1
    to_port   = 2
    protocol  = "tcp"
  }
}
resource "aws_security_group" "unknown" {
  dynamic "ingress" {
    for_each = var.ports
    content {
      from_port = ingress.value
    }
  }
}
variable "ports" {}
resource "aws_lb" "set" {
  subnets = ["b", "a"]
}
resource "aws_wafv2_web_acl" "nested" {
  dynamic "rule" {
    for_each = { one = ["a", "b"], two = ["c"] }
    content {
      name     = rule.key
      priority = 1
      statement {
        dynamic "ip_set_reference_statement" {
          for_each = rule.value
          content {
            arn = ip_set_reference_statement.value
          }
        }
      }
    }
  }
}
""".replace("ALL", ", ".join(f"{name} = null" for name in REST))

PLACES = {
    ("aws_s3_bucket.plain",): 'main.tf:1:1 resource "aws_s3_bucket" "plain"',
    ("aws_s3_bucket.plain", "acl"): 'main.tf:1:1 resource "aws_s3_bucket" "plain"',
    ("aws_s3_bucket.plain", "bucket"): 'main.tf:2:3 bucket = "b"',
    ("aws_s3_bucket.plain", "tags"): "main.tf:3:3 tags = {",
    ("aws_s3_bucket.plain", "tags", "Name"): 'main.tf:4:5 Name = "n"',
    ("aws_s3_bucket.plain", "tags", "é"): 'main.tf:5:5 "é"  = "☃"',
    ("aws_s3_bucket.plain", "tags", "Other"): 'main.tf:5:17 Other = "o"',
    ("aws_s3_bucket.plain", "tags", "None"): "main.tf:3:3 tags = {",
    ("aws_s3_bucket.plain", "versioning", 1): "main.tf:10:3 versioning",
    ("aws_s3_bucket.plain", "versioning", 1, "enabled"): "main.tf:11:5 enabled = false",
    ("aws_s3_bucket.plain", "versioning", 1, "mfa_delete"): "main.tf:10:3 versioning",
    ("aws_s3_bucket.plain", "policy"): "main.tf:13:3 policy = <<EOT",
    ("aws_s3_bucket.plain", "logging", 0, "target_bucket"): "main.tf:16:3 logging",
    ("aws_security_group.blocks", "ingress", 0, "from_port"): "main.tf:25:5 from_port   = 22",
    ("aws_security_group.blocks", "ingress", 1, "from_port"): "main.tf:20:5 from_port = 443",
    ("aws_security_group.blocks", "ingress", 0, "cidr_blocks", 1): 'main.tf:28:34 "0.0.0.0/0"',
    ("aws_security_group.blocks", "ingress", 0, "self"): "main.tf:24:3 ingress",
    ("aws_security_group.objects", "egress", 0, "to_port"): "main.tf:34:22 to_port = 2",
    ("aws_security_group.objects", "egress", 1, "cidr_blocks", 0): 'main.tf:33:68 "10.0.0.0/8"',
    ("aws_security_group.dynamic", "ingress", 2, "from_port"): "main.tf:42:7 from_port = it.value",
    ("aws_security_group.dynamic", "ingress", 2, "self"): 'main.tf:38:3 dynamic "ingress"',
    ("aws_security_group.dynamic", "ingress", 0, "to_port"): "main.tf:49:5 to_port   = 2",
    ("aws_security_group.unknown", "ingress", 0, "from_port"): "main.tf:57:7 from_port = ingress.value",
    ("aws_lb.set", "subnets", 0): 'main.tf:63:19 "a"',
    ("aws_lb.set", "subnets", 1): 'main.tf:63:14 "b"',
    ("aws_wafv2_web_acl.nested", "rule", 1, "name"): "main.tf:69:7 name     = rule.key",
    (
        "aws_wafv2_web_acl.nested",
        "rule",
        1,
        "statement",
        0,
        "ip_set_reference_statement",
        0,
        "arn",
    ): "main.tf:75:13 arn = ip_set_reference_statement.value",
}


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> Located:
    """The configuration above, evaluated."""
    folder = tmp_path_factory.mktemp("located")
    write(folder, {"main.tf": MAIN})
    return Located(folder)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_property_is_located_where_it_is_written(located: Located, path: tuple[str, ...]) -> None:
    """An attribute has its own line, an absent one its block's header, an element of a set the one it is written at."""
    assert PLACES[path] == located.place(*path)


def test_dynamic_ports_are_those_of_their_own_element(located: Located) -> None:
    """The order of a set is Terraform's; each block keeps the element that it was made of."""
    found = {
        located.value("aws_security_group.dynamic", "ingress", i, "from_port"): located.origin(
            "aws_security_group.dynamic", "ingress", i, "from_port"
        )
        for i in range(3)
    }

    assert {
        1: "literal from_port main.tf:48:5 from_port = 1",
        80: "literal from_port main.tf:39:17 80",
        8080: "literal from_port main.tf:39:21 8080",
    } == found


def test_blocks_of_a_dynamic_block_are_told_apart(located: Located) -> None:
    """The same lines make several blocks, each with names of its own."""
    path = ("statement", 0, "ip_set_reference_statement", 0, "arn")

    assert ['main.tf:67:25 "a"', 'main.tf:67:43 "c"'] == [
        located.origin("aws_wafv2_web_acl.nested", "rule", number, *path).partition("arn ")[2] for number in range(2)
    ]


def test_stack_leads_from_the_attribute_outward(located: Located) -> None:
    """Nested blocks follow from the inside out."""
    path = ("rule", 0, "statement", 0, "ip_set_reference_statement", 0, "arn")

    assert [
        "attribute arn main.tf:75",
        "block ip_set_reference_statement main.tf:72",
        "block statement main.tf:71",
        "block rule main.tf:66",
        "resource aws_wafv2_web_acl.nested main.tf:65",
    ] == located.stack("aws_wafv2_web_acl.nested", *path)


def test_stack_names_every_call_of_nested_modules(tmp_path: Path) -> None:
    """Modules of one name, repeated by count and by for_each, keep their keys apart."""
    write(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./outer"\n  count = 2\n}\n',
            "outer/main.tf": 'module "m" {\n  source = "../inner"\n  for_each = toset(["x", "y"])\n}\n',
            "inner/main.tf": 'resource "aws_s3_bucket" "b" {\n  count = 2\n  bucket = "b"\n}\n',
        },
    )

    assert [
        "attribute bucket inner/main.tf:3",
        'resource module.m[1].module.m["y"].aws_s3_bucket.b[0] inner/main.tf:1',
        'module_call module.m[1].module.m["y"] outer/main.tf:1',
        "module_call module.m[1] main.tf:1",
    ] == Located(tmp_path).stack('module.m[1].module.m["y"].aws_s3_bucket.b[0]', "bucket")


def test_override_is_located_in_its_own_file(tmp_path: Path) -> None:
    """What overrides is where the value is; what is overridden is where the resource is."""
    write(
        tmp_path,
        {
            "main.tf": 'resource "aws_s3_bucket" "b" {\n  acl = "private"\n  bucket = "b"\n  logging {\n  }\n}\n',
            "over_override.tf": 'resource "aws_s3_bucket" "b" {\n  acl = "public-read"\n  logging {\n  }\n}\n',
        },
    )
    located = Located(tmp_path)

    assert [
        'over_override.tf:2:3 acl = "public-read"',
        'main.tf:3:3 bucket = "b"',
        "over_override.tf:3:3 logging",
        'main.tf:1:1 resource "aws_s3_bucket" "b"',
    ] == [located.place("aws_s3_bucket.b", *path) for path in (["acl"], ["bucket"], ["logging", 0, "x"], ["x"])]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('resource "aws_s3_bucket" "b" {\r\n\r\n\tbucket = "b" # c\r\n}\r\n', '3:2 bucket = "b"'),
        ('\ufeffresource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n', '2:3 bucket = "b"'),
        ('# é\nresource "aws_s3_bucket" "b" { bucket = "😀" }\n', '2:32 bucket = "😀"'),
        ('resource "aws_s3_bucket" "b" {\n  /* é😀 */ bucket = "b"\n}', '2:12 bucket = "b"'),
    ],
)
def test_columns_count_characters_whatever_stands_before(tmp_path: Path, text: str, place: str) -> None:
    """Line ends, tabs and text that is not ASCII do not move a column."""
    write(tmp_path, {"main.tf": text})

    assert f"main.tf:{place}" == Located(tmp_path).place("aws_s3_bucket.b", "bucket")


def test_json_syntax_has_places_of_its_own(tmp_path: Path) -> None:
    """Members are found on their lines, nested blocks and dynamic ones too; a map is no block."""
    write(
        tmp_path,
        {
            "main.tf.json": """{"resource": {"aws_s3_bucket": {"b": {
  "bucket": "b", "tags": {"é": "☃", "k": "v"},
  "versioning": {"enabled": true},
  "dynamic": {"cors_rule": {"for_each": ["p", "q"],
    "content": {"allowed_methods": ["GET"], "allowed_origins": ["${cors_rule.value}"]}}}
}}}}"""
        },
    )
    located = Located(tmp_path)

    assert [
        'main.tf.json:1:33 "b"',
        'main.tf.json:2:3 "bucket": "b"',
        'main.tf.json:2:37 "k": "v"',
        'main.tf.json:3:18 "enabled": true',
        'main.tf.json:5:65 "${cors_rule.value}"',
    ] == [
        located.place("aws_s3_bucket.b", *path)
        for path in (
            ["x"],
            ["bucket"],
            ["tags", "k"],
            ["versioning", 0, "enabled"],
            ["cors_rule", 1, "allowed_origins", 0],
        )
    ]
    assert ["attribute k", "resource aws_s3_bucket.b"] == [
        frame.rpartition(" ")[0] for frame in located.stack("aws_s3_bucket.b", "tags", "k")
    ]
    assert 'literal allowed_origins main.tf.json:4:47 "q"' == located.origin(
        "aws_s3_bucket.b", "cors_rule", 1, "allowed_origins", 0
    )


def test_first_line_of_json_is_not_shifted(tmp_path: Path) -> None:
    """Columns count from the first character of the file."""
    write(tmp_path, {"main.tf.json": '{"resource":{"aws_s3_bucket":{"b":{"bucket":"x"}}}}'})

    assert 'main.tf.json:1:36 "bucket":"x"' == Located(tmp_path).place("aws_s3_bucket.b", "bucket")
