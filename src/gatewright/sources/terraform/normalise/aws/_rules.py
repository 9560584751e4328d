"""Rules of security groups: blocks and objects within a group, and the three resources that add one to a group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._traffic import append, append_unknown, elements, take_traffic
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, Target, value_at
from gatewright.sources.terraform.values import UnknownValue, Value

GROUPS = ("aws_security_group", "aws_default_security_group")
VPCS = ("aws_vpc", "aws_default_vpc")
RULES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
_ONE_SOURCE = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")


def take_inline(draft: Draft, group: Group, instance: Instance, below: Path = ()) -> None:
    """Add the rules that a group holds itself to the lists `ingress` and `egress` below the path."""
    for direction in ("ingress", "egress"):
        found = elements(instance, direction)
        draft.put((*below, direction), [], (instance, (direction,)))
        if isinstance(found, UnknownValue):
            append_unknown(draft, (*below, direction), (instance, (direction,)))
            continue
        for at in found:
            if isinstance(value_at(instance, at), UnknownValue):
                append_unknown(draft, (*below, direction), (instance, at))
            else:
                _take_lists(draft, append(draft, (*below, direction)), (group, instance), at)


def take_rule(draft: Draft, group: Group, rule: Instance, below: Path = ()) -> None:
    """Add a rule that is a resource of its own."""
    for direction in directions(rule):
        if isinstance(direction, Unknown):
            for either in ("ingress", "egress"):
                draft.put(append(draft, (*below, either)), direction, (rule, ("type",)))
        elif rule.type == "aws_security_group_rule":
            _take_lists(draft, append(draft, (*below, direction)), (group, rule), ())
        else:
            _take_one(draft, append(draft, (*below, direction)), (group, rule))


def directions(rule: Instance) -> Iterator[str | Unknown]:
    """`ingress` or `egress`, whichever a rule is for; Unknown where that is not known."""
    if rule.type == "aws_security_group_rule":
        direction = plain(value_at(rule, ("type",)))
        if isinstance(direction, Unknown) or direction in ("ingress", "egress"):
            yield direction
    else:
        yield "ingress" if rule.type == "aws_vpc_security_group_ingress_rule" else "egress"


def held_elsewhere(rules: Sequence[Instance], element: Value, direction: str) -> bool:
    """Whether a group's own list repeats what rules of their own say, as a state's list does after a refresh."""
    return isinstance(element, dict) and any(_same(rule, element) for rule in rules if direction in directions(rule))


def _same(rule: Instance, element: dict[str, Value]) -> bool:
    return _traffic(rule.values) == _traffic(element) and _ends(element) <= _ends(rule.values)


def _traffic(values: Any) -> tuple[str, ...]:
    protocol = values.get("protocol", values.get("ip_protocol"))
    ports = ("", "") if str(protocol) == "-1" else (str(values.get("from_port")), str(values.get("to_port")))
    return (str(protocol), *ports)


def _ends(values: Any) -> set[str]:
    lists = [values.get(key) or [] for key in ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")]
    single = [values.get(key) for key in (*_ONE_SOURCE, "source_security_group_id")]
    itself = ["self"] if values.get("self") is True else []
    return {str(end) for part in lists if isinstance(part, list) for end in part} | {
        str(end) for end in (*single, *itself) if end
    }


def _take_lists(draft: Draft, element: Path, source: tuple[Group, Instance], at: Path) -> None:
    """A rule in the older form, with lists of sources."""
    group, instance = source
    take_traffic(draft, element, instance, ((*at, "protocol"), (*at, "from_port"), (*at, "to_port")))
    draft.take((*element, "ipv4"), (instance, (*at, "cidr_blocks")), default=())
    draft.take((*element, "ipv6"), (instance, (*at, "ipv6_cidr_blocks")), default=())
    lists = value_at(instance, (*at, "prefix_list_ids"))
    prefix_lists: Any = (
        plain(lists)
        if isinstance(lists, UnknownValue)
        else [_prefix_list(group, value) for value in (lists if isinstance(lists, list) else [])]
    )
    draft.put((*element, "prefix_lists"), prefix_lists, (instance, (*at, "prefix_list_ids")))
    _take_groups(draft, element, instance, at)
    draft.take((*element, "description"), (instance, (*at, "description")), using=lambda text: text or None)


def _take_groups(draft: Draft, element: Path, instance: Instance, at: Path) -> None:
    listed = plain(value_at(instance, (*at, "security_groups")))
    place = (*at, "security_groups")
    if isinstance(listed, Unknown):
        draft.put((*element, "security_groups"), listed, (instance, place))
        return
    found = list(listed or ())
    single = plain(value_at(instance, (*at, "source_security_group_id")))
    if single is not None and single != "":
        found.append(single)
        place = (*at, "source_security_group_id")
    itself = plain(value_at(instance, (*at, "self")))
    if itself is True or isinstance(itself, Unknown):
        found.append("self" if itself is True else itself)
        place = (*at, "self")
    draft.put((*element, "security_groups"), found, (instance, place))


def _take_one(draft: Draft, element: Path, source: tuple[Group, Instance]) -> None:
    """A rule in the newer form, with exactly one source."""
    group, rule = source
    take_traffic(draft, element, rule, (("ip_protocol",), ("from_port",), ("to_port",)))
    draft.take((*element, "ipv4"), (rule, ("cidr_ipv4",)), default=(), using=lambda cidr: (cidr,))
    draft.take((*element, "ipv6"), (rule, ("cidr_ipv6",)), default=(), using=lambda cidr: (cidr,))
    listed = value_at(rule, ("prefix_list_id",))
    prefix_lists = () if listed is None else (_prefix_list(group, listed),)
    draft.put((*element, "prefix_lists"), prefix_lists, (rule, ("prefix_list_id",)))
    referenced = plain(value_at(rule, ("referenced_security_group_id",)))
    draft.put(
        (*element, "security_groups"),
        () if referenced is None else (referenced,),
        (rule, ("referenced_security_group_id",)),
    )
    draft.take((*element, "description"), (rule, ("description",)), using=lambda text: text or None)


def _prefix_list(group: Group, listed: Value) -> dict[str, Any]:
    """A prefix list with its blocks, where the root module holds them."""
    found: Target = group.resolve(listed, "aws_ec2_managed_prefix_list")
    if not isinstance(found, Instance):
        return {"id": plain(listed), "cidrs": Unknown("the prefix list is kept outside of this root module")}
    inside = value_at(found, ("entry",))
    cidrs: list[Any] = []
    if isinstance(inside, UnknownValue):
        cidrs.append(plain(inside))
    elif isinstance(inside, list):
        cidrs += [plain(value_at(found, ("entry", index, "cidr"))) for index in range(len(inside))]
    for entry in group.of("aws_ec2_managed_prefix_list_entry"):
        if group.target(entry, ("prefix_list_id",), "aws_ec2_managed_prefix_list") is found:
            cidrs.append(plain(value_at(entry, ("cidr",))))
    return {"id": plain(listed), "cidrs": cidrs}
