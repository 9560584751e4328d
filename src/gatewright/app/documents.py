"""Documents out of plain dictionaries, typed by the model of their resource type where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from gatewright.errors import InputError
from gatewright.model import schema
from gatewright.model.document import Document, Properties, RawProperties
from gatewright.model.unknown import KEY, Unknown
from gatewright.rules.fields import close_match

_SHOWN_BESIDE = frozenset({"unknowns", "provenance"})
"""What `gatewright inspect` shows beside a document; a document that is read back does not need it."""


def document_from(fields: Mapping[str, Any]) -> Document:
    """The document that a dictionary describes; it takes what `gatewright inspect --format json` writes.

    Only `type` is required. `id` is the type and name where it is left out, and `origin` is memory. An unknown value is
    `Unknown(reason)` or `{"$unknown": reason}`. Properties of a type that has no model are taken as they are.
    """
    values = {key: value for key, value in fields.items() if key not in _SHOWN_BESIDE}
    kind = values.get("type")
    if not isinstance(kind, str) or not kind:
        raise InputError("a document needs a `type`, such as `aws.s3.bucket`")
    values.setdefault("id", f"{kind}:{values.get('name', '')}")
    values.setdefault("provider", "" if kind.startswith("terraform.") else kind.partition(".")[0])
    values.setdefault("origin", {"source": "memory"})
    values["properties"] = _properties(kind, values.get("properties", {}))
    try:
        return Document.model_validate(values)
    except ValidationError as error:
        raise InputError(f"the document `{values['id']}` cannot be used: {_first(error, Document)}") from None


def _properties(kind: str, values: object) -> Properties:
    if isinstance(values, Properties):
        return values
    model = schema.types().get(kind, RawProperties)
    try:
        return model.model_validate(_with_unknowns(values) if model is RawProperties else values)
    except ValidationError as error:
        raise InputError(f"the properties of a `{kind}` cannot be used: {_first(error, model)}") from None


def _with_unknowns(value: Any) -> Any:
    """The value with `Unknown` where it has `{"$unknown": reason}`; a model does so by itself."""
    if isinstance(value, dict):
        if set(value) == {KEY} and isinstance(value[KEY], str):
            return Unknown(value[KEY])
        return {key: _with_unknowns(part) for key, part in value.items()}
    return tuple(map(_with_unknowns, value)) if isinstance(value, list | tuple) else value


def _first(error: ValidationError, model: type[Properties | Document]) -> str:
    """The first problem, with the place that it is in."""
    problem = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(map(str, problem["loc"]))
    if problem["type"] == "extra_forbidden":
        hint = close_match(place, model.model_fields)
        return f"`{place}` is not a property of it{hint}"
    if problem["type"] == "missing":
        return f"`{place}` is missing"
    reason = problem["msg"][:1].lower() + problem["msg"][1:]
    return f"`{place}`: {reason}" if place else reason
