"""Evaluation of expressions. A value that depends on something unknown is unknown, with that thing's reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gatewright.sources.terraform import functions
from gatewright.sources.terraform.evaluator import operations, partial_json
from gatewright.sources.terraform.evaluator.bounds import iterated
from gatewright.sources.terraform.evaluator.operations import step
from gatewright.sources.terraform.evaluator.scope import NoModule, Scope
from gatewright.sources.terraform.functions.files import NoFiles
from gatewright.sources.terraform.functions.signature import first_unknown
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import ELEMENT, Expression
from gatewright.sources.terraform.syntax.parser import parse_template
from gatewright.sources.terraform.syntax.templates import normalized
from gatewright.sources.terraform.typesystem import convert, to_text
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
    mark,
)

MAX_TEXT = 16_000_000
"""The longest string, in characters, that a template may make."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression; raises EvaluationError where Terraform would refuse it."""
    return _EVALUATORS[type(expression)](expression, scope)


def _literal(expression: nodes.Literal, _scope: Scope) -> Value:
    return expression.value


def _traversal(expression: nodes.Traversal, scope: Scope) -> Value:
    steps = expression.steps
    if expression.root in scope.names:
        value = scope.names[expression.root]
    else:
        value, used = scope.module.lookup(expression.root, steps)
        steps = steps[used:]
    for key in steps:
        value = step(value, key)
    return value


def _index(expression: nodes.Index, scope: Scope) -> Value:
    return step(evaluate(expression.object, scope), evaluate(expression.key, scope))


def _splat(expression: nodes.Splat, scope: Scope) -> Value:
    target = evaluate(expression.object, scope)
    if isinstance(target, UnknownValue):
        return UnknownValue(target.reason)
    if isinstance(target, Sensitive):
        return Sensitive(_over(target.value, expression.rest, scope))
    return _over(target, expression.rest, scope)


def _over(target: Value, rest: Expression, scope: Scope) -> Value:
    if target is None:
        return []
    items = target if isinstance(target, list) else [target]
    made = [evaluate(rest, scope.within({ELEMENT: item})) for item in items]
    return ListValue(made) if isinstance(target, (ListValue, SetValue)) else made


def _tuple(expression: nodes.TupleCons, scope: Scope) -> Value:
    return [evaluate(item, scope) for item in expression.items]


def _object(expression: nodes.ObjectCons, scope: Scope) -> Value:
    result: dict[str, Value] = {}
    sensitive = False
    for key, value in expression.items:
        name = key.value if type(key) is nodes.Literal else evaluate(key, scope)
        if type(name) is not str:
            sensitive = sensitive or isinstance(name, Sensitive)
            name = _key(name)
            if isinstance(name, UnknownValue):
                return name
        result[name] = evaluate(value, scope)
    return mark(result, sensitive=sensitive)


def _key(value: Value) -> str | UnknownValue:
    if isinstance(value, Sensitive):
        value = value.value
    if value is None:
        raise EvaluationError("the key of an object is null")
    if isinstance(value, UnknownValue):
        return UnknownValue(value.reason)
    text = convert(value, "string")
    if not isinstance(text, str):
        raise EvaluationError("the key of an object is no string")
    return text


def _call(expression: nodes.Call, scope: Scope) -> Value:
    special = _SPECIAL.get(expression.name)
    if special is not None:
        return special(expression, scope)
    return _call_with(expression, [evaluate(argument, scope) for argument in expression.arguments], scope)


def _call_with(expression: nodes.Call, arguments: list[Value], scope: Scope) -> Value:
    if expression.expand:
        last = arguments.pop()
        if isinstance(last, Sensitive):
            last = last.value
        if isinstance(last, UnknownValue):
            return UnknownValue(last.reason)
        if not isinstance(last, list):
            raise EvaluationError("only a list can be expanded into arguments")
        arguments += last
    return functions.call(expression.name, arguments, scope.module.files)


def _try(expression: nodes.Call, scope: Scope) -> Value:
    for argument in expression.arguments:
        try:
            return evaluate(argument, scope)
        except EvaluationError:
            continue
    raise EvaluationError("no argument of `try` could be evaluated")


def _can(expression: nodes.Call, scope: Scope) -> Value:
    """Whether the argument can be evaluated; unknown while a part of its value is, which may yet turn out to fail."""
    try:
        value = evaluate(expression.arguments[0], scope)
    except EvaluationError:
        return False
    unknown = first_unknown(value)
    return True if unknown is None else UnknownValue(unknown.reason)


