"""A new rule: every file that it needs, working from the start, for its author to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gatewright.errors import UsageError

_IDENTITY = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}$")
_KEYWORDS = frozenset(
    {"as", "contains", "default", "else", "every", "false", "if", "import", "in", "not", "null", "package", "some"}
    | {"true", "with", "input", "data"}
)

_RULE = """\
# METADATA
# title: Input is plain text
# description: >-
#   What is wrong, why it matters and what to use instead, in one or two sentences.
# custom:
#   severity: medium
#   resource_types: [terraform.terraform_data]
#   reads:
#     - [input]
#   remediation:
#     terraform: >-
#       Set `input` to `encrypted`.
package PACKAGE

import data.lib.finding
import data.lib.known

deny contains finding.at(resource, ["input"], "the input is plain text") if {
	some resource in input.resources["terraform.terraform_data"]
	known.equal(resource.properties.input, "plain")
}
"""

_TEST = """\
package PACKAGE_test

import data.PACKAGE as rule

_input(properties) := {"resources": {"terraform.terraform_data": [{"id": "r", "properties": properties}]}}

_hit := {"resource": "r", "path": ["input"], "message": "the input is plain text"}

test_denies_plain if rule.deny == {_hit} with input as _input({"input": "plain"})

test_allows_encrypted if rule.deny == set() with input as _input({"input": "encrypted"})

test_silent_when_unknown_input if {
	rule.deny == set() with input as _input({"input": {"$unknown": "decided on apply"}})
}
"""

_PAGE = """\
# Input is plain text

## What it checks

Which setting, of which resources, in which forms. What it does not check.

## Why it matters

What somebody can do when the setting is wrong.

## What to do

```terraform
resource "terraform_data" "example" {
  input = "encrypted"
}
```

## Severity

Medium. Likelihood: how easily it is found and used. Impact: what is lost then.
"""

_BAD = """\
resource "terraform_data" "example" {
  input = "plain"
}
"""
_GOOD = """\
resource "terraform_data" "example" {
  input = "encrypted"
}
"""
_UNKNOWN = """\
variable "text" {
  type = string
}

resource "terraform_data" "example" {
  input = var.text
}
"""
_EXPECTED = """\
{
  "findings": [
    {"address": "terraform_data.example", OUTCOME}
  ]
}
"""
_FIXTURES = {
    "bad": (_BAD, '"outcome": "fail", "path": ["input"], "line": 2'),
    "good": (_GOOD, '"outcome": "pass"'),
    "unknown": (_UNKNOWN, '"outcome": "unknown"'),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files of rules go: the path is the name in each of the three."""

    rules: Path
    fixtures: Path
    docs: Path


def layout_of(folder: Path) -> Layout:
    """The layout below a folder: of Gatewright's own checkout, or of a folder of rules, which holds all three."""
    if _is_checkout(folder):
        return Layout(folder / "policies" / "rules", folder / "terraform_fixtures", folder / "docs" / "rules")
    return Layout(folder, folder / "fixtures", folder / "docs")


def scaffold(identity: str, layout: Layout) -> tuple[Path, ...]:
    """Write the files of a new rule, and return their paths.

    No file is ever changed: where one is there already, none is written.
    """
    files = _files(_checked(identity), layout)
    for path in files:
        if path.exists():
            raise UsageError(f"`{path}` is there already; choose another id, or change that file")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(files)


def _checked(identity: str) -> str:
    if not _IDENTITY.match(identity):
        raise UsageError(
            f"`{identity}` is not a rule's id; write PROVIDER.SERVICE.RULE in small letters, digits and underscores, "
            "such as `aws.s3.bucket_acl_public`"
        )
    for word in identity.split("."):
        if word in _KEYWORDS:
            raise UsageError(f"`{word}` in `{identity}` is a word of Rego's own; choose another")
    return identity


def _files(identity: str, layout: Layout) -> Mapping[Path, str]:
    place = Path(*identity.split("."))
    rule, fixtures = layout.rules / place, layout.fixtures / place
    texts = {
        rule / f"{place.name}.rego": _RULE,
        rule / f"{place.name}_test.rego": _TEST,
        (layout.docs / place).with_suffix(".md"): _PAGE,
    }
    for kind, (source, outcome) in _FIXTURES.items():
        texts[fixtures / kind / "main.tf"] = source
        texts[fixtures / kind / "expected.json"] = _EXPECTED.replace("OUTCOME", outcome)
    return {path: text.replace("PACKAGE", f"rules.{identity}") for path, text in texts.items()}


def default_folder(working: Path) -> Path:
    """Where new rules go from a working directory: Gatewright's checkout itself, else its folder `rules`."""
    return working if _is_checkout(working) else working / "rules"


def _is_checkout(folder: Path) -> bool:
    return (folder / "policies" / "rules").is_dir() and (folder / "terraform_fixtures").is_dir()
