"""Terraform itself, asked for the value of expressions: many in one plan, without providers or a network."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from gatewright.sources.terraform.typesystem import set_value
from gatewright.sources.terraform.values import (
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
)

ERROR_MARK = "!!refused!!"
UNKNOWN_TEXT = UnknownValue("known after apply", reference=Reference("terraform_data.text", "id"))
"""Rendered as an unknown string."""
UNKNOWN_ANY = UnknownValue("of any type")
"""Rendered as an unknown value of a type that Terraform does not know either."""

_HEADER = """
terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
resource "terraform_data" "text" {}
"""


@dataclass(frozen=True)
class Refused:
    """Terraform, or Gatewright, refuses the expression."""


def render(value: Value) -> str:
    """The expression that yields a value."""
    if isinstance(value, UnknownValue):
        return "jsondecode(terraform_data.text.id)" if value == UNKNOWN_ANY else "terraform_data.text.id"
    if isinstance(value, Sensitive):
        return f"sensitive({render(value.value)})"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (int, float)):
        return format(Decimal(repr(value)), "f")
    if isinstance(value, list):
        inner = f"[{', '.join(map(render, value))}]"
        kind = "tolist" if isinstance(value, ListValue) else "toset" if isinstance(value, SetValue) else ""
    else:
        inner = "{" + ", ".join(f"{_quoted(key)} = {render(item)}" for key, item in value.items()) + "}"
        kind = "tomap" if isinstance(value, MapValue) else ""
    return f"{kind}({inner})" if kind else inner


@dataclass(frozen=True)
class Answer:
    """What Terraform makes of an expression."""

    value: Value | Refused
    typed: bool = True
    """Whether the kinds of collections are Terraform's own: it does not tell those of partly unknown values."""
    marks: object = False
    """Which parts Terraform holds for sensitive: True, False, or the same for the parts."""


def evaluate(expressions: Sequence[str], directory: Path) -> list[Answer]:
    """What Terraform makes of each of the expressions, in two plans within the directory.

    `try` keeps a refused expression from ending the plan, but makes partly unknown values wholly so, and outputs do not
    tell which parts are sensitive: such expressions, unless refused, are asked for again, as they are, in resources.
    """
    outputs = "".join(
        f'output "o{index}" {{\n  sensitive = true\n  value = try({expression}, "{ERROR_MARK}")\n}}\n'
        for index, expression in enumerate(expressions)
    )
    planned = _plan(_HEADER + outputs, directory)["planned_values"].get("outputs", {})
    found = [planned.get(f"o{index}", {}) for index in range(len(expressions))]
    resources = "".join(
        f'resource "terraform_data" "r{index}" {{\n  input = {expression}\n}}\n'
        for index, expression in enumerate(expressions)
        if _is_partial(expression) and found[index].get("value") != ERROR_MARK
    )
    changes = _plan(_HEADER + resources, directory).get("resource_changes", []) if resources else []
    details = {change["name"]: change["change"] for change in changes}
    return [_answer(output, details.get(f"r{index}", {})) for index, output in enumerate(found)]


def evaluate_variables(declared: Sequence[tuple[str, str]], directory: Path) -> list[Value]:
    """The values of variables of these types with these defaults."""
    source = "".join(
        f'variable "v{index}" {{\n  type = {of}\n  default = {default}\n}}\n'
        f'output "o{index}" {{\n  value = var.v{index}\n}}\n'
        for index, (of, default) in enumerate(declared)
    )
    planned = _plan(source, directory)["planned_values"]["outputs"]
    return [_typed(planned[f"o{index}"].get("value"), planned[f"o{index}"]["type"]) for index in range(len(declared))]


def plan_inputs(directory: Path, options: Sequence[str], environment: Mapping[str, str]) -> dict[str, Answer]:
    """The `input` of every `terraform_data` instance that the configuration in a directory makes, by address."""
    _run(["init", "-input=false", "-no-color"], directory)
    changes = _planned(directory, options, environment).get("resource_changes", [])
    found = {change["address"]: change["change"] for change in changes if change["change"]["after"] is not None}
    return {
        address: Answer(
            _untyped(change["after"].get("input"), change["after_unknown"].get("input", False)),
            typed=False,
            marks=_pruned(change["after_sensitive"].get("input", False)),
        )
        for address, change in found.items()
    }


def _is_partial(expression: str) -> bool:
    return "terraform_data." in expression or "sensitive(" in expression


def _plan(source: str, directory: Path) -> Any:
    (directory / "main.tf").write_text(source)
    return _planned(directory)


def _planned(directory: Path, options: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Any:
    arguments = ["plan", "-input=false", "-no-color", "-refresh=false", "-out=plan.bin", *options]
    _run(arguments, directory, environment)
    shown = _run(["show", "-json", "plan.bin"], directory)
    return json.loads(shown, parse_float=_number, parse_int=int)


def _run(arguments: Sequence[str], directory: Path, environment: Mapping[str, str] | None = None) -> str:
    variables = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", **(environment or {})}
    done = subprocess.run(
        ["terraform", *arguments], cwd=directory, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _number(digits: str) -> int | float:
    number = Decimal(digits)
    return int(number) if number == number.to_integral_value() else float(number)


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(char):04x}" if char < " " else "\\" + char if char in '"\\' else char for char in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _answer(output: Mapping[str, Any], resource: Mapping[str, Any]) -> Answer:
    marks = _pruned(resource.get("after_sensitive", {}).get("input", False))
    if "type" in output:
        value = output.get("value")
        return Answer(Refused() if value == ERROR_MARK else _typed(value, output["type"]), marks=marks)
    if not resource:
        return Answer(output.get("value", UNKNOWN_TEXT))
    partial = _untyped(resource["after"].get("input"), resource["after_unknown"].get("input", False))
    return Answer(partial, typed=False, marks=marks)


def _typed(value: Any, of: Any) -> Value:
    """The value, with the kinds of collections that Terraform says it has."""
    if value is None or isinstance(of, str):
        return cast("Value", value)
    kind, inner = of[0], of[1]
    if kind == "list":
        return ListValue(_typed(item, inner) for item in value)
    if kind == "set":
        return set_value(_typed(item, inner) for item in value)
    if kind == "map":
        return MapValue({key: _typed(item, inner) for key, item in value.items()})
    if kind == "tuple":
        return [_typed(item, part) for item, part in zip(value, inner, strict=True)]
    return {key: _typed(item, inner[key]) for key, item in value.items()}


def _untyped(value: Any, unknown: Any) -> Value:
    """A partly unknown value: for those Terraform tells no types."""
    if unknown is True:
        return UNKNOWN_TEXT
    if isinstance(unknown, dict):
        known = value or {}
        return {key: _untyped(known.get(key), unknown.get(key, False)) for key in sorted({*known, *unknown})}
    if isinstance(unknown, list):
        return [
            _untyped(value[index] if value and index < len(value) else None, part) for index, part in enumerate(unknown)
        ]
    return cast("Value", value)


def _pruned(found: Any) -> Any:
    """The marks without the parts that have none."""
    if isinstance(found, dict):
        return {key: part for key, part in ((key, _pruned(part)) for key, part in found.items()) if part} or False
    if isinstance(found, list):
        parts = [_pruned(part) for part in found]
        return parts if any(parts) else False
    return found
