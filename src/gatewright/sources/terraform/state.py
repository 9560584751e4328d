"""States: the file that Terraform keeps (version 4), and a state as `terraform show -json` prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.instances import Instance, ProviderSettings
from gatewright.sources.terraform.plan.addresses import join_address, resource_name
from gatewright.sources.terraform.plan.json_plan import checked_format
from gatewright.sources.terraform.plan.masks import mark_paths
from gatewright.sources.terraform.plan.resources import (
    ROOT,
    instance_in_tree,
    provider_source,
    resources_in,
)
from gatewright.sources.terraform.plan.shape import (
    ShapeError,
    is_resource,
    key_of,
    list_of,
    mode_is_data,
    object_of,
    optional_text,
    text_of,
)
from gatewright.sources.terraform.values import UnknownValue, Value

STATE_VERSION = 4
_PROVIDER = re.compile(r'provider(?:\["(?P<address>[^"]+)"\]|\.(?P<name>[^.\s]+))')
_PRIMITIVES = ("string", "number", "bool", "dynamic")
_CONSTRUCTORS = ("object", "tuple", "map", "list", "set")
_FLAT = UnknownValue("kept in the form of terraform 0.11")


@dataclass(frozen=True, slots=True)
class State:
    """What a state says."""

    format_version: str
    terraform_version: str
    instances: tuple[Instance, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_shown_state(document: dict[str, Value]) -> State:
    """The state that `terraform show -json` printed. Raises ShapeError where the document is not one."""
    version = checked_format(document)
    values = object_of(document.get("values"), "values")
    return State(
        format_version=version,
        terraform_version=optional_text(document, "terraform_version", "state"),
        instances=tuple(
            instance_in_tree(resource, module, "values")
            for resource, module in resources_in(values.get("root_module"), "values")
        ),
    )


def read_state_file(document: dict[str, Value]) -> State:
    """The state that a `terraform.tfstate` holds. Raises ShapeError where it is not one of version 4."""
    version = document.get("version")
    if version != STATE_VERSION:
        raise ShapeError(
            f"its state version is `{version}`, not {STATE_VERSION}; upgrade it by an apply of Terraform 0.12 or later"
        )
    diagnostics: list[Diagnostic] = []
    listed = [object_of(item, "resources") for item in list_of(document.get("resources"), "resources")]
    resources = filter(is_resource, listed)
    instances = [instance for resource in resources for instance in _instances(resource, diagnostics)]
    return State(
        format_version=str(STATE_VERSION),
        terraform_version=optional_text(document, "terraform_version", "state"),
        instances=tuple(instances),
        diagnostics=tuple(diagnostics),
    )


def state_provider(address: str) -> str:
    """The provider source that a state's or binary plan's provider address names, without the registry's host."""
    found = _PROVIDER.search(address)
    return provider_source(found["address"] or found["name"]) if found else ""


def _instances(resource: Mapping[str, Value], diagnostics: list[Diagnostic]) -> Iterator[Instance]:
    data = mode_is_data(resource)
    kind, name = text_of(resource, "type", "resources"), text_of(resource, "name", "resources")
    module = optional_text(resource, "module", "resources")
    provider = ProviderSettings(source=state_provider(optional_text(resource, "provider", "resources")))
    for item in list_of(resource.get("instances"), "resources.instances"):
        stored = object_of(item, "resources.instances")
        if stored.get("deposed"):
            continue
        key = key_of(stored.get("index_key"), "resources.instances.index_key")
        address = join_address(module, resource_name(kind, name, data=data), key)
        if stored.get("attributes") is None and stored.get("attributes_flat") is not None:
            diagnostics.append(_flat_diagnostic(address))
        yield Instance(
            root=ROOT,
            address=address,
            mode="data" if data else "managed",
            type=kind,
            name=name,
            index=key,
            module=module,
            values=_values(stored),
            provider=provider,
        )


def _values(stored: Mapping[str, Value]) -> dict[str, Value]:
    if stored.get("attributes") is None:
        flat = object_of(stored.get("attributes_flat"), "resources.instances.attributes_flat")
        return dict.fromkeys(sorted({name.partition(".")[0] for name in flat}), _FLAT)
    attributes = object_of(stored["attributes"], "resources.instances.attributes")
    values = {name: _without_type(value) for name, value in attributes.items()}
    return mark_paths(values, _sensitive_paths(stored.get("sensitive_attributes")))


def _without_type(value: Value) -> Value:
    """An attribute of any type, such as `terraform_data.input`, is kept as an object of its value and its type."""
    if isinstance(value, dict) and value.keys() == {"value", "type"}:
        kind = value["type"]
        if kind in _PRIMITIVES or (isinstance(kind, list) and kind and kind[0] in _CONSTRUCTORS):
            return value["value"]
    return value


def _sensitive_paths(encoded: Value) -> Iterator[list[Value]]:
    """The paths, each a list of steps; a single path may stand there without a list around it."""
    paths = list_of(encoded, "sensitive_attributes")
    if paths and all(isinstance(item, dict) for item in paths):
        paths = [paths]
    for path in paths:
        yield [_step(step) for step in list_of(path, "sensitive_attributes")]


def _step(step: Value) -> Value:
    """The name or key that a step holds: `{"type": "index", "value": {"value": 0, "type": "number"}}` holds 0."""
    held = step.get("value") if isinstance(step, dict) else step
    return held.get("value") if isinstance(held, dict) else held


def _flat_diagnostic(address: str) -> Diagnostic:
    return Diagnostic(
        severity="error",
        summary=f"`{address}` is kept in the form of terraform 0.11, its attributes are not known",
        detail="run `terraform apply -refresh-only` to have the state rewritten",
    )
