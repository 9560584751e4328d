"""Where a value came from: the way from the place of its use back to where somebody wrote it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gatewright.model.document import Path
from gatewright.model.location import Hop, HopKind, ValueKind, ValueOrigin
from gatewright.sources.terraform.evaluator.expressions import elements, evaluate
from gatewright.sources.terraform.evaluator.graph import refuse_cycle, resolve
from gatewright.sources.terraform.evaluator.inputs import Input
from gatewright.sources.terraform.evaluator.likeness import alike, essence
from gatewright.sources.terraform.evaluator.resources import Result
from gatewright.sources.terraform.evaluator.scope import Binding, Scope
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Expression, Span
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.instance import ModuleInstance

_MAX_HOPS = 60
_KEY = "\0key"
"""The step from an element of a collection to its key: `each.key` is written where the key is."""
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
    role: HopKind | None = None
    """What the place is on the value's way, where the kind does not tell."""


def origin(place: Place, hops: list[Hop] | None = None) -> ValueOrigin | None:
    """The origin of a value; None where it is nowhere written. `hops` are filled with the way back, where given."""
    for _ in range(_MAX_HOPS):
        try:
            following = _follow(place)
        except (EvaluationError, KeyError, IndexError):
            following = None
        if hops is not None:
            _note(hops, place, following)
        if following is None:
            return _end(place)
        if isinstance(following, ValueOrigin):
            return following
        place = following
    return _end(place)


def _note(hops: list[Hop], place: Place, following: Place | ValueOrigin | None) -> None:
    """Add the place to the way, unless the next one is a part of it or stands on the same line for the same thing."""
    if isinstance(following, Place) and following.scope is place.scope and _role(following) == _role(place):
        return
    end = _end(place)
    hop = Hop(kind=_role(place)[0], file=end.file, start=end.start, end=end.end, symbol=place.symbol)
    before = hops[-1] if hops else None
    if before and before.start and end.start:
        seen = (before.kind, before.file, before.start.line, before.symbol)
        if seen == (hop.kind, hop.file, end.start.line, hop.symbol):
            hops.pop()
    hops.append(hop)
    if isinstance(following, ValueOrigin):
        # What is written nowhere is read from a resource, for any reference that is followed leads to a place.
        kind: HopKind = "resource" if following.kind == "literal" else following.kind
        hops.append(Hop(kind=kind, **following.model_dump(exclude={"kind"})))


def _role(place: Place) -> tuple[HopKind, str, str]:
    kind: HopKind = "attribute" if place.kind == "literal" else place.kind
    return place.role or kind, place.symbol, place.text.path


def _end(place: Place) -> ValueOrigin:
    location = place.text.location(place.span or place.expression.span)
    return ValueOrigin(kind=place.kind, file=location.file, start=location.start, end=location.end, symbol=place.symbol)


def _inner(place: Place, expression: Expression, path: Path) -> Place:
    span = place.span if expression is place.expression else expression.span
    return Place(expression, place.text, place.scope, path, place.kind, place.symbol, span, place.role)


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
            return _member(place, expression)
        case nodes.TupleCons():
            return _item(place, expression)
        case nodes.Call():
            return _call(place, expression)
        case nodes.For() if path:
            return _for(place, expression)
    return None


def _member(place: Place, written: nodes.ObjectCons) -> Place | None:
    first, *rest = place.path
    for key, value in written.items:
        if (key.value if isinstance(key, nodes.Literal) else _known(evaluate(key, place.scope))) == first:
            return _inner(place, key, ()) if rest == [_KEY] else _inner(place, value, tuple(rest))
    return None


