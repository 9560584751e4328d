"""The configuration tree that a plan carries: modules, their resources, calls and outputs, as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gatewright.sources.terraform.plan.addresses import resource_name, split_module
from gatewright.sources.terraform.plan.shape import is_resource, list_of, mode_is_data, object_of, text_of
from gatewright.sources.terraform.values import Value

_EXPRESSION_KEYS = {"constant_value", "references", "made"}


@dataclass(frozen=True, slots=True)
class ModuleConfig:
    """One module of the configuration: the root, or what one call calls."""

    path: tuple[str, ...]
    """Names of the calls that lead here; empty for the root module."""
    resources: Mapping[str, dict[str, Value]]
    """By `aws_vpc.main` or `data.aws_vpc.main`."""
    outputs: Mapping[str, Value]
    """Output expressions by name."""
    variables: Mapping[str, Value]
    """Defaults by name, for those variables that have one."""
    locals: Mapping[str, Value]
    """Expressions by name, where the tree was made from sources; Terraform's JSON does not have them."""
    sensitive: frozenset[str] = frozenset()
    """Names of the variables that are declared sensitive."""
    calls: Mapping[str, ModuleCall] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A call of a module and the module that it calls."""

    expressions: Mapping[str, Value]
    for_each: Value
    module: ModuleConfig


@dataclass(frozen=True, slots=True)
class Configuration:
    """The whole tree, with the provider configurations by their keys."""

    root: ModuleConfig
    providers: Mapping[str, dict[str, Value]]

    def module(self, address: str) -> ModuleConfig | None:
        """The module of a module instance; None when the configuration does not have it (any more)."""
        found: ModuleConfig | None = self.root
        for name, _ in split_module(address):
            call = found.calls.get(name) if found else None
            found = call.module if call else None
        return found


def read_configuration(document: Value) -> Configuration:
    """The `configuration` of a plan; an empty tree where the plan has none."""
    tree = object_of(document, "configuration")
    providers = object_of(tree.get("provider_config"), "configuration.provider_config")
    return Configuration(
        root=_module(object_of(tree.get("root_module"), "configuration.root_module"), ()),
        providers={key: object_of(value, "configuration.provider_config") for key, value in providers.items()},
    )


def is_expression(value: Value) -> bool:
    """Whether this is one expression, not the expressions of a nested block."""
    return isinstance(value, dict) and not value.keys() - _EXPRESSION_KEYS


def references_of(expression: Value) -> tuple[str, ...]:
    """The references of an expression, as the plan lists them."""
    if not isinstance(expression, dict):
        return ()
    return tuple(item for item in list_of(expression.get("references"), "references") if isinstance(item, str))


def _module(tree: Mapping[str, Value], path: tuple[str, ...]) -> ModuleConfig:
    resources = [object_of(item, "configuration resources") for item in list_of(tree.get("resources"), "resources")]
    outputs = object_of(tree.get("outputs"), "configuration outputs")
    variables = object_of(tree.get("variables"), "configuration variables")
    calls = object_of(tree.get("module_calls"), "configuration module_calls")
    return ModuleConfig(
        path=path,
        resources={_name(item): item for item in resources if is_resource(item)},
        outputs={name: object_of(item, "configuration outputs").get("expression") for name, item in outputs.items()},
        variables={
            name: item["default"] for name, item in variables.items() if isinstance(item, dict) and "default" in item
        },
        locals=object_of(tree.get("locals"), "configuration locals"),
        sensitive=frozenset(
            name for name, item in variables.items() if isinstance(item, dict) and item.get("sensitive") is True
        ),
        calls={name: _call(object_of(item, "module_calls"), (*path, name)) for name, item in calls.items()},
    )


def _call(tree: Mapping[str, Value], path: tuple[str, ...]) -> ModuleCall:
    return ModuleCall(
        expressions=object_of(tree.get("expressions"), "module_calls.expressions"),
        for_each=tree.get("for_each_expression"),
        module=_module(object_of(tree.get("module"), "module_calls.module"), path),
    )


def _name(resource: Mapping[str, Value]) -> str:
    kind, name = (text_of(resource, key, "configuration resource") for key in ("type", "name"))
    return resource_name(kind, name, data=mode_is_data(resource))
