"""The JSON Schema of the configuration: it accepts what the models accept."""

from __future__ import annotations

from typing import Any

from gatewright.app.config.model import VISIBLE, Configuration

NAME = "gatewright-config-1.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema of `gatewright.toml`, and of `[tool.gatewright]`."""
    schema = _tidied(Configuration.model_json_schema())
    described = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Gatewright configuration"}
    return {**described, **{key: part for key, part in schema.items() if key != "title"}, **_REASONS}


_REASONS = {
    "if": {"properties": {"require-reason": {"const": False}}, "required": ["require-reason"]},
    "else": {
        "properties": {
            "suppressions": {"items": {"required": ["reason"], "properties": {"reason": {"pattern": VISIBLE}}}}
        }
    },
}
"""What the model asks a validator: a reason is needed unless the file says otherwise."""


def _tidied(part: Any) -> Any:
    """The schema without what only pydantic needs, and with keys of tables that are restricted in truth.

    TOML has no null: what may be absent is described as what it is when it is there. Pydantic describes a table whose
    keys follow a pattern by `patternProperties` alone, which admits all other keys.
    """
    if isinstance(part, list):
        return [_tidied(one) for one in part]
    if not isinstance(part, dict):
        return part
    choices = part.get("anyOf", ())
    if {"type": "null"} in choices:
        (given,) = (one for one in choices if one != {"type": "null"})
        part = {**{key: one for key, one in part.items() if key != "anyOf"}, **given}
    kept = {key: _tidied(one) for key, one in part.items() if not _is_noise(key, one)}
    patterns = kept.pop("patternProperties", None)
    if patterns is not None:
        ((pattern, below),) = patterns.items()
        kept["additionalProperties"] = below
        kept["propertyNames"] = {"minLength": 1, "pattern": pattern}
    return kept


def _is_noise(key: str, value: object) -> bool:
    """Generated titles, and the default of what is simply absent."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
