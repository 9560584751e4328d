"""VPCs, with their flow logs and their default security group.

- Only a flow log that names the VPC counts; one of a subnet, an interface or a gateway sees a part of the traffic.
- A flow log, or a default security group, of a VPC that nobody knows may be any VPC's: a VPC of this root module that
  has none of its own is then unknown in that respect. One of a VPC outside of the root module is a partial document.
- A VPC without `aws_default_security_group` has the default group that AWS creates: open within, and outward.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gatewright.model.aws.vpc import DefaultSecurityGroup, Vpc
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._rules import VPCS, take_inline, take_rule
from gatewright.sources.terraform.normalise.aws._traffic import append, append_unknown
from gatewright.sources.terraform.normalise.aws.security_group import attached_rules, without_repeated
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, Target, value_at
from gatewright.sources.terraform.values import UnknownValue

_DEFAULT_GROUP = "aws_default_security_group"
TYPES = (*VPCS, "aws_flow_log", _DEFAULT_GROUP)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each VPC, and for each VPC elsewhere that has a flow log or a default group in this root module."""
    rules, _ = attached_rules(group)
    logs, other_logs = group.companions(("aws_flow_log",), "vpc_id", *VPCS)
    other_logs = [(log, target) for log, target in other_logs if target is not None]
    defaults, other_defaults = _default_groups(group)
    for vpc in group.of(*VPCS):
        draft = Draft(Vpc, vpc)
        draft.put(("default",), vpc.type == "aws_default_vpc")
        draft.take(("cidr",), (vpc, ("cidr_block",)))
        _take_logs(draft, logs.get(vpc.address, []), other_logs)
        if vpc.address in defaults:
            _take_default(draft, group, defaults[vpc.address], rules)
        else:
            _take_created_default(draft, group, rules.get(vpc.address, []), other_defaults)
        yield draft
    for log, _ in other_logs:
        draft = Draft(Vpc, log, partial=True)
        _take_logs(draft, [log], [])
        yield draft
    for default, _ in other_defaults:
        draft = Draft(Vpc, default, partial=True, key="#vpc")
        _take_default(draft, group, default, rules)
        yield draft


def _default_groups(group: Group) -> tuple[dict[str, Instance], list[tuple[Instance, Target]]]:
    """Default groups by the address of their VPC, and those of other VPCs. Without `vpc_id`, the default VPC's."""
    found, rest = group.companions((_DEFAULT_GROUP,), "vpc_id", *VPCS)
    by_vpc = {address: defaults[0] for address, defaults in found.items()}
    account_default = group.of("aws_default_vpc")
    others: list[tuple[Instance, Target]] = []
    for default, target in rest:
        if target is None and account_default:
            by_vpc.setdefault(account_default[0].address, default)
        else:
            others.append((default, target))
    return by_vpc, others


def _take_logs(draft: Draft, logs: Sequence[Instance], others: Sequence[tuple[Instance, Target]]) -> None:
    draft.put(("flow_logs",), [])
    for log in logs:
        element = append(draft, ("flow_logs",))
        draft.take((*element, "traffic"), (log, ("traffic_type",)), default="ALL")
        destination = "log_destination" if value_at(log, ("log_destination",)) is not None else "log_group_name"
        draft.take((*element, "destination"), (log, (destination,)))
    if not logs:
        for log, target in others:
            if isinstance(target, UnknownValue):
                append_unknown(draft, ("flow_logs",), (log, ("vpc_id",)))


def _take_default(draft: Draft, group: Group, default: Instance, rules: dict[str, list[Instance]]) -> None:
    own = rules.get(default.address, [])
    take_inline(draft, group, without_repeated(default, own), ("default_security_group",))
    for rule in own:
        take_rule(draft, group, rule, ("default_security_group",))


def _take_created_default(
    draft: Draft, group: Group, rules: Sequence[Instance], others: Sequence[tuple[Instance, Target]]
) -> None:
    for default, target in others:
        if isinstance(target, UnknownValue):
            draft.take(("default_security_group",), (default, ("vpc_id",)))
            return
    for direction, created in DefaultSecurityGroup().model_dump().items():
        draft.put(("default_security_group", direction), list(created))
    for rule in rules:
        take_rule(draft, group, rule, ("default_security_group",))
