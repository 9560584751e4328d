"""Which resource attribute an unknown value of a plan will come from.

A plan's configuration lists the references of an expression, not the expression. So a reference is followed only
where it leaves one answer: everything else that the expression refers to is known and cannot be the rest of a text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.addresses import (
    Index,
    Key,
    Step,
    plain_key,
    quoted_key,
    resource_name,
    split_address,
    split_module,
)
from gatewright.sources.terraform.plan.configuration import Configuration, ModuleCall, references_of
from gatewright.sources.terraform.values import Reference, Sensitive, Value, is_known

_DEEPEST = 64
"""Variables and outputs that are followed in a row."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module instance, and what `each` and `count` are there."""

    module: str
    key: Key = None
    keys: frozenset[Key] = frozenset()
    """Keys of all instances of the resource or module call that the expression belongs to."""
    for_each: Value = None


@dataclass(frozen=True, slots=True)
class Origins:
    """What the unknown part of a value can come from.

    An empty attribute stands for the whole resource: the plan does not say which attribute was taken from it.
    """

    references: tuple[Reference, ...] = ()
    text: bool = False
    """Whether known, non-empty text takes part, so that the value may be a template around the reference."""

    @property
    def only(self) -> Reference | None:
        """The one reference that the value is; None when it may be made of more."""
        return self.references[0] if len(self.references) == 1 and not self.text else None


_KNOWN = Origins()
_TEXT = Origins(text=True)


