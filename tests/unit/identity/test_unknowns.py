"""What is not known: two of it are two, even where the reason is one."""

from __future__ import annotations

from typing import Any

import pytest

from gatewright.identity.requests import decided

ACCOUNT = "111111111111"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
OPEN = {"$unknown": "variable `b` has no value"}
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENY = {**ALLOW, "Effect": "Deny"}


def _decided(*statements: dict[str, Any], resource: bool = False, **more: Any) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    target = {"arn": "arn:aws:s3:::data/key", "account": ACCOUNT, **({"policy": document} if resource else {})}
    own = [] if resource else [{"name": "p", "document": document}]
    body: dict[str, Any] = {
        "principal": {"arn": ALICE},
        "action": "s3:GetObject",
        "resource": target,
        "identity_policies": own,
    }
    return decided({**body, **more})


@pytest.mark.parametrize(
    "statements",
    [
        ({**ALLOW, "Resource": [OPEN]}, {**DENY, "Resource": [OPEN]}),
        ({**ALLOW, "Resource": [OPEN]}, {"Effect": "Allow", "Action": "*", "NotResource": [OPEN]}),
        ({**ALLOW, "Action": [OPEN]}, {**DENY, "Condition": {"StringEquals": {"k": OPEN}}}),
        (
            {**ALLOW, "Condition": {"StringEquals": {"k": OPEN}}},
            {**DENY, "Condition": {"StringEquals": {"k": OPEN}}},
        ),
    ],
)
def test_unknowns_of_one_reason_are_two(statements: tuple[dict[str, Any], ...]) -> None:
    """What one statement allows and what another denies are two values that one variable has a part in."""
    assert "conditional" == _decided(*statements, context={"k": "v"})["outcome"]


def test_unknown_principals_of_one_reason_are_two() -> None:
    """A policy that lets in somebody and keeps out somebody is about two."""
    principal = {"Principal": {"AWS": OPEN}}
    assert "conditional" == _decided({**ALLOW, **principal}, {**DENY, **principal}, resource=True)["outcome"]


def test_a_value_that_is_not_known_fits_each_value_of_a_key_by_itself() -> None:
    """Of two values of a key, one may fit, so that neither all do nor none does."""
    tests = {"ForAnyValue:StringEquals": {"k": OPEN}, "ForAnyValue:StringNotEquals": {"k": OPEN}}
    assert "conditional" == _decided({**ALLOW, "Condition": tests}, context={"k": ["a", "b"]})["outcome"]
