"""What the document types are made of, as JSON Schemas and as a page, derived from the models."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal

from pydantic import create_model
from pydantic.json_schema import JsonSchemaMode, JsonSchemaValue, models_json_schema

import gatewright.model
from gatewright.model.document import Document, Properties

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_UNKNOWN = "Unknown"
_LONGEST_DEFAULT = 40
_MODE: JsonSchemaMode = "serialization"

_INTRODUCTION = """\
# Document types

Every source (Terraform source, plan, state, live clouds) is normalised into documents of these types, and rules read
nothing else: `input.resources["TYPE"]` is the array of all documents of a type, `input.by_id["ID"]` any document that
another one is related to.

- Properties hold the *effective* setting: where the user leaves one out, the default of the provider stands there.
- Every property, at every level, may be unknown instead: `{"$unknown": "why"}`. Tables do not say so again.
- *Derived* properties follow from the others.
- A Terraform resource without a type of its own is a document of type `terraform.<resource type>`, with its attributes
  as properties.

The same as JSON Schemas, one a type, and one for `input` as a whole: [schemas](schemas).
"""


@cache
def types() -> Mapping[str, type[Properties]]:
    """The model of the properties of each document type, by its name, in order."""
    found = {model.TYPE: model for name in _modules() for model in _models(name)}
    return dict(sorted(found.items()))


def json_schema(name: str) -> JsonSchemaValue:
    """The JSON Schema of a document of the type, its properties included."""
    schema = _document_model(name).model_json_schema(mode=_MODE)
    return {"$schema": DIALECT, **_with_one_unknown(schema)}


def input_schema() -> JsonSchemaValue:
    """The JSON Schema of what rules read as `input`, in the subset that `opa check --schema` understands."""
    models = {name: _document_model(name) for name in types()}
    references, definitions = models_json_schema([(model, _MODE) for model in models.values()])
    resources = {name: {"type": "array", "items": references[(model, _MODE)]} for name, model in models.items()}
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": ["resources", "by_id"],
        "properties": {
            "resources": {"type": "object", "additionalProperties": False, "properties": resources},
            "by_id": {"type": "object", "additionalProperties": {"type": "object"}},
        },
        **_with_one_unknown(definitions),
    }


def markdown() -> str:
    """The page on all document types: their properties, then the parts that properties are made of."""
    document = Document.model_json_schema(mode=_MODE)
    references, found = models_json_schema([(model, _MODE) for model in types().values()])
    definitions = _with_one_unknown(found)["$defs"]
    names = {name: _last(references[(model, _MODE)]["$ref"]) for name, model in types().items()}
    parts = [key for key in definitions if key not in {*names.values(), _UNKNOWN}]
    lines = [_INTRODUCTION, *_section("Every document", {**document, **_with_one_unknown(document)}, definitions)]
    for name, key in names.items():
        lines += _section(f"`{name}`", definitions[key], definitions)
    lines += ["\n## Parts of properties\n"]
    for key in sorted(parts, key=_part):
        lines += _section(_part(key), definitions[key], definitions, level="###")
    return "\n".join(lines) + "\n"


def _modules() -> Iterator[str]:
    for package in pkgutil.iter_modules(gatewright.model.__path__):
        if package.ispkg:
            path = import_module(f"{gatewright.model.__name__}.{package.name}").__path__
            for module in pkgutil.iter_modules(path):
                yield f"{gatewright.model.__name__}.{package.name}.{module.name}"


def _models(module: str) -> Iterator[type[Properties]]:
    for value in vars(import_module(module)).values():
        if isinstance(value, type) and issubclass(value, Properties) and value.__module__ == module and value.TYPE:
            yield value


@cache
def _document_model(name: str) -> type[Document]:
    literal: Any = Literal[name]
    words = "".join(word.title() for word in name.replace("_", ".").split("."))
    return create_model(
        f"{words}Document",
        __base__=Document,
        __doc__=types()[name].__doc__,
        type=(literal, Document.model_fields["type"]),
        properties=(types()[name], Document.model_fields["properties"]),
    )


def _with_one_unknown(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The schema with the shape of an unknown value defined once, and referred to."""
    shapes: dict[str, Any] = {}

    def replaced(part: Any) -> Any:
        if isinstance(part, dict):
            if part.get("title") == _UNKNOWN and "$unknown" in part.get("properties", {}):
                shapes[_UNKNOWN] = part
                return {"$ref": f"#/$defs/{_UNKNOWN}"}
            return {key: replaced(value) for key, value in part.items()}
        return [replaced(item) for item in part] if isinstance(part, list) else part

    result: dict[str, Any] = replaced(schema)
    if shapes:
        result["$defs"] = {**result.get("$defs", {}), **shapes}
    return result


def _section(
    title: str, schema: JsonSchemaValue, definitions: Mapping[str, Any], *, level: str = "##"
) -> Iterator[str]:
    described = " ".join(str(schema.get("description", "")).split())
    yield f"\n{level} {title}\n\n{described}\n"
    fields = schema.get("properties", {})
    if fields:
        yield "| property | type | default | description |"
        yield "| --- | --- | --- | --- |"
    for name, field in fields.items():
        default = "*derived*" if field.get("readOnly") else _default(field)
        description = str(field.get("description", "")).replace("|", "\\|")
        yield f"| `{name}` | {_kind(field, definitions)} | {default} | {description} |"


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _part(key: str) -> str:
    """The name of a part; where two modules have one of a name, the key holds the modules too."""
    return key.rpartition("__")[2]


def _kind(schema: JsonSchemaValue, definitions: Mapping[str, Any]) -> str:
    """The type of a field in words; that it may be unknown goes without saying."""
    options = (_kind_of(option, definitions) for option in schema.get("anyOf", [schema]))
    return " or ".join(dict.fromkeys(filter(None, options)))


def _kind_of(schema: JsonSchemaValue, definitions: Mapping[str, Any]) -> str:
    key = _last(str(schema.get("$ref", "")))
    if key == _UNKNOWN:
        return ""
    if key in definitions and "properties" in definitions[key]:
        return f"[{_part(key)}](#{_part(key).lower()})"
    if key in definitions:
        return _kind(definitions[key], definitions)
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{choice}`" for choice in schema.get("enum", [schema.get("const")]))
    if "items" in schema:
        return f"list of {_kind(schema['items'], definitions)}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"map of {_kind(schema['additionalProperties'], definitions)}"
    return str(schema.get("type", "object"))


def _default(field: JsonSchemaValue) -> str:
    """The default as JSON; what is long stands with the part that it is made of."""
    if "default" not in field:
        return ""
    text = json.dumps(field["default"], ensure_ascii=False)
    return f"`{text}`" if len(text) <= _LONGEST_DEFAULT else "see there"
