"""Variables: where their value comes from, and the type that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatewright.sources.terraform.evaluator.constraints import type_of_constraint
from gatewright.sources.terraform.evaluator.inputs import Input, parse_raw
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Expression
from gatewright.sources.terraform.typesystem import Type, convert
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value, mark

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.instance import ModuleInstance


def variable_value(instance: ModuleInstance, name: str) -> Value:
    """The value of a variable in its type: the argument or input, else the default, else unknown."""
    block = instance.module.variables.get(name)
    if block is None:
        return UnknownValue(f"there is no variable `{name}`")
    attributes = block.body.attributes
    given, value = _given(instance, name, block)
    if not given or (value is None and not _nullable(instance, block)):
        if "default" not in attributes:
            value = UnknownValue(f"variable `{name}` has no value")
        else:
            value = instance.root.evaluator.attribute(attributes["default"], instance.scope)
            given = False
    sensitive = attributes.get("sensitive")
    marked = sensitive is not None and instance.root.flag(sensitive, instance.scope)
    return mark(_typed(instance, block, value, given=given), sensitive=marked)


def _given(instance: ModuleInstance, name: str, block: Block) -> tuple[bool, Value]:
    if instance.caller is not None:
        attribute = instance.caller.block.body.attributes.get(name)
        if attribute is None:
            if "default" not in block.body.attributes:
                call = instance.caller.block
                instance.root.problem(call.text, call.header, f"the module needs the argument `{name}`")
            return False, None
        return True, instance.root.evaluator.attribute(attribute, instance.caller.scope)
    if name in instance.root.plan_variables:
        return True, instance.root.plan_variables[name]
    found = instance.root.inputs.get(name)
    if found is None:
        return False, None
    return True, instance.root.evaluator.attribute(_argument(name, found, block), instance.root.no_scope)


def _argument(name: str, found: Input, block: Block) -> Attribute:
    text = found.text or block.text
    expression = input_expression(found, block)
    return Attribute(name, found.span, text, lambda: expression)


def input_expression(found: Input, block: Block) -> Expression:
    """The expression of an input; text of the command line and the environment is a string for string variables."""
    if found.raw is None:
        return found.expression
    declared = block.body.attributes.get("type")
    kind = type_of(declared)
    return found.expression if kind in ("string", "number", "bool") or declared is None else parse_raw(found.raw)


def type_of(declared: Attribute | None) -> Type:
    """The type constraint of a variable; `any` where there is none, or none that can be read."""
    try:
        return type_of_constraint(declared.expression) if declared is not None else "any"
    except EvaluationError:
        return "any"


def _typed(instance: ModuleInstance, block: Block, value: Value, *, given: bool) -> Value:
    declared = block.body.attributes.get("type")
    if declared is None:
        return value
    try:
        return convert(value, instance.root.library.constraint(declared))
    except EvaluationError as error:
        name = block.labels[0]
        place, span = block.text, block.header
        if given and instance.caller is not None and name in instance.caller.block.body.attributes:
            attribute = instance.caller.block.body.attributes[name]
            place, span = attribute.text, attribute.span
        instance.root.problem(place, span, f"variable `{name}`: {error}")
        return UnknownValue(f"variable `{name}` has a value of another type")


def _nullable(instance: ModuleInstance, block: Block) -> bool:
    attribute = block.body.attributes.get("nullable")
    return attribute is None or instance.root.flag(attribute, instance.scope)
