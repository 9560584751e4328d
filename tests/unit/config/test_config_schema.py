"""The published JSON Schema: current, described, and as strict as the models."""

from __future__ import annotations

import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gatewright.app.config import model
from gatewright.app.config.model import Table
from gatewright.app.config.schema import NAME, json_schema

DOCS = Path(__file__).parents[3] / "docs"
TABLES = [value for value in vars(model).values() if isinstance(value, type) and issubclass(value, Table)]


def test_the_published_schema_is_current() -> None:
    """The file in docs/schemas is what `python docs/build_config_schema.py` writes."""
    text = runpy.run_path(str(DOCS / "build_config_schema.py"))["text"]()
    assert text == (DOCS / "schemas" / NAME).read_text(encoding="utf-8")


def test_the_schema_is_a_schema() -> None:
    """It is valid JSON Schema, and nothing in it is called null: TOML has none."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert [] == [
        part for part in _parts(json_schema()) if part.get("type") == "null" or part.get("default", 0) is None
    ]


def _parts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for below in value.values() if isinstance(value, dict) else value:
            yield from _parts(below)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_described(table: type[Table]) -> None:
    """A key says what it holds, in a sentence; tables are closed and frozen."""
    assert [] == [name for name, field in table.model_fields.items() if not (field.description or "").endswith(".")]
    assert (True, "forbid") == (table.model_config["frozen"], table.model_config["extra"])


def test_names_cannot_end_lines() -> None:
    """A name of an environment is one word, whatever a regular expression takes for the end of a text."""
    with pytest.raises(ValueError, match="is not a name"):
        model.validated({"environments": {"prod\n": {}}})
