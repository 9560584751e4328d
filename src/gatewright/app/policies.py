"""Rules and frameworks together: the shipped ones and the caller's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gatewright.errors import UsageError
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Framework, Rule
from gatewright.rules.catalogue import Catalogue, PolicyFile, build_catalogue
from gatewright.rules.fields import close_match
from gatewright.rules.frameworks import check_rules
from gatewright.sources.policies import read_frameworks, read_policies, read_shipped_policies


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that documents can be asked: rules, the libraries they import, and frameworks."""

    rules: tuple[Rule, ...]
    libraries: Mapping[str, str]
    frameworks: tuple[Framework, ...]
    errors: tuple[RuleFailure, ...] = ()
    tests: Mapping[str, str] | None = None

    def rule(self, identity: str) -> Rule:
        """The rule with an id."""
        for rule in self.rules:
            if rule.id == identity:
                return rule
        hint = close_match(identity, [rule.id for rule in self.rules])
        raise UsageError(f"no rule `{identity}`{hint}; `gatewright rules list` names all rules")


def load_policies(rule_dirs: Sequence[Path] = (), framework_dirs: Sequence[Path] = ()) -> Policies:
    """The shipped rules and frameworks and those of the caller's directories."""
    if not rule_dirs and not framework_dirs:
        return _shipped()
    files: list[PolicyFile] = list(_shipped_files())
    failures: list[RuleFailure] = []
    for directory in rule_dirs:
        found, failed = read_policies(directory)
        files += found
        failures += failed
    own = [framework for directory in framework_dirs for framework in read_frameworks(directory)]
    return _policies(build_catalogue(files), own, failures)


@cache
def _shipped_files() -> tuple[PolicyFile, ...]:
    return read_shipped_policies()


@cache
def _shipped() -> Policies:
    return _policies(build_catalogue(_shipped_files()), [], [])


def _policies(catalogue: Catalogue, own: Sequence[Framework], failures: Sequence[RuleFailure]) -> Policies:
    shipped = read_frameworks()
    taken = {framework.id for framework in shipped}
    for framework in own:
        if framework.id in taken:
            raise UsageError(f"the framework `{framework.id}` is there already; choose another name or version")
    frameworks = (*shipped, *own)
    check_rules(frameworks, {rule.id for rule in catalogue.rules} | {error.rule for error in catalogue.errors})
    errors = (*catalogue.errors, *failures)
    return Policies(catalogue.rules, catalogue.libraries, frameworks, errors, catalogue.tests)
