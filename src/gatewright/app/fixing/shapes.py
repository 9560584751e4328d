"""What a fix writes, in the shape that the provider's schema gives it: which names are blocks, and which arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from pydantic import JsonValue

from gatewright.errors import GatewrightError
from gatewright.model.fix import Steps
from gatewright.sources.terraform.editing import Block, Content, Raw
from gatewright.sources.terraform.editing.rendering import INDENT, expression
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.schemas import BlockSchema, schema_of


class NotDoneError(GatewrightError):
    """A fix that cannot be carried out where the finding stands; the message says why."""


def schema_for(instance: Instance, resource_type: str | None = None) -> BlockSchema | None:
    """The schema of an instance's type, or of another one of the same provider; None where it is not known."""
    source, major = instance.provider.source, instance.provider.major
    mode, kind = (instance.mode, instance.type) if resource_type is None else ("managed", resource_type)
    return schema_of(source, major, mode, kind) or schema_of(source, None, mode, kind)


def within(schema: BlockSchema | None, path: Steps) -> BlockSchema | None:
    """The schema of the nested block that a path leads to."""
    for step in path:
        if schema is None or isinstance(step, int):
            continue
        nested = schema.blocks.get(step)
        schema = nested.block if nested is not None else None
    return schema


def indexed(schema: BlockSchema | None, path: Steps) -> Steps:
    """The path with an index behind every block that repeats: the first one where it names none.

    That is where `Instance.values` has what the path means.
    """
    found: list[str | int] = []
    for at, step in enumerate(path):
        found.append(step)
        nested = schema.blocks.get(step) if schema is not None and isinstance(step, str) else None
        if nested is not None:
            schema = nested.block
            last = at + 1 == len(path)
            if nested.nesting not in ("single", "group") and not last and not isinstance(path[at + 1], int):
                found.append(0)
        elif isinstance(step, str):
            schema = None
    return tuple(found)


def content(value: JsonValue) -> Content:
    """A value as the editor takes it: `{expression: …}` stands for an expression.

    `{jsonencode: …}` is the call of that function, laid out for an argument of a resource.
    """
    if isinstance(value, dict):
        if set(value) == {"expression"}:
            return Raw(str(value["expression"]))
        if set(value) == {"jsonencode"}:
            return Raw(f"jsonencode({expression(content(value['jsonencode']), INDENT)})")
        return {name: content(item) for name, item in value.items()}
    return [content(item) for item in value] if isinstance(value, list) else value


Values: TypeAlias = Mapping[str, JsonValue]
"""Arguments and nested blocks by name."""


def block(kind: str, values: Values, schema: BlockSchema | None, labels: tuple[str, ...] = ()) -> Block:
    """A block with arguments and nested blocks, as the schema tells one from the other."""
    made: dict[str, Content | Block | list[Block]] = {}
    for name, value in values.items():
        nested = schema.blocks.get(name) if schema is not None else None
        if nested is None:
            made[name] = content(value)
        elif isinstance(value, list):
            made[name] = [block(name, item, nested.block) for item in value if isinstance(item, dict)]
        elif isinstance(value, dict):
            made[name] = block(name, value, nested.block)
        else:
            raise NotDoneError(f"the fix gives the block `{name}` a value that is no mapping; mend the rule")
    return Block(kind, labels, made)
