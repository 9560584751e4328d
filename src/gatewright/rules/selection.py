"""Choosing rules: by id, by pattern, by severity, by framework."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gatewright.errors import UsageError
from gatewright.model.rule import SEVERITIES, Framework, Rule, Severity
from gatewright.rules.fields import close_match


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; an empty part asks for everything."""

    include: tuple[str, ...] = ()
    """Ids or patterns such as `aws.s3.*`."""
    exclude: tuple[str, ...] = ()
    """Ids or patterns; stronger than `include`."""
    severity: Severity | None = None
    """The lowest severity that is wanted."""
    frameworks: tuple[str, ...] = ()
    """Ids of frameworks such as `cis-aws-5.0`; a name alone where one version is there."""


def select_rules(rules: Sequence[Rule], frameworks: Sequence[Framework], selection: Selection) -> tuple[Rule, ...]:
    """The rules that fit every part of the selection, in the order given."""
    ids = [rule.id for rule in rules]
    included = _matches(ids, selection.include) if selection.include else set(ids)
    excluded = _matches(ids, selection.exclude)
    chosen = select_frameworks(frameworks, selection.frameworks)
    controlled = {rule for framework in chosen for rule, _ in framework.placements()}
    return tuple(
        rule
        for rule in rules
        if rule.id in included
        and rule.id not in excluded
        and (not selection.frameworks or rule.id in controlled)
        and (selection.severity is None or at_least(rule.severity, selection.severity))
    )


def select_frameworks(frameworks: Sequence[Framework], wanted: Iterable[str]) -> tuple[Framework, ...]:
    """The frameworks asked for by id, or by name where only one version of it is there."""
    return tuple(_framework(frameworks, identity) for identity in wanted)


def at_least(severity: Severity, threshold: Severity) -> bool:
    """Whether the severity is the threshold or worse."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(threshold)


def _matches(ids: Sequence[str], patterns: Iterable[str]) -> set[str]:
    matched: set[str] = set()
    for pattern in patterns:
        found = {identity for identity in ids if fnmatch.fnmatchcase(identity, pattern)}
        if not found:
            raise UsageError(
                f"no rule matches `{pattern}`{close_match(pattern, ids)}; `gatewright rules list` names all rules"
            )
        matched |= found
    return matched


def _framework(frameworks: Sequence[Framework], wanted: str) -> Framework:
    exact = [framework for framework in frameworks if framework.id == wanted]
    named = exact or [framework for framework in frameworks if framework.name == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        listed = ", ".join(f"`{framework.id}`" for framework in named)
        raise UsageError(f"the framework `{wanted}` is there in several versions, choose one of {listed}")
    ids = [framework.id for framework in frameworks]
    raise UsageError(
        f"no framework `{wanted}`{close_match(wanted, ids)}; `gatewright frameworks list` names all frameworks"
    )
