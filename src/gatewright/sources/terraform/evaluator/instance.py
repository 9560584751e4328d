"""One instance of a module: its variables, locals, outputs, calls and resources, each evaluated when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gatewright.model.location import Frame
from gatewright.sources.terraform.evaluator import providers, resources
from gatewright.sources.terraform.evaluator.graph import Node, refuse_cycle, resolve
from gatewright.sources.terraform.evaluator.instance_keys import (
    COUNT_FAILED,
    InstanceKey,
    Repetition,
    collected,
    repetition,
    suffix,
)
from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.evaluator.variables import variable_value
from gatewright.sources.terraform.functions.files import Files
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.modules.calls import Missing
from gatewright.sources.terraform.modules.configuration import Module
from gatewright.sources.terraform.syntax.nodes import Block, Body
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value, mark

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.root import RootModule


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls a module instance: the call's block, and the scope that its arguments are evaluated in."""

    module: ModuleInstance
    block: Block
    scope: Scope


@dataclass(frozen=True, slots=True)
class Expansion:
    """The module instances of one call."""

    kind: str
    instances: dict[InstanceKey, ModuleInstance] = field(default_factory=dict)
    unknown: UnknownValue | None = None
    """Why the outputs are unknown: the module is missing, or its number of instances is not known."""


