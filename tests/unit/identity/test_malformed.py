"""Malformed parts of policies: they allow nothing, they are named, and what might deny is no certain allow."""

from __future__ import annotations

from typing import Any

import pytest

from gatewright.identity.requests import decided

ACCOUNT = "111111111111"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
MALFORMED = [
    {"Action": []},
    {"NotAction": []},
    {"Resource": []},
    {"NotResource": []},
    {"NotResource": "data/key"},
    {"Resource": "arn:aws:s3:::data/${aws:username"},
    {"Condition": {"StringNotEquals": {"k": []}}},
    {"Condition": {"StringNotEquals": {}}},
    {"Condition": {"StringNotEquals": {"k": "${aws:username"}}},
    {"Condition": {"NumericNotEquals": {"k": "few"}}},
    {"Condition": {"NumericNotEquals": {"k": "1_0"}}},
    {"Condition": {"NumericNotEquals": {"k": "inf"}}},
    {"Condition": {"NumericNotEquals": {"k": "nan"}}},
    {"Condition": {"DateNotEquals": {"k": "soon"}}},
    {"Condition": {"NotIpAddress": {"k": "10.0.0.0/99"}}},
    {"Condition": {"Null": {"other": ["true", "perhaps"]}}},
    {"Condition": {"StringMatches": {"k": "1"}}},
]


def _decided(*statements: dict[str, Any], kind: str = "identity", **more: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "principal": {"arn": ALICE},
        "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::data/key", "account": ACCOUNT},
        "context": {"k": "1"},
    }
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    if kind == "identity":
        body["identity_policies"] = [{"name": "p", "document": document}]
    else:
        body["resource"]["policy"] = document
    return decided({**body, **more})


def _with(part: dict[str, Any], effect: str) -> dict[str, Any]:
    left_out = {name.removeprefix("Not") for name in part}
    return {**{key: value for key, value in ALLOW.items() if key not in left_out}, "Effect": effect, **part}


@pytest.mark.parametrize("part", MALFORMED, ids=str)
def test_a_malformed_statement_allows_nothing(part: dict[str, Any]) -> None:
    """It is left out, and named."""
    found = _decided(_with(part, "Allow"))
    assert ("denied", [0]) == (found["outcome"], [one["statement"] for one in found["diagnostics"]])


@pytest.mark.parametrize("part", MALFORMED, ids=str)
def test_a_malformed_deny_is_no_certain_allow(part: dict[str, Any]) -> None:
    """The other statements are decided; what allows is conditional, what nothing allows is denied."""
    found = _decided(ALLOW, _with(part, "Deny"))
    assert ("conditional", ["statement 1 of p cannot be read and might deny"]) == (found["outcome"], found["unknown"])
    assert "denied" == _decided({**ALLOW, "Action": "ec2:*"}, _with(part, "Deny"))["outcome"]


def test_a_malformed_deny_of_a_resource_is_about_everybody() -> None:
    """Whom it names cannot be read either."""
    allowed, denied = {**ALLOW, "Principal": "*"}, {**ALLOW, "Effect": "Deny", "Principal": 5}
    assert "conditional" == _decided(allowed, denied, kind="resource")["outcome"]


@pytest.mark.parametrize("effects", [("Deny", "Allow"), ("Allow", "Deny")])
def test_a_key_that_stands_twice_makes_a_policy_malformed(effects: tuple[str, str]) -> None:
    """Neither of the two effects is taken for the other; what the policy might deny is open."""
    twice = ", ".join(f'"Effect": "{effect}"' for effect in effects)
    text = f'{{"Version": "2012-10-17", "Statement": [{{{twice}, "Action": "*", "Resource": "*"}}]}}'
    sound = {"Version": "2012-10-17", "Statement": ALLOW}
    policies = [{"name": "text", "document": text}, {"name": "p", "document": sound}]
    found = _decided(identity_policies=policies)
    assert ("conditional", ["policy text cannot be read and might deny"]) == (found["outcome"], found["unknown"])
    assert ["an object has `Effect` twice"] == [one["message"] for one in found["diagnostics"]]


def test_a_trust_policy_with_a_resource_is_complained_of() -> None:
    """It counts, and is named."""
    trust = {"Effect": "Allow", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole", "Resource": "*"}
    role = {"arn": f"arn:aws:iam::{ACCOUNT}:role/r", "policy": {"Version": "2012-10-17", "Statement": trust}}
    found = _decided(action="sts:AssumeRole", resource=role)
    assert ("allowed", 1) == (found["outcome"], len(found["diagnostics"]))


def test_large_numbers_are_compared_to_the_last_digit() -> None:
    """Two numbers that differ are not equal, however long they are."""
    condition = {"Condition": {"NumericEquals": {"k": "9007199254740993"}}}
    assert "denied" == _decided({**ALLOW, **condition}, context={"k": "9007199254740992"})["outcome"]
    assert "allowed" == _decided({**ALLOW, **condition}, context={"k": "9007199254740993.0"})["outcome"]


@pytest.mark.parametrize("value", ["inf", "nan", "1_0"])
def test_what_is_no_number_is_less_than_none(value: str) -> None:
    """A request's value that is no number compares with no number."""
    condition = {"Condition": {"NumericGreaterThan": {"k": "5"}}}
    assert "denied" == _decided({**ALLOW, **condition}, context={"k": value})["outcome"]
