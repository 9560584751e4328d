"""Outcomes of expressions in a form in which `==` is strict."""

from __future__ import annotations

from terraform_oracle import Answer, Refused

from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

Outcome = tuple[object, object]
"""A value as it is compared, and its marks."""


def own_outcome(value: Value | Refused, answer: Answer) -> Outcome:
    """What Gatewright makes of an expression, with no more detail than Terraform's answer has."""
    marks = False if isinstance(value, Refused) else _marks(value)
    return comparable(value, kinds=answer.typed), marks


def outcome(answer: Answer) -> Outcome:
    """What Terraform makes of an expression."""
    return comparable(answer.value, kinds=answer.typed), answer.marks


def comparable(value: Value | Refused, *, kinds: bool) -> object:
    """The value such that `==` is strict: with its kinds where Terraform tells them, numbers to twelve digits."""
    if isinstance(value, Sensitive):
        return comparable(value.value, kinds=kinds)
    if isinstance(value, UnknownValue):
        return "unknown", ""
    if isinstance(value, list):
        return type(value).__name__ if kinds else "list", [comparable(item, kinds=kinds) for item in value]
    if isinstance(value, dict):
        parts = {key: comparable(item, kinds=kinds) for key, item in sorted(value.items())}
        return type(value).__name__ if kinds else "dict", parts
    if isinstance(value, bool):
        return "bool", value
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _marks(value: Value) -> object:
    if isinstance(value, Sensitive):
        return True
    if isinstance(value, list):
        items = [_marks(item) for item in value]
        return items if any(items) else False
    if isinstance(value, dict):
        return {key: found for key, item in value.items() if (found := _marks(item))} or False
    return False
