"""Policy documents: what a statement says, and the facts that follow from it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gatewright.model.aws.policy import Condition, PolicyDocument, Principal, Statement
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.policies import policy_document
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value

APPLY = UnknownValue("known after apply")
OPEN = Unknown("known after apply")


def statement(effect: Value = "Allow", **elements: Value) -> Statement:
    """The one statement of a document with these elements, some of which may be unknown."""
    tree: dict[str, Value] = {"Statement": [{"Effect": effect, **elements}]}
    document = policy_document(UnknownValue("partly known", document=tree))
    assert isinstance(document, PolicyDocument)
    assert isinstance(document.statements, tuple)
    found = document.statements[0]
    assert isinstance(found, Statement)
    return found


def test_single_values_become_tuples() -> None:
    """A statement that stands alone, with single values, reads as a list of one with lists of one."""
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Sid": "Read",
                "Effect": "Allow",
                "Principal": {"AWS": "111122223333", "Service": ["ec2.amazonaws.com"]},
                "Action": "s3:GetObject",
                "Resource": "*",
                "Condition": {"Bool": {"aws:SecureTransport": True}},
            },
        }
    )
    expected = Statement(
        sid="Read",
        effect="Allow",
        principals=(
            Principal(type="AWS", value="111122223333", account="111122223333"),
            Principal(type="Service", value="ec2.amazonaws.com"),
        ),
        actions=("s3:GetObject",),
        resources=("*",),
        conditions=(Condition(operator="Bool", key="aws:SecureTransport", values=("true",)),),
        unconfirmed_accounts=("111122223333",),
    )
    assert PolicyDocument(statements=(expected,)) == policy_document(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is not valid JSON"),
        ("", "is not valid JSON"),
        ("[1]", "is not a policy document"),
        (7, "is not the text of a policy document"),
        (APPLY, "known after apply"),
    ],
)
def test_what_is_no_policy_is_unknown(text: Value, reason: str) -> None:
    """Text that AWS would refuse is unknown with the reason, not an empty policy."""
    assert Unknown(reason) == policy_document(text)


def test_unknown_statement_stands_among_known_ones() -> None:
    """One unknown statement leaves the others known."""
    tree: Value = {"Statement": [APPLY, {"Effect": "Deny"}]}
    document = policy_document(UnknownValue("partly known", document=tree))
    assert PolicyDocument(statements=(OPEN, Statement(effect="Deny"))) == document


def test_sensitive_parts_are_unknown() -> None:
    """A sensitive value inside of a document does not travel."""
    found = statement(Resource=Sensitive("arn:aws:s3:::secret"))
    assert Unknown("sensitive value") == found.resources


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ["arn:aws:iam::111122223333:root", "*"]}, True),
        ({"AWS": "arn:aws:iam::*:root"}, True),
        ({"AWS": "arn:aws:iam::111122223333:root"}, False),
        ({"Service": "s3.amazonaws.com"}, False),
        ({"AWS": UnknownValue("on apply", prefix="arn:aws:iam::")}, False),
        ({"AWS": UnknownValue("on apply", reference=Reference("aws_iam_role.r", "arn"))}, False),
        ({"AWS": APPLY}, OPEN),
        ({"Service": APPLY}, False),
        (APPLY, OPEN),
        (None, False),
    ],
)
def test_everyone_is_a_bare_star_only(principal: Value, expected: Any) -> None:
    """A principal is everybody when it is `*`, and open only when nothing is known of it."""
    assert expected == statement(Principal=principal).allows_everyone


def test_deny_allows_nobody_whatever_is_unknown() -> None:
    """A statement that is known to deny has no open question about whom it allows."""
    assert statement("Deny", Principal=APPLY).allows_everyone is False


def test_allow_with_not_principal_allows_everybody_else() -> None:
    """`NotPrincipal` under Allow lets in all who are not named, anonymous requests included."""
    assert statement(NotPrincipal={"AWS": "111122223333"}).allows_everyone is True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceAccount": "111122223333"}}, False),
        ({"StringEquals": {"AWS:sourceaccount": "111122223333"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": APPLY}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2/*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::logs-*"}}, False),
        ({"ArnLike": {"aws:SourceArn": UnknownValue("x", reference=Reference("aws_sns_topic.t", "arn"))}}, False),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}, False),
        ({"StringEquals": {"kms:CallerAccount": "111122223333"}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}, True),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": "111122223333"}}, True),
        ({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}, True),
        ({"Null": {"aws:SourceAccount": "false"}}, True),
        ({"StringLike": {"aws:SourceAccount": "*"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, True),
        ({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/deploy"]}}, True),
        ({"ArnLike": {"aws:SourceArn": ["arn:aws:sns:*:111122223333:*", "*"]}}, True),
        ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, True),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/1"]}}, True),
        ({"IpAddress": {"aws:SourceIp": "not an address"}}, True),
        ({"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}, True),
        ({"StringLike": {"aws:Referer": "https://example.com/*"}}, True),
        ({"StringEquals": {"sts:ExternalId": "shared"}}, True),
        ({"StringLike": {"aws:SourceVpce": APPLY}}, OPEN),
        ({"IpAddress": {"aws:SourceIp": APPLY}}, OPEN),
        (APPLY, OPEN),
        ({"StringEquals": APPLY}, OPEN),
    ],
)
def test_only_what_no_stranger_can_satisfy_narrows(condition: Value, expected: Any) -> None:
    """Everybody stays everybody unless a condition asks for what only known callers have."""
    assert expected == statement(Principal="*", Condition=condition).allows_everyone


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("*", "*", True),
        ("*:*", ["arn:aws:s3:::a", "*"], True),
        (["s3:*", "*"], "arn:aws:*:*:*:*", True),
        ("s3:*", "*", False),
        ("*", "arn:aws:s3:::a/*", False),
        ("s3:*", APPLY, False),
        ("*", UnknownValue("on apply", prefix="arn:aws:s3:::"), False),
        ("*", UnknownValue("on apply", reference=Reference("aws_s3_bucket.b", "arn")), False),
        ("*", APPLY, OPEN),
        (APPLY, "*", OPEN),
        (None, "*", False),
    ],
)
def test_everything_is_every_action_on_every_resource(action: Value, resource: Value, expected: Any) -> None:
    """Administration is `*` on `*`; unknown parts matter only while they could still be that."""
    assert expected == statement(Action=action, Resource=resource).allows_everything


@pytest.mark.parametrize(
    ("action", "expected"), [("iam:*", True), ("IAM:*", True), ("iam:Get*", False), ("*", False), ("s3:*", False)]
)
def test_all_of_iam_is_named_as_such(action: str, expected: Any) -> None:
    """`iam:*` counts, in any case; `*` is everything, which is another fact."""
    assert expected == statement(Action=action, Resource="*").allows_all_of_iam


@pytest.mark.parametrize(
    ("principal", "condition", "expected"),
    [
        ({"AWS": "arn:aws:iam::111122223333:root"}, None, ("111122223333",)),
        ({"AWS": ["111122223333", "arn:aws:iam::444455556666:role/r"]}, None, ("111122223333", "444455556666")),
        ({"AWS": "111122223333"}, {"StringEquals": {"sts:ExternalId": APPLY}}, ()),
        ({"AWS": "111122223333"}, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, ()),
        ({"AWS": "111122223333"}, {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2"}}, ()),
        ({"AWS": "111122223333"}, {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, ("111122223333",)),
        ({"AWS": "111122223333"}, {"Bool": {"aws:MultiFactorAuthPresent": "false"}}, ("111122223333",)),
        ({"AWS": "111122223333"}, {"StringLike": {"sts:ExternalId": "*"}}, ("111122223333",)),
        ({"AWS": "111122223333"}, {"Bool": {"aws:MultiFactorAuthPresent": APPLY}}, (OPEN,)),
        ({"AWS": UnknownValue("x", prefix="arn:aws:iam::")}, None, (Unknown("x"),)),
        ({"AWS": UnknownValue("x", prefix="arn:aws:iam::111122223333:role/")}, None, ("111122223333",)),
        ({"AWS": UnknownValue("x", reference=Reference("module.a.aws_iam_role.r", "arn"))}, None, ()),
        ({"AWS": UnknownValue("x", reference=Reference("data.aws_caller_identity.me", "account_id"))}, None, ()),
        ({"AWS": UnknownValue("x", reference=Reference("data.aws_iam_role.r", "arn"))}, None, (Unknown("x"),)),
        ({"Service": "ec2.amazonaws.com"}, None, ()),
        ({"Federated": "arn:aws:iam::111122223333:oidc-provider/example.com"}, None, ()),
        ("*", None, ()),
    ],
)
def test_accounts_that_need_neither_external_id_nor_mfa(principal: Value, condition: Value, expected: Any) -> None:
    """Accounts of AWS principals are listed where no condition confirms who calls."""
    assert expected == statement(Principal=principal, Condition=condition).unconfirmed_accounts
