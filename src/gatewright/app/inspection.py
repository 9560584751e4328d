"""What rules see, and what they are made from, as JSON: the rule author's window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import JsonValue

from gatewright.app.estate import Estate
from gatewright.model.document import Document, Path
from gatewright.model.unknown import KEY
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value


def instance_json(instance: Instance) -> dict[str, JsonValue]:
    """An instance as a plan shows it: unknown parts of `values` marked, `unknown` and `sensitive` as masks of them."""
    values: Any = dict(instance.values)
    return {
        "root": instance.root,
        "address": instance.address,
        "mode": instance.mode,
        "type": instance.type,
        "name": instance.name,
        "index": instance.index,
        "module": instance.module,
        "values": _value(values),
        "unknown": _mask(values, lambda value: isinstance(value, UnknownValue)) or {},
        "sensitive": _mask(values, lambda value: isinstance(value, Sensitive)) or {},
    }


def _value(value: Value) -> JsonValue:
    if isinstance(value, UnknownValue):
        return {KEY: value.reason}
    if isinstance(value, Sensitive):
        return {KEY: "sensitive value"}
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return value


def _mask(value: Value, wanted: Callable[[Value], bool]) -> JsonValue:
    """`true` where the value is wanted, in the shape of what holds it; None where nothing inside is."""
    if wanted(value):
        return True
    if isinstance(value, dict):
        members: dict[str, JsonValue] = {
            key: mask for key, item in value.items() if (mask := _mask(item, wanted)) is not None
        }
        return members or None
    if isinstance(value, list):
        items: list[JsonValue] = [_mask(item, wanted) for item in value]
        return [False if item is None else item for item in items] if any(item is not None for item in items) else None
    return None


def document_json(document: Document, estate: Estate, *, provenance: bool) -> dict[str, JsonValue]:
    """A document as rules see it, with its unknowns and their reasons, and where each property was written if asked."""
    shown: dict[str, JsonValue] = document.model_dump(mode="json")
    shown["unknowns"] = [{"path": list(path), "reason": reason} for path, reason in _unknowns(shown["properties"], ())]
    if provenance and estate.provenance is not None:
        shown["provenance"] = [
            {"path": list(path), **trace.model_dump(mode="json")}
            for path in _leaves(shown["properties"], ())
            if (trace := estate.provenance.trace(document.id, path)) is not None
        ]
    return shown


def _unknowns(value: JsonValue, path: Path) -> list[tuple[Path, str]]:
    if isinstance(value, dict):
        if set(value) == {KEY}:
            return [(path, str(value[KEY]))]
        return [found for key, item in value.items() for found in _unknowns(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _unknowns(item, (*path, index))]
    return []


def _leaves(value: JsonValue, path: Path) -> list[Path]:
    if isinstance(value, dict) and value and set(value) != {KEY}:
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, (*path, index))]
    return [path]
