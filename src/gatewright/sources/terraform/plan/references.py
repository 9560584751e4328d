"""Which resource attribute an unknown value of a plan will come from.

A plan's configuration lists the references of an expression, not the expression. So a reference is followed only
where it leaves one answer: everything else that the expression refers to is known and cannot be the rest of a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.addresses import (
    Index,
    Key,
    Step,
    is_name,
    plain_key,
    quoted_key,
    split_address,
    split_module,
)
from gatewright.sources.terraform.plan.configuration import Configuration, ModuleCall, references_of
from gatewright.sources.terraform.plan.groups import Group, Groups, child_address, name_of
from gatewright.sources.terraform.values import Reference, Sensitive, Value, is_known

_DEEPEST = 64
"""Variables and outputs that are followed in a row."""


_NAMED_AFTER_BUCKET = frozenset(
    {
        "aws_s3_bucket_notification",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
    }
)
"""Resources whose id is the bucket's name, used in the bucket's place to wait for them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module instance, and what `each` and `count` are there."""

    module: str
    key: Key = None
    keys: frozenset[Key] = frozenset()
    """Keys of all instances of the resource or module call that the expression belongs to, as its group has them."""
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
    groups: Groups
    _known: dict[tuple[int, str, Key], Origins | None] = field(default_factory=dict)

    def scope_of(self, instance: Instance) -> Scope:
        """The scope of the expressions of an instance."""
        name = name_of(instance)
        return Scope(
            module=instance.module,
            key=instance.index,
            keys=self.groups.resources[instance.module, name].keys,
            for_each=self._resource_config(instance.module, name).get("for_each_expression"),
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
            found = self._combined(_traversals(names), scope, depth)
            made = isinstance(expression, dict) and expression.get("made") is True
            self._known[slot] = Origins(found.references, text=True) if found and made else found
        return self._known[slot]

    def _combined(self, traversals: list[tuple[Step, ...]], scope: Scope, depth: int) -> Origins | None:
        """The origins of all references of one expression together.

        A key of `each` or `count` is taken for the index of a resource with the same keys, else for text.
        """
        references: dict[Reference, None] = {}
        text = False
        others = [steps for steps in traversals if not self._is_own_key(steps, scope)]
        keyed = len(others) < len(traversals)
        key_used = not keyed
        for steps in others:
            group = self._group(steps, scope)
            if group is not None and group.keys is scope.keys and not _explicit_key(steps):
                key_used = True
            found = self._one(steps, scope, (keyed, depth + 1))
            if found is None:
                return None
            references.update(dict.fromkeys(found.references))
            text |= found.text
        return Origins(tuple(references), text=text or not key_used)

    def _is_own_key(self, steps: tuple[Step, ...], scope: Scope) -> bool:
        """Whether this is the key of the scope's instance; over a set, `each.value` is the key too."""
        if steps != ("each", "value"):
            return steps[:2] in _OWN_KEYS
        if not scope.for_each:
            return isinstance(scope.key, str)  # a map would be shown, `toset([...])` is not
        match _traversals(references_of(scope.for_each)):
            case [("var", str(name))] if not scope.module:
                return isinstance(self.variables.get(name), list)
        return False

    def _one(self, steps: tuple[Step, ...], scope: Scope, state: tuple[bool, int]) -> Origins | None:
        match steps:
            case ("var", str(name), *rest):
                return _within(self._variable(name, scope, state[1]), rest)
            case ("each", "value", *rest):
                return _within(self._each_value(scope, rest, state[1]), rest)
            case ("path" | "terraform" | "tofu", *_):
                return _TEXT
            case ("local", str(name), *rest):
                return _within(self._local(name, scope, state[1]), rest)
            case ("self" | "each" | "count" | "ephemeral", *_):
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
        group = self.groups.resources.get((scope.module, name))
        if group is None:
            return _KNOWN
        key = plain_key(rest[0]) if rest and not is_name(rest[0]) else _the_key(group, scope, keyed=state[0])
        if isinstance(key, _Many):
            return None
        instance = group.members.get(key)
        if instance is None:
            return _KNOWN
        attributes = rest[1:] if rest and not is_name(rest[0]) else rest
        if not attributes:
            return Origins((Reference(instance.address, ""),))
        return self._attribute(instance, str(attributes[0]), state[1])

    def _attribute(self, instance: Instance, name: str, depth: int) -> Origins:
        """Where the attribute's own value comes from: from another resource, or from this one."""
        value = instance.values.get(name)
        if isinstance(value, Sensitive):
            value = value.value
        if is_known(value):
            return _TEXT if isinstance(value, str) and value else _KNOWN
        if name == "id" and instance.type in _NAMED_AFTER_BUCKET and "bucket" in instance.values:
            return self._attribute(instance, "bucket", depth)
        expressions = self._resource_config(instance.module, name_of(instance)).get("expressions")
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
        group = self.groups.modules.get((parent, call_name))
        keys = group.keys if group else frozenset()
        return self.origins(call.expressions[name], Scope(parent, key, keys, call.for_each), depth)

    def _local(self, name: str, scope: Scope, depth: int) -> Origins | None:
        config = self.configuration.module(scope.module)
        expression = config.locals.get(name) if config else None
        return None if expression is None else self.origins(expression, Scope(scope.module), depth)

    def _each_value(self, scope: Scope, rest: list[Step], depth: int) -> Origins | None:
        """The element of `for_each` over a resource or module: the instance with the same key."""
        over = _traversals(references_of(scope.for_each))
        if len(over) != 1 or scope.key is None:
            return None
        group = self._group(over[0], scope)
        if group is None or group.keys is not scope.keys:
            return None
        steps = over[0]
        if steps[0] == "module" and len(steps) == 2:
            return self._output(str(steps[1]), [_bracketed(scope.key), *rest], scope, (False, depth))
        if _explicit_key(steps):
            return None
        return self._one((*steps, _bracketed(scope.key), *rest[:1]), scope, (False, depth))

    def _output(self, name: str, rest: list[Step], scope: Scope, state: tuple[bool, int]) -> Origins | None:
        call = self._call(scope.module, name)
        group = self.groups.modules.get((scope.module, name))
        if call is None or group is None:
            return None
        key = plain_key(rest[0]) if rest and not is_name(rest[0]) else _the_key(group, scope, keyed=state[0])
        outputs = rest[1:] if rest and not is_name(rest[0]) else rest
        if isinstance(key, _Many) or not outputs or str(outputs[0]) not in call.module.outputs:
            return None
        child = Scope(child_address(scope.module, name, key))
        return _within(self.origins(call.module.outputs[str(outputs[0])], child, state[1]), outputs[1:])

    def _group(self, steps: tuple[Step, ...], scope: Scope) -> Group | None:
        """The instances of the resource or module that a reference names; None when it names neither."""
        match steps:
            case ("module", str(name), *_):
                return self.groups.modules.get((scope.module, name))
            case ("data", str(kind), str(name), *_):
                return self.groups.resources.get((scope.module, f"data.{kind}.{name}"))
            case (str(kind), str(name), *_):
                return self.groups.resources.get((scope.module, f"{kind}.{name}"))
        return None

    def _call(self, module: str, name: str) -> ModuleCall | None:
        config = self.configuration.module(module)
        return config.calls.get(name) if config else None

    def _resource_config(self, module: str, name: str) -> Mapping[str, Value]:
        config = self.configuration.module(module)
        return config.resources.get(name, {}) if config else {}


class _Many:
    """More than one instance may be meant."""


_MANY = _Many()
_OWN_KEYS = {("each", "key"), ("count", "index")}


def _the_key(group: Group, scope: Scope, *, keyed: bool) -> Key | _Many:
    """The key of the instance that a reference without a constant key means."""
    if not group.repeated:
        return None
    if keyed and group.keys is scope.keys:
        return scope.key
    return next(iter(group.members)) if len(group.members) == 1 else _MANY


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
    return len(steps) > named and not is_name(steps[named])


def _bracketed(key: Key) -> Step:
    return Index(key) if isinstance(key, str) else key or 0


def _parent(module: str, name: str, key: Key) -> str:
    return module.removesuffix(f"module.{name}{quoted_key(key)}").removesuffix(".")
