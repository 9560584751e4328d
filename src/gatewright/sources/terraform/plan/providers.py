"""Provider settings of instances: from the provider configurations that a plan carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.modules.configuration import major_version
from gatewright.sources.terraform.plan.addresses import split_address
from gatewright.sources.terraform.plan.configuration import Configuration, ModuleConfig, references_of
from gatewright.sources.terraform.plan.masks import as_sensitive
from gatewright.sources.terraform.plan.shape import object_of, optional_text
from gatewright.sources.terraform.values import UnknownValue, Value

_NOT_SHOWN = UnknownValue("set by an expression that the plan does not show")
_ACCOUNT_ARGUMENTS = ("project", "subscription_id")
_ROLE = re.compile(r"arn:[^:]+:iam::(\d{12}):role/")


@dataclass(slots=True)
class ProviderIndex:
    """The provider settings that each resource of a configuration is made with."""

    configuration: Configuration
    variables: Mapping[str, Value]
    """Values of the root module's variables."""
    majors: Mapping[str, int] = field(default_factory=dict)
    """Major versions by provider source, from a lock file."""
    _known: dict[tuple[str, tuple[str, ...], str], ProviderSettings] = field(default_factory=dict)

    def settings(
        self, resource: Mapping[str, Value] | None, module: ModuleConfig | None, source: str
    ) -> ProviderSettings:
        """The settings for a resource of the configuration; only the source where it is not in there (any more)."""
        key = optional_text(resource, "provider_config_key", "configuration resource") if resource else ""
        path = module.path if module else ()
        found = self._known.get((key, path, source))
        if found is None:
            found = self._known[key, path, source] = self._read(key, path, source)
        return found

    def _read(self, key: str, path: tuple[str, ...], source: str) -> ProviderSettings:
        configs = list(self._candidates(key, path)) if key else []
        constraints = [optional_text(config, "version_constraint", "provider_config") for config in configs]
        major = self.majors.get(source) or major_version(",".join(filter(None, constraints)))
        config: Mapping[str, Value] = next((config for config in configs if config.get("expressions")), {})
        module = self._declaring_module(config)
        expressions = object_of(config.get("expressions"), "provider_config.expressions")
        return ProviderSettings(
            source=source,
            major=major,
            region=self._value(expressions.get("region"), module),
            account=self._account(expressions, module),
            default_tags=self._in_block(expressions, "default_tags", "tags", module),
        )

    def _candidates(self, key: str, path: tuple[str, ...]) -> Iterator[dict[str, Value]]:
        """The configuration with this key and those around it, innermost first.

        Before Terraform 1.1 the key is that of the module's own configuration, which may have nothing but a version
        constraint, or not be there at all: then the module inherits from its callers. 0.12 names a module by its call.
        """
        name = key.rpartition(":")[2]
        keys = [key]
        for depth in range(len(path), -1, -1):
            module = ".".join(f"module.{call}" for call in path[:depth])
            keys += [f"{module}:{name}", f"{path[depth - 1]}:{name}"] if module else [name]
        for item in dict.fromkeys(keys):
            if item in self.configuration.providers:
                yield self.configuration.providers[item]

    def _declaring_module(self, config: Mapping[str, Value]) -> tuple[str, ...]:
        address = optional_text(config, "module_address", "provider_config")
        if not address:
            return ()
        names = [str(step) for step in split_address(address)]
        return tuple(names[1::2]) if names[0] == "module" else tuple(names)

    def _in_block(self, expressions: Mapping[str, Value], block: str, name: str, module: tuple[str, ...]) -> Value:
        content = expressions.get(block)
        if isinstance(content, list):
            content = content[0] if content else None
        return self._value(content.get(name), module) if isinstance(content, dict) else None

    def _account(self, expressions: Mapping[str, Value], module: tuple[str, ...]) -> Value:
        for name in _ACCOUNT_ARGUMENTS:
            if name in expressions:
                return self._value(expressions[name], module)
        role = self._in_block(expressions, "assume_role", "role_arn", module)
        if isinstance(role, str) and (found := _ROLE.match(role)):
            return found[1]
        allowed = self._value(expressions.get("allowed_account_ids"), module)
        if isinstance(allowed, list) and len(allowed) == 1 and isinstance(allowed[0], (str, int)):
            return str(allowed[0])
        return role if isinstance(role, Unknown) else None

    def _value(self, expression: Value, path: tuple[str, ...]) -> Value:
        """What an expression gives, when it is a constant or one variable; unknown when it is anything else."""
        while isinstance(expression, dict) and "constant_value" not in expression:
            references = references_of(expression)
            if not references:
                return None
            name = _variable(references)
            if name is None:
                return _NOT_SHOWN
            if not path:
                return self.variables.get(name, _NOT_SHOWN)
            expression, path = self._argument(name, path), path[:-1]
        return expression.get("constant_value") if isinstance(expression, dict) else None

    def _argument(self, name: str, path: tuple[str, ...]) -> Value:
        caller = self.configuration.module(".".join(f"module.{step}" for step in path[:-1]))
        call = caller.calls.get(path[-1]) if caller else None
        if call is None:
            return None
        return call.expressions.get(name, {"constant_value": call.module.variables.get(name)})


def variable_values(document: Value, root: ModuleConfig) -> dict[str, Value]:
    """The root module's variables of a plan, by name; those that are declared sensitive are marked."""
    variables = object_of(document, "variables")
    return marked_variables({name: object_of(item, "variables").get("value") for name, item in variables.items()}, root)


def marked_variables(values: Mapping[str, Value], root: ModuleConfig) -> dict[str, Value]:
    """The values of the root module's variables, those marked that are declared sensitive."""
    return {name: as_sensitive(value) if name in root.sensitive else value for name, value in values.items()}


def _variable(references: tuple[str, ...]) -> str | None:
    steps = [split_address(reference) for reference in references]
    single = len(references) == 1 and len(steps[0]) == 2 and steps[0][0] == "var"
    return str(steps[0][1]) if single else None
