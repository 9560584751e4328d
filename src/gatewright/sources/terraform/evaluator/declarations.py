"""Where an evaluated instance is declared: the place of each attribute, the calls around it, and its value's origin."""

from __future__ import annotations

from dataclasses import dataclass, field

from gatewright.model.document import Path
from gatewright.model.location import Frame, Hop, Location, StackKind, Trace, ValueOrigin
from gatewright.sources.terraform.evaluator.bodies import Written
from gatewright.sources.terraform.evaluator.expressions import evaluate
from gatewright.sources.terraform.evaluator.inherited import DEFAULT_TAGS, from_provider
from gatewright.sources.terraform.evaluator.instance import ModuleInstance
from gatewright.sources.terraform.evaluator.likeness import alike
from gatewright.sources.terraform.evaluator.origins import Place, origin
from gatewright.sources.terraform.evaluator.root import Placed
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.schemas import BlockSchema, schema_of
from gatewright.sources.terraform.syntax.nodes import Attribute, Body, Expression, Literal, ObjectCons, Span, TupleCons
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value


def frame(kind: StackKind, text: SourceText, span: Span, symbol: str) -> Frame:
    """One frame of a location stack."""
    return Frame(kind=kind, file=text.path, start=text.position(span[0]), end=text.position(span[1]), symbol=symbol)


@dataclass(slots=True)
class _Level:
    """A body that a path has led into, and the value that was made of it."""

    body: Body
    scope: Scope
    text: SourceText
    schema: BlockSchema | None
    value: Value

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of a name; in JSON syntax it may be a nested block, as only the schema tells."""
        if self.body.syntax == "json" and self.schema is not None and name in self.schema.blocks:
            return None
        return self.body.attributes.get(name)


_Content = tuple[list[Written | UnknownValue], list[Value]]


@dataclass(frozen=True, slots=True)
class SourceDeclaration:
    """The declaration of an instance that was evaluated from source."""

    placed: Placed
    _contents: dict[tuple[int, int, str], _Content] = field(default_factory=dict, compare=False, repr=False)
    """Nested blocks with the values that each makes, by body, scope and name: every property of them is asked for."""

    def trace(self, path: Path, *, routed: bool = False) -> Trace:
        """The trace of an attribute path; see `Declaration`."""
        hops: list[Hop] | None = [] if routed else None
        placed = self.placed
        block, evaluated = placed.block, placed.evaluated
        frames = [frame("resource", block.text, block.header, evaluated.address)]
        level = _Level(block.body, evaluated.scope, block.text, _schema(placed), evaluated.values)
        rest, value_from = path, None
        while rest:
            name = str(rest[0])
            attribute = level.attribute(name)
            if attribute is not None:
                found, value_from = _written(level, attribute, rest[1:], hops)
                frames.append(found)
                break
            nested, index = self._nested(level, name, rest)
            if nested is None:
                value_from = self._inherited(rest, hops) if rest is path else None
                break
            frames.append(frame("block", nested.text, nested.span, name))
            level = _entered(level, nested, (name, index))
            rest = rest[2:] if len(rest) > 1 and isinstance(rest[1], int) else rest[1:]
            value_from = None if rest else _literal(frames[-1])
        frames.reverse()
        first = frames[0]
        location = Location(file=first.file, start=first.start, end=first.end, symbol=first.symbol)
        route = tuple(reversed(hops or ()))
        return Trace(location=location, stack=(*frames, *calls(placed.module)), value_from=value_from, route=route)

    def _inherited(self, path: Path, hops: list[Hop] | None) -> ValueOrigin | None:
        """The origin of an absent attribute's value: the resource's own tags, or the provider configuration."""
        own = DEFAULT_TAGS.get(str(path[0]))
        attribute = self.placed.block.body.attributes.get(own) if own else None
        if attribute is not None and len(path) > 1:
            tags = self.placed.evaluated.values.get(str(own))
            if isinstance(tags, dict) and path[1] in tags:
                found = self.trace((str(own), *path[1:]), routed=hops is not None)
                if hops is not None:
                    hops += reversed(found.route)
                return found.value_from
        return from_provider(self.placed, path, hops)

    def _nested(self, level: _Level, name: str, path: Path) -> tuple[Written | None, int]:
        """The nested block that a path leads into, dynamic ones expanded, and its index among the values.

        A set's blocks are known in another order than they are written in, so a block is found by what is in it.
        """
        index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        blocks, values = self._content(level, name)
        made = _step(level.value, name)
        at = index
        if len(blocks) > 1 and isinstance(made, list) and index < len(made):
            at = alike(made[index], values, index)
        if at < len(blocks) and isinstance(found := blocks[at], Written):
            return found, index
        return (_template(name, level) if blocks else None), index

    def _content(self, level: _Level, name: str) -> _Content:
        key = (id(level.body), id(level.scope), name)  # INVARIANT: both live on in the blocks that are kept here
        if key not in self._contents:
            evaluator = self.placed.module.root.evaluator
            blocks = list(evaluator.written(name, level.body, level.scope, level.text))
            schema = _within(level.schema, name)
            values: list[Value] = [
                evaluator.body(one.body, schema, one.scope, one.text) if isinstance(one, Written) else one
                for one in (blocks if len(blocks) > 1 else ())
            ]
            self._contents[key] = blocks, values
        return self._contents[key]


def _schema(placed: Placed) -> BlockSchema | None:
    provider = placed.provider
    exact = schema_of(provider.source, provider.major, placed.mode, placed.type)
    return exact or schema_of(provider.source, None, placed.mode, placed.type)


def _within(schema: BlockSchema | None, name: str) -> BlockSchema | None:
    nested = schema.blocks.get(name) if schema is not None else None
    return nested.block if nested is not None else None


def _entered(level: _Level, nested: Written, place: tuple[str, int]) -> _Level:
    name, index = place
    value = _step(level.value, name)
    if isinstance(value, list):
        value = value[index] if index < len(value) else None
    return _Level(nested.body, nested.scope, nested.text, _within(level.schema, name), value)


def _step(value: Value, step: str | int) -> Value:
    """A part of a value; None where there is none."""
    if isinstance(value, Sensitive):
        value = value.value
    if isinstance(value, dict):
        return value.get(str(step))
    return value[step] if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value) else None


def _template(name: str, level: _Level) -> Written | None:
    """The content of a dynamic block that makes an unknown number of blocks."""
    for block in level.body.of("dynamic"):
        content = next(iter(block.body.of("content")), None)
        if block.labels == (name,) and content is not None:
            return Written(content.body, content, block.text, level.scope, block.header)
    return None


def _written(
    level: _Level, attribute: Attribute, path: Path, hops: list[Hop] | None
) -> tuple[Frame, ValueOrigin | None]:
    """The part of an attribute that a path leads to: its frame, and its value's origin."""
    path = _as_written(attribute.expression, level.scope, _step(level.value, attribute.name), path)
    span, symbol, expression, left = _narrow(attribute, path)
    place = Place(expression, attribute.text, level.scope, left, "literal", symbol, span)
    return frame("attribute", attribute.text, span, symbol), origin(place, hops)