def _item(place: Place, written: nodes.TupleCons) -> Place | None:
    """The item that the path begins with: by index, or by value where the list has become a set."""
    path, items = place.path, written.items
    if not path:
        return _inner(place, items[0], ()) if len(items) == 1 else None
    first, rest = path[0], path[1:]
    if isinstance(first, str):
        values = [evaluate(item, place.scope) for item in items]
        return _inner(place, items[values.index(first)], () if rest == (_KEY,) else rest) if first in values else None
    if rest == (_KEY,) or first >= len(items):
        return None
    return _inner(place, items[first], rest)


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
        return _declared(module.module.data.get((name, str(steps[1]))), "data", f"data.{name}.{steps[1]}")
    return _resource(module, (root, name), path) or _declared(
        module.module.managed.get((root, name)), "literal", f"{root}.{name}"
    )


def _declared(block: nodes.Block | None, kind: ValueKind, symbol: str) -> ValueOrigin | None:
    """The header of a resource or data source whose value is nowhere written."""
    if block is None:
        return None
    location = block.text.location(block.header, symbol)
    return ValueOrigin(kind=kind, file=location.file, start=location.start, end=location.end, symbol=symbol)


def _resource(module: ModuleInstance, place: tuple[str, str], path: Path) -> Place | None:
    """The argument of a resource that a reference reads, where the resource writes it."""
    block = module.module.managed.get(place)
    if block is None:
        return None
    made = resolve(module, ("managed", *place), refuse_cycle)
    instances = {one.key: one for one in made.instances} if isinstance(made, Result) else {}
    rest = list(path)
    instance = instances.get(None if None in instances or not rest else rest.pop(0))
    attribute = block.body.attributes.get(str(rest[0])) if instance is not None and rest else None
    if instance is None or attribute is None:
        return None
    return Place(
        attribute.expression, attribute.text, instance.scope, tuple(rest[1:]), "literal", attribute.name, attribute.span
    )


@dataclass(frozen=True, slots=True)
class _Element(Binding):
    """A `for` variable: the element itself, where the other local names hold it as their `value`."""

    steps: Path = ()


def _bound(place: Place, root: str, steps: tuple[str | int, ...]) -> Place | None:
    """`each`, an iterator or a `for` variable: an element of the collection that it goes over, or its key."""
    binding = place.scope.bindings.get(root)
    if binding is None:
        return None
    if isinstance(binding, _Element):
        path = (binding.key, *binding.steps, *steps, *place.path)
    elif steps and steps[0] in ("key", "value"):
        path = (binding.key, *((_KEY,) if steps[0] == "key" else ()), *steps[1:], *place.path)
    else:
        return None
    return Place(binding.collection, binding.text, binding.scope, path, place.kind, place.symbol, role="collection")


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
    if caller is None and name in module.root.plan_variables and not _recorded(module, name, found or default):
        return ValueOrigin(kind="cli", symbol=name)
    if found is not None:
        if found.text is None:
            return ValueOrigin(kind=found.kind, symbol=name)
        return Place(found.expression, found.text, module.root.no_scope, path, found.kind, name, found.span)
    if default is None:
        return None
    return Place(default.expression, default.text, module.scope, path, "variable_default", name, default.span)


def _recorded(module: ModuleInstance, name: str, written: Input | nodes.Attribute | None) -> bool:
    """Whether a plan's value of a variable is the one that a file gives: what else it was given by is not recorded."""
    value = evaluate(written.expression, module.root.no_scope) if written is not None else None
    return essence(value) == essence(module.root.plan_variables[name])


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
    name = str(rest[0])
    return Place(value.expression, value.text, instance.scope, tuple(rest[1:]), "literal", name, value.span, "output")


def _call(place: Place, call: nodes.Call) -> Place | None:
    """Functions that give back a part of an argument as it is; all others make a value of their own."""
    arguments, path = call.arguments, place.path
    if call.expand or not arguments:
        return None
    if call.name == "toset" and path and isinstance(path[0], int):
        return _of_set(place, call)
    if call.name in _PASSING:
        return _inner(place, arguments[0], path)
    part = _PARTS.get(call.name)
    return part(place, call) if part is not None else None


