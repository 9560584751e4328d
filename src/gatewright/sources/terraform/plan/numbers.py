"""Fractions that a binary plan writes as strings, made numbers again where the provider's schema says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gatewright.sources.terraform.schemas import BlockSchema
from gatewright.sources.terraform.values import Sensitive, Value


def restore_numbers(values: Mapping[str, Value], schema: BlockSchema) -> Mapping[str, Value]:
    """The values of a resource or nested block with its numbers as numbers; the same object when all were."""
    changed: dict[str, Value] = {}
    for name, value in values.items():
        if name in schema.attributes:
            restored = _typed(value, schema.attributes[name][0])
        elif name in schema.blocks:
            restored = _nested(value, schema.blocks[name].block)
        else:
            continue
        if restored is not value:
            changed[name] = restored
    return {**values, **changed} if changed else values


def _object(value: dict[str, Value], schema: BlockSchema) -> dict[str, Value]:
    restored = restore_numbers(value, schema)
    return value if restored is value else dict(restored)


def _nested(value: Value, schema: BlockSchema) -> Value:
    if isinstance(value, dict):
        return _object(value, schema)
    if not isinstance(value, list):
        return value
    items: list[Value] = [_object(item, schema) if isinstance(item, dict) else item for item in value]
    return items if any(new is not old for new, old in zip(items, value, strict=True)) else value


def _typed(value: Value, kind: Any) -> Value:
    """The value as the type says; types are written as Terraform's provider schemas write them."""
    if isinstance(value, Sensitive):
        restored = _typed(value.value, kind)
        return value if restored is value.value else Sensitive(restored)
    if kind == "number":
        return _number(value) if isinstance(value, str) else value
    if not isinstance(kind, list) or len(kind) < 2:
        return value
    members = kind[1]
    if isinstance(value, list):
        items = [_typed(item, members) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        parts = {
            name: _typed(item, members.get(name) if kind[0] == "object" else members) for name, item in value.items()
        }
        return parts if any(parts[name] is not item for name, item in value.items()) else value
    return value


def _number(text: str) -> Value:
    try:
        return float(text)
    except ValueError:
        return text
