"""The `fix` of a rule's metadata: a closed schema, every complaint with the file and the key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import cast

from pydantic import JsonValue

from gatewright.errors import RuleError
from gatewright.model.fix import (
    CONFIDENCES,
    EMPTIED,
    AddBlock,
    Companion,
    Confidence,
    Edits,
    Element,
    Emptied,
    Fix,
    Operation,
    RemoveBlock,
    RemoveResource,
    SetValues,
    Statement,
    Steps,
    Unset,
)
from gatewright.rules.fields import Fields, close_match, is_mapping

FIX = ("confidence", "title", "note", "edits")
POLICY_ELEMENTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
)

_STATEMENT_EMPTIED = ("refuse", "attribute", "resource")
_PLACE = re.compile(r"^(data\.)?[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def parse_fix(fields: Fields, parameters: Collection[str]) -> Fix:
    """The fix that a mapping declares; values may name the rule's parameters."""
    fields.closed(FIX)
    confidence = cast("Confidence", fields.choice("confidence", CONFIDENCES))  # `choice` has just checked it
    note = fields.text("note", "")
    if confidence == "review" and not note:
        raise fields.complaint("note", "is missing: say what was chosen for the user, and why, or what to look at")
    places = fields.below("edits")
    if not places.values:
        raise fields.complaint("edits", "must hold edits by Terraform type, such as `aws_s3_bucket`")
    edits = tuple(_edits(places, place, parameters) for place in places.values)
    return Fix(confidence=confidence, title=fields.text("title"), note=note, edits=edits)


def _edits(places: Fields, place: str, parameters: Collection[str]) -> Edits:
    if not _PLACE.match(place):
        raise places.complaint(place, "is no place: a Terraform type, then nested blocks, such as `aws_instance.ebs`")
    refused = places.text(place) if isinstance(places.values[place], str) else ""
    operations = [] if refused else places.each(place)
    if not refused and not operations:
        raise places.complaint(place, "must hold at least one operation, or say why there is none")
    steps = place.split(".")
    if steps[0] == "data":
        steps[:2] = [".".join(steps[:2])]
    return Edits(
        place=tuple(steps), operations=tuple(_operation(one, parameters) for one in operations), refused=refused
    )


def _operation(fields: Fields, parameters: Collection[str]) -> Operation:
    fields.closed(tuple(_OPERATIONS))
    if len(fields.values) != 1:
        raise RuleError(f"{fields.file}: `{fields.where}` must be one operation, a mapping with one key")
    name = next(iter(fields.values))
    made = _OPERATIONS[name](fields, name)
    _check_values(fields, name, made.model_dump(mode="json"), parameters)
    return made


def _set(fields: Fields, name: str) -> Operation:
    given = _filled(fields, name)
    return SetValues(values=tuple((_steps(given, path), given.json(path)) for path in given.values))


def _unset(fields: Fields, name: str) -> Operation:
    paths = fields.texts(name)
    if not paths:
        raise fields.complaint(name, "must name at least one attribute")
    return Unset(paths=tuple(_steps(fields, path, name) for path in paths))


def _add_block(fields: Fields, name: str) -> Operation:
    given = fields.below(name).closed(("type", "at", "set"))
    at = given.text("at", "")
    return AddBlock(type=_name(given, "type"), at=_steps(given, at, "at") if at else (), content=_content(given, "set"))


def _remove_block(fields: Fields, name: str) -> Operation:
    value = fields.values[name]
    if not isinstance(value, str):
        raise fields.complaint(name, "must be the path of a block; an empty string for the one that the finding is in")
    return RemoveBlock(at=_steps(fields, value, name) if value else ())


def _companion(fields: Fields, name: str) -> Operation:
    given = fields.below(name).closed(("type", "link", "set"))
    link = _filled(given, "link")
    return Companion(
        type=_name(given, "type"),
        link={argument: _name(link, argument) for argument in link.values},
        content=_content(given, "set"),
    )