def _of_set(place: Place, call: nodes.Call) -> Place | None:
    """The element of a set where it is written, in a list of another order."""
    index = place.path[0]
    made, written = _known(evaluate(call, place.scope)), _known(evaluate(call.arguments[0], place.scope))
    if not isinstance(made, list) or not isinstance(written, list) or not isinstance(index, int) or index >= len(made):
        return None
    return _inner(place, call.arguments[0], (alike(made[index], written, index), *place.path[1:]))


def _first_good(place: Place, call: nodes.Call) -> Place | None:
    """`try` gives the first argument without an error, `coalesce` the first with something in it."""
    for argument in call.arguments:
        try:
            value = evaluate(argument, place.scope)
        except EvaluationError:
            continue
        if call.name == "try" or value not in (None, "", []):
            return _inner(place, argument, place.path)
    return None


def _merge(place: Place, call: nodes.Call) -> Place | None:
    for argument in reversed(call.arguments) if place.path else ():
        value = _known(evaluate(argument, place.scope))
        if isinstance(value, dict) and place.path[0] in value:
            return _inner(place, argument, place.path)
    return None


def _lookup(place: Place, call: nodes.Call) -> Place | None:
    arguments, scope = call.arguments, place.scope
    if len(arguments) < 2:
        return None
    value, key = _known(evaluate(arguments[0], scope)), _step(evaluate(arguments[1], scope))
    if isinstance(value, dict) and key in value:
        return _inner(place, arguments[0], (key, *place.path))
    return _inner(place, arguments[-1], place.path) if len(arguments) > 2 else None


def _element(place: Place, call: nodes.Call) -> Place | None:
    if len(call.arguments) != 2:
        return None
    items, index = (_known(evaluate(argument, place.scope)) for argument in call.arguments)
    if isinstance(items, list) and isinstance(index, int) and items:
        return _inner(place, call.arguments[0], (index % len(items), *place.path))
    return None


def _concat(place: Place, call: nodes.Call) -> Place | None:
    index = place.path[0] if place.path else ""
    if isinstance(index, str):
        return None
    for argument in call.arguments:
        items = _known(evaluate(argument, place.scope))
        size = len(items) if isinstance(items, list) else 0
        if index < size:
            return _inner(place, argument, (index, *place.path[1:]))
        index -= size
    return None


_PARTS: dict[str, Callable[[Place, nodes.Call], Place | None]] = {
    "try": _first_good,
    "coalesce": _first_good,
    "coalescelist": _first_good,
    "merge": _merge,
    "lookup": _lookup,
    "element": _element,
    "concat": _concat,
}


def _for(place: Place, loop: nodes.For) -> Place | None:
    """The element of a `for` that the path asks for: its value expression, with the variables bound."""
    if loop.group:
        return None
    index = 0
    for key, value in elements(_known(evaluate(loop.collection, place.scope))):
        scope = _within(place, loop, key, value)
        if loop.condition is not None and _known(evaluate(loop.condition, scope)) is not True:
            continue
        made = index if loop.key is None else _known(evaluate(loop.key, scope))
        if made == place.path[0]:
            if place.path[1:] == (_KEY,):
                return Place(loop.key, place.text, scope, (), place.kind, place.symbol) if loop.key else None
            return Place(loop.value, place.text, scope, place.path[1:], place.kind, place.symbol)
        index += 1
    return None


def _within(place: Place, loop: nodes.For, key: Value, value: Value) -> Scope:
    """The scope of one turn of a loop."""
    names: dict[str, Value] = {loop.value_name: value}
    bindings: dict[str, Binding] = {}
    if isinstance(key, (str, int)):
        bindings[loop.value_name] = _Element(loop.collection, place.text, place.scope, key)
    if loop.key_name:
        names[loop.key_name] = key
        if isinstance(key, (str, int)):
            bindings[loop.key_name] = _Element(loop.collection, place.text, place.scope, key, (_KEY,))
    return place.scope.within(names, bindings)
