"""Where the values of a plan's variables came from, as far as the caller says what was given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewright.app.estate import LoadOptions, load

SOURCE = """\
variable "text" {
  default = "default"
}
resource "terraform_data" "a" {
  input = var.text
}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of the source above, in which the variable is `given`."""
    (tmp_path / "main.tf").write_text(SOURCE)
    (tmp_path / "same.tfvars").write_text('text = "given"\n')
    (tmp_path / "other.tfvars").write_text('text = "other"\n')
    resource = {
        "address": "terraform_data.a",
        "mode": "managed",
        "type": "terraform_data",
        "name": "a",
        "values": {"input": "given"},
    }
    content = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {"text": {"value": "given"}},
        "planned_values": {"root_module": {"resources": [resource]}},
    }
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ("cli", None)),
        ({"var_files": ("same.tfvars",)}, ("tfvars", "same.tfvars")),
        ({"var_files": ("other.tfvars",)}, ("cli", None)),
        ({"variables": (("text", "given"),)}, ("cli", None)),
        ({"environment": {"TF_VAR_text": "given"}}, ("environment", None)),
        ({"environment": {"TF_VAR_text": "other"}}, ("cli", None)),
    ],
)
def test_a_value_is_traced_to_what_gives_it(
    plan: Path, options: dict[str, object], expected: tuple[str, str | None]
) -> None:
    """A file or variable is named where it has the value that the plan records, and nothing else is."""
    files = tuple(plan.parent / str(file) for file in options.pop("var_files", ()))  # type: ignore[attr-defined]
    estate = load(plan, LoadOptions(var_files=files, source=plan.parent, **options))  # type: ignore[arg-type]
    assert estate.provenance is not None
    trace = estate.provenance.trace(estate.documents[0].id, ("input",))
    assert trace is not None
    origin = trace.value_from
    assert origin is not None
    assert expected == (origin.kind, Path(origin.file).name if origin.file else None)
