"""Worlds of documents made by hand: what the documents do not tell stays open."""

from __future__ import annotations

from typing import Any

import gatewright as gw
from gatewright.identity.chains import who_can
from gatewright.identity.world import World

ACCOUNT = "111122223333"
ALLOW_ALL = {"effect": "Allow", "actions": ["*"], "resources": ["*"]}


def _role(name: str, **properties: Any) -> gw.Document:
    fields = {"identity_name": name, "trust": {"statements": []}, **properties}
    return gw.document({"id": f"arn:aws:iam::111122223333:role/{name}", "type": "aws.iam.role", "properties": fields})


def _inline(*statements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"policy_name": "p", "document": {"statements": list(statements)}}]


def _bucket(**properties: Any) -> gw.Document:
    fields = {"bucket_name": "data", **properties}
    return gw.document(
        {"id": "arn:aws:s3:::data", "type": "aws.s3.bucket", "account": "111122223333", "properties": fields}
    )


def _outcomes(*documents: gw.Document, action: str = "s3:GetObject") -> dict[str, tuple[str, str | None]]:
    found = who_can(World.from_documents(documents), action, "arn:aws:s3:::data")
    return {one.principal.name: (one.outcome, one.condition) for one in found}


def test_documents_need_no_provenance() -> None:
    """Without it, statements have no file and no line."""
    world = World.from_documents([_role("all", inline_policies=_inline(ALLOW_ALL)), _bucket()])
    (found,) = who_can(world, "s3:GetObject", "arn:aws:s3:::data")
    assert [("p", 0, None, None)] == [(one.policy, one.index, one.file, one.line) for one in found.verdict.statements]


def test_an_unknown_policy_list_is_open() -> None:
    """A role of which policies are managed elsewhere may have any."""
    elsewhere = {"$unknown": "managed outside of this root module"}
    found = _outcomes(_role("partial", attached_policies=elsewhere), _bucket())
    policy = "the policy `attached policies of partial`"
    condition = f"{policy} allows it and not ({policy} denies it)"
    assert {"partial": ("conditional", condition)} == found


def test_an_unknown_effect_and_an_unknown_statement_are_open() -> None:
    """Neither is left out: each may allow, and each may deny."""
    unknown = {"$unknown": "known after apply"}
    effect = _role("effect", inline_policies=_inline({**ALLOW_ALL, "effect": unknown}))
    beside = _role(
        "beside", inline_policies=[*_inline(ALLOW_ALL), *_inline(ALLOW_ALL, {**ALLOW_ALL, "effect": unknown})]
    )
    found = _outcomes(effect, beside, _bucket())
    assert {"effect": "conditional", "beside": "conditional"} == {name: outcome for name, (outcome, _) in found.items()}


def test_an_unknown_condition_is_open() -> None:
    """A condition that is not known may hold or not."""
    condition = {"$unknown": "known after apply"}
    found = _outcomes(_role("r", inline_policies=_inline({**ALLOW_ALL, "conditions": [condition]})), _bucket())
    assert ("conditional", True) == (found["r"][0], "known after apply" in (found["r"][1] or ""))


def test_an_unknown_bucket_policy_lets_in_anybody_or_nobody() -> None:
    """Who is allowed by policies of his own may be denied by the bucket's; and anybody may be let in."""
    policy = {"$unknown": "known after apply"}
    found = _outcomes(_role("all", inline_policies=_inline(ALLOW_ALL)), _bucket(policy=policy))
    assert {"all": "conditional", "anybody": "conditional"} == {name: outcome for name, (outcome, _) in found.items()}


def test_equal_policies_of_two_roles_keep_their_names() -> None:
    """Policies of equal content are decided once, and each is told by its own name."""
    roles = [
        _role(name, inline_policies=[{"policy_name": f"of-{name}", "document": {"statements": [ALLOW_ALL]}}])
        for name in ("a", "b")
    ]
    found = who_can(World.from_documents([*roles, _bucket()]), "s3:GetObject", "arn:aws:s3:::data")
    assert ["of-a", "of-b"] == [one.verdict.statements[0].policy for one in found]


