"""Network ACLs: entries in the order of their numbers, wherever they are written."""

from __future__ import annotations

from typing import Any

from estate import place, properties, reference, resource, unknown

TYPE = "aws.ec2.network_acl"
RULE: dict[str, Any] = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_block": "0.0.0.0/0"}


def test_entries_are_in_the_order_of_their_numbers() -> None:
    """Blocks and rules of their own are one list, in which each entry knows its place."""
    instances = (
        resource("aws_network_acl.a", ingress=[{**RULE, "rule_no": 200, "action": "ALLOW"}]),
        resource(
            "aws_network_acl_rule.r",
            network_acl_id=reference("aws_network_acl.a"),
            rule_number=100,
            rule_action="deny",
            **RULE,
        ),
        resource(
            "aws_network_acl_rule.out",
            network_acl_id=reference("aws_network_acl.a"),
            rule_number=100,
            egress=True,
            rule_action="allow",
            **RULE,
        ),
    )
    found = properties(*instances, of=TYPE)
    assert [(e["number"], e["action"]) for e in found["ingress"]] == [(100, "deny"), (200, "allow")]
    assert [(e["number"], e["action"]) for e in found["egress"]] == [(100, "allow")]
    assert found["internet"]["tcp"] == {}
    assert place(("ingress", 1, "ipv4"), *instances, of=TYPE) == "aws_network_acl.a.ingress.0.cidr_block"


def test_entry_of_an_acl_elsewhere_is_judged_by_itself() -> None:
    """It opens what it allows; what else the ACL allows is unknown."""
    found = properties(
        resource("aws_network_acl_rule.r", network_acl_id=unknown(), rule_number=1, rule_action="allow", **RULE),
        of=TYPE,
    )
    assert found["internet"]["tcp"]["22"] is True
    assert found["internet"]["tcp"]["3389"] == {"$unknown": "managed outside of this root module"}


def test_default_acl_takes_rules_of_its_vpc() -> None:
    """A rule that names the VPC's default ACL belongs to the resource that manages it."""
    found = properties(
        resource("aws_vpc.v"),
        resource("aws_default_network_acl.d", default_network_acl_id=reference("aws_vpc.v", "default_network_acl_id")),
        resource(
            "aws_network_acl_rule.r",
            network_acl_id=reference("aws_vpc.v", "default_network_acl_id"),
            rule_number=1,
            rule_action="allow",
            **RULE,
        ),
        of=TYPE,
    )
    assert (found["default"], found["internet"]["tcp"]) == (True, {"22": True})


def test_unknown_parts_are_unknown_entries() -> None:
    """An unknown list, element or direction is an entry of which nothing is known."""
    expected = [{"$unknown": "no value for `var.x`"}]
    listed = properties(resource("aws_network_acl.a", ingress=unknown()), of=TYPE)
    element = properties(resource("aws_network_acl.a", ingress=[unknown()]), of=TYPE)
    direction = properties(
        resource("aws_network_acl.a"),
        resource("aws_network_acl_rule.r", network_acl_id=reference("aws_network_acl.a"), egress=unknown()),
        of=TYPE,
    )
    assert (listed["ingress"], element["ingress"], direction["ingress"]) == (expected, expected, expected)
