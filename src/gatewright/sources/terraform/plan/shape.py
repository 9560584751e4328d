"""Typed access to parsed JSON of which only the writer is known, not the shape."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import from_json

from gatewright.sources.terraform.values import Value


class ShapeError(ValueError):
    """A part of an artifact is not what its format says; the message completes "the file cannot be used: ..."."""


def json_of(content: bytes, where: str) -> Value:
    """The JSON in a part of an artifact; null when the part is empty."""
    if not content.strip():
        return None
    try:
        document: Value = from_json(content, allow_inf_nan=False)
    except ValueError as problem:
        raise ShapeError(f"`{where}` in it is broken JSON ({problem}); make it again") from problem
    return document


def object_of(value: Value, where: str) -> dict[str, Value]:
    """The value as an object; null and absent are an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ShapeError(f"`{where}` is not an object")
    return value


def list_of(value: Value, where: str) -> list[Value]:
    """The value as a list; null and absent are an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise ShapeError(f"`{where}` is not a list")
    return value


def text_of(parent: Mapping[str, Value], key: str, where: str) -> str:
    """The string at a key that must be there."""
    value = parent.get(key)
    if not isinstance(value, str) or not value:
        raise ShapeError(f"`{where}.{key}` is not a string")
    return value


def optional_text(parent: Mapping[str, Value], key: str, where: str) -> str:
    """The string at a key, empty when it is null or absent."""
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ShapeError(f"`{where}.{key}` is not a string")
    return value


def key_of(value: Value, where: str) -> int | str | None:
    """An instance key: null for a resource without `count` and `for_each`, else a number or a string."""
    if value is None or (isinstance(value, (int, str)) and not isinstance(value, bool)):
        return value
    raise ShapeError(f"`{where}` is neither a number nor a string")


def is_resource(parent: Mapping[str, Value]) -> bool:
    """Whether this is a managed resource or a data source, not something that is gone after the run (`ephemeral`)."""
    return parent.get("mode", "managed") in ("managed", "data")


def mode_is_data(parent: Mapping[str, Value]) -> bool:
    """Whether the `mode` says that this is a data source."""
    return parent.get("mode") == "data"
