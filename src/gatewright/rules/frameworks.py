"""Framework files: framework, requirements, controls, and the rules that check each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from gatewright.errors import FrameworkError
from gatewright.model.rule import Framework, FrameworkControl, Requirement
from gatewright.model.rule import controls_by_rule as controls_by_rule  # noqa: PLC0414 - offered here, beside the rest
from gatewright.rules.fields import Fields, close_match, load_fields

FRAMEWORK_KEYS = ("name", "version", "title", "description", "requirements")
REQUIREMENT_KEYS = ("id", "title", "controls")
CONTROL_KEYS = ("id", "title", "rules")

_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]*$")


def parse_framework(text: str, file: str = "<memory>") -> Framework:
    """The framework that a YAML text holds."""
    fields = load_fields(text, file, FrameworkError).closed(FRAMEWORK_KEYS)
    name = fields.text("name")
    if not _NAME.match(name):
        raise fields.complaint("name", f"is `{name}`, allowed are small letters, digits, `.`, `_` and `-`")
    requirements = tuple(_requirement(below.closed(REQUIREMENT_KEYS)) for below in fields.each("requirements"))
    if not requirements:
        raise fields.complaint("requirements", "must hold at least one requirement")
    _check_unique(fields, "requirements", [requirement.id for requirement in requirements])
    controls = [control.id for requirement in requirements for control in requirement.controls]
    _check_unique(fields, "requirements", controls)
    return Framework(
        name=name,
        version=fields.text("version"),
        title=fields.text("title"),
        description=fields.text("description", ""),
        requirements=requirements,
    )


def check_rules(frameworks: Iterable[Framework], rule_ids: Collection[str]) -> None:
    """Nothing, once every rule that a framework names exists."""
    for framework in frameworks:
        for rule, place in framework.placements():
            if rule not in rule_ids:
                raise FrameworkError(
                    f"the control `{place.control}` of `{framework.id}` names the rule `{rule}`, "
                    f"which does not exist{close_match(rule, rule_ids)}"
                )


def _requirement(fields: Fields) -> Requirement:
    return Requirement(
        id=fields.text("id"),
        title=fields.text("title"),
        controls=tuple(_control(below.closed(CONTROL_KEYS)) for below in fields.each("controls")),
    )


def _control(fields: Fields) -> FrameworkControl:
    rules = fields.texts("rules")
    _check_unique(fields, "rules", rules)
    return FrameworkControl(id=fields.text("id"), title=fields.text("title"), rules=rules)


def _check_unique(fields: Fields, key: str, ids: Sequence[str]) -> None:
    for index, identity in enumerate(ids):
        if identity in ids[:index]:
            raise fields.complaint(key, f"holds `{identity}` twice")
