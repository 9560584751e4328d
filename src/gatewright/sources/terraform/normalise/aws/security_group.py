"""Security groups, with their rules in all four resource forms.

- A rule of a group outside of the root module is a document of its own: the rule is known, others that the group may
  have are not, so nothing is passed on it. Groups of this root module are not made unknown by a rule whose group
  nobody knows: that rule is judged at its own place, and judging it again with every group would say nothing new.
- Rules that name `aws_vpc.x.default_security_group_id` belong to the VPC's default group: to the
  `aws_default_security_group` of that VPC, else to the group that AWS creates, which nobody manages as a whole.
- A state's `ingress` repeats rules that are resources of their own. The resources win.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gatewright.model.aws.vpc import SecurityGroup
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._rules import (
    GROUPS,
    RULES,
    VPCS,
    held_elsewhere,
    take_inline,
    take_rule,
)
from gatewright.sources.terraform.normalise.draft import ELSEWHERE, Draft
from gatewright.sources.terraform.normalise.group import Group
from gatewright.sources.terraform.values import Value

TYPES = (*GROUPS, *RULES)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each group, and for each rule of a group that is managed elsewhere."""
    attached, rest = attached_rules(group)
    for instance in group.of(*GROUPS):
        yield _group(group, instance, attached.pop(instance.address, []))
    for vpc in group.of(*VPCS):
        for rule in attached.pop(vpc.address, []):
            yield _elsewhere(group, rule, vpc)
    for rule in rest:
        yield _elsewhere(group, rule)


def attached_rules(group: Group) -> tuple[dict[str, list[Instance]], list[Instance]]:
    """Rules that are resources, by the address of their group (of its VPC, for a default group that is not managed)."""
    attached, rest = group.companions(RULES, "security_group_id", *GROUPS, *VPCS)
    moved: dict[str, list[Instance]] = defaultdict(list, attached)
    for default in group.of("aws_default_security_group"):
        vpc = group.target(default, ("vpc_id",), *VPCS)
        if isinstance(vpc, Instance):
            moved[default.address] += moved.pop(vpc.address, [])
    return moved, [rule for rule, _ in rest]


def without_repeated(instance: Instance, rules: Sequence[Instance]) -> Instance:
    """The group without the elements of its own lists that rules of their own say too."""
    if not rules:
        return instance
    own: dict[str, Value] = {}
    for direction in ("ingress", "egress"):
        held = instance.values.get(direction)
        if isinstance(held, list):
            own[direction] = [item for item in held if not held_elsewhere(rules, item, direction)]
    return replace(instance, values={**instance.values, **own})


def _group(group: Group, instance: Instance, rules: Sequence[Instance]) -> Draft:
    default = instance.type == "aws_default_security_group"
    draft = Draft(SecurityGroup, instance, instance.values.get("name"))
    draft.put(("default",), default)
    draft.take(("name",), (instance, ("name",)), default="default" if default else None)
    draft.take(
        ("description",),
        (instance, ("description",)),
        default="default VPC security group" if default else "Managed by Terraform",
    )
    take_inline(draft, group, without_repeated(instance, rules))
    for rule in rules:
        take_rule(draft, group, rule)
    draft.relate("vpc", group.target(instance, ("vpc_id",), *VPCS))
    return draft


def _elsewhere(group: Group, rule: Instance, vpc: Instance | None = None) -> Draft:
    draft = Draft(SecurityGroup, rule, partial=True)
    if vpc is not None:
        draft.put(("default",), value=True)
        draft.relate("vpc", vpc)
    draft.put(("ingress",), [])
    draft.put(("egress",), [])
    take_rule(draft, group, rule)
    for direction in ("ingress", "egress"):
        draft.properties[direction].append(ELSEWHERE)
    return draft