def _coalescelist(expression: nodes.Call, scope: Scope) -> Value:
    """A null that is not written as such is one of a list type, which `coalescelist` passes over."""
    arguments = [(argument, evaluate(argument, scope)) for argument in expression.arguments]
    if expression.expand or all(value is None for _, value in arguments):
        return _call_with(expression, [value for _, value in arguments], scope)
    kept = [value for argument, value in arguments if value is not None or type(argument) is nodes.Literal]
    return _call_with(expression, kept, scope)


def _templatefile(expression: nodes.Call, scope: Scope) -> Value:
    path = evaluate(expression.arguments[0], scope)
    if isinstance(path, UnknownValue):
        return UnknownValue(path.reason)
    text = functions.call("file", [path], scope.module.files)
    return _template_text(text, expression, scope)


def _templatestring(expression: nodes.Call, scope: Scope) -> Value:
    return _template_text(evaluate(expression.arguments[0], scope), expression, scope)


def _template_text(text: Value, expression: nodes.Call, scope: Scope) -> Value:
    names = evaluate(expression.arguments[1], scope)
    if isinstance(text, (UnknownValue, Sensitive)) or not isinstance(names, dict):
        unknown = names if isinstance(names, UnknownValue) else text
        return UnknownValue(
            unknown.reason if isinstance(unknown, UnknownValue) else "a template's variables are no map"
        )
    template = parse_template(str(text).encode())
    return evaluate(template, Scope(_TemplateNames(scope), dict(names)))


def render(text: str, names: dict[str, Value]) -> Value:
    """A template with its variables filled in; raises EvaluationError where it uses anything else."""
    return evaluate(parse_template(text.encode()), Scope(_TemplateNames(Scope(NoModule(NoFiles()))), names))


class _TemplateNames:
    """The surroundings of a template file: its own variables, and functions without `templatefile`'s recursion."""

    def __init__(self, scope: Scope) -> None:
        self.files = scope.module.files
        if isinstance(scope.module, _TemplateNames):
            raise EvaluationError("a template file cannot include another one")

    def lookup(self, root: str, _steps: tuple[str | int, ...]) -> tuple[Value, int]:
        """Refuse every name that is not among the template's variables."""
        raise EvaluationError(f"the template has no variable `{root}`")


def _unary(expression: nodes.Unary, scope: Scope) -> Value:
    return operations.unary(expression.operator, evaluate(expression.operand, scope))


def _binary(expression: nodes.Binary, scope: Scope) -> Value:
    left = evaluate(expression.left, scope)
    if expression.operator in ("&&", "||"):
        return operations.logical(expression.operator, left, lambda: evaluate(expression.right, scope))
    return operations.binary(expression.operator, left, evaluate(expression.right, scope))


def _conditional(expression: nodes.Conditional, scope: Scope) -> Value:
    condition = evaluate(expression.condition, scope)
    if isinstance(condition, Sensitive):
        if isinstance(condition.value, UnknownValue):
            return Sensitive(UnknownValue(condition.value.reason))
        return mark(_branch(condition.value, expression, scope), sensitive=True)
    if isinstance(condition, UnknownValue):
        one, other = _attempt(expression.then, scope), _attempt(expression.otherwise, scope)
        return operations.agree(condition, one, other)
    return _branch(condition, expression, scope)


def _branch(condition: Value, expression: nodes.Conditional, scope: Scope) -> Value:
    chosen, other = expression.then, expression.otherwise
    if not operations.boolean(condition, "a condition"):
        chosen, other = other, chosen
    value = evaluate(chosen, scope)
    if value is None or type(value) is str or isinstance(value, UnknownValue):
        return value
    if type(other) is nodes.Literal and type(other.value) is type(value):
        return value
    return operations.harmonise(value, _attempt(other, scope))


def _attempt(expression: Expression, scope: Scope) -> Value:
    try:
        return evaluate(expression, scope)
    except EvaluationError as error:
        return UnknownValue(str(error))


def elements(collection: Value) -> Iterator[tuple[str | int | Value, Value]]:
    """Keys and values of a known collection, in Terraform's order."""
    if isinstance(collection, dict):
        yield from ((key, collection[key]) for key in sorted(collection))
    elif isinstance(collection, SetValue):
        yield from ((item, item) for item in collection)
    elif isinstance(collection, list):
        yield from enumerate(collection)
    elif collection is None:
        raise EvaluationError("a `for` goes over a null value")
    else:
        raise EvaluationError("a `for` goes over what is no collection")


def _for(expression: nodes.For, scope: Scope) -> Value:
    collection = evaluate(expression.collection, scope)
    if isinstance(collection, UnknownValue):
        return UnknownValue(collection.reason)
    if isinstance(collection, Sensitive):
        inner = collection.value
        return Sensitive(
            UnknownValue(inner.reason) if isinstance(inner, UnknownValue) else _loop(expression, inner, scope)
        )
    return _loop(expression, collection, scope)