class ModuleInstance:
    """A module as one call makes it (or as a root)."""

    def __init__(self, root: RootModule, module: Module, address: str = "", caller: Caller | None = None) -> None:
        self.root = root
        self.module = module
        self.address = address
        self.caller = caller
        self.certain: bool = caller.module.certain if caller else True
        self.deferred: bool = caller is not None and (
            caller.module.deferred or "depends_on" in caller.block.body.attributes
        )
        """Whether the call waits for other resources: then its data sources are read during apply."""
        self.path: str = f"{caller.module.path}.{caller.block.labels[0]}".lstrip(".") if caller else ""
        self.results: dict[Key, object] = {}
        self.calls: tuple[Frame, ...] | None = None
        """The calls around the instance, once somebody has asked where something in it is."""
        self.scope = Scope(self)

    @property
    def files(self) -> Files:
        """The files that functions may read."""
        return self.root.files

    # -- what expressions see ------------------------------------------------------------------------------------

    def lookup(self, root: str, steps: tuple[str | int, ...]) -> tuple[Value, int]:
        """The value that a root name and the steps after it stand for, and how many steps that used up."""
        if root in ("var", "local"):
            name = self._name(root, steps, 0)
            if name not in (self.module.variables if root == "var" else self.module.locals):
                raise EvaluationError(f"there is no `{root}.{name}` in this module")
            return self._value((root, name)), 1
        if root == "module":
            return self._module_value(steps)
        if root == "data":
            return self._resource_value(("data", self._name(root, steps, 0), self._name(root, steps, 1))), 2
        if root == "path":
            return self._path(self._name(root, steps, 0)), 1
        if root == "terraform":
            return self._terraform(self._name(root, steps, 0)), 1
        if root in ("each", "count", "self"):
            raise EvaluationError(f"`{root}` has no meaning here")
        return self._resource_value(("managed", root, self._name(root, steps, 0))), 1

    @staticmethod
    def _name(root: str, steps: tuple[str | int, ...], index: int) -> str:
        if index >= len(steps):
            raise EvaluationError(f"`{root}` alone is no value")
        return str(steps[index])

    def _value(self, key: Key) -> Value:
        found = self.results.get(key)
        if found is None or type(found) is object:
            found = resolve(self, key, refuse_cycle)
        return found  # type: ignore[return-value]  # variables, locals and outputs have values

    def _resource_value(self, key: Key) -> Value:
        result = resolve(self, key, refuse_cycle)
        assert isinstance(result, resources.Result)  # noqa: S101  # INVARIANT: resource keys hold results
        return result.value

    def _path(self, name: str) -> Value:
        if name == "module":
            return self.root.relative(self.module.directory)
        if name in ("root", "cwd"):
            return "." if name == "root" else self.root.working_directory
        raise EvaluationError(f"there is no `path.{name}`")

    def _terraform(self, name: str) -> Value:
        if name in ("workspace", "env"):
            return self.root.workspace
        if name == "applying":
            return False
        raise EvaluationError(f"there is no `terraform.{name}`")

    def _module_value(self, steps: tuple[str | int, ...]) -> tuple[Value, int]:
        name = self._name("module", steps, 0)
        expansion = self.expansion(name)
        if expansion.unknown is not None:
            return UnknownValue(expansion.unknown.reason), len(steps)
        used = 1
        instance: ModuleInstance | None = None
        if expansion.kind == "single":
            instance = expansion.instances[None]
        elif len(steps) > 1:
            key: InstanceKey = steps[1]
            instance = expansion.instances.get(key if key in expansion.instances else str(key))
            if instance is None:
                raise EvaluationError(f"module `{name}` has no instance {suffix(key)}")
            used = 2
        if instance is not None and len(steps) > used:
            return instance.output(str(steps[used])), used + 1
        if instance is not None:
            return instance.outputs(), used
        return collected(expansion.kind, {key: one.outputs() for key, one in expansion.instances.items()}), used

    def expansion(self, call: str) -> Expansion:
        """The module instances of a call."""
        result = resolve(self, ("module", call), refuse_cycle)
        assert isinstance(result, Expansion)  # noqa: S101  # INVARIANT: module keys hold expansions
        return result

    def output(self, name: str) -> Value:
        """The value of an output."""
        if name not in self.module.outputs:
            raise EvaluationError(f"module `{self.path}` has no output `{name}`")
        return self._value(("output", name))

    def outputs(self) -> dict[str, Value]:
        """All outputs by name."""
        return {name: self.output(name) for name in self.module.outputs}

    # -- the graph -----------------------------------------------------------------------------------------------

    def needs(self, key: Key) -> Iterator[tuple[Node, Key]]:
        """What must be known before a key can be computed, one by one."""
        kind, name = key[0], key[1]
        library = self.root.library
        if kind == "var":
            if self.caller is not None:
                attribute = self.caller.block.body.attributes.get(name)
                if attribute is not None:
                    yield from self.caller.module.each(library.attribute_references(attribute))
        elif kind == "local" and name in self.module.locals:
            yield from self.each(library.attribute_references(self.module.locals[name]))
        elif kind == "output":
            value = self.module.outputs[name].body.attributes.get("value")
            if value is not None:
                yield from self.each(library.attribute_references(value))
        elif kind == "module" and name in self.module.calls:
            yield from self.each(library.repetition_references(self.module.calls[name]))
        elif kind in ("managed", "data"):
            block = (self.module.managed if kind == "managed" else self.module.data).get((key[1], key[2]))
            if block is not None:
                yield (self, ("provider", self._provider_name(block, key[1])))
                yield from self.each(library.block_references(block))
        elif kind == "provider" and name in self.module.providers:
            yield from self.each(library.block_references(self.module.providers[name]))

    def each(self, keys: Iterable[Key]) -> Iterator[tuple[Node, Key]]:
        """The nodes of references; those into a module become the outputs that they may mean, once it is expanded."""
        for key in keys:
            if key[0] != "module":
                yield (self, key)
                continue
            call = key[:2]
            yield (self, call)
            expansion = self.results.get(call)
            if not isinstance(expansion, Expansion):
                continue
            for instance in expansion.instances.values():
                known = instance.module.outputs
                for name in [n for n in key[2:] if n in known] or known:
                    yield (instance, ("output", name))

    def compute(self, key: Key) -> object:
        """The result of a key whose needs are met. A defect costs this key, and is told; it never costs the scan."""
        try:
            return self._computed(key)
        except Exception as error:  # noqa: BLE001  # whatever it is, the rest of the configuration is still to be read
            what = ".".join(key)
            self.root.defect(self.module.directory, f"`{what}` could not be evaluated: {type(error).__name__}")
            lost = UnknownValue(f"`{what}` could not be evaluated")
            if key[0] == "module":
                return Expansion("single", unknown=lost)
            if key[0] == "provider":
                return ProviderSettings()
            return lost if key[0] in ("var", "local", "output") else resources.Result(lost)

    def _computed(self, key: Key) -> object:
        kind, name = key[0], key[1]
        if kind == "var":
            return variable_value(self, name)
        if kind == "local":
            return self._local(name)
        if kind == "output":
            return self._output(name)
        if kind == "module":
            return self._expand(name)
        if kind == "provider":
            return self._settings(name)
        return resources.result(self, key)

    def _local(self, name: str) -> Value:
        attribute = self.module.locals.get(name)
        return None if attribute is None else self.root.evaluator.attribute(attribute, self.scope)

    def _output(self, name: str) -> Value:
        attributes = self.module.outputs[name].body.attributes
        value = self.root.evaluator.attribute(attributes["value"], self.scope) if "value" in attributes else None
        sensitive = attributes.get("sensitive")
        return mark(value, sensitive=sensitive is not None and self.root.flag(sensitive, self.scope))

    def _expand(self, name: str) -> Expansion:
        block = self.module.calls.get(name)
        if block is None:
            return Expansion("single", unknown=UnknownValue(f"there is no module `{name}`"))
        directory = self.root.directory_of(self, block)
        if isinstance(directory, Missing):
            return Expansion("single", unknown=UnknownValue(directory.reason))
        repeated = self.repetition(block)
        module = self.root.library.module(directory)
        prefix = f"{self.address}.module.{name}".lstrip(".")
        instances: dict[InstanceKey, ModuleInstance] = {}
        for key, scope in repeated.scopes.items():
            mark_ = "[*]" if repeated.unknown is not None else suffix(key)
            instance = ModuleInstance(self.root, module, prefix + mark_, Caller(self, block, scope))
            instance.certain = self.certain and repeated.unknown is None
            instances[key] = instance
        if repeated.unknown is not None:
            self.root.uncertain(block, f"how many `{prefix}` there are is not known", repeated.unknown)
        self.root.count_modules(len(instances), block)
        return Expansion(repeated.kind, instances, repeated.unknown)

    def repetition(self, block: Block) -> Repetition:
        """The instances that a block's `count` or `for_each` make; one of unknown number where that is refused."""
        try:
            return repetition(block.body, block.text, self.scope)
        except EvaluationError as error:
            attribute = block.body.attributes.get("count") or block.body.attributes.get("for_each")
            self.root.problem(block.text, attribute.span if attribute else block.header, str(error))
            lost = UnknownValue(COUNT_FAILED)
            names: dict[str, Value] = {"each": {"key": lost, "value": lost}, "count": {"index": lost}}
            kind = "count" if "count" in block.body.attributes else "for_each"
            return Repetition(kind, {None: self.scope.within(names)}, lost)

    # -- providers -----------------------------------------------------------------------------------------------

    def provider(self, block: Block, resource_type: str) -> ProviderSettings:
        """The settings of the provider configuration that a resource uses."""
        result = resolve(self, ("provider", self._provider_name(block, resource_type)), refuse_cycle)
        assert isinstance(result, ProviderSettings)  # noqa: S101  # INVARIANT: provider keys hold settings
        return result

    @staticmethod
    def _provider_name(block: Block, resource_type: str) -> str:
        attribute = block.body.attributes.get("provider")
        named = providers.reference(attribute.expression) if attribute else None
        return named or resource_type.partition("_")[0]

    def _settings(self, name: str) -> ProviderSettings:
        block = self.module.providers.get(name)
        local = name.partition(".")[0]
        if block is None and self.caller is not None:
            outer = providers.passed(self.caller.block).get(name, name)
            inherited = resolve(self.caller.module, ("provider", outer), refuse_cycle)
            assert isinstance(inherited, ProviderSettings)  # noqa: S101  # INVARIANT: provider keys hold settings
            return inherited
        source = self.module.requirement(local).source
        found = providers.settings(source, self.root.major(source), block, self._argument)
        if self.root.expecting is None:
            return found
        return self.root.expecting.settled(found, self.root.directory, providers.credentials(block, self._argument))

    def _argument(self, body: Body, name: str) -> Value:
        attribute = body.attributes.get(name)
        return None if attribute is None else self.root.evaluator.attribute(attribute, self.scope)
