"""Plans by hand, in the form of Terraform's JSON, and what is read from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.addresses import split_instance
from gatewright.sources.terraform.plan.json_plan import read_plan
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value

WIRING = Path(__file__).parents[3] / "data" / "terraform" / "wiring"
"""A configuration with its plan, binary plan and state, as real Terraform made them."""

AWS = "registry.terraform.io/hashicorp/aws"


def entry(address: str, **parts: Any) -> dict[str, Any]:
    """The parts of a resource that all of Terraform's lists have."""
    module, mode, kind, name, key = split_instance(address)
    found = {"address": address, "mode": mode, "type": kind, "name": name, "provider_name": AWS, **parts}
    return found | ({"module_address": module} if module else {}) | ({} if key is None else {"index": key})


def change(address: str, *actions: str, **parts: Any) -> dict[str, Any]:
    """An entry of `resource_changes`; without actions it is created."""
    values = {"actions": list(actions or ("create",)), "before": None, "after": {}, "after_unknown": {}, **parts}
    return entry(address, change=values)


def tree(*resources: dict[str, Any], **modules: Any) -> dict[str, Any]:
    """A module of `planned_values` or `prior_state`; child modules by the last part of their addresses."""
    children = [{"address": address, **child} for address, child in modules.items()]
    return {"resources": list(resources), "child_modules": children}


def configured(resource: str, *, key: str = "aws", **expressions: Any) -> dict[str, Any]:
    """A resource of the configuration."""
    _, mode, kind, name, _ = split_instance(resource)
    return {"mode": mode, "type": kind, "name": name, "provider_config_key": key, "expressions": expressions}


def references(*names: str) -> dict[str, Any]:
    """An expression that refers to these."""
    return {"references": list(names)}


def plan(*changes: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A plan with these changes."""
    return {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": list(changes), **parts}


def prior(root: dict[str, Any]) -> dict[str, Any]:
    """A `prior_state` with this root module."""
    return {"format_version": "1.0", "values": {"root_module": root}}


def instances(document: dict[str, Any]) -> dict[str, Instance]:
    """The instances of a plan by address."""
    found = read_plan(document).instances
    by_address = {instance.address: instance for instance in found}
    assert len(found) == len(by_address)
    return by_address


def reference_of(document: dict[str, Any], address: str, name: str = "bucket") -> Reference | None:
    """The reference in an attribute that is unknown."""
    value = instances(document)[address].values[name]
    assert isinstance(value, UnknownValue)
    return value.reference


def referring(value: Value, *path: str | int) -> Iterator[tuple[str, str]]:
    """Path and target of each reference in a value."""
    if isinstance(value, Sensitive):
        yield from referring(value.value, *path)
    elif isinstance(value, UnknownValue):
        if value.reference is not None:
            yield ".".join(map(str, path)), f"{value.reference.address}:{value.reference.attribute}"
    elif isinstance(value, (list, dict)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from referring(item, *path, step)
