"""Rules and frameworks as JSON, for listings."""

from __future__ import annotations

from pydantic import JsonValue

from gatewright.app.policies import Policies
from gatewright.model.rule import Framework, Rule, controls_by_rule


def rule_json(rule: Rule, policies: Policies) -> dict[str, JsonValue]:
    """Everything about a rule but its Rego text; `controls` are written `FRAMEWORK/CONTROL`."""
    shown: dict[str, JsonValue] = rule.model_dump(mode="json", exclude={"source"})
    controls = controls_by_rule(policies.frameworks).get(rule.id, ())
    shown["controls"] = [f"{one.framework}-{one.version}/{one.control}" for one in controls]
    return shown


def framework_json(framework: Framework) -> dict[str, JsonValue]:
    """A framework as its file has it, with its id."""
    return {"id": framework.id, **framework.model_dump(mode="json")}


def framework_summary(framework: Framework) -> dict[str, JsonValue]:
    """A framework without its controls: how many there are, how many a rule checks, and by how many rules."""
    controls = [control for requirement in framework.requirements for control in requirement.controls]
    return {
        "id": framework.id,
        "name": framework.name,
        "version": framework.version,
        "title": framework.title,
        "description": framework.description,
        "controls": len(controls),
        "checked": sum(bool(control.rules) for control in controls),
        "rules": len({rule for control in controls for rule in control.rules}),
    }