def _loop(expression: nodes.For, collection: Value, scope: Scope) -> Value:
    listed: list[Value] = []
    mapped: dict[str, Value] = {}
    names = dict(scope.names)
    inner = Scope(scope.module, names, scope.bindings)
    inner.turns = iterated(scope.turns * max(len(collection), 1)) if isinstance(collection, (list, dict)) else 1
    for key, value in elements(collection):
        names = inner.names = dict(names)
        names[expression.value_name] = value
        if expression.key_name is not None:
            names[expression.key_name] = key
        kept = True if expression.condition is None else _condition(expression.condition, inner)
        if isinstance(kept, UnknownValue):
            return kept
        if not kept:
            continue
        if expression.key is None:
            listed.append(evaluate(expression.value, inner))
            continue
        name = _key(evaluate(expression.key, inner))
        if isinstance(name, UnknownValue):
            return name
        _put(mapped, name, evaluate(expression.value, inner), group=expression.group)
    return listed if expression.key is None else mapped


def _condition(expression: Expression, scope: Scope) -> bool | UnknownValue:
    kept = evaluate(expression, scope)
    if isinstance(kept, Sensitive):
        kept = kept.value
    if isinstance(kept, UnknownValue):
        return UnknownValue(kept.reason)
    return operations.boolean(kept, "the condition of a `for`")


def _put(mapped: dict[str, Value], name: str, value: Value, *, group: bool) -> None:
    if group:
        present = mapped.setdefault(name, [])
        assert isinstance(present, list)  # noqa: S101  # INVARIANT: grouping only makes lists
        present.append(value)
    elif name in mapped:
        raise EvaluationError(f"two elements have the key `{name}`; group them with `...`")
    else:
        mapped[name] = value


def _template(expression: nodes.Template, scope: Scope) -> Value:
    if expression.wrapped:
        return evaluate(expression.parts[0], scope)
    parts = [evaluate(part, scope) for part in expression.parts]
    sensitive = any(isinstance(part, Sensitive) for part in parts)
    return mark(_joined([part.value if isinstance(part, Sensitive) else part for part in parts]), sensitive=sensitive)


def _joined(parts: list[Value]) -> Value:
    if not any(isinstance(part, UnknownValue) for part in parts):
        text = "".join([part if type(part) is str else _text(part) for part in parts])
        if len(text) > MAX_TEXT:
            raise EvaluationError("the string is too long")
        return normalized(text)
    prefix = ""
    for part in parts:
        if isinstance(part, UnknownValue):
            document = partial_json.parse(parts)
            return UnknownValue(part.reason, prefix=prefix + part.prefix, document=document)
        prefix += _text(part)
    return prefix


def _text(value: Value) -> str:
    if value is None:
        raise EvaluationError("a template holds a null value")
    return to_text(value)


def _template_if(expression: nodes.TemplateIf, scope: Scope) -> Value:
    condition = evaluate(expression.condition, scope)
    known = condition.value if isinstance(condition, Sensitive) else condition
    if isinstance(known, UnknownValue):
        return mark(UnknownValue(known.reason), sensitive=known is not condition)
    chosen = expression.then if operations.boolean(known, "a template's condition") else expression.otherwise
    return mark(evaluate(chosen, scope), sensitive=known is not condition)


def _template_for(expression: nodes.TemplateFor, scope: Scope) -> Value:
    collection = evaluate(expression.collection, scope)
    known = collection.value if isinstance(collection, Sensitive) else collection
    if isinstance(known, UnknownValue):
        return mark(UnknownValue(known.reason), sensitive=known is not collection)
    parts: list[Value] = []
    for key, value in elements(known):
        names = {expression.value: value} | ({expression.key: key} if expression.key else {})
        parts.append(evaluate(expression.body, scope.within(names)))
    sensitive = known is not collection or any(isinstance(part, Sensitive) for part in parts)
    return mark(_joined([part.value if isinstance(part, Sensitive) else part for part in parts]), sensitive=sensitive)


def _invalid(expression: nodes.Invalid, _scope: Scope) -> Value:
    raise EvaluationError(expression.problem)


_SPECIAL: dict[str, Callable[[nodes.Call, Scope], Value]] = {
    "try": _try,
    "can": _can,
    "coalescelist": _coalescelist,
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}

_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    nodes.Literal: _literal,
    nodes.Traversal: _traversal,
    nodes.Index: _index,
    nodes.Splat: _splat,
    nodes.TupleCons: _tuple,
    nodes.ObjectCons: _object,
    nodes.Call: _call,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Conditional: _conditional,
    nodes.For: _for,
    nodes.Template: _template,
    nodes.TemplateIf: _template_if,
    nodes.TemplateFor: _template_for,
    nodes.Invalid: _invalid,
}
