"""From a block's body to the values that a plan would show: by the schema, dynamic blocks expanded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gatewright.sources.terraform import secrets
from gatewright.sources.terraform.evaluator.bounds import bounded
from gatewright.sources.terraform.evaluator.constraints import type_of_schema
from gatewright.sources.terraform.evaluator.expressions import elements, evaluate
from gatewright.sources.terraform.evaluator.scope import Binding, Scope
from gatewright.sources.terraform.schemas import BlockSchema, NestedBlock
from gatewright.sources.terraform.syntax.json_syntax import json_body
from gatewright.sources.terraform.syntax.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Literal,
    ObjectCons,
    Traversal,
    TupleCons,
)
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.typesystem import Type, convert
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value, is_known, sort_key

META = frozenset({"count", "for_each", "provider", "depends_on"})
_META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})
_MAX_BLOCKS = 20_000

Problem = Callable[[SourceText, tuple[int, int], str], None]
"""Told about what cannot be evaluated: text, range, and message."""


@dataclass(frozen=True, slots=True)
class Written:
    """One nested block as the body makes it: where it is written, and the names that hold inside of it."""

    body: Body
    block: Block | None
    text: SourceText
    scope: Scope
    span: tuple[int, int]


class Evaluator:
    """Evaluates bodies; `problem` hears about everything that Terraform would refuse."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def attribute(self, attribute: Attribute, scope: Scope) -> Value:
        """The value of an attribute; unknown, and a problem told, where it cannot be evaluated."""
        try:
            value = evaluate(attribute.expression, scope)
            # What is only handed on was measured where it was made.
            return value if isinstance(attribute.expression, Traversal) else bounded(value)
        except EvaluationError as error:
            self._problem(attribute.text, attribute.span, str(error))
        except RecursionError:
            self._problem(attribute.text, attribute.span, "the expression is nested too deeply")
        return UnknownValue(f"`{attribute.name}` could not be evaluated")

    def resource(self, block: Block, schema: BlockSchema | None, scope: Scope) -> dict[str, Value]:
        """The values of a resource's block, without the arguments that are Terraform's own."""
        values = self.body(block.body, schema, scope, block.text, skipped=META)
        for name in secrets.of_type(block.labels[0]):
            if name in values:
                values[name] = secrets.secret(values[name])
        return values

    def body(
        self,
        body: Body,
        schema: BlockSchema | None,
        scope: Scope,
        text: SourceText,
        *,
        skipped: frozenset[str] = frozenset(),
    ) -> dict[str, Value]:
        """The values of a body: attributes in their schema's types, nested blocks as lists of objects.

        What is absent is null, or an empty list for a block. What only apply decides is left to the caller.
        """
        values: dict[str, Value] = dict(schema.empty) if schema else {}
        for name, attribute in body.attributes.items():
            if name in skipped or (body.syntax == "json" and _is_block(name, schema)):
                continue
            value = self.attribute(attribute, scope)
            value = self._converted(value, schema, attribute) if schema and name in schema.attributes else value
            values[name] = secrets.secret(value) if name in secrets.NAMES else value
        for name in _block_names(body, schema):
            nested = schema.blocks.get(name) if schema else None
            values[name] = self._blocks(name, body, nested, (scope, text))
            if schema and name in schema.attributes:
                values[name] = self._block_attribute(values[name], schema, body, name)
        return values

    def _converted(self, value: Value, schema: BlockSchema, attribute: Attribute) -> Value:
        of = _type(schema, attribute.name)
        if of == "string" and type(value) is str:
            return value
        try:
            return convert(value, of)
        except EvaluationError as error:
            self._problem(attribute.text, attribute.span, f"`{attribute.name}`: {error}")
            return UnknownValue(f"`{attribute.name}` has a value of another type")

    def _block_attribute(self, value: Value, schema: BlockSchema, body: Body, name: str) -> Value:
        """An attribute that is written as blocks, which the oldest providers allow."""
        try:
            return convert(value, _type(schema, name))
        except EvaluationError as error:
            block = next(iter(body.of(name)), None)
            if block is not None:
                self._problem(block.text, block.header, f"`{name}`: {error}")
            return UnknownValue(f"`{name}` has blocks of another shape")

    def _blocks(self, name: str, body: Body, nested: NestedBlock | None, place: tuple[Scope, SourceText]) -> Value:
        inner = nested.block if nested else None
        made: list[Value] = []
        unknown: UnknownValue | None = None
        for written in self.written(name, body, *place):
            if isinstance(written, UnknownValue):
                unknown = written
                made.append(written)
            else:
                made.append(self.body(written.body, inner, written.scope, written.text))
        if unknown is not None and len(made) == 1:
            return unknown
        if nested is None or nested.nesting == "list":
            return made
        if nested.nesting == "single":
            return made[0] if made else None
        return _without_repetitions(made)

    def written(self, name: str, body: Body, scope: Scope, text: SourceText) -> Iterator[Written | UnknownValue]:
        """The nested blocks of one name in order, dynamic ones expanded; unknown where it is not known how many."""
        if body.syntax == "json":
            yield from self._written_json(name, body, scope, text)
            return
        for block in body.blocks:
            if block.type == name:
                yield Written(block.body, block, block.text, scope, block.header)
            elif block.type == "dynamic" and block.labels == (name,):
                content = next(iter(block.body.of("content")), None)
                for_each = block.body.attributes.get("for_each")
                if content is not None and for_each is not None:
                    names = _iterator(block.body.attributes.get("iterator"), name)
                    for inner in self._expanded(for_each, names, scope):
                        if isinstance(inner, UnknownValue):
                            yield inner
                        else:
                            yield Written(content.body, content, block.text, inner, block.header)

    def _expanded(self, for_each: Attribute, iterator: str, scope: Scope) -> Iterator[Scope | UnknownValue]:
        collection = self.attribute(for_each, scope)
        if isinstance(collection, Sensitive):
            collection = collection.value
        if isinstance(collection, UnknownValue):
            yield UnknownValue(collection.reason)
            return
        try:
            pairs = _bounded(collection)
        except EvaluationError as error:
            self._problem(for_each.text, for_each.span, str(error))
            yield UnknownValue("a dynamic block could not be expanded")
            return
        for key, value in pairs:
            binding = Binding(for_each.expression, for_each.text, scope, key)  # type: ignore[arg-type]  # a key
            yield scope.within({iterator: {"key": key, "value": value}}, {iterator: binding})

    def _written_json(self, name: str, body: Body, scope: Scope, text: SourceText) -> Iterator[Written | UnknownValue]:
        attribute = body.attributes.get(name)
        if attribute is not None:
            for item in _items(attribute.expression):
                yield Written(json_body(item, text), None, text, scope, item.span)
        dynamic = body.attributes.get("dynamic")
        for holder in _items(dynamic.expression) if dynamic else ():
            for item in _items(member(holder, name)):
                inner = json_body(item, text)
                for_each, content = inner.attributes.get("for_each"), member(item, "content")
                if for_each is not None and content is not None:
                    names = _iterator(inner.attributes.get("iterator"), name)
                    for bound in self._expanded(for_each, names, scope):
                        known = not isinstance(bound, UnknownValue)
                        yield Written(json_body(content, text), None, text, bound, item.span) if known else bound  # type: ignore[arg-type,misc]


