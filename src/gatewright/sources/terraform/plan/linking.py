"""References put into the unknown values of a plan's instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, repeat

from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.configuration import Configuration, ModuleConfig, is_expression
from gatewright.sources.terraform.plan.groups import group_instances, name_of
from gatewright.sources.terraform.plan.references import Resolver, Scope
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value, is_known

_DOCUMENT_SOURCE = "data.aws_iam_policy_document."
_DOCUMENT_ATTRIBUTES = frozenset({"json", "minified_json", "policy"})
_MOST_PAIRS = 10_000
"""Pairs of nested blocks and values of them that are compared within one resource."""
_PATTERNS = frozenset({"resources", "not_resources"})
"""Arguments whose elements are made from a reference (`"${aws_s3_bucket.b.arn}/*"`) rather than being one."""


@dataclass(slots=True)
class Linker:
    """Gives unknown values the references that their expressions leave no doubt about."""

    configuration: Configuration
    resolver: Resolver

    def linked(self, instance: Instance) -> Instance:
        """The instance with references in its unknown values."""
        module: ModuleConfig | None = self.configuration.module(instance.module)
        config = module.resources.get(name_of(instance)) if module else None
        expressions = config.get("expressions") if config else None
        if not isinstance(expressions, dict):
            return instance
        scope = self.resolver.scope_of(instance)
        values = _with_left_out(self._block(instance.values, expressions, scope), [expressions], instance.address)
        return instance if values is instance.values else replace(instance, values=values)

    def _block(
        self, values: Mapping[str, Value], expressions: Mapping[str, Value], scope: Scope
    ) -> Mapping[str, Value]:
        changed: dict[str, Value] = {}
        for name, expression in expressions.items():
            value = values.get(name)
            if value is None or name in _PATTERNS or is_known(value):
                continue
            linked = self._value(name, value, expression, scope)
            if linked is not value:
                changed[name] = linked
        return {**values, **changed} if changed else values

    def _value(self, name: str, value: Value, expression: Value, scope: Scope) -> Value:
        if is_expression(expression):
            return self._attribute(name, value, expression, scope)
        if isinstance(expression, list) and isinstance(value, list):
            blocks = [item for item in expression if isinstance(item, dict)]
            return self._blocks(value, blocks, scope) if len(blocks) == len(value) else value
        if isinstance(expression, dict) and isinstance(value, dict):
            return dict(self._block(value, expression, scope))
        return value

    def _blocks(self, values: list[Value], blocks: list[dict[str, Value]], scope: Scope) -> Value:
        """Nested blocks, which a set has in another order: each with the references that all that fit it agree on."""
        if len(values) * len(blocks) > _MOST_PAIRS:
            return values
        linked: list[Value] = []
        for value in values:
            if is_known(value):
                linked.append(value)
                continue
            fitting = [block for block in blocks if isinstance(value, dict) and _fits(value, block)]
            results = [self._block(value, block, scope) for block in fitting if isinstance(value, dict)]
            agreed = results and all(result == results[0] for result in results[1:])
            linked.append(dict(results[0]) if agreed else value)
        return linked

    def _attribute(self, name: str, value: Value, expression: Value, scope: Scope) -> Value:
        found = self.resolver.origins(expression, scope)
        if found is None or found.text:
            return value
        references = [self._named(name, reference) for reference in found.references]
        complete = [reference for reference in references if reference is not None]
        places = sum(1 for _ in _unknowns(value))
        if len(complete) != len(references) or len(references) not in (1, places):
            return value
        if len(references) > 1 and not isinstance(value, list):
            return value
        return _filled(value, chain(complete, iter(lambda: complete[-1], None)))

    def _named(self, name: str, reference: Reference) -> Reference | None:
        """The reference with its attribute: of a resource with a computed key the plan does not give it."""
        attribute = reference.attribute or _usual_attribute(name, reference.address)
        wants_document = name == "policy" or name.endswith("_policy")
        if wants_document and attribute not in _DOCUMENT_ATTRIBUTES:
            return None  # a document that is written here and names the resource
        return Reference(reference.address, attribute)


def _with_left_out(
    values: Mapping[str, Value], expressions: Iterable[Mapping[str, Value]], address: str, top: str = ""
) -> Mapping[str, Value]:
    """The values in which each unknown attribute that no block of the configuration sets refers to itself.

    That is how an attribute is told which the configuration leaves out and the provider computes.
    """
    changed: dict[str, Value] = {}
    for name, value in values.items():
        written = [block[name] for block in expressions if name in block]
        if isinstance(value, UnknownValue) and not written:
            changed[name] = replace(value, reference=Reference(address, top or name))
        elif isinstance(value, list):
            below = [item for part in written for item in _blocks_of(part)]
            if below:
                inner = [
                    dict(_with_left_out(item, below, address, top or name)) if isinstance(item, dict) else item
                    for item in value
                ]
                changed[name] = type(value)(inner)
    return {**values, **changed} if changed else values


def _blocks_of(expression: Value) -> list[dict[str, Value]]:
    """The expressions of nested blocks; none for an attribute, which has one expression as a whole."""
    listed = expression if isinstance(expression, list) else [expression]
    return [item for item in listed if isinstance(item, dict) and not is_expression(item)]


def _usual_attribute(argument: str, address: str) -> str:
    if _DOCUMENT_SOURCE in address:
        return "json"
    return "arn" if argument.endswith(("arn", "arns")) else "id"


def _fits(value: Mapping[str, Value], block: Mapping[str, Value]) -> bool:
    """Whether the constants of a block are those of the value, but for the conversion of simple types."""
    for name, expression in block.items():
        if not isinstance(expression, dict) or "constant_value" not in expression:
            continue
        expected, actual = expression["constant_value"], value.get(name)
        if not isinstance(actual, (UnknownValue, Sensitive)) and _plain(expected) != _plain(actual):
            return False
    return True


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return repr(sorted(map(_plain, value)))
    if isinstance(value, dict):
        return repr(sorted((key, _plain(item)) for key, item in value.items()))
    return str(value)


def _unknowns(value: Value) -> Iterator[UnknownValue]:
    if isinstance(value, UnknownValue):
        yield value
    elif isinstance(value, Sensitive):
        yield from _unknowns(value.value)
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _unknowns(item)


def _filled(value: Value, references: Iterator[Reference | None]) -> Value:
    """The value with a reference in each unknown part, in order."""
    if isinstance(value, UnknownValue):
        return replace(value, reference=next(references))
    if isinstance(value, Sensitive):
        return Sensitive(_filled(value.value, references))
    if isinstance(value, list):
        return [_filled(item, references) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, references) for key, item in value.items()}
    return value


def unlinked(instance: Instance) -> Instance:
    """The instance without any reference in its unknown values."""
    values = {
        name: value if is_known(value) else _filled(value, repeat(None)) for name, value in instance.values.items()
    }
    return replace(instance, values=values)


def link(instances: Iterable[Instance], configuration: Configuration, variables: Mapping[str, Value]) -> list[Instance]:
    """The instances with the references that the configuration gives their unknown values."""
    known = list(instances)
    linker = Linker(configuration, Resolver(configuration, variables, group_instances(known)))
    return [linker.linked(instance) for instance in known]
