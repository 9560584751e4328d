"""Network ACLs, with entries of their own and entries that are resources.

An entry of an ACL outside of this root module is a document of its own. It is judged by itself: that the ACL may have
an earlier entry which denies the same does not make it right to allow it. Other entries of that ACL may allow more,
so nothing is passed on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from gatewright.model.aws.vpc import NetworkAcl
from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._rules import VPCS
from gatewright.sources.terraform.normalise.aws._traffic import (
    append,
    append_unknown,
    elements,
    number_of,
    take_traffic,
)
from gatewright.sources.terraform.normalise.draft import ELSEWHERE, Draft, plain
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.values import UnknownValue

_ACLS = ("aws_network_acl", "aws_default_network_acl")
_RULE = "aws_network_acl_rule"
_DIRECTIONS = ("ingress", "egress")
_INLINE = ("rule_no", "action")
_SPLIT = ("rule_number", "rule_action")
TYPES = (*_ACLS, _RULE)

# What else an ACL that is managed elsewhere may allow.
_MORE: dict[str, Any] = {
    **dict.fromkeys(("number", "protocol", "from_port", "to_port", "ipv4", "ipv6"), ELSEWHERE),
    "action": "allow",
}


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each ACL, and for each entry of an ACL that is managed elsewhere."""
    attached, rest = _attached(group)
    for instance in group.of(*_ACLS):
        draft = Draft(NetworkAcl, instance)
        draft.put(("default",), instance.type == "aws_default_network_acl")
        rules = attached.pop(instance.address, [])
        _take_entries(draft, instance, rules)
        draft.relate("vpc", group.target(instance, ("vpc_id",), *VPCS))
        yield draft
    for rule in [*(r for rules in attached.values() for r in rules), *rest]:
        draft = Draft(NetworkAcl, rule, partial=True)
        _take_entries(draft, None, [rule])
        for direction in _DIRECTIONS:
            draft.put(append(draft, (direction,)), dict(_MORE))
        yield draft


def _attached(group: Group) -> tuple[dict[str, list[Instance]], list[Instance]]:
    """Entries that are resources, by the address of their ACL (of its VPC, for a default ACL that is not managed)."""
    attached, rest = group.companions((_RULE,), "network_acl_id", *_ACLS, *VPCS)
    moved: dict[str, list[Instance]] = defaultdict(list, attached)
    for default in group.of("aws_default_network_acl"):
        vpc = group.target(default, ("default_network_acl_id",), *VPCS)
        if isinstance(vpc, Instance):
            moved[default.address] += moved.pop(vpc.address, [])
    return moved, [rule for rule, _ in rest]


def _take_entries(draft: Draft, acl: Instance | None, rules: Sequence[Instance]) -> None:
    """Put the entries of each direction in the order in which they are tried; a state repeats rules in the ACL."""
    for direction in _DIRECTIONS:
        split = [rule for rule in rules if _may_be(rule, direction)]
        own = elements(acl, direction) if acl else ()
        numbers = {str(value_at(rule, ("rule_number",))) for rule in split}
        found: list[tuple[Instance, Path, tuple[str, str]]] = [(rule, (), _SPLIT) for rule in split]
        if acl is not None and not isinstance(own, UnknownValue):
            kept = [at for at in own if str(value_at(acl, (*at, "rule_no"))) not in numbers]
            found += [(acl, at, _INLINE) for at in kept]
        draft.put((direction,), [], (acl, (direction,)) if acl else None)
        for instance, at, names in sorted(found, key=_number):
            _take_entry(draft, (direction,), (instance, at), names)
        if acl is not None and isinstance(own, UnknownValue):
            append_unknown(draft, (direction,), (acl, (direction,)))


def _may_be(rule: Instance, direction: str) -> bool:
    egress = plain(value_at(rule, ("egress",)))
    return isinstance(egress, Unknown) or bool(egress) == (direction == "egress")


def _number(found: tuple[Instance, Path, tuple[str, str]]) -> float:
    instance, at, names = found
    number = number_of(value_at(instance, (*at, names[0])))
    return number if isinstance(number, (int, float)) else float("inf")


def _take_entry(draft: Draft, path: Path, written: tuple[Instance, Path], names: tuple[str, str]) -> None:
    instance, at = written
    if isinstance(value_at(instance, at), UnknownValue):
        append_unknown(draft, path, written)
        return
    egress = plain(value_at(instance, ("egress",)))
    if not at and isinstance(egress, Unknown):
        draft.put(append(draft, path), egress, (instance, ("egress",)))
        return
    element = append(draft, path)
    number, action = names
    draft.take((*element, "number"), (instance, (*at, number)), default=0, using=number_of)
    draft.take((*element, "action"), (instance, (*at, action)), default="deny", using=lambda text: str(text).lower())
    take_traffic(draft, element, instance, ((*at, "protocol"), (*at, "from_port"), (*at, "to_port")))
    for family, attribute in (("ipv4", "cidr_block"), ("ipv6", "ipv6_cidr_block")):
        draft.take((*element, family), (instance, (*at, attribute)), using=lambda cidr: cidr or None)