def _element(fields: Fields, name: str) -> Operation:
    if fields.values[name] == "remove":
        return Element(action="remove")
    given = fields.below(name).closed(("replace", "remove", "emptied", "beside"))
    if ("replace" in given.values) == ("remove" in given.values):
        raise fields.complaint(name, "must be `remove`, or a mapping with either `replace` or `remove`")
    if "replace" in given.values:
        return Element(action="replace", value=given.closed(("replace",)).json("replace"))
    values = given.json("remove")
    if not isinstance(values, list) or not values:
        raise given.complaint("remove", "must be a list of the values to be removed")
    emptied = given.choice("emptied", EMPTIED) if "emptied" in given.values else "refuse"
    # The cast is safe: `choice` has just checked it.
    return Element(
        action="remove", matching=tuple(values), emptied=cast("Emptied", emptied), beside=given.texts("beside")
    )


def _statement(fields: Fields, name: str) -> Operation:
    if fields.values[name] == "remove":
        return Statement(action="remove")
    given = fields.below(name).closed(("set", "unset", "add", "remove", "emptied"))
    if "remove" in given.values:
        if given.closed(("remove", "emptied")).values["remove"] is not True:
            raise given.complaint("remove", "must be `true`")
        emptied = given.choice("emptied", _STATEMENT_EMPTIED) if "emptied" in given.values else "refuse"
        return Statement.model_validate({"action": "remove", "emptied": emptied})
    given.closed(("set", "unset", "add"))
    if "add" in given.values:
        if len(given.values) > 1:
            raise given.complaint("add", "stands alone")
        return Statement(action="add", values=_elements(given, "add"))
    without = given.texts("unset")
    for element in without:
        _element_name(given, "unset", element)
    values = _elements(given, "set") if "set" in given.values else {}
    if not values and not without:
        raise fields.complaint(name, "must be `remove`, or a mapping with `set`, `unset` or `add`")
    return Statement(action="change", values=values, without=without)


def _remove_resource(fields: Fields, name: str) -> Operation:
    if fields.values[name] is not True:
        raise fields.complaint(name, "must be `true`")
    return RemoveResource()


_OPERATIONS: dict[str, Callable[[Fields, str], Operation]] = {
    "set": _set,
    "unset": _unset,
    "add_block": _add_block,
    "remove_block": _remove_block,
    "companion": _companion,
    "element": _element,
    "statement": _statement,
    "remove_resource": _remove_resource,
}


def _filled(fields: Fields, key: str) -> Fields:
    given = fields.below(key)
    if not given.values:
        raise fields.complaint(key, "must hold at least one entry")
    return given


def _content(fields: Fields, key: str) -> dict[str, JsonValue]:
    given = fields.below(key)
    for name in given.values:
        if not _NAME.match(name):
            raise given.complaint(name, "is no name of an argument or block; nest mappings instead of dots")
    return {name: given.json(name) for name in given.values}


def _elements(fields: Fields, key: str) -> dict[str, JsonValue]:
    given = _filled(fields, key)
    for name in given.values:
        _element_name(given, name, name)
    return {name: given.json(name) for name in given.values}


def _element_name(fields: Fields, key: str, name: str) -> None:
    if name not in POLICY_ELEMENTS:
        raise fields.complaint(key, f"names `{name}`, no element of a statement{close_match(name, POLICY_ELEMENTS)}")


def _name(fields: Fields, key: str) -> str:
    name = fields.text(key)
    if not _NAME.match(name):
        raise fields.complaint(key, f"is `{name}`, no name in Terraform")
    return name


def _steps(fields: Fields, path: str, key: str | None = None) -> Steps:
    """The steps of a dotted path; a number is an index."""
    steps = path.split(".")
    if not all(steps) or steps[0].isdigit():
        raise fields.complaint(key or path, f"holds `{path}`, no path such as `versioning_configuration.status`")
    return tuple(int(step) if step.isdigit() else step for step in steps)


def _check_values(fields: Fields, key: str, value: object, parameters: Collection[str]) -> None:
    """Raise where `{expression: …}` or `{parameter: …}` anywhere in the operation is not as it must be."""
    if isinstance(value, list):
        for item in value:
            _check_values(fields, key, item, parameters)
    elif is_mapping(value):
        if set(value) == {"expression"} and not isinstance(value["expression"], str):
            raise fields.complaint(key, "holds an `expression` that is no text")
        if set(value) == {"parameter"} and value["parameter"] not in parameters:
            raise fields.complaint(key, f"names `{value['parameter']}`, which is no parameter of the rule")
        for inner in value.values():
            _check_values(fields, key, inner, parameters)
