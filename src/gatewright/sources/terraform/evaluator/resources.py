"""Resources and data sources: from their blocks to instances with the values of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gatewright.sources.terraform.evaluator import data_sources
from gatewright.sources.terraform.evaluator.instance_keys import InstanceKey, Repetition, collected, suffix
from gatewright.sources.terraform.evaluator.operations import OpenObject
from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.schemas import BlockSchema, schema_of
from gatewright.sources.terraform.syntax.nodes import Block
from gatewright.sources.terraform.values import EvaluationError, MapValue, Reference, UnknownValue, Value, is_known

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
    maker = _Maker(module, block, schema, provider, kind)
    prefix = f"{module.address}.{label}".lstrip(".")
    made = tuple(maker.instance(prefix, key_, scope, repeated) for key_, scope in repeated.scopes.items())
    module.root.count_instances(len(made), block)
    return Result(_value(made, repeated, schema), made, provider)


def _value(made: tuple[Evaluated, ...], repeated: Repetition, schema: BlockSchema | None) -> Value:
    if repeated.unknown is not None:
        return UnknownValue(repeated.unknown.reason, Reference(made[0].address, ""))
    values: dict[InstanceKey, Value] = {
        one.key: one.values if schema is not None else OpenObject(one.values, one.address) for one in made
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
        values = self.module.root.evaluator.body(self.block.body, self.schema, scope, self.block.text)
        self._settle(values)
        if self.mode == "data":
            self._read(values, address)
        self._after_apply(values, address)
        return Evaluated(address, key, values, scope, self.module.certain and repeated.unknown is None)

    def _after_apply(self, values: dict[str, Value], address: str) -> None:
        if self.schema is None:
            return
        for name in self.schema.computed:
            if values[name] is None:
                values[name] = UnknownValue(AFTER_APPLY, Reference(address, name))

    def _settle(self, values: dict[str, Value]) -> None:
        """What the provider configuration decides at plan time: the region, and the tags in effect."""
        if self.schema is None or self.provider.source != "hashicorp/aws":
            return
        attributes = self.schema.attributes
        if "region" in attributes and values.get("region") is None and self.provider.region is not None:
            if self.mode == "managed" or "o" in attributes["region"][1]:
                values["region"] = self.provider.region
        if self.mode == "managed" and "tags_all" in attributes and values.get("tags_all") is None:
            values["tags_all"] = _tags(self.provider.default_tags, values.get("tags"))

    def _read(self, values: dict[str, Value], address: str) -> None:
        deferred = self.module.deferred or "depends_on" in self.block.body.attributes
        try:
            data_sources.read(self.block.labels[0], values, self.provider, deferred=deferred)
        except EvaluationError as error:
            self.module.root.problem(self.block.text, self.block.header, f"`{address}`: {error}")


def _tags(defaults: Value, own: Value) -> Value:
    """The provider's default tags under the resource's own; None where neither or not all is known."""
    merged: dict[str, Value] = {}
    for part in (defaults, own):
        if isinstance(part, dict):
            merged.update(part)
        elif part is not None:
            return None
    return MapValue(merged) if merged and is_known(merged) else None
