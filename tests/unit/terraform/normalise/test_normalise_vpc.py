"""VPCs with their flow logs and default security groups."""

from __future__ import annotations

from estate import documents, place, properties, reference, resource, unknown

TYPE = "aws.ec2.vpc"
NOT_KNOWN = {"$unknown": "no value for `var.x`"}


def test_vpc_alone_has_what_aws_creates() -> None:
    """No flow log, and a default group that lets in its own members and lets out everything."""
    found = properties(resource("aws_vpc.v", cidr_block="10.0.0.0/16"), of=TYPE)
    group = found["default_security_group"]
    assert (found["flow_logs"], found["cidr"]) == ([], "10.0.0.0/16")
    assert [r["security_groups"] for r in group["ingress"]] == [["self"]]
    assert [r["ipv4"] for r in group["egress"]] == [["0.0.0.0/0"]]


def test_only_flow_logs_of_the_vpc_count() -> None:
    """A flow log of a subnet is no flow log of the VPC."""
    vpc = resource("aws_vpc.v")
    own = resource("aws_flow_log.f", vpc_id=reference("aws_vpc.v"), traffic_type="REJECT", log_destination="arn:x")
    subnet = resource("aws_flow_log.s", subnet_id="subnet-1", traffic_type="ALL")
    assert properties(vpc, subnet, of=TYPE)["flow_logs"] == []
    assert properties(vpc, own, subnet, of=TYPE)["flow_logs"] == [{"traffic": "REJECT", "destination": "arn:x"}]


def test_flow_log_of_an_unknown_vpc_may_be_any_vpcs() -> None:
    """A VPC without a flow log of its own is unknown then; one with its own is not."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")["flow_logs"]
        for d in documents(
            resource("aws_vpc.with"),
            resource("aws_vpc.without"),
            resource("aws_flow_log.own", vpc_id=reference("aws_vpc.with"), traffic_type="ALL"),
            resource("aws_flow_log.x", vpc_id=unknown(), traffic_type="ALL"),
            of=TYPE,
        )
    }
    assert found == {
        "aws_vpc.with": [{"traffic": "ALL", "destination": None}],
        "aws_vpc.without": [NOT_KNOWN],
        "aws_flow_log.x": [{"traffic": "ALL", "destination": None}],
    }


def test_managed_default_group_replaces_the_created_one() -> None:
    """The rules are those that are written, and the place is where they are."""
    instances = (
        resource("aws_vpc.v"),
        resource(
            "aws_default_security_group.d", vpc_id=reference("aws_vpc.v"), ingress=[{"protocol": "-1", "self": True}]
        ),
    )
    group = properties(*instances, of=TYPE)["default_security_group"]
    assert ([r["security_groups"] for r in group["ingress"]], group["egress"]) == ([["self"]], [])
    symbol = place(("default_security_group", "ingress"), *instances, of=TYPE)
    assert symbol == "aws_default_security_group.d.ingress"


def test_default_group_of_an_unknown_vpc_may_be_any_vpcs() -> None:
    """A VPC without a default group of its own is unknown then."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")["default_security_group"]
        for d in documents(resource("aws_vpc.v"), resource("aws_default_security_group.d", vpc_id=unknown()), of=TYPE)
    }
    assert found == {"aws_vpc.v": NOT_KNOWN, "aws_default_security_group.d": {"ingress": [], "egress": []}}


def test_rule_added_to_the_default_group() -> None:
    """A rule that names the VPC's default group adds to what AWS creates."""
    found = properties(
        resource("aws_vpc.v"),
        resource(
            "aws_security_group_rule.r",
            type="ingress",
            security_group_id=reference("aws_vpc.v", "default_security_group_id"),
            protocol="tcp",
            from_port=22,
            to_port=22,
            cidr_blocks=["10.0.0.0/8"],
        ),
        of=TYPE,
    )
    assert [r["ipv4"] for r in found["default_security_group"]["ingress"]] == [[], ["10.0.0.0/8"]]


def test_default_group_without_vpc_is_the_default_vpcs() -> None:
    """It names no VPC and so belongs to the account's default one, and to no other."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")["default_security_group"]["egress"]
        for d in documents(
            resource("aws_vpc.v"),
            resource("aws_default_vpc.d"),
            resource("aws_default_security_group.g"),
            of=TYPE,
        )
    }
    assert {address: len(rules) for address, rules in found.items()} == {"aws_vpc.v": 1, "aws_default_vpc.d": 0}