@dataclass(slots=True)
class Resolver:
    """Follows references through the resources, variables and outputs of one plan."""

    configuration: Configuration
    variables: Mapping[str, Value]
    _resources: dict[tuple[str, str], dict[Key, Instance]] = field(default_factory=lambda: defaultdict(dict))
    _modules: dict[tuple[str, str], set[Key]] = field(default_factory=lambda: defaultdict(set))
    _known: dict[tuple[int, str, Key], Origins | None] = field(default_factory=dict)

    @classmethod
    def over(
        cls, configuration: Configuration, variables: Mapping[str, Value], instances: Iterable[Instance]
    ) -> Resolver:
        """A resolver that knows these instances."""
        resolver = cls(configuration, variables)
        seen: set[str] = set()
        for instance in instances:
            name = resource_name(instance.type, instance.name, data=instance.mode == "data")
            resolver._resources[instance.module, name][instance.index] = instance
            if instance.module not in seen:
                seen.add(instance.module)
                resolver._register_module(instance.module)
        return resolver

    def scope_of(self, instance: Instance) -> Scope:
        """The scope of the expressions of an instance."""
        name = resource_name(instance.type, instance.name, data=instance.mode == "data")
        config = self._resource_config(instance.module, name)
        return Scope(
            module=instance.module,
            key=instance.index,
            keys=frozenset(self._resources[instance.module, name]),
            for_each=config.get("for_each_expression"),
        )

    def origins(self, expression: Value, scope: Scope, depth: int = 0) -> Origins | None:
        """What the unknown part of an expression's value can come from; None when that cannot be told."""
        names = references_of(expression)
        if not names:
            constant = expression.get("constant_value") if isinstance(expression, dict) else None
            return _TEXT if isinstance(constant, str) and constant else _KNOWN
        if depth > _DEEPEST:
            return None
        slot = (id(expression), scope.module, scope.key)
        if slot not in self._known:
            self._known[slot] = None  # what refers to itself cannot be told
            self._known[slot] = self._combined(_traversals(names), scope, depth)
        return self._known[slot]

    def _combined(self, traversals: list[tuple[Step, ...]], scope: Scope, depth: int) -> Origins | None:
        """The origins of all references of one expression together.

        A key of `each` or `count` is taken for the index of a repeated resource; where there is none, for text.
        """
        references: dict[Reference, None] = {}
        text = False
        key_used = not (keyed := any(step[:2] in _OWN_KEYS for step in traversals))
        for steps in traversals:
            if steps[:2] in _OWN_KEYS:
                continue
            group = self._group(steps, scope)
            if keyed and group is not None and None not in group and not _explicit_key(steps):
                key_used = True
            found = self._one(steps, scope, (keyed, depth + 1))
            if found is None:
                return None
            references.update(dict.fromkeys(found.references))
            text |= found.text
        return Origins(tuple(references), text=text or not key_used)

    def _one(self, steps: tuple[Step, ...], scope: Scope, state: tuple[bool, int]) -> Origins | None:
        match steps:
            case ("var", str(name), *rest):
                return _within(self._variable(name, scope, state[1]), rest)
            case ("each", "value", *rest):
                return _within(self._each_value(scope, rest, state[1]), rest)
            case ("path" | "terraform" | "tofu", *_):
                return _TEXT
            case ("local" | "self" | "each" | "count" | "ephemeral", *_):
                return None
            case ("module", str(name), *rest):
                return self._output(name, rest, scope, state)
            case ("data", str(kind), str(name), *rest):
                return self._resource(f"data.{kind}.{name}", rest, scope, state)
            case (str(kind), str(name), *rest):
                return self._resource(f"{kind}.{name}", rest, scope, state)
        return None

    def _resource(self, name: str, rest: list[Step], scope: Scope, state: tuple[bool, int]) -> Origins | None:
        """The attribute of the one instance that is meant; what does not exist gives nothing."""
        group = self._resources.get((scope.module, name), {})
        if not group:
            return _KNOWN
        if rest and not _is_name(rest[0]):
            instance = group.get(plain_key(rest[0]))
            rest = rest[1:]
            if instance is None:
                return _KNOWN
        else:
            key = _the_key(group, scope, keyed=state[0])
            if isinstance(key, _Many):
                return None
            instance = group[key]
        if not rest:
            return Origins((Reference(instance.address, ""),))
        return self._attribute(instance, str(rest[0]), state[1])

    def _attribute(self, instance: Instance, name: str, depth: int) -> Origins:
        """Where the attribute's own value comes from: from another resource, or from this one."""
        value = instance.values.get(name)
        if isinstance(value, Sensitive):
            value = value.value
        if is_known(value):
            return _TEXT if isinstance(value, str) and value else _KNOWN
        own = resource_name(instance.type, instance.name, data=instance.mode == "data")
        expressions = self._resource_config(instance.module, own).get("expressions")
        expression = expressions.get(name) if isinstance(expressions, dict) else None
        if isinstance(expression, dict):
            found = self.origins(expression, self.scope_of(instance), depth)
            if found and found.only and found.only.attribute:
                return found
        return Origins((Reference(instance.address, name),))

    def _variable(self, name: str, scope: Scope, depth: int) -> Origins | None:
        calls = split_module(scope.module)
        if not calls:
            value = self.variables.get(name)
            plain = value.value if isinstance(value, Sensitive) else value
            return _TEXT if isinstance(plain, str) and plain else _KNOWN
        call_name, key = calls[-1]
        parent = _parent(scope.module, call_name, key)
        call = self._call(parent, call_name)
        if call is None:
            return None
        if name not in call.expressions:
            default = call.module.variables.get(name)
            return _TEXT if isinstance(default, str) and default else _KNOWN
        keys = frozenset(self._modules[parent, call_name])
        return self.origins(call.expressions[name], Scope(parent, key, keys, call.for_each), depth)

    def _each_value(self, scope: Scope, rest: list[Step], depth: int) -> Origins | None:
        """The element of `for_each` over a resource or module: the instance with the same key."""
        over = _traversals(references_of(scope.for_each))
        if len(over) != 1 or scope.key is None:
            return None
        group = self._group(over[0], scope)
        if group is None or frozenset(group) != scope.keys:
            return None
        steps = over[0]
        if steps[0] == "module" and len(steps) == 2:
            return self._output(str(steps[1]), [_bracketed(scope.key), *rest], scope, (False, depth))
        if _explicit_key(steps):
            return None
        return self._one((*steps, _bracketed(scope.key), *rest[:1]), scope, (False, depth))

    def _output(self, name: str, rest: list[Step], scope: Scope, state: tuple[bool, int]) -> Origins | None:
        group: dict[Key, None] = dict.fromkeys(self._modules.get((scope.module, name), ()))
        call = self._call(scope.module, name)
        if call is None:
            return None
        if rest and not _is_name(rest[0]):
            key: Key | _Many = plain_key(rest[0])
            rest = rest[1:]
        else:
            key = _the_key(group, scope, keyed=state[0]) if group else None
        if isinstance(key, _Many) or not rest:
            return None
        child = (f"{scope.module}." if scope.module else "") + f"module.{name}{quoted_key(key)}"
        if str(rest[0]) not in call.module.outputs:
            return None
        return _within(self.origins(call.module.outputs[str(rest[0])], Scope(child), state[1]), rest[1:])

    def _group(self, steps: tuple[Step, ...], scope: Scope) -> Mapping[Key, object] | None:
        """The instances of the resource or module that a reference names; None when it names neither."""
        match steps:
            case ("module", str(name), *_):
                return dict.fromkeys(self._modules.get((scope.module, name), ()))
            case ("data", str(kind), str(name), *_):
                return self._resources.get((scope.module, f"data.{kind}.{name}"))
            case (str(kind), str(name), *_):
                return self._resources.get((scope.module, f"{kind}.{name}"))
        return None

    def _call(self, module: str, name: str) -> ModuleCall | None:
        config = self.configuration.module(module)
        return config.calls.get(name) if config else None

    def _resource_config(self, module: str, name: str) -> Mapping[str, Value]:
        config = self.configuration.module(module)
        return config.resources.get(name, {}) if config else {}

    def _register_module(self, address: str) -> None:
        parent = ""
        for name, key in split_module(address):
            self._modules[parent, name].add(key)
            parent += ("." if parent else "") + f"module.{name}{quoted_key(key)}"


