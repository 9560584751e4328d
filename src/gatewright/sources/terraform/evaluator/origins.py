"""Where a value came from: the way from the place of its use back to where somebody wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gatewright.model.document import Path
from gatewright.model.location import ValueKind, ValueOrigin
from gatewright.sources.terraform.evaluator.expressions import elements, evaluate
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Expression, Span
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.instance import ModuleInstance

_MAX_HOPS = 60
_PASSING = frozenset(
    {"tolist", "toset", "tomap", "tostring", "tonumber", "tobool", "nonsensitive", "sensitive", "one", "trimspace"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """An expression with where it stands, and the part of its value that is asked about."""

    expression: Expression
    text: SourceText
    scope: Scope
    path: Path = ()
    kind: ValueKind = "literal"
    symbol: str = ""
    span: Span | None = None
    """A wider range than the expression's, such as that of the whole argument."""


def origin(place: Place) -> ValueOrigin | None:
    """The origin of a value; None where it is nowhere written."""
    for _ in range(_MAX_HOPS):
        try:
            following = _follow(place)
        except (EvaluationError, KeyError, IndexError):
            following = None
        if following is None:
            return _end(place)
        if isinstance(following, ValueOrigin):
            return following
        place = following
    return _end(place)


def _end(place: Place) -> ValueOrigin:
    location = place.text.location(place.span or place.expression.span)
    return ValueOrigin(kind=place.kind, file=location.file, start=location.start, end=location.end, symbol=place.symbol)


def _inner(place: Place, expression: Expression, path: Path) -> Place:
    span = place.span if expression is place.expression else expression.span
    return Place(expression, place.text, place.scope, path, place.kind, place.symbol, span)


def _follow(place: Place) -> Place | ValueOrigin | None:
    """The next place on the way back, or None where the value is written here."""
    expression, scope, path = place.expression, place.scope, place.path
    match expression:
        case nodes.Template() if expression.wrapped:
            return _inner(place, expression.parts[0], path)
        case nodes.Traversal():
            return _traversal(place, expression)
        case nodes.Index():
            key = evaluate(expression.key, scope)
            return _inner(place, expression.object, (_step(key), *path))
        case nodes.Conditional():
            chosen = _known(evaluate(expression.condition, scope))
            return _inner(place, expression.then if chosen in (True, "true") else expression.otherwise, path)
        case nodes.ObjectCons() if path:
            for key_node, value in expression.items:
                key = key_node.value if isinstance(key_node, nodes.Literal) else _known(evaluate(key_node, scope))
                if key == path[0]:
                    return _inner(place, value, path[1:])
        case nodes.TupleCons() if path and isinstance(path[0], int) and path[0] < len(expression.items):
            return _inner(place, expression.items[path[0]], path[1:])
        case nodes.TupleCons() if not path and len(expression.items) == 1:
            return _inner(place, expression.items[0], ())
        case nodes.Call():
            return _call(place, expression)
        case nodes.For() if path:
            return _for(place, expression)
    return None


def _step(value: Value) -> str | int:
    known = _known(value)
    return known if isinstance(known, (str, int)) else str(known)


def _known(value: Value) -> Value:
    value = value.value if isinstance(value, Sensitive) else value
    if isinstance(value, UnknownValue):
        raise EvaluationError("the way leads through an unknown value")
    return value


def _traversal(place: Place, expression: nodes.Traversal) -> Place | ValueOrigin | None:
    root, steps = expression.root, expression.steps
    if root in place.scope.names:
        return _bound(place, root, steps)
    module: ModuleInstance = place.scope.module  # type: ignore[assignment]  # templates have no way back
    if not hasattr(module, "module"):
        return None
    name = str(steps[0]) if steps else ""
    path = (*steps[1:], *place.path)
    if root == "var":
        return _variable(module, name, path)
    if root == "local" and name in module.module.locals:
        attribute = module.module.locals[name]
        return Place(attribute.expression, attribute.text, module.scope, path, "local", name, attribute.span)
    if root == "module":
        return _module(module, steps, place.path)
    if root == "data" and len(steps) > 1:
        block = module.module.data.get((name, str(steps[1])))
        symbol = f"data.{name}.{steps[1]}"
    else:
        block, symbol = module.module.managed.get((root, name)), f"{root}.{name}"
    if block is None:
        return None
    location = block.text.location(block.header, symbol)
    kind: ValueKind = "data" if root == "data" else "literal"
    return ValueOrigin(kind=kind, file=location.file, start=location.start, end=location.end, symbol=symbol)


