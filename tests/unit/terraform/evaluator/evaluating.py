"""Small configurations, evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.source import SourceTree
from gatewright.sources.terraform.values import Value


@dataclass(frozen=True)
class World:
    """What the configuration in a folder comes to."""

    instances: dict[str, Instance]
    diagnostics: tuple[Diagnostic, ...]

    def value(self, address: str, *path: str | int) -> Value:
        """A value of an instance."""
        found: Value = dict(self.instances[address].values)
        for step in path:
            found = found[step]  # type: ignore[index]  # the test knows the shape
        return found

    def input(self, name: str) -> Value:
        """The `input` of a `terraform_data` resource."""
        return self.value(f"terraform_data.{name}", "input")

    @property
    def told(self) -> list[str]:
        """The summaries of the diagnostics."""
        return [diagnostic.summary for diagnostic in self.diagnostics]


def world(folder: Path, files: str | Mapping[str, str], inputs: VariableInputs | None = None) -> World:
    """The root module in the folder, made of these files (a text is `main.tf`), evaluated."""
    for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    evaluated = SourceTree(folder, inputs or VariableInputs()).evaluate((".",))
    return World({one.address: one for one in evaluated.instances}, evaluated.diagnostics)


def holding(expression: str) -> str:
    """A configuration with the value of an expression in `terraform_data.x`, beside an unknown `terraform_data.u`."""
    return f'resource "terraform_data" "u" {{}}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n'