class _Many:
    """More than one instance may be meant."""


_MANY = _Many()
_OWN_KEYS = {("each", "key"), ("count", "index")}


def _the_key(group: Mapping[Key, object], scope: Scope, *, keyed: bool) -> Key | _Many:
    """The key of the instance that a reference without a constant key means."""
    if None in group:
        return None
    if keyed and scope.key in group and frozenset(group) == scope.keys:
        return scope.key
    return next(iter(group)) if len(group) == 1 else _MANY


def _within(found: Origins | None, rest: list[Step]) -> Origins | None:
    """What a further attribute step makes of origins: of a whole resource it takes that attribute."""
    if found is None or not rest or not isinstance(rest[0], str):
        return found
    attribute = str(rest[0])
    whole = (Reference(item.address, item.attribute or attribute) for item in found.references)
    return Origins(tuple(dict.fromkeys(whole)), text=found.text)


def _traversals(references: tuple[str, ...]) -> list[tuple[Step, ...]]:
    """The traversals of an expression: a plan lists each one followed by its own beginnings."""
    found: list[tuple[Step, ...]] = []
    for reference in references:
        steps = split_address(reference)
        if not found or found[-1][: len(steps)] != steps:
            found.append(steps)
    return found


def _explicit_key(steps: tuple[Step, ...]) -> bool:
    """Whether a reference to a resource or module names the key of the instance."""
    named = 3 if steps[0] == "data" else 2
    return len(steps) > named and not _is_name(steps[named])


def _bracketed(key: Key) -> Step:
    return Index(key) if isinstance(key, str) else key or 0


def _is_name(step: Step) -> bool:
    return isinstance(step, str) and not isinstance(step, Index)


def _parent(module: str, name: str, key: Key) -> str:
    return module.removesuffix(f"module.{name}{quoted_key(key)}").removesuffix(".")
