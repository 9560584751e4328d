"""Networks of EC2: VPCs, security groups and network ACLs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar

from pydantic import Field, computed_field

from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.network import (
    FAMILIES,
    HIGHEST_PORT,
    Entry,
    Family,
    InternetReach,
    Range,
    Transport,
    ranges,
    reach,
    unsettled,
)
from gatewright.model.unknown import Unknown

Cidrs = tuple[str | Unknown, ...] | Unknown


class PrefixList(Model):
    """A managed prefix list as the source of a rule."""

    id: str | Unknown = Field(default="", description="Id of the prefix list.")
    cidrs: Cidrs = Field(default=(), description="CIDR blocks of both families; Unknown for a list kept elsewhere.")


class SecurityGroupRule(Model):
    """Traffic that a security group lets through."""

    protocol: str | Unknown = Field(
        default="all", description="`tcp`, `udp`, `icmp`, `icmpv6`, `all`, or another protocol's number."
    )
    from_port: int | Unknown | None = Field(
        default=None, description="First port (TCP, UDP) or ICMP type; null for other protocols."
    )
    to_port: int | Unknown | None = Field(
        default=None, description="Last port (TCP, UDP) or ICMP code; null for other protocols."
    )
    ipv4: Cidrs = Field(default=(), description="IPv4 CIDR blocks at the other end.")
    ipv6: Cidrs = Field(default=(), description="IPv6 CIDR blocks at the other end.")
    prefix_lists: tuple[PrefixList | Unknown, ...] | Unknown = Field(
        default=(), description="Prefix lists at the other end."
    )
    security_groups: tuple[str | Unknown, ...] | Unknown = Field(
        default=(), description="Ids of security groups at the other end; `self` is the group itself."
    )
    description: str | Unknown | None = Field(default=None, description="What a person wrote about the rule.")


class SecurityGroup(Properties):
    """A security group: what traffic it lets to and from the interfaces that carry it. The rest is denied."""

    TYPE: ClassVar[str] = "aws.ec2.security_group"

    name: str | Unknown | None = Field(default=None, description="Name within the VPC; null when AWS makes it up.")
    description: str | Unknown | None = Field(default="Managed by Terraform", description="Its description.")
    default: bool | Unknown = Field(
        default=False, description="Whether it is its VPC's default group, which every interface gets that names none."
    )
    ingress: tuple[SecurityGroupRule | Unknown, ...] | Unknown = Field(
        default=(), description="Rules for incoming traffic."
    )
    egress: tuple[SecurityGroupRule | Unknown, ...] | Unknown = Field(
        default=(), description="Rules for outgoing traffic."
    )

    @computed_field(description="What the whole internet reaches through `ingress`; derived from it.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def internet(self) -> InternetReach:
        """What the whole internet reaches through `ingress`."""
        if isinstance(self.ingress, Unknown):
            return unsettled(self.ingress)
        return reach([e for i, rule in enumerate(self.ingress) for e in _rule_entries(i, rule)])


class NetworkAclEntry(Model):
    """One numbered entry of a network ACL."""

    number: int | Unknown = Field(default=0, description="Entries are tried from the lowest number; 1 to 32766.")
    action: str | Unknown = Field(default="deny", description="`allow` or `deny`.")
    protocol: str | Unknown = Field(
        default="all", description="`tcp`, `udp`, `icmp`, `icmpv6`, `all`, or another protocol's number."
    )
    from_port: int | Unknown | None = Field(default=None, description="First port; null where there are none.")
    to_port: int | Unknown | None = Field(default=None, description="Last port; null where there are none.")
    ipv4: str | Unknown | None = Field(default=None, description="IPv4 CIDR block at the other end.")
    ipv6: str | Unknown | None = Field(default=None, description="IPv6 CIDR block at the other end.")


class NetworkAcl(Properties):
    """A network ACL: numbered entries that allow or deny traffic of subnets; the first that matches decides."""

    TYPE: ClassVar[str] = "aws.ec2.network_acl"

    default: bool | Unknown = Field(
        default=False, description="Whether it is its VPC's default ACL, which every subnet gets that names none."
    )
    ingress: tuple[NetworkAclEntry | Unknown, ...] | Unknown = Field(
        default=(), description="Entries for incoming traffic by number; what none matches is denied."
    )
    egress: tuple[NetworkAclEntry | Unknown, ...] | Unknown = Field(
        default=(), description="Entries for outgoing traffic by number; what none matches is denied."
    )

    @computed_field(description="What the whole internet reaches through `ingress`; derived from it.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def internet(self) -> InternetReach:
        """What the whole internet reaches through `ingress`: an allow that earlier denies cover counts for nothing."""
        if isinstance(self.ingress, Unknown):
            return unsettled(self.ingress)
        return reach([e for i, entry in enumerate(self.ingress) for e in _acl_entries(i, entry)])


class FlowLog(Model):
    """A flow log of a VPC."""

    traffic: str | Unknown = Field(default="ALL", description="Traffic that is logged: `ACCEPT`, `REJECT` or `ALL`.")
    destination: str | Unknown | None = Field(
        default=None, description="ARN or name of the bucket, log group or stream that the log is written to."
    )


class DefaultSecurityGroup(Model):
    """Rules of a VPC's default security group.

    What AWS creates lets in everything that carries the group, and lets out everything.
    """

    ingress: tuple[SecurityGroupRule | Unknown, ...] | Unknown = Field(
        default=(SecurityGroupRule(security_groups=("self",)),), description="Rules for incoming traffic."
    )
    egress: tuple[SecurityGroupRule | Unknown, ...] | Unknown = Field(
        default=(SecurityGroupRule(ipv4=("0.0.0.0/0",)),), description="Rules for outgoing traffic."
    )


class Vpc(Properties):
    """A virtual private cloud."""

    TYPE: ClassVar[str] = "aws.ec2.vpc"

    default: bool | Unknown = Field(default=False, description="Whether it is the account's default VPC in its region.")
    cidr: str | Unknown | None = Field(
        default=None, description="Primary IPv4 CIDR block; null where an address pool assigns it."
    )
    flow_logs: tuple[FlowLog | Unknown, ...] | Unknown = Field(
        default=(), description="Flow logs of the whole VPC; those of single subnets and interfaces do not count."
    )
    default_security_group: DefaultSecurityGroup | Unknown = Field(
        default_factory=DefaultSecurityGroup, description="Its default security group."
    )


def _rule_entries(index: int, rule: SecurityGroupRule | Unknown) -> Iterator[Entry]:
    for family in FAMILIES:
        if isinstance(rule, Unknown):
            yield Entry(index, family, None, None, (), rule.reason, open_ended=True)
            continue
        protocols, ports, doubt = _traffic(rule)
        cidrs, source_doubt = _sources(rule, family)
        if cidrs or source_doubt:
            reason = doubt or source_doubt
            yield Entry(index, family, protocols, ports, cidrs, reason, open_ended=bool(source_doubt))


def _acl_entries(index: int, entry: NetworkAclEntry | Unknown) -> Iterator[Entry]:
    for family in FAMILIES:
        if isinstance(entry, Unknown):
            yield Entry(index, family, None, None, (), entry.reason, open_ended=True, allow=None, order=None)
            continue
        cidr = entry.ipv4 if family == "ipv4" else entry.ipv6
        if cidr is None:
            continue
        protocols, ports, doubt = _traffic(entry)
        unknown = [v.reason for v in (entry.number, entry.action, cidr) if isinstance(v, Unknown)]
        yield Entry(
            index,
            family,
            protocols,
            ports,
            () if isinstance(cidr, Unknown) else ranges((cidr,), family),
            doubt or next(iter(unknown), ""),
            open_ended=isinstance(cidr, Unknown),
            allow=None if isinstance(entry.action, Unknown) else entry.action == "allow",
            order=None if isinstance(entry.number, Unknown) else entry.number,
        )


def _traffic(
    entry: SecurityGroupRule | NetworkAclEntry,
) -> tuple[frozenset[Transport] | None, Range | None, str]:
    """Protocols and ports that an entry is about, None for what is not known, and why it is not."""
    if isinstance(entry.protocol, Unknown):
        return None, None, entry.protocol.reason
    protocols: dict[str, tuple[Transport, ...]] = {"tcp": ("tcp",), "udp": ("udp",), "all": ("tcp", "udp")}
    about = frozenset(protocols.get(entry.protocol, ()))
    if entry.protocol == "all":
        return about, (0, HIGHEST_PORT), ""
    for port in (entry.from_port, entry.to_port):
        if isinstance(port, Unknown):
            return about, None, port.reason
    if not isinstance(entry.from_port, int) or not isinstance(entry.to_port, int):
        return about, None, "no range of ports is given"
    return about, (entry.from_port, entry.to_port), ""


def _sources(rule: SecurityGroupRule, family: Family) -> tuple[tuple[Range, ...], str]:
    """Address ranges of one family at the other end of a rule, and why more may be meant; empty when not."""
    lists: Sequence[PrefixList | Unknown] = (
        (rule.prefix_lists,) if isinstance(rule.prefix_lists, Unknown) else rule.prefix_lists
    )
    cidrs = [rule.ipv4 if family == "ipv4" else rule.ipv6]
    cidrs += [item if isinstance(item, Unknown) else item.cidrs for item in lists]
    flat = [cidr for part in cidrs for cidr in ((part,) if isinstance(part, Unknown) else part)]
    reasons = [cidr.reason for cidr in flat if isinstance(cidr, Unknown)]
    return ranges((cidr for cidr in flat if isinstance(cidr, str)), family), next(iter(reasons), "")
