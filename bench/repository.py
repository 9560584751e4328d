"""A made-up module repository: a root module of some size, submodules, and examples that call it again and again."""

from __future__ import annotations

from pathlib import Path

_VARIABLE = """
variable "{name}" {{
  description = <<-EOT
    Settings of {name}, by name. What each of them does:

    - `enabled` makes the group, its volume and its bucket; nothing is made without it.
    - `description` is shown in the console, where it helps the people on call to tell one group from another.
    - `size` is in GiB; less than 8 is taken for 8, since nothing smaller can be made in most places.
    - `rules` are the ports that are let in, each with the networks that it is let in from. Networks are private ones
      by default: whoever needs the internet has to say so, and has to say why in the description of the rule.
    - `tags` come in addition to those of the module and of the provider; the innermost wins where names meet.

    The examples show each of them at work. A change of the name makes everything anew, since names are part of
    what the cloud identifies resources by; `moved` blocks in the calling module keep what can be kept. The defaults
    are those that the security team asks for. Ask before you depart from them, and write down what you were told.
  EOT
  type = map(object({{
    enabled     = optional(bool, true)
    description = optional(string, "managed")
    size        = optional(number, 10)
    rules = optional(list(object({{
      port  = number
      cidrs = optional(list(string), ["10.0.0.0/8"])
    }})), [])
    tags = optional(map(string), {{}})
  }}))
  default = {{}}
}}
"""

_RESOURCES = """
# What belongs to {name}: a security group and a volume for each member, and a bucket for what they leave behind.
# Members that are switched off stay in the variable, so that they can be switched on again without looking them up.
locals {{
  {name}_enabled = {{ for key, value in var.{name} : key => value if value.enabled && var.create }}
  {name}_rules   = flatten([for value in values(local.{name}_enabled) : value.rules])
  {name}_ports   = distinct([for rule in local.{name}_rules : tostring(rule.port)])
  {name}_tags    = merge(var.tags, {{ Part = "{name}", Ports = join("-", local.{name}_ports) }})
}}

resource "aws_security_group" "{name}" {{
  for_each    = local.{name}_enabled
  name        = "${{var.prefix}}-{name}-${{each.key}}"
  description = coalesce(each.value.description, "none")
  vpc_id      = var.vpc_id

  dynamic "ingress" {{
    for_each = each.value.rules
    iterator = rule
    content {{
      description = "port ${{rule.value.port}}"
      from_port   = rule.value.port
      to_port     = rule.value.port
      protocol    = "tcp"
      cidr_blocks = rule.value.cidrs
    }}
  }}
  tags = merge(local.{name}_tags, each.value.tags)
}}

resource "aws_ebs_volume" "{name}" {{
  for_each          = local.{name}_enabled
  availability_zone = "${{var.region}}a"
  size              = max(each.value.size, 8)
  encrypted         = try(each.value.encrypted, true)
  tags              = local.{name}_tags
}}

module "{name}_bucket" {{
  source   = "./modules/bucket"
  for_each = local.{name}_enabled
  name     = "${{var.prefix}}-{name}-${{each.key}}"
  tags     = local.{name}_tags
}}

output "{name}_groups" {{
  description = "Security groups of {name}"
  value       = {{ for key, group in aws_security_group.{name} : key => group.id }}
}}
"""

_HEAD = """
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

variable "create" {
  type    = bool
  default = true
}

variable "prefix" { type = string }
variable "region" { type = string }

variable "vpc_id" {
  type    = string
  default = "vpc-1"
}

variable "tags" {
  type    = map(string)
  default = {}
}
"""

_BUCKET = """
variable "name" { type = string }

variable "tags" {
  type    = map(string)
  default = {}
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.tags
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json
}
"""

_EXAMPLE = """
provider "aws" {{ region = "eu-west-1" }}

module "this" {{
  source = "../.."
  prefix = "example-{number}"
  region = "eu-west-1"
  tags   = {{ Example = "{number}", Team = "platform" }}
{arguments}
}}
"""

_ARGUMENT = """
  part_{part} = {{
    one = {{ rules = [{{ port = 443 }}, {{ port = 8443, cidrs = ["10.1.0.0/16", "10.2.0.0/16"] }}] }}
    two = {{ size = 20, tags = {{ Tier = "two" }} }}
    off = {{ enabled = false }}
  }}
"""


def write_repository(folder: Path, *, parts: int = 150, examples: int = 20) -> int:
    """Write the repository and return its size in bytes: 3.5 kB of HCL for each part; an example uses three."""
    names = [f"part_{number}" for number in range(parts)]
    texts = {"main.tf": _HEAD, "modules/bucket/main.tf": _BUCKET}
    for start in range(0, parts, 25):
        block = names[start : start + 25]
        texts[f"variables_{start}.tf"] = "".join(_VARIABLE.format(name=name) for name in block)
        texts[f"parts_{start}.tf"] = "".join(_RESOURCES.format(name=name) for name in block)
    for number in range(examples):
        arguments = "".join(_ARGUMENT.format(part=(number * 3 + offset) % parts) for offset in range(3))
        texts[f"examples/example_{number}/main.tf"] = _EXAMPLE.format(number=number, arguments=arguments)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(len(text) for text in texts.values())
