"""Plans as `terraform plan -out` writes them, read without Terraform.

Message and field numbers are those of Terraform's planfile.proto, format version 3 with addresses as text
(Terraform 1.1 and later, OpenTofu). What is already there and does not change is in the state that the plan carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gatewright.sources.terraform.instances import Instance, ProviderSettings
from gatewright.sources.terraform.plan.addresses import split_instance
from gatewright.sources.terraform.plan.archive import ModuleSource, open_archive
from gatewright.sources.terraform.plan.completeness import Completeness
from gatewright.sources.terraform.plan.configuration import read_configuration
from gatewright.sources.terraform.plan.json_plan import Plan, with_providers
from gatewright.sources.terraform.plan.linking import link
from gatewright.sources.terraform.plan.masks import mark_paths
from gatewright.sources.terraform.plan.numbers import restore_numbers
from gatewright.sources.terraform.plan.providers import ProviderIndex, marked_variables
from gatewright.sources.terraform.plan.recorded import recorded_configuration
from gatewright.sources.terraform.plan.resources import ROOT
from gatewright.sources.terraform.plan.shape import ShapeError, json_of, object_of
from gatewright.sources.terraform.plan.wire import Message, chunks, dynamic_value, integer, messages, read_message, text
from gatewright.sources.terraform.schemas import schema_of
from gatewright.sources.terraform.state import read_state_file, state_provider
from gatewright.sources.terraform.values import Value

FORMAT_VERSION = 3

_PLAN_VERSION, _PLAN_VARIABLES, _PLAN_CHANGES, _PLAN_TARGETS = 1, 2, 3, 5
_PLAN_TERRAFORM, _PLAN_ERRORED, _PLAN_DEFERRED = 14, 20, 27
_ENTRY_KEY, _ENTRY_VALUE = 1, 2
_RESOURCE_DEPOSED, _RESOURCE_PROVIDER, _RESOURCE_CHANGE, _RESOURCE_ADDRESS, _RESOURCE_PREVIOUS = 7, 8, 9, 13, 14
_CHANGE_ACTION, _CHANGE_VALUES, _CHANGE_SENSITIVE = 1, 2, 4
_PATH_STEPS, _STEP_ATTRIBUTE, _STEP_KEY = 1, 1, 2
_DEFERRED_CHANGE = 2
_DELETE, _FORGET = 5, 8


@dataclass(frozen=True, slots=True)
class BinaryPlan:
    """What a binary plan says, and the sources that it was made from."""

    plan: Plan
    sources: Mapping[str, ModuleSource]


def read_binary_plan(content: bytes) -> BinaryPlan:
    """The plan in a plan file. Raises ShapeError where the file is not one."""
    archive = open_archive(content)
    message = read_message(archive.plan)
    version = integer(message, _PLAN_VERSION)
    if version != FORMAT_VERSION:
        raise ShapeError(
            f"its binary format is version {version}, only {FORMAT_VERSION} is known; "
            "use the JSON that `terraform show -json PLAN` prints"
        )
    tree = recorded_configuration(archive.sources)
    configuration = read_configuration(tree)
    variables = marked_variables({**configuration.root.variables, **_variables(message)}, configuration.root)
    providers = ProviderIndex(configuration, variables, archive.majors)
    instances = map(_with_numbers, with_providers(_instances(message, archive.state), providers))
    plan = Plan(
        format_version=str(version),
        terraform_version=text(message, _PLAN_TERRAFORM),
        instances=tuple(link(instances, configuration, variables)),
        configuration=tree,
        variables=variables,
        diagnostics=(*archive.diagnostics, *_completeness(message).diagnostics()),
    )
    return BinaryPlan(plan, archive.sources)


def _variables(plan: Message) -> dict[str, Value]:
    return {
        text(entry, _ENTRY_KEY): dynamic_value(next(messages(entry, _ENTRY_VALUE), {}))
        for entry in messages(plan, _PLAN_VARIABLES)
    }


def _completeness(plan: Message) -> Completeness:
    deferred = [next(messages(item, _DEFERRED_CHANGE), {}) for item in messages(plan, _PLAN_DEFERRED)]
    return Completeness(
        errored=bool(integer(plan, _PLAN_ERRORED)),
        partial=bool(chunks(plan, _PLAN_TARGETS)),
        deferred=[text(item, _RESOURCE_ADDRESS) for item in deferred],
    )


def _instances(plan: Message, state: bytes) -> Iterator[Instance]:
    """Every object that is there when the plan has been applied, once."""
    judged: set[str] = set()
    for change in messages(plan, _PLAN_CHANGES):
        if text(change, _RESOURCE_DEPOSED):
            continue
        judged |= {_address(change), text(change, _RESOURCE_PREVIOUS)}
        if (instance := _changed(change)) is not None:
            yield instance
    prior = object_of(json_of(state, "tfstate"), "tfstate")
    if prior:
        there = read_state_file(prior).instances
        yield from (instance for instance in there if instance.address not in judged)


def _with_numbers(instance: Instance) -> Instance:
    schema = schema_of(instance.provider.source, instance.provider.major, instance.mode, instance.type)
    values = restore_numbers(instance.values, schema) if schema else instance.values
    return instance if values is instance.values else replace(instance, values=values)


def _changed(message: Message) -> Instance | None:
    change = next(messages(message, _RESOURCE_CHANGE), {})
    if integer(change, _CHANGE_ACTION) in (_DELETE, _FORGET):
        return None
    values = [dynamic_value(value) for value in messages(change, _CHANGE_VALUES)]
    address = _address(message)
    after = object_of(values[-1] if values else None, address)
    module, mode, kind, name, key = split_instance(address)
    return Instance(
        root=ROOT,
        address=address,
        mode="data" if mode == "data" else "managed",
        type=kind,
        name=name,
        index=key,
        module=module,
        values=mark_paths(after, map(_path, messages(change, _CHANGE_SENSITIVE))),
        provider=ProviderSettings(source=state_provider(text(message, _RESOURCE_PROVIDER))),
    )


def _address(change: Message) -> str:
    address = text(change, _RESOURCE_ADDRESS)
    if not address:
        raise ShapeError(
            "it was written by a terraform before 1.1; use the JSON that `terraform show -json PLAN` prints"
        )
    return address


def _path(message: Message) -> list[Value]:
    return [
        text(step, _STEP_ATTRIBUTE) or dynamic_value(next(messages(step, _STEP_KEY), {}))
        for step in messages(message, _PATH_STEPS)
    ]
