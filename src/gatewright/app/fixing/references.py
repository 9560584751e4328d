"""References in what a fix writes: `@self` and `@ARGUMENT` in its expressions become what they mean there."""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import JsonValue

from gatewright.app.fixing.places import Site
from gatewright.app.fixing.shapes import NotDoneError

_MARK = re.compile(r"@(?P<name>[a-z_][a-z0-9_]*)")
_ATTRIBUTE = re.compile(r"(?P<resource>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[[^\[\]]*\])+)\.[a-z_]+")


def resolved(value: JsonValue, meaning: Callable[[str], str]) -> JsonValue:
    """The value with every mark in its expressions replaced by what it means."""
    if isinstance(value, list):
        return [resolved(item, meaning) for item in value]
    if isinstance(value, dict):
        if set(value) == {"expression"}:
            return {"expression": _MARK.sub(lambda match: meaning(match["name"]), str(value["expression"]))}
        return {name: resolved(item, meaning) for name, item in value.items()}
    return value


def argument_of(site: Site) -> Callable[[str], str]:
    """What `@ARGUMENT` means in a resource: the resource whose attribute the argument is given."""

    def meaning(name: str) -> str:
        attribute = site.block.body.attributes.get(name)
        text = attribute.text.data[slice(*attribute.expression.span)].decode() if attribute is not None else ""
        bare = text.strip('"').removeprefix("${").removesuffix("}").strip()
        found = _ATTRIBUTE.fullmatch(bare)
        if found is None:
            raise NotDoneError(f"the argument `{name}` is no plain reference to a resource, which the fix needs")
        return found["resource"]

    return meaning
