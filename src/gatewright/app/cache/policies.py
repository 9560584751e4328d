"""Rules and frameworks out of the cache: to parse the metadata of all of them takes ten times as long."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import JsonValue, ValidationError

from gatewright.app.asking import JudgeOptions
from gatewright.app.cache.request import Unkeyed, policies_key
from gatewright.app.cache.store import Store
from gatewright.app.policies import Policies
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Framework, Rule


def recalled_policies(store: Store, options: JudgeOptions, load: Callable[[], Policies]) -> Policies:
    """What `load` gives, without the tests of the rules."""
    try:
        key = policies_key(options)
    except (OSError, Unkeyed):
        return load()
    value = store.get(key)
    if value is not None:
        try:
            return _decoded(value)
        except (ValidationError, KeyError, TypeError, AttributeError):
            store.discard(key, "its rules are not valid")
    policies = load()
    if key == policies_key(options):
        store.put(key, _encoded(policies))
    return policies


def _encoded(policies: Policies) -> JsonValue:
    return {
        "rules": [rule.model_dump(mode="json") for rule in policies.rules],
        "libraries": dict(policies.libraries),
        "frameworks": [framework.model_dump(mode="json") for framework in policies.frameworks],
        "errors": [failure.model_dump(mode="json") for failure in policies.errors],
    }


def _decoded(value: JsonValue) -> Policies:
    if not isinstance(value, dict):
        raise TypeError
    rules, libraries, frameworks, errors = (value[name] for name in ("rules", "libraries", "frameworks", "errors"))
    if not (isinstance(rules, list) and isinstance(frameworks, list) and isinstance(errors, list)):
        raise TypeError
    if not isinstance(libraries, dict):
        raise TypeError
    return Policies(
        tuple(map(Rule.model_validate, rules)),
        {name: str(text) for name, text in libraries.items()},
        tuple(map(Framework.model_validate, frameworks)),
        tuple(map(RuleFailure.model_validate, errors)),
    )
