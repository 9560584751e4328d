"""Instances from the two lists of resources that Terraform's JSON has: the tree of values, and the changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatewright.sources.terraform.instances import Instance, ProviderSettings
from gatewright.sources.terraform.plan.addresses import join_address, resource_name
from gatewright.sources.terraform.plan.masks import merge_marks
from gatewright.sources.terraform.plan.shape import (
    is_resource,
    key_of,
    list_of,
    mode_is_data,
    object_of,
    optional_text,
    text_of,
)
from gatewright.sources.terraform.values import Value

ROOT = "."
"""Root module of a plan or state: whoever knows where its source is names another."""

_GONE = ("delete", "forget")


def resources_in(module: Value, where: str) -> Iterator[tuple[dict[str, Value], str]]:
    """Every resource of a tree of values (`planned_values`, `prior_state`, a state) with its module's address."""
    tree = object_of(module, where)
    address = optional_text(tree, "address", where)
    for item in list_of(tree.get("resources"), f"{where}.resources"):
        resource = object_of(item, f"{where}.resources")
        if is_resource(resource) and not resource.get("deposed_key"):
            yield resource, address
    for child in list_of(tree.get("child_modules"), f"{where}.child_modules"):
        yield from resources_in(child, where)


def instance_in_tree(resource: Mapping[str, Value], module: str, where: str) -> Instance:
    """The instance that a resource of a tree of values is."""
    values = object_of(resource.get("values"), f"{where}.values")
    return _instance(resource, module, merge_marks(values, sensitive=resource.get("sensitive_values")), where)


def tree_address(resource: Mapping[str, Value], module: str, where: str) -> str:
    """The full address of a resource of a tree of values: Terraform 0.12 leaves out module and key."""
    address = text_of(resource, "address", where)
    key = key_of(resource.get("index"), f"{where}.index")
    if address.startswith(f"{module}." if module else "") and (key is None or address.endswith("]")):
        return address
    name = resource_name(
        text_of(resource, "type", where), text_of(resource, "name", where), data=mode_is_data(resource)
    )
    return join_address(module, name, key)


def exists_after(change: Mapping[str, Value], where: str) -> bool:
    """Whether the object is there when the plan has been applied."""
    actions = list_of(change.get("actions"), f"{where}.actions")
    return any(action not in _GONE for action in actions)


def instance_changed(resource: Mapping[str, Value], where: str) -> Instance:
    """The instance that an entry of `resource_changes` leaves behind, as it will be."""
    change = object_of(resource.get("change"), f"{where}.change")
    values = merge_marks(
        object_of(change.get("after"), f"{where}.change.after"),
        unknown=change.get("after_unknown"),
        sensitive=change.get("after_sensitive"),
    )
    return _instance(resource, optional_text(resource, "module_address", where), values, where)


def provider_source(name: str) -> str:
    """Provider source without the registry's host; Terraform 0.12 gives the bare name of what HashiCorp publishes."""
    parts = name.split("/")
    if len(parts) == 1:
        return f"hashicorp/{name}" if name else ""
    return "/".join(parts[-2:])


def _instance(resource: Mapping[str, Value], module: str, values: Mapping[str, Value], where: str) -> Instance:
    return Instance(
        root=ROOT,
        address=tree_address(resource, module, where),
        mode="data" if mode_is_data(resource) else "managed",
        type=text_of(resource, "type", where),
        name=text_of(resource, "name", where),
        index=key_of(resource.get("index"), f"{where}.index"),
        module=module,
        values=values,
        provider=ProviderSettings(source=provider_source(optional_text(resource, "provider_name", where))),
    )