def test_a_condition_on_the_caller_is_decided_for_each() -> None:
    """Roles of equal policies that look at who calls are not decided together."""
    condition = {"operator": "ArnEquals", "key": "aws:PrincipalArn", "values": ["arn:aws:iam::111122223333:role/a"]}
    statement = {**ALLOW_ALL, "conditions": [condition]}
    found = _outcomes(*(_role(name, inline_policies=_inline(statement)) for name in ("a", "b")), _bucket())
    assert {"a": ("allowed", None)} == found


def test_two_documents_of_one_id_have_no_place() -> None:
    """Where a policy is written is not told, rather than told of the other one."""
    world = World.from_documents([_bucket(), _bucket()])
    assert frozenset({"arn:aws:s3:::data"}) == world.ambiguous


def test_long_policies_and_many_wildcards_are_decided() -> None:
    """A policy of ten thousand wildcards ends, and decides."""
    statement = {**ALLOW_ALL, "actions": ["s3:" + "*" * 5_000 + "Objec", "s3:" + "*a" * 5_000, "s3:Get*"]}
    assert {"r": ("allowed", None)} == _outcomes(_role("r", inline_policies=_inline(statement)), _bucket())


def _key(**more: Any) -> gw.Document:
    return gw.document({"id": "key", "type": "aws.kms.key", "name": "k", "account": ACCOUNT, "properties": {}, **more})


def test_an_unknown_region_and_an_unknown_id_may_be_those_of_a_policy() -> None:
    """What a policy allows or denies of one key in one region, it may allow or deny of this key."""
    allowed = {**ALLOW_ALL, "resources": [f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234"]}
    roles = [
        _role("some", inline_policies=_inline(allowed)),
        _role("others", inline_policies=_inline(ALLOW_ALL, {**allowed, "effect": "Deny"})),
        _role("each", inline_policies=_inline({**ALLOW_ALL, "resources": [f"arn:aws:kms:*:{ACCOUNT}:key/*"]})),
        _role("table", inline_policies=_inline({**ALLOW_ALL, "resources": [f"arn:aws:kms:*:{ACCOUNT}:alias/*"]})),
    ]
    found = who_can(World.from_documents([*roles, _key()]), "kms:Decrypt", "key")
    expected = {"some": "conditional", "others": "conditional", "each": "allowed"}
    assert expected == {one.principal.name: one.outcome for one in found}


def test_a_variable_in_a_resource_is_its_value_for_each_caller() -> None:
    """Who may read a folder of one's own name has access to it; a role has no such name."""
    home = {**ALLOW_ALL, "resources": ["arn:aws:s3:::data/home/${aws:username}/*"]}
    user = gw.document(
        {
            "id": f"arn:aws:iam::{ACCOUNT}:user/alice",
            "type": "aws.iam.user",
            "properties": {"identity_name": "alice", "inline_policies": _inline(home)},
        }
    )
    world = World.from_documents([user, _role("r", inline_policies=_inline(home)), _bucket()])
    found = who_can(world, "s3:GetObject", "arn:aws:s3:::data")
    assert [("alice", "arn:aws:s3:::data/home/${aws:username}/*")] == [
        (one.principal.name, one.resource) for one in found
    ]


def test_a_version_that_is_not_known_leaves_open_what_hangs_on_variables() -> None:
    """Only the newer version has variables: what a policy of the older one denies is what it literally says."""
    denied = {**ALLOW_ALL, "effect": "Deny", "resources": ["arn:aws:s3:::${aws:PrincipalTag/team}/*"]}
    other = {**denied, "resources": ["arn:aws:s3:::other/${aws:PrincipalTag/team}"]}
    roles = [_role(name, inline_policies=_inline(ALLOW_ALL, one)) for name, one in (("a", denied), ("b", other))]
    found = _outcomes(*roles, _bucket())
    assert ("conditional", "allowed") == (found["a"][0], found["b"][0])
    assert "the policy's version is 2012-10-17" in (found["a"][1] or "")


def test_a_denial_that_cannot_be_read_is_told_by_its_policy() -> None:
    """The condition calls the policy by its name."""
    condition = {"operator": "StringMatches", "key": "aws:SourceIp", "values": ["10.0.0.1"]}
    denied = {**ALLOW_ALL, "effect": "Deny", "conditions": [condition]}
    found = _outcomes(_role("r", inline_policies=_inline(ALLOW_ALL, denied)), _bucket())
    assert {"r": ("conditional", "not (statement 1 of p cannot be read and might deny)")} == found