def _type(schema: BlockSchema, name: str) -> Type:
    """The type of an attribute of a schema, made once."""
    found: Type | None = schema.types.get(name)
    if found is None:
        found = schema.types[name] = type_of_schema(schema.attributes[name][0])
    return found


def _bounded(collection: Value) -> list[tuple[str | int | Value, Value]]:
    pairs = list(elements(collection))
    if len(pairs) > _MAX_BLOCKS:
        raise EvaluationError(f"a dynamic block asks for {len(pairs)} blocks; {_MAX_BLOCKS} are the most")
    return pairs


def _without_repetitions(blocks: list[Value]) -> list[Value]:
    """The blocks of a set, each where it was written first."""
    if len(blocks) < 2:
        return blocks
    seen: dict[tuple[int, float, str], Value] = {}
    for number, block in enumerate(blocks):
        seen.setdefault(sort_key(block) if is_known(block) else (-1, number, ""), block)
    return list(seen.values())


def member(expression: Expression | None, name: str) -> Expression | None:
    """The value of an object's member in JSON syntax."""
    if isinstance(expression, ObjectCons):
        return next((v for k, v in expression.items if isinstance(k, Literal) and k.value == name), None)
    return None


def _items(expression: Expression | None) -> tuple[Expression, ...]:
    if expression is None:
        return ()
    return expression.items if isinstance(expression, TupleCons) else (expression,)


def _is_block(name: str, schema: BlockSchema | None) -> bool:
    return name == "dynamic" or name in _META_BLOCKS or (schema is not None and name in schema.blocks)


def _block_names(body: Body, schema: BlockSchema | None) -> list[str]:
    if body.syntax == "json":
        dynamic = body.attributes.get("dynamic")
        holders = _items(dynamic.expression) if dynamic else ()
        names = [
            str(k.value) for h in holders if isinstance(h, ObjectCons) for k, _ in h.items if isinstance(k, Literal)
        ]
        return list(dict.fromkeys([*(n for n in body.attributes if schema and n in schema.blocks), *names]))
    names = [b.labels[0] if b.type == "dynamic" and b.labels else b.type for b in body.blocks]
    return [name for name in dict.fromkeys(names) if name not in _META_BLOCKS]


def _iterator(attribute: Attribute | None, name: str) -> str:
    expression = attribute.expression if attribute else None
    if isinstance(expression, Traversal):
        return expression.root
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else name