def _bound(place: Place, root: str, steps: tuple[str | int, ...]) -> Place | None:
    """`each.value`, an iterator's value or a `for` variable: an element of the collection that it goes over."""
    binding = place.scope.bindings.get(root)
    if binding is None or not steps or steps[0] != "value":
        return None
    return Place(binding.collection, binding.text, binding.scope, (binding.key, *steps[1:], *place.path))


def _variable(module: ModuleInstance, name: str, path: Path) -> Place | ValueOrigin | None:
    block = module.module.variables.get(name)
    if block is None:
        return None
    caller = module.caller
    default = block.body.attributes.get("default")
    if caller is not None and name in caller.block.body.attributes:
        attribute = caller.block.body.attributes[name]
        if default is None or evaluate(attribute.expression, caller.scope) is not None:
            kind: ValueKind = "module_argument"
            return Place(attribute.expression, attribute.text, caller.scope, path, kind, name, attribute.span)
    found = module.root.inputs.get(name) if caller is None else None
    if found is not None:
        if found.text is None:
            return ValueOrigin(kind=found.kind, symbol=name)
        return Place(found.expression, found.text, module.root.no_scope, path, found.kind, name, found.span)
    if default is None:
        return None
    return Place(default.expression, default.text, module.scope, path, "variable_default", name, default.span)


def _module(module: ModuleInstance, steps: tuple[str | int, ...], path: Path) -> Place | None:
    expansion = module.expansion(str(steps[0]))
    rest = [*steps[1:], *path]
    key = None if expansion.kind == "single" else rest.pop(0)
    instance = expansion.instances.get(key)
    if instance is None or not rest:
        return None
    output = instance.module.outputs.get(str(rest[0]))
    value = output.body.attributes.get("value") if output else None
    if value is None:
        return None
    return Place(value.expression, value.text, instance.scope, tuple(rest[1:]), "literal", str(rest[0]), value.span)


def _call(place: Place, call: nodes.Call) -> Place | None:
    """Functions that give back a part of an argument as it is; all others make a value of their own."""
    arguments, path, scope = call.arguments, place.path, place.scope
    if call.name in _PASSING and arguments:
        return _inner(place, arguments[0], path)
    if call.name in ("try", "coalesce"):
        for argument in arguments:
            try:
                value = evaluate(argument, scope)
            except EvaluationError:
                continue
            if call.name == "try" or value not in (None, ""):
                return _inner(place, argument, path)
    if call.name == "merge" and path and not call.expand:
        for argument in reversed(arguments):
            value = _known(evaluate(argument, scope))
            if isinstance(value, dict) and path[0] in value:
                return _inner(place, argument, path)
    if call.name == "lookup" and len(arguments) > 1:
        value, key = _known(evaluate(arguments[0], scope)), _step(evaluate(arguments[1], scope))
        if isinstance(value, dict) and key in value:
            return _inner(place, arguments[0], (key, *path))
        return _inner(place, arguments[-1], path) if len(arguments) > 2 else None
    if call.name == "element" and len(arguments) == 2:
        items, index = _known(evaluate(arguments[0], scope)), _known(evaluate(arguments[1], scope))
        if isinstance(items, list) and isinstance(index, int) and items:
            return _inner(place, arguments[0], (index % len(items), *path))
    if call.name == "concat" and path and isinstance(path[0], int) and not call.expand:
        return _concat(place, call, path[0])
    return None


def _concat(place: Place, call: nodes.Call, index: int) -> Place | None:
    for argument in call.arguments:
        items = _known(evaluate(argument, place.scope))
        size = len(items) if isinstance(items, list) else 0
        if index < size:
            return _inner(place, argument, (index, *place.path[1:]))
        index -= size
    return None


def _for(place: Place, loop: nodes.For) -> Place | None:
    """The element of a `for` that the path asks for: its value expression, with the variables bound."""
    index = 0
    for key, value in elements(_known(evaluate(loop.collection, place.scope))):
        names: dict[str, Value] = {loop.value_name: value}
        if loop.key_name:
            names[loop.key_name] = key  # type: ignore[assignment]  # a key is a value
        scope = place.scope.within(names)
        if loop.condition is not None and _known(evaluate(loop.condition, scope)) is not True:
            continue
        made = index if loop.key is None else _known(evaluate(loop.key, scope))
        if made == place.path[0] and not loop.group:
            return Place(loop.value, place.text, scope, place.path[1:], place.kind, place.symbol, loop.value.span)
        index += 1
    return None
