"""`count` and `for_each`: how many instances a block makes, and under which keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias

from gatewright.sources.terraform.evaluator.expressions import evaluate
from gatewright.sources.terraform.evaluator.scope import Binding, Scope
from gatewright.sources.terraform.syntax.nodes import Body
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.typesystem import convert
from gatewright.sources.terraform.values import EvaluationError, Sensitive, SetValue, UnknownValue, Value

InstanceKey: TypeAlias = str | int | None

MAX_INSTANCES = 20_000
"""The most instances that one block may make; Terraform itself becomes unusable long before."""

COUNT_FAILED = "how many there are could not be evaluated"
"""Why the number of instances is unknown where `count` or `for_each` is refused, which has its own diagnostic."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """The instances of a block: how they are kept apart, and the scope of each by its key."""

    kind: str
    """`single`, `count` or `for_each`."""
    scopes: dict[InstanceKey, Scope]
    unknown: UnknownValue | None = None
    """Why it is not known how many there are; then one scope, under the key None, stands for all of them."""


def repetition(body: Body, text: SourceText, scope: Scope) -> Repetition:
    """The instances that the `count` or `for_each` of a block make in a scope."""
    count, for_each = body.attributes.get("count"), body.attributes.get("for_each")
    if count is not None:
        return _count(evaluate(count.expression, scope), scope)
    if for_each is None:
        return Repetition("single", {None: scope})
    collection = evaluate(for_each.expression, scope)
    if isinstance(collection, Sensitive):
        raise EvaluationError("`for_each` takes no sensitive value, which addresses would show")
    if isinstance(collection, UnknownValue):
        return _unknown("for_each", collection, scope)
    if isinstance(collection, SetValue) and any(isinstance(item, UnknownValue) for item in collection):
        return _unknown("for_each", next(i for i in collection if isinstance(i, UnknownValue)), scope)
    pairs = _pairs(collection)
    if len(pairs) > MAX_INSTANCES:
        raise EvaluationError(f"`for_each` asks for {len(pairs)} instances; {MAX_INSTANCES} are the most that are read")
    scopes: dict[InstanceKey, Scope] = {}
    for key, value in pairs.items():
        binding = Binding(for_each.expression, text, scope, key)
        scopes[key] = scope.within({"each": {"key": key, "value": value}}, {"each": binding})
    return Repetition("for_each", scopes)


def _count(count: Value, scope: Scope) -> Repetition:
    if isinstance(count, Sensitive):
        count = count.value
    if isinstance(count, UnknownValue):
        return _unknown("count", count, scope)
    number = convert(count, "number")
    if not isinstance(number, int) or number < 0:
        raise EvaluationError("`count` is no whole number of at least 0")
    if number > MAX_INSTANCES:
        raise EvaluationError(f"`count` asks for {number} instances; {MAX_INSTANCES} are the most that are read")
    return Repetition("count", {i: scope.within({"count": {"index": i}}) for i in range(number)})


def _unknown(kind: str, reason: UnknownValue, scope: Scope) -> Repetition:
    lost = UnknownValue(reason.reason)
    names: dict[str, Value] = (
        {"each": {"key": lost, "value": lost}} if kind == "for_each" else {"count": {"index": lost}}
    )
    return Repetition(kind, {None: scope.within(names)}, lost)


def _pairs(collection: Value) -> dict[str, Value]:
    if isinstance(collection, dict):
        return {key: collection[key] for key in sorted(collection)}
    if isinstance(collection, SetValue):
        return {_text(item): item for item in collection}
    if isinstance(collection, list):
        raise EvaluationError("`for_each` takes a map or a set of strings; this is a list, which `toset` converts")
    raise EvaluationError("`for_each` takes a map or a set of strings")


def _text(item: Value) -> str:
    text = convert(item, "string")
    if not isinstance(text, str):
        raise EvaluationError("`for_each` takes a set of strings")
    return text


def suffix(key: InstanceKey) -> str:
    """An instance key as addresses write it: `["a"]`, `[0]`, or nothing."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) else f"[{json.dumps(key, ensure_ascii=False)}]"


def collected(kind: str, values: dict[InstanceKey, Value]) -> Value:
    """What a reference to the whole block gives: the one value, a tuple by index, or an object by key."""
    if kind == "single":
        return next(iter(values.values()))
    if kind == "count":
        return list(values.values())
    return {str(key): value for key, value in values.items()}


__all__ = ["InstanceKey", "Repetition", "collected", "repetition", "suffix"]
