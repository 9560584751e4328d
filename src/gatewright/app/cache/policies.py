"""Rules and frameworks out of the cache: to parse the metadata of all of them takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import JsonValue, ValidationError

from gatewright.app.cache.identity import code_identity, digest_of, key_of
from gatewright.app.cache.store import Store
from gatewright.app.policies import Policies, load_policies
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Framework, Rule
from gatewright.sources.policies import policy_files


def recalled_policies(store: Store, rule_dirs: Sequence[Path], framework_dirs: Sequence[Path]) -> Policies:
    """What `load_policies` gives, without the tests of the rules."""
    key = policies_identity(rule_dirs, framework_dirs)
    value = store.get(key)
    if value is not None:
        try:
            return _decoded(value)
        except (ValidationError, KeyError, TypeError, AttributeError):
            store.discard(key, "its rules are not valid")
    policies = load_policies(rule_dirs, framework_dirs)
    if key == policies_identity(rule_dirs, framework_dirs):
        store.put(key, _encoded(policies))
    return policies


def policies_identity(rule_dirs: Sequence[Path], framework_dirs: Sequence[Path]) -> str:
    """A key for the bytes of all rules and frameworks, with the names that messages call them by."""
    own = [[*_contents(folder, ".rego")] for folder in rule_dirs]
    frameworks = [[*_contents(folder, ".yaml", ".yml")] for folder in framework_dirs]
    return key_of("policies", code_identity(), own, frameworks)


def _contents(folder: Path, *suffixes: str) -> Iterator[tuple[str, str]]:
    yield folder.as_posix(), ""
    for path in policy_files(folder, *suffixes):
        try:
            yield path.as_posix(), digest_of(path.read_bytes())
        except OSError as error:
            yield path.as_posix(), str(error)


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
