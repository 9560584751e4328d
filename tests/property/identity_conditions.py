"""Conditions of policies, and what requests may have for their keys: few values, so that they often meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

Object = dict[str, Any]
HERE, THERE = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{HERE}:role"
#: Keys that policies ask for, with the values that requests may have. A list is a key with several values.
CONTEXT: dict[str, tuple[Any, ...]] = {
    "aws:SourceIp": ("203.0.113.7", "10.1.2.3", "2001:db8::5", "no address"),
    "aws:MultiFactorAuthPresent": ("true", False, True),
    "aws:MultiFactorAuthAge": ("300", 3600, "1e3", "many"),
    "aws:CurrentTime": ("2026-01-01T00:00:00Z", "1767225600", "2026-03-01T12:00:00+02:00", "2026", "soon"),
    "aws:SourceArn": (f"arn:aws:sns:eu-west-1:{HERE}:topic", "arn:aws:s3:::data", "topic"),
    "aws:SourceVpc": ("vpc-1", "vpc-2", "VPC-1"),
    "aws:TagKeys": ([], ["a"], ["a", "b"], ["A"], "b"),
    "aws:RequestTag/team": ("net", "app", "n*", "*"),
    "app:Data": ("YWJj", "YWJk", "not base64!"),
    "aws:userid": ("AROAEXAMPLE:run",),
}
IPS = ("203.0.113.0/24", "203.0.113.7", "2001:DB8::/32", "10.0.0.0/8", "nowhere")
NUMBERS = ("300", "1000", 3600, "few")
DATES = ("2026-01-01", "2026-01", "2026", "1767225600", "2026-02-01T00:00:00Z", "2026-*")
TEXTS = (
    "vpc-1",
    "vpc-2",
    "VPC-1",
    "vpc-*",
    "vpc-?",
    "*",
    "${aws:username}",
    "${aws:SourceVpc}",
    "${aws:RequestTag/team}",
)
DEFAULTS = (
    "${aws:RequestTag/team, 'net'}",
    "${aws:TagKeys, 'a'}",
    "${aws:PrincipalTag/cost center}",
    "${*}",
    "n${?}",
    "net",
    "alice",
)
ARNS = (
    "arn:aws:s3:::*",
    "arn:aws:*:*:*:topic",
    f"arn:aws:sns:eu-west-1:{HERE}:topic",
    "arn:aws:s3",
    "*",
    f"{ROLE}/*",
    "arn:aws:s3:::${aws:username}",
)


def _operators(names: str, keys: Sequence[str], values: Sequence[Any]) -> list[tuple[str, str, Any]]:
    return [(name, key, value) for name in names.split() for key in keys for value in values]


_STRINGS = "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike"
_ORDERS = "Equals NotEquals LessThan LessThanEquals GreaterThan GreaterThanEquals"
_TEXT_KEYS = ("aws:SourceVpc", "aws:RequestTag/team", "aws:username", "aws:TagKeys", "aws:PrincipalTag/team")
LINES = (
    _operators(_STRINGS, _TEXT_KEYS, (*TEXTS, *DEFAULTS)),
    _operators(
        _STRINGS, ("aws:PrincipalType", "aws:userid"), ("User", "Anonymous", "anonymous", HERE, f"{HERE}:alice")
    ),
    _operators(_STRINGS, ("aws:PrincipalOrgID", "aws:ResourceOrgID", "AWS:principalorgid"), ("o-1", "o-2")),
    _operators(_STRINGS, ("aws:ResourceAccount", "aws:PrincipalAccount", "aws:ResourceTag/team"), (HERE, THERE, "net")),
    _operators(" ".join(f"Numeric{name}" for name in _ORDERS.split()), ("aws:MultiFactorAuthAge",), NUMBERS),
    _operators(" ".join(f"Date{name}" for name in _ORDERS.split()), ("aws:CurrentTime",), DATES),
    _operators("Bool", ("aws:MultiFactorAuthPresent", "aws:PrincipalIsAWSService"), ("true", "false", True, "TRUE")),
    _operators("BinaryEquals", ("app:Data",), ("YWJj", "YWJk", "not base64!")),
    _operators("IpAddress NotIpAddress", ("aws:SourceIp",), IPS),
    _operators("ArnEquals ArnLike ArnNotEquals ArnNotLike", ("aws:SourceArn", "aws:PrincipalArn"), ARNS),
    _operators("Null", (*CONTEXT, "aws:username", "aws:PrincipalTag/team"), ("true", "false", True)),
)


@st.composite
def lines(draw: st.DrawFn) -> Object:
    """A Condition element with one line or two."""
    block: Object = {}
    for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
        operator, key, value = draw(st.sampled_from(draw(st.sampled_from(LINES))))
        if operator != "Null":
            operator = draw(st.sampled_from(("", "", "", "ForAllValues:", "ForAnyValue:"))) + operator
            operator += draw(st.sampled_from(("", "", "", "IfExists")))
        more = draw(st.sampled_from((None, None, None, "net", "${aws:username}", "true", "a")))
        block.setdefault(operator, {})[key] = value if more is None else [value, more]
    return block
