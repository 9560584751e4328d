"""Names that are not known: what may be one, and what cannot."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from gatewright.identity.openings import opened, overlap
from gatewright.identity.policies import Policy, Unset, parse_policy


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("abc", "abc", True),
        ("abc", "abd", False),
        ("a*", "*c", True),
        ("a*b", "a?b", True),
        ("a?", "a", False),
        ("*", "", True),
        ("", "*", True),
        ("", "a", False),
        ("acme-prod*", "acme-*", True),
        ("other/*", "acme-*/x", False),
        ("a*c*e", "abcde", True),
        ("a*c*e", "abcd", False),
        ("*" * 50 + "x", "*" * 50 + "y", False),
    ],
)
def test_patterns_overlap(one: str, other: str, expected: bool) -> None:  # noqa: FBT001  # what is expected
    """Two patterns overlap where some text fits both, whichever comes first."""
    assert (expected, expected) == (overlap(one, other), overlap(other, one))


def _policy(resource: str) -> Policy:
    statement: JsonValue = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource}
    return parse_policy({"Version": "2012-10-17", "Statement": [statement]}, "p", "identity")


@pytest.mark.parametrize(
    ("resource", "is_open"),
    [
        ("arn:aws:s3:::acme-(name of aws_s3_bucket.a)/*", False),
        ("arn:aws:s3:::*", False),
        ("arn:aws:s3:::acme-*", False),
        ("arn:aws:s3:::acme-prod/*", True),
        ("arn:aws:s3:::${aws:username}/*", True),
        ("arn:aws:s3:::other/*", False),
    ],
)
def test_a_text_is_open_where_it_may_be_the_name(resource: str, is_open: bool) -> None:  # noqa: FBT001  # what is expected
    """A text that fits whatever the name is, and one that cannot, stay as they are."""
    policy = opened(
        _policy(resource), "arn:aws:s3:::acme-(name of aws_s3_bucket.a)/(anything)", "arn:aws:iam::1:user/x"
    )
    (text,) = policy.statements[0].resources.values
    assert is_open is isinstance(text, Unset)
