"""Users, groups, roles, permission sets and their policies, through every resource that gives them one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.values import UnknownValue

NOT_KNOWN = {"$unknown": "no value for `var.x`"}
ELSEWHERE = {"$unknown": "managed outside of this root module"}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
TEXT = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
KINDS = ("user", "group", "role")


def identity(kind: str, *carriers: Instance, **values: Any) -> dict[str, Any]:
    """The properties of `aws_iam_KIND.i` with these carriers of policies."""
    return properties(resource(f"aws_iam_{kind}.i", **values), *carriers, of=f"aws.iam.{kind}")


def owner(kind: str) -> UnknownValue:
    """The name of `aws_iam_KIND.i`, by reference."""
    return reference(f"aws_iam_{kind}.i", "name")


def named(attribute: str, value: Any) -> dict[str, Any]:
    """One argument whose name depends on the kind."""
    return {attribute: value}


@pytest.mark.parametrize("kind", KINDS)
def test_identity_alone_has_no_policies(kind: str) -> None:
    """Nothing is granted that nobody wrote."""
    found = identity(kind, name="n")
    assert [found[key] for key in ("identity_name", "identity_path", "permissions_boundary")] == ["n", "/", None]
    assert [found["inline_policies"], found["attached_policies"]] == [[], []]


@pytest.mark.parametrize("kind", KINDS)
def test_inline_policy_resource_is_read_and_placed(kind: str) -> None:
    """`aws_iam_*_policy` is written into the identity that it names."""
    instances = (
        resource(f"aws_iam_{kind}.i"),
        resource(f"aws_iam_{kind}_policy.p", name="p", policy=TEXT, **named(kind, owner(kind))),
    )
    found = properties(*instances, of=f"aws.iam.{kind}")["inline_policies"]
    path = ("inline_policies", 0, "document", "statements", 0)
    assert [found[0]["policy_name"], found[0]["document"]["statements"][0]["allows_everything"]] == ["p", True]
    assert place(path, *instances, of=f"aws.iam.{kind}") == f"aws_iam_{kind}_policy.p.policy"


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_of_attachment_attaches(kind: str) -> None:
    """One by one, exclusively, or from the policy's side."""
    carriers = (
        resource(
            f"aws_iam_{kind}_policy_attachment.a", policy_arn="arn:aws:iam::aws:policy/A", **named(kind, owner(kind))
        ),
        resource(
            f"aws_iam_{kind}_policy_attachments_exclusive.b",
            policy_arns=["arn:aws:iam::aws:policy/B"],
            **named(f"{kind}_name", owner(kind)),
        ),
        resource(
            "aws_iam_policy_attachment.c",
            policy_arn="arn:aws:iam::aws:policy/C",
            **named(f"{kind}s", ["somebody else", owner(kind)]),
        ),
    )
    found = documents(resource(f"aws_iam_{kind}.i"), *carriers, of=f"aws.iam.{kind}")
    by_address = {d.origin.address: d.properties.model_dump(mode="json")["attached_policies"] for d in found}
    assert [policy["arn"][-1] for policy in by_address[f"aws_iam_{kind}.i"]] == ["A", "B", "C"]
    assert [policy["arn"][-1] for policy in by_address["aws_iam_policy_attachment.c"]] == ["C"]


def test_role_has_policies_of_its_own() -> None:
    """Inline blocks and managed ARNs are arguments of the role; an empty block is no policy."""
    instances = (
        resource(
            "aws_iam_role.i",
            inline_policy=[{}, {"name": "p", "policy": TEXT}],
            managed_policy_arns=[ADMINISTRATOR, "arn:aws:iam::111122223333:policy/x"],
        ),
    )
    found = properties(*instances, of="aws.iam.role")
    assert [policy["policy_name"] for policy in found["inline_policies"]] == ["p"]
    assert [policy["administrator_access"] for policy in found["attached_policies"]] == [True, False]
    assert place(("inline_policies", 0), *instances, of="aws.iam.role") == "aws_iam_role.i.inline_policy.1.policy"
    assert place(("attached_policies", 1), *instances, of="aws.iam.role") == "aws_iam_role.i.managed_policy_arns"


def test_inline_blocks_have_one_order_whatever_the_source() -> None:
    """A set of blocks comes in another order from each source."""
    blocks: list[Any] = [{"name": name, "policy": TEXT} for name in ("b", "a")]
    for order in (blocks, blocks[::-1]):
        found = identity("role", inline_policy=order)["inline_policies"]
        assert [policy["policy_name"] for policy in found] == ["a", "b"]


def test_state_that_shows_a_policy_twice_has_it_once() -> None:
    """A role repeats what its companions give it; the companion is the place."""
    instances = (
        resource(
            "aws_iam_role.i",
            name="r",
            inline_policy=[{"name": "p", "policy": TEXT}],
            managed_policy_arns=[ADMINISTRATOR],
        ),
        resource("aws_iam_role_policy.p", role="r", name="p", policy=TEXT),
        resource("aws_iam_role_policy_attachment.a", role="r", policy_arn=ADMINISTRATOR),
    )
    found = properties(*instances, of="aws.iam.role")
    assert [len(found["inline_policies"]), len(found["attached_policies"])] == [1, 1]
    assert place(("inline_policies", 0), *instances, of="aws.iam.role") == "aws_iam_role_policy.p.policy"


def test_unknown_blocks_and_lists_are_unknown_policies() -> None:
    """A dynamic block over an unknown collection may hold policies or not."""
    found = identity("role", inline_policy=unknown(), managed_policy_arns=unknown())
    assert [found["inline_policies"], found["attached_policies"]] == [[NOT_KNOWN], [NOT_KNOWN]]


