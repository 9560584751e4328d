"""What pydantic finds wrong with a configuration, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gatewright.app.config import toml_text
from gatewright.app.config.file import Problem
from gatewright.app.config.hints import Hints
from gatewright.app.config.keys import Key
from gatewright.app.config.schema import json_schema

_LONGEST_SHOWN = 60
_WANTED = {
    "string_type": "a string",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """Each problem with its key."""
    schema, hints = json_schema(), Hints()
    for found in error.errors(include_url=False):
        key = tuple(part for part in found["loc"] if part != "[key]")
        yield Problem(key, _text(found, key, schema, hints))


def _text(found: ErrorDetails, key: Key, schema: Mapping[str, Any], hints: Hints) -> str:
    given, context = found["input"], found.get("ctx", {})
    match found["type"]:
        case "extra_forbidden":
            allowed = list(_below(schema, key[:-1]).get("properties", {}))
            return f"is not a key here{hints.meant(str(key[-1]), allowed) or f'; allowed are {_listed(allowed)}'}"
        case "missing":
            return "is missing"
        case "literal_error":
            allowed = list(_below(schema, key).get("enum", ()))
            return f"is {_shown(given)}, allowed are {_listed(allowed)}{hints.meant(given, allowed)}"
        case "string_too_short" | "too_short":
            return "must not be empty"
        case "too_long":
            return f"must not have more than {context['max_length']} elements"
        case "greater_than_equal" | "less_than_equal":
            within = _below(schema, key)
            return f"is {_shown(given)}; choose a number from {within['minimum']} to {within['maximum']}"
        case "value_error":
            return str(context["error"])
        case kind if kind in _WANTED:
            quotes = f"; write {_quoted(given)}" if kind == "string_type" and _is_scalar(given) else ""
            return f"must be {_WANTED[kind]}, not {_kind(given)}{quotes}"
        case _:
            return f"cannot be used: {found['msg'].lower()}"


def _below(schema: Mapping[str, Any], key: Key) -> Mapping[str, Any]:
    """The part of the schema that speaks about a key."""
    part = schema
    for name in key:
        part = _followed(part, schema)
        if isinstance(name, int):
            part = part.get("items", {})
        else:
            part = part.get("properties", {}).get(name) or part.get("additionalProperties") or {}
    return _followed(part, schema)


def _followed(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = part.get("$ref")
    return schema["$defs"][reference.removeprefix("#/$defs/")] if isinstance(reference, str) else part


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _shown(value: object) -> str:
    """A value in backticks, cut where it is long: it may be a stranger's."""
    if not _is_scalar(value) and not isinstance(value, str):
        return _kind(value)
    text = toml_text.value(value)
    return f"`{text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + '…'}`"


def _quoted(value: object) -> str:
    return f"`{toml_text.string(toml_text.value(value))}`"


def _is_scalar(value: object) -> bool:
    return isinstance(value, bool | int | float | date | time)


def _kind(value: object) -> str:
    match value:
        case bool():
            return f"the boolean {toml_text.value(value)}"
        case int() | float():
            return f"the number {toml_text.value(value)}"
        case str():
            return f"the string {_shown(value)}" if value else "an empty string"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
        case date() | time():
            return "a date or time"
        case _:
            return "nothing"
