"""Security groups in all four resource forms."""

from __future__ import annotations

from typing import Any

from estate import documents, place, properties, reference, resource, unknown

TYPE = "aws.ec2.security_group"
ELSEWHERE = {"$unknown": "managed outside of this root module"}


def rule(**values: Any) -> dict[str, Any]:
    """A rule as rules see it, with the rest as the model has it."""
    empty: dict[str, Any] = {
        "protocol": "tcp",
        "from_port": 22,
        "to_port": 22,
        "ipv4": [],
        "ipv6": [],
        "prefix_lists": [],
        "security_groups": [],
        "description": None,
    }
    return {**empty, **values}


def test_inline_rules_with_their_places() -> None:
    """Blocks of a group become its rules; each source points at its attribute."""
    group = resource(
        "aws_security_group.a",
        name="web",
        ingress=[
            {"protocol": "TCP", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"], "description": "ssh"},
            {"protocol": "-1", "from_port": 0, "to_port": 0, "ipv6_cidr_blocks": ["::/0"], "self": True},
        ],
    )
    found = properties(group, of=TYPE)
    assert found["ingress"] == [
        rule(ipv4=["0.0.0.0/0"], description="ssh"),
        rule(protocol="all", from_port=0, to_port=0, ipv6=["::/0"], security_groups=["self"]),
    ]
    assert place(("ingress", 1, "ipv6"), group, of=TYPE) == "aws_security_group.a.ingress.1.ipv6_cidr_blocks"


def test_rules_of_their_own_join_their_group() -> None:
    """Rules of both newer and older form are attached by reference and by id, by direction, with their places."""
    instances = (
        resource("aws_security_group.a", id="sg-1"),
        resource(
            "aws_security_group_rule.old",
            type="ingress",
            security_group_id=reference("aws_security_group.a"),
            protocol="6",
            from_port=22,
            to_port=22,
            cidr_blocks=["0.0.0.0/1"],
            source_security_group_id=reference("aws_security_group.b"),
        ),
        resource(
            "aws_vpc_security_group_ingress_rule.new",
            security_group_id="sg-1",
            ip_protocol="tcp",
            from_port=22,
            to_port=22,
            cidr_ipv4="128.0.0.0/1",
        ),
        resource(
            "aws_vpc_security_group_egress_rule.out", security_group_id="sg-1", ip_protocol="-1", cidr_ipv6="::/0"
        ),
    )
    found = properties(*instances, of=TYPE)
    assert found["ingress"] == [
        rule(ipv4=["0.0.0.0/1"], security_groups=[{"$unknown": "known after apply"}]),
        rule(ipv4=["128.0.0.0/1"]),
    ]
    assert found["egress"] == [rule(protocol="all", from_port=None, to_port=None, ipv6=["::/0"])]
    assert found["internet"]["tcp"] == {"22": True}
    assert place(("ingress", 1, "ipv4"), *instances, of=TYPE) == "aws_vpc_security_group_ingress_rule.new.cidr_ipv4"


def test_rule_of_a_group_elsewhere_is_a_document_of_its_own() -> None:
    """Its rule is known and the rest is not."""
    alone = resource(
        "aws_security_group_rule.r",
        type="ingress",
        security_group_id="sg-elsewhere",
        protocol="tcp",
        from_port=22,
        to_port=22,
        cidr_blocks=["0.0.0.0/0"],
    )
    found = properties(alone, of=TYPE)
    assert (found["ingress"], found["egress"]) == ([rule(ipv4=["0.0.0.0/0"]), ELSEWHERE], [ELSEWHERE])
    assert (found["internet"]["tcp"]["22"], found["internet"]["tcp"]["3389"]) == (True, ELSEWHERE)


def test_unknown_group_of_a_rule_leaves_other_groups_alone() -> None:
    """A rule whose group nobody knows is judged by itself."""
    instances = (
        resource("aws_security_group.a"),
        resource("aws_security_group_rule.r", type="ingress", security_group_id=unknown(), protocol="-1"),
    )
    found = {d.origin.address: d.properties.model_dump()["ingress"] for d in documents(*instances, of=TYPE)}
    assert found["aws_security_group.a"] == ()


def test_unknown_list_and_element() -> None:
    """An unknown list is an unknown rule; so is an unknown element of a known one."""
    listed = properties(resource("aws_security_group.a", ingress=unknown()), of=TYPE)
    element = properties(resource("aws_security_group.a", ingress=[unknown()]), of=TYPE)
    expected = [{"$unknown": "no value for `var.x`"}]
    assert (listed["ingress"], element["ingress"]) == (expected, expected)


def test_unknown_direction_may_be_either() -> None:
    """A rule whose type nobody knows may let in or out."""
    found = properties(
        resource("aws_security_group.a"),
        resource("aws_security_group_rule.r", type=unknown(), security_group_id=reference("aws_security_group.a")),
        of=TYPE,
    )
    assert found["ingress"] == found["egress"] == [{"$unknown": "no value for `var.x`"}]


def test_state_repeats_a_rule_once() -> None:
    """What a group's own list repeats of a rule that is a resource is left out; the rest stays."""
    found = properties(
        resource(
            "aws_security_group.a",
            id="sg-1",
            ingress=[
                {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"], "self": False},
                {"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": ["10.0.0.0/8"], "self": False},
            ],
        ),
        resource(
            "aws_vpc_security_group_ingress_rule.r",
            security_group_id="sg-1",
            ip_protocol="tcp",
            from_port=22,
            to_port=22,
            cidr_ipv4="10.0.0.0/8",
        ),
        of=TYPE,
    )
    assert [r["from_port"] for r in found["ingress"]] == [80, 22]


def test_prefix_list_of_the_root_module_has_its_blocks() -> None:
    """Blocks and separate entries of a managed prefix list are known; those of a list elsewhere are not."""
    instances = (
        resource("aws_ec2_managed_prefix_list.p", entry=[{"cidr": "0.0.0.0/1"}]),
        resource(
            "aws_ec2_managed_prefix_list_entry.e",
            prefix_list_id=reference("aws_ec2_managed_prefix_list.p"),
            cidr="128.0.0.0/1",
        ),
        resource(
            "aws_security_group.a",
            ingress=[
                {
                    "protocol": "tcp",
                    "from_port": 22,
                    "to_port": 22,
                    "prefix_list_ids": [reference("aws_ec2_managed_prefix_list.p")],
                },
                {"protocol": "tcp", "from_port": 80, "to_port": 80, "prefix_list_ids": ["pl-63a5400a"]},
            ],
        ),
    )
    elsewhere = {"$unknown": "the prefix list is kept outside of this root module"}
    assert properties(*instances, of=TYPE)["internet"]["tcp"] == {"22": True, "80": elsewhere}


def test_default_group_is_marked() -> None:
    """The default group of a VPC is a group like any other, and says that it is the default."""
    found = properties(resource("aws_default_security_group.d", vpc_id="vpc-1"), of=TYPE)
    assert (found["default"], found["name"], found["ingress"]) == (True, "default", [])


def default_rule() -> Any:
    return resource(
        "aws_security_group_rule.r",
        type="ingress",
        security_group_id=reference("aws_vpc.v", "default_security_group_id"),
        protocol="tcp",
        from_port=22,
        to_port=22,
        cidr_blocks=["0.0.0.0/0"],
    )


def test_rule_of_a_managed_default_group_joins_it() -> None:
    """A rule that names the VPC's default group belongs to the resource that manages the group."""
    found = documents(
        resource("aws_vpc.v"),
        resource("aws_default_security_group.d", vpc_id=reference("aws_vpc.v")),
        default_rule(),
        of=TYPE,
    )
    assert [(d.origin.address, d.properties.model_dump()["ingress"][0]["from_port"]) for d in found] == [
        ("aws_default_security_group.d", 22)
    ]


def test_rule_of_an_unmanaged_default_group_says_which_it_is() -> None:
    """Nobody manages the group as a whole, but it is known to be the default group of its VPC."""
    (found,) = documents(resource("aws_vpc.v"), default_rule(), of=TYPE)
    assert (found.properties.model_dump()["default"], found.relations) == (True, {"vpc": (".:aws_vpc.v",)})


def test_state_without_lists_repeats_nothing() -> None:
    """Lists that are null compare like empty ones."""
    found = properties(
        resource(
            "aws_security_group.a",
            id="sg-1",
            ingress=[{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": None, "self": True}],
        ),
        resource(
            "aws_security_group_rule.r",
            type="ingress",
            security_group_id="sg-1",
            protocol="tcp",
            from_port=22,
            to_port=22,
            self=True,
        ),
        of=TYPE,
    )
    assert [r["security_groups"] for r in found["ingress"]] == [["self"]]