def test_trust_policy_and_session_of_a_role() -> None:
    """The trust policy is read as every policy is."""
    trust = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}})
    found = identity("role", assume_role_policy=trust)
    assert [found["trust"]["statements"][0]["allows_everyone"], found["max_session"]] == [True, 3600]


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (ADMINISTRATOR, True),
        ("arn:aws-cn:iam::aws:policy/AdministratorAccess", True),
        ("arn:aws-us-gov:iam::aws:policy/AdministratorAccess", True),
        ("arn:aws:iam::aws:policy/AdministratorAccess-Amplify", False),
        ("arn:aws:iam::111122223333:policy/AdministratorAccess", False),
        (reference("aws_iam_policy.p", "arn"), False),
        (reference("data.aws_iam_policy.admin", "arn"), True),
        (reference("data.aws_iam_policy.other", "arn"), False),
        (reference("data.aws_iam_policy.absent", "arn"), {"$unknown": "known after apply"}),
        (UnknownValue("on apply", prefix="arn:aws:iam::111122223333:policy/"), False),
        (UnknownValue("on apply", prefix="arn:"), {"$unknown": "on apply"}),
        (unknown(), NOT_KNOWN),
    ],
)
def test_administrator_access_is_known_by_its_arn(arn: Any, expected: Any) -> None:
    """AWS's policy in any partition, also through a data source by name; a policy of this configuration is another."""
    attachment = resource("aws_iam_user_policy_attachment.a", user=owner("user"), policy_arn=arn)
    data = [
        replace(resource(f"aws_iam_policy.{name}", name=policy), mode="data", address=f"data.aws_iam_policy.{name}")
        for name, policy in (("admin", "AdministratorAccess"), ("other", "ReadOnlyAccess"))
    ]
    found = identity("user", attachment, resource("aws_iam_policy.p"), *data)
    assert expected == found["attached_policies"][0]["administrator_access"]


def test_attached_policy_is_related() -> None:
    """A policy of this root module is a related document, another one is unknown."""
    found = documents(
        resource("aws_iam_policy.p"),
        resource("aws_iam_group.i"),
        resource(
            "aws_iam_group_policy_attachment.a", group=owner("group"), policy_arn=reference("aws_iam_policy.p", "arn")
        ),
        resource("aws_iam_group_policy_attachment.b", group=owner("group"), policy_arn=ADMINISTRATOR),
        of="aws.iam.group",
    )
    outside = Unknown(f"`{ADMINISTRATOR}` is not in this root module")
    assert found[0].relations == {"policies": (".:aws_iam_policy.p", outside)}


def test_policies_of_an_identity_elsewhere_make_one_partial_identity() -> None:
    """What is managed is known, all else is not."""
    found = properties(
        resource("aws_iam_user_policy.p", user="bob", name="p", policy=TEXT),
        resource("aws_iam_user_policy_attachment.a", user="bob", policy_arn=ADMINISTRATOR),
        of="aws.iam.user",
    )
    assert [found["identity_name"], found["permissions_boundary"]] == ["bob", ELSEWHERE]
    assert [len(found["inline_policies"]), len(found["attached_policies"])] == [1, 1]


def test_policy_of_an_unknown_identity_may_be_any_ones() -> None:
    """It is judged by itself, and every identity of its kind has an unknown policy more."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")["inline_policies"]
        for d in documents(
            resource("aws_iam_user.i"),
            resource("aws_iam_user_policy.p", user=unknown(), policy=TEXT),
            of="aws.iam.user",
        )
    }
    assert found["aws_iam_user.i"] == [{"$unknown": "`aws_iam_user_policy.p` may be its: no value for `var.x`"}]
    assert found["aws_iam_user_policy.p"][0]["document"]["statements"][0]["allows_everything"] is True


def test_policy_with_the_unknown_name_of_one_identity_is_its_own() -> None:
    """A user named by a variable without value is still found by that name."""
    found = identity("user", resource("aws_iam_user_policy.p", user=unknown(), policy=TEXT), name=unknown())
    assert len(found["inline_policies"]) == 1


def test_permission_set_gathers_its_three_kinds_of_policies() -> None:
    """Inline, managed by AWS, and managed by the customer, who is known by name only."""
    owner_arn = reference("aws_ssoadmin_permission_set.s", "arn")
    found = documents(
        resource("aws_iam_policy.mine", name="mine"),
        resource("aws_ssoadmin_permission_set.s", name="s"),
        resource("aws_ssoadmin_permission_set_inline_policy.i", permission_set_arn=owner_arn, inline_policy=TEXT),
        resource(
            "aws_ssoadmin_managed_policy_attachment.m", permission_set_arn=owner_arn, managed_policy_arn=ADMINISTRATOR
        ),
        resource(
            "aws_ssoadmin_customer_managed_policy_attachment.c",
            permission_set_arn=owner_arn,
            customer_managed_policy_reference=[{"name": "mine"}],
        ),
        of="aws.sso.permission_set",
    )
    values = found[0].properties.model_dump(mode="json")
    assert values["inline_policies"][0]["document"]["statements"][0]["allows_everything"] is True
    assert values["attached_policies"] == [
        {"arn": ADMINISTRATOR, "administrator_access": True},
        {"arn": None, "administrator_access": False},
    ]
    assert found[0].relations["policies"][1] == ".:aws_iam_policy.mine"


def test_managed_policy_is_a_document_of_its_own() -> None:
    """Its statements point at its text."""
    policy = resource("aws_iam_policy.p", name="p", path="/ops/", policy=TEXT)
    found = properties(policy, of="aws.iam.policy")
    assert [found["policy_name"], found["policy_path"]] == ["p", "/ops/"]
    assert place(("document", "statements", 0), policy, of="aws.iam.policy") == "aws_iam_policy.p.policy"
