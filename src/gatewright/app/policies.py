"""Rules and frameworks together: the shipped ones and the caller's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Framework, Rule
from gatewright.rules.catalogue import TEST_SUFFIX, Catalogue, PolicyFile, build_catalogue
from gatewright.rules.fields import close_match
from gatewright.sources.policies import read_frameworks, read_policies, read_shipped_policies

if TYPE_CHECKING:
    from gatewright.sources.bundles import Bundle


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything that documents can be asked: rules, the libraries they import, and frameworks."""

    rules: tuple[Rule, ...]
    libraries: Mapping[str, str]
    frameworks: tuple[Framework, ...]
    errors: tuple[RuleFailure, ...] = ()
    tests: Mapping[str, str] | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    """What there is to say about where the rules come from, such as a signature that nobody verified."""

    def rule(self, identity: str) -> Rule:
        """The rule with an id."""
        for rule in self.rules:
            if rule.id == identity:
                return rule
        hint = close_match(identity, [rule.id for rule in self.rules])
        raise UsageError(f"no rule `{identity}`{hint}; `gatewright rules list` names all rules")


def load_policies(
    rule_dirs: Sequence[Path] = (), framework_dirs: Sequence[Path] = (), bundles: Sequence[Bundle] = ()
) -> Policies:
    """The shipped rules and frameworks, those of the caller's directories, and the rules of bundles."""
    if not rule_dirs and not framework_dirs and not bundles:
        return _shipped()
    files: list[PolicyFile] = list(_shipped_files())
    failures: list[RuleFailure] = []
    diagnostics: list[Diagnostic] = []
    for directory in rule_dirs:
        found, failed = read_policies(directory)
        files += found
        failures += failed
    for bundle in bundles:
        from gatewright.sources.bundles import read_bundle  # noqa: PLC0415  # only for who has bundles

        unpacked = read_bundle(bundle, _shipped_libraries())
        files += unpacked.files
        diagnostics += unpacked.diagnostics
    own = [framework for directory in framework_dirs for framework in read_frameworks(directory)]
    return replace(_policies(build_catalogue(files), own, failures), diagnostics=tuple(diagnostics))


@cache
def _shipped_libraries() -> Mapping[str, str]:
    """The shipped libraries by package."""
    libraries = (file for file in _shipped_files() if (file.expected or "").startswith("lib."))
    return {file.expected: file.text for file in libraries if file.expected and not file.name.endswith(TEST_SUFFIX)}


@cache
def _shipped_files() -> tuple[PolicyFile, ...]:
    return read_shipped_policies()


@cache
def _shipped() -> Policies:
    return _policies(build_catalogue(_shipped_files()), [], [])


def _policies(catalogue: Catalogue, own: Sequence[Framework], failures: Sequence[RuleFailure]) -> Policies:
    from gatewright.rules.frameworks import check_rules  # noqa: PLC0415  # rules may come out of the cache

    shipped = read_frameworks()
    taken = {framework.id for framework in shipped}
    for framework in own:
        if framework.id in taken:
            raise UsageError(f"the framework `{framework.id}` is there already; choose another name or version")
    frameworks = (*shipped, *own)
    check_rules(frameworks, {rule.id for rule in catalogue.rules} | {error.rule for error in catalogue.errors})
    errors = (*catalogue.errors, *failures)
    return Policies(catalogue.rules, catalogue.libraries, frameworks, errors, catalogue.tests)
