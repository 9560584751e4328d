"""Plans as `terraform show -json` prints them: formats 0.1 (Terraform 0.12) to 1.x, and OpenTofu's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.completeness import Completeness
from gatewright.sources.terraform.plan.configuration import Configuration, read_configuration
from gatewright.sources.terraform.plan.groups import name_of
from gatewright.sources.terraform.plan.linking import link
from gatewright.sources.terraform.plan.providers import ProviderIndex, variable_values
from gatewright.sources.terraform.plan.resources import (
    exists_after,
    instance_changed,
    instance_in_tree,
    resources_in,
    tree_address,
)
from gatewright.sources.terraform.plan.shape import ShapeError, is_resource, list_of, object_of, optional_text, text_of
from gatewright.sources.terraform.values import Value


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan says."""

    format_version: str
    terraform_version: str
    instances: tuple[Instance, ...]
    configuration: Value
    """The `configuration` tree as it stands in the plan; None when the plan has none."""
    variables: Mapping[str, Value]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_plan(document: dict[str, Value]) -> Plan:
    """The plan that a JSON document is. Raises ShapeError where the document is not a plan."""
    version = checked_format(document)
    configuration = read_configuration(document.get("configuration"))
    variables = variable_values(document.get("variables"), configuration.root)
    instances = with_providers(planned_instances(document), ProviderIndex(configuration, variables))
    return Plan(
        format_version=version,
        terraform_version=optional_text(document, "terraform_version", "plan"),
        instances=tuple(link(instances, configuration, variables)),
        configuration=document.get("configuration"),
        variables=variables,
        diagnostics=tuple(_completeness(document).diagnostics()),
    )


def checked_format(document: Mapping[str, Value]) -> str:
    """The format version; raises ShapeError when it is not one that is understood."""
    version = document.get("format_version")
    if not isinstance(version, str) or not version:
        raise ShapeError("it has no `format_version`")
    if version.partition(".")[0] not in ("0", "1"):
        raise ShapeError(f"its format version `{version}` is not known, only 0.1 to 1.x are; update gatewright")
    return version


def planned_instances(document: Mapping[str, Value]) -> Iterator[Instance]:
    """Every object that is there when the plan has been applied, once.

    What changes, or was looked at and does not change, is in `resource_changes`. A targeted plan has only its targets
    there: what else exists is in `prior_state`, as are data sources that were read while planning.
    """
    judged: set[str] = set()
    for item in list_of(document.get("resource_changes"), "resource_changes"):
        resource = object_of(item, "resource_changes")
        if resource.get("deposed") or not is_resource(resource):
            continue
        judged.add(text_of(resource, "address", "resource_changes"))
        judged.add(optional_text(resource, "previous_address", "resource_changes"))
        if exists_after(object_of(resource.get("change"), "resource_changes.change"), "resource_changes.change"):
            yield instance_changed(resource, "resource_changes")
    prior = object_of(object_of(document.get("prior_state"), "prior_state").get("values"), "prior_state.values")
    planned = object_of(document.get("planned_values"), "planned_values")
    for tree, where in ((planned, "planned_values"), (prior, "prior_state.values")):
        for resource, module in resources_in(tree.get("root_module"), where):
            address = tree_address(resource, module, where)
            if address not in judged:
                judged.add(address)
                yield instance_in_tree(resource, module, where)


def with_providers(instances: Iterator[Instance], providers: ProviderIndex) -> Iterator[Instance]:
    """The instances with the settings of the provider configurations that they are made with."""
    configuration: Configuration = providers.configuration
    for instance in instances:
        module = configuration.module(instance.module)
        config = module.resources.get(name_of(instance)) if module else None
        yield replace(instance, provider=providers.settings(config, module, instance.provider.source))


def _completeness(document: Mapping[str, Value]) -> Completeness:
    deferred = list_of(document.get("deferred_changes"), "deferred_changes")
    return Completeness(
        errored=document.get("errored") is True,
        partial=document.get("complete") is False,
        deferred=[_deferred_address(item) for item in deferred],
    )


def _deferred_address(item: Value) -> str:
    resource = object_of(object_of(item, "deferred_changes").get("resource_change"), "deferred_changes")
    return optional_text(resource, "address", "deferred_changes")
