"""Resources and data sources: from their blocks to instances with the values of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gatewright.sources.terraform.evaluator import data_sources, expected, providers
from gatewright.sources.terraform.evaluator.instance_keys import InstanceKey, Repetition, collected, suffix
from gatewright.sources.terraform.evaluator.operations import OpenObject
from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.schemas import BlockSchema, schema_of
from gatewright.sources.terraform.syntax.nodes import Block
from gatewright.sources.terraform.values import EvaluationError, Reference, UnknownValue, Value

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.instance import ModuleInstance

AFTER_APPLY = "known after apply"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One instance of a resource, with the scope that its block was evaluated in."""

    address: str
    key: InstanceKey
    values: dict[str, Value]
    scope: Scope
    certain: bool


@dataclass(frozen=True, slots=True)
class Result:
    """All instances of a resource block, and the value that a reference to it has."""

    value: Value
    instances: tuple[Evaluated, ...] = ()
    provider: ProviderSettings = field(default_factory=ProviderSettings)


def result(module: ModuleInstance, key: Key) -> Result:
    """The evaluated instances of a resource or data source."""
    mode, resource_type, name = key
    declared = module.module.managed if mode == "managed" else module.module.data
    block = declared.get((resource_type, name))
    label = ("data." if mode == "data" else "") + f"{resource_type}.{name}"
    if block is None:
        return Result(UnknownValue(f"there is no resource `{label}`"))
    provider = module.provider(block, resource_type)
    kind: Literal["managed", "data"] = "managed" if mode == "managed" else "data"
    schema = schema_of(provider.source, provider.major, kind, resource_type)
    if schema is None and provider.major is not None:
        schema = schema_of(provider.source, None, kind, resource_type)
    repeated = module.repetition(block)
    if not module.root.admits(len(repeated.scopes), block):
        return Result(UnknownValue("the root module makes too many resources"), (), provider)
    maker = _Maker(module, block, schema, provider, kind)
    prefix = f"{module.address}.{label}".lstrip(".")
    made = tuple(maker.instance(prefix, key_, scope, repeated) for key_, scope in repeated.scopes.items())
    if repeated.unknown is not None:
        module.root.uncertain(block, f"how many `{prefix}` there are is not known", repeated.unknown)
    return Result(_value(made, repeated, schema), made, provider)


def _value(made: tuple[Evaluated, ...], repeated: Repetition, schema: BlockSchema | None) -> Value:
    if repeated.unknown is not None:
        return UnknownValue(repeated.unknown.reason, Reference(made[0].address, ""))
    values: dict[InstanceKey, Value] = {
        one.key: _referred(one.values, schema) if schema is not None else OpenObject(one.values, one.address)
        for one in made
    }
    return collected(repeated.kind, values)


@dataclass(slots=True)
class _Maker:
    module: ModuleInstance
    block: Block
    schema: BlockSchema | None
    provider: ProviderSettings
    mode: Literal["managed", "data"]

    def instance(self, prefix: str, key: InstanceKey, scope: Scope, repeated: Repetition) -> Evaluated:
        address = prefix + (suffix(key) if repeated.unknown is None else "[*]")
        values = self.module.root.evaluator.resource(self.block, self.schema, scope)
        if self.schema is not None:
            providers.settle(values, self.schema, self.provider, self.mode)
        if self.mode == "data":
            self._read(values, address)
        self._after_apply(values, address)
        if self.module.root.expecting is not None:
            expected.expect(self.mode, self.block.labels[0], values, (address, self.provider))
        return Evaluated(address, key, values, scope, self.module.certain and repeated.unknown is None)

    def _after_apply(self, values: dict[str, Value], address: str) -> None:
        if self.schema is None:
            return
        for name, primitive in self.schema.computed:
            if values[name] is None:
                values[name] = UnknownValue(AFTER_APPLY, Reference(address, name, primitive))

    def _read(self, values: dict[str, Value], address: str) -> None:
        deferred = self.module.deferred or "depends_on" in self.block.body.attributes
        try:
            data_sources.read(self.block.labels[0], values, self.provider, deferred=deferred)
        except EvaluationError as error:
            self.module.root.problem(self.block.text, self.block.header, f"`{address}`: {error}")


def _referred(values: dict[str, Value], schema: BlockSchema) -> dict[str, Value]:
    """The values as references see them: computed attributes of nested blocks are known after apply there, too."""
    waiting = [name for name in schema.computed_within if values[name]]
    if not waiting:
        return values
    return {**values, **{name: _completed(values[name], schema.blocks[name].block) for name in waiting}}


def _completed(value: Value, schema: BlockSchema) -> Value:
    if isinstance(value, list):
        return type(value)(_completed(item, schema) for item in value)
    if not isinstance(value, dict):
        return value
    unknown: dict[str, Value] = {name: UnknownValue(AFTER_APPLY) for name, _ in schema.computed if value[name] is None}
    return {**_referred(value, schema), **unknown}
