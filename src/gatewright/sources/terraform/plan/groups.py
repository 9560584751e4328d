"""The instances of a plan by what they are instances of: a resource, or a module call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.addresses import Key, quoted_key, resource_name, split_module


@dataclass(frozen=True, slots=True)
class Group:
    """All instances of one resource or module call.

    INVARIANT: equal key sets within one plan are the same object, so that they are compared in no time.
    """

    members: Mapping[Key, Instance | None]
    """By key; None in the place of a module's instance."""
    keys: frozenset[Key]

    @property
    def repeated(self) -> bool:
        """Whether the instances have keys."""
        return None not in self.members


@dataclass(frozen=True, slots=True)
class Groups:
    """Every group of a plan."""

    resources: Mapping[tuple[str, str], Group]
    """By module address and `aws_vpc.main` or `data.aws_vpc.main`."""
    modules: Mapping[tuple[str, str], Group]
    """By the calling module's address and the name of the call."""


def group_instances(instances: Iterable[Instance]) -> Groups:
    """The groups of these instances, and of the modules that they are in."""
    resources: dict[tuple[str, str], dict[Key, Instance | None]] = {}
    modules: dict[tuple[str, str], dict[Key, Instance | None]] = {}
    seen: set[str] = set()
    for instance in instances:
        resources.setdefault((instance.module, name_of(instance)), {})[instance.index] = instance
        if instance.module not in seen:
            seen.add(instance.module)
            _add_modules(instance.module, modules)
    shared: dict[frozenset[Key], frozenset[Key]] = {}
    return Groups(
        {place: _group(members, shared) for place, members in resources.items()},
        {place: _group(members, shared) for place, members in modules.items()},
    )


def name_of(instance: Instance) -> str:
    """What the instance's resource is called within its module."""
    return resource_name(instance.type, instance.name, data=instance.mode == "data")


def child_address(module: str, name: str, key: Key) -> str:
    """The address of a module instance, by its caller's, the call's name and its key."""
    return (f"{module}." if module else "") + f"module.{name}{quoted_key(key)}"


def _group(members: dict[Key, Instance | None], shared: dict[frozenset[Key], frozenset[Key]]) -> Group:
    keys = frozenset(members)
    return Group(members, shared.setdefault(keys, keys))


def _add_modules(address: str, modules: dict[tuple[str, str], dict[Key, Instance | None]]) -> None:
    parent = ""
    for name, key in split_module(address):
        modules.setdefault((parent, name), {})[key] = None
        parent = child_address(parent, name, key)