def _as_written(expression: Expression, scope: Scope, value: Value, path: Path) -> Path:
    """The path with each index of a set replaced by the index of the same element where it is written."""
    if not any(isinstance(step, int) for step in path):
        return path
    try:
        written = evaluate(expression, scope)
    except EvaluationError:
        return path
    steps: list[str | int] = []
    for step in path:
        at = step
        if isinstance(step, int) and isinstance(value, list) and isinstance(written, list) and step < len(value):
            at = alike(value[step], written, step)
        steps.append(at)
        value, written = _step(value, step), _step(written, at)
    return tuple(steps)


def _narrow(attribute: Attribute, path: Path) -> tuple[Span, str, Expression, Path]:
    """The part of a written object or list that a path asks for, as far as it is written out."""
    span, symbol, expression = attribute.span, attribute.name, attribute.expression
    while path:
        if isinstance(expression, ObjectCons):
            found = [(k, v) for k, v in expression.items if isinstance(k, Literal) and k.value == path[0]]
            if not found:
                break
            key, expression = found[-1]
            span, symbol = (key.span[0], expression.span[1]), str(path[0])
        elif isinstance(expression, TupleCons) and isinstance(path[0], int) and path[0] < len(expression.items):
            expression = expression.items[path[0]]
            span = expression.span
        else:
            break
        path = path[1:]
    return span, symbol, expression, path


def _literal(place: Frame) -> ValueOrigin:
    return ValueOrigin(kind="literal", file=place.file, start=place.start, end=place.end, symbol=place.symbol)


def calls(module: ModuleInstance) -> tuple[Frame, ...]:
    """The module calls around a module instance, from the innermost outward; made once for each instance."""
    if module.calls is None:
        chain = [module]
        while chain[-1].caller is not None and chain[-1].caller.module.calls is None:
            chain.append(chain[-1].caller.module)
        for one in reversed(chain):
            one.calls = _calls(one)
    return module.calls or ()


def _calls(module: ModuleInstance) -> tuple[Frame, ...]:
    if module.caller is None:
        return ()
    block = module.caller.block
    return (frame("module_call", block.text, block.header, module.address), *(module.caller.module.calls or ()))
