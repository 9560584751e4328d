"""Who can, on the fixtures: each a small world of Terraform source."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from gatewright.app.estate import LoadOptions
from gatewright.app.worlds import Surveyed, survey_path
from gatewright.errors import UsageError
from gatewright.identity.answers import Access
from gatewright.identity.chains import who_can

FIXTURES = Path(__file__).parents[3] / "terraform_fixtures" / "identity"
BUCKET = "aws_s3_bucket.data"


@cache
def _surveyed(name: str) -> Surveyed:
    return survey_path(FIXTURES / name, LoadOptions())


def _asked(name: str, action: str = "s3:GetObject", resource: str = BUCKET) -> dict[str, Access]:
    """The answers by the names of principals."""
    return {one.principal.name: one for one in who_can(_surveyed(name).world, action, resource)}


def _outcomes(answers: dict[str, Access]) -> dict[str, tuple[str, str]]:
    return {name: (one.way, one.outcome) for name, one in answers.items()}


def _places(one: Access) -> list[tuple[str, int | None, str, str | None, int | None]]:
    return [(part.policy, part.index, part.effect, part.file, part.line) for part in one.verdict.statements]


def test_policies_reach_users_by_themselves_and_through_groups() -> None:
    """A policy of one's own, of a group, and of AWS allow; a denial keeps out who may do everything else."""
    expected = dict.fromkeys(("alice", "bob", "carol"), ("direct", "allowed"))
    assert expected == _outcomes(_asked("users"))


def test_what_only_a_part_of_the_bucket_is_allowed_for_is_told() -> None:
    """A principal that reads one folder has access to that folder."""
    answers = _asked("users")
    assert "arn:aws:s3:::acme-data/reports/*" == answers["bob"].resource
    assert "arn:aws:s3:::acme-data/*" == answers["alice"].resource


def test_an_object_is_asked_about_by_its_arn() -> None:
    """Of an object outside of the folder, the group's policy says nothing."""
    assert {"alice", "carol"} == set(_asked("users", resource="arn:aws:s3:::acme-data/other/a.txt"))
    assert {"alice", "bob", "carol"} == set(_asked("users", resource="arn:aws:s3:::acme-data/reports/a.txt"))


def test_statements_have_their_places() -> None:
    """Each deciding statement is told with its policy, its index, its file and its line."""
    answers = _asked("users")
    assert [("read", 0, "Allow", "main.tf", 15)] == _places(answers["alice"])
    assert [("reports", 0, "Allow", "main.tf", 38)] == _places(answers["bob"])
    assert [("AmazonS3ReadOnlyAccess", 0, "Allow", "main.tf", 61)] == _places(answers["carol"])


def test_roles_are_followed_to_a_fixed_point() -> None:
    """A chain of two roles is found, although the roles trust each other; each step must be allowed."""
    answers = _asked("roles")
    expected = {
        "reader": ("direct", "allowed"),
        "deploy": ("indirect", "allowed"),
        "alice": ("indirect", "allowed"),
        "mallory": ("indirect", "conditional"),
    }
    assert expected == _outcomes(answers)
    assert ["deploy", "reader"] == [hop.target.name for hop in answers["alice"].hops]
    assert "aws:MultiFactorAuthPresent Bool true" == answers["mallory"].condition


def test_each_step_tells_the_statements_it_rests_on() -> None:
    """The trust policy and the policy of who takes the role."""
    first, second = _asked("roles")["alice"].hops
    assert ["trust policy of deploy", "deploy"] == [one.policy for one in first.verdict.statements]
    assert ["trust policy of reader"] == [one.policy for one in second.verdict.statements]


def test_a_boundary_bounds() -> None:
    """What the boundary does not allow is denied; a boundary that is not known makes the answer conditional."""
    answers = _asked("boundary")
    assert {"elsewhere": ("direct", "conditional")} == _outcomes(answers)
    assert ("`arn:aws:iam::111122223333:policy/elsewhere` is not among the documents",) == answers["elsewhere"].unknown
    inside = {"bounded", "elsewhere"}
    assert inside < set(_asked("boundary", "dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:000000000000:table/x"))


def test_bucket_policies_allow_deny_and_ask() -> None:
    """A named role needs no policy of its own, a denied one is out, and a condition stays an expression."""
    answers = _asked("bucket_policy")
    assert {"named": ("direct", "allowed"), "office": ("direct", "conditional")} == _outcomes(answers)
    assert "aws:SourceIp IpAddress 198.51.100.0/24" == answers["office"].condition


def test_what_is_not_known_is_neither_allowed_nor_denied() -> None:
    """Unknown policies, statements and resources make answers conditional; a denial stands whatever else there is."""
    answers = _asked("unknown")
    expected = dict.fromkeys(("attached", "aws", "folder", "statements"), ("direct", "conditional"))
    assert expected == _outcomes(answers)
    assert ("variable `policy_arn` has no value",) == answers["attached"].unknown
    assert ("the document of AWS's policy `ReadOnlyAccess` is not shipped",) == answers["aws"].unknown
    assert ("variable `prefix` has no value",) == answers["folder"].unknown
    assert ("variable `statements` has no value",) == answers["statements"].unknown


def test_modules_are_followed_instance_by_instance() -> None:
    """Each instance of a module has its own role, and each role its own folder."""
    answers = {one.principal.address: one for one in _asked("modules").values()}
    expected = {
        'module.reader["blue"].aws_iam_role.this': "arn:aws:s3:::acme-data/blue/*",
        'module.reader["red"].aws_iam_role.this': "arn:aws:s3:::acme-data/red/*",
        "aws_iam_user.ann": "arn:aws:s3:::acme-data/blue/*",
    }
    assert expected == {address: one.resource for address, one in answers.items()}


def test_a_placeholder_may_be_the_account_that_a_policy_names() -> None:
    """Whether the account is the one of the key policy is not known, so the answer depends on it."""
    answers = _asked("accounts", "kms:Decrypt", "aws_kms_key.data")
    assert ("direct", "conditional") == _outcomes(answers)["alice"]
    assert "the account is 111122223333" == answers["alice"].condition


def test_the_default_key_policy_leaves_a_key_to_the_account() -> None:
    """A key without a policy can be used by who is allowed to by policies of the account."""
    expected = {"alice": ("direct", "allowed")}
    assert expected == _outcomes(_asked("accounts", "kms:Decrypt", "aws_kms_key.default"))


def test_malformed_policies_allow_nothing() -> None:
    """The sound statement beside the malformed ones decides."""
    answers = _asked("malformed")
    assert {"alice": ("direct", "allowed")} == _outcomes(answers)
    assert [("statements", 1, "Allow", "main.tf", 21)] == _places(answers["alice"])


def test_malformed_policies_are_named() -> None:
    """Each problem has the policy, the statement, the file and the line; what is left out is an error."""
    told = [
        (one.severity, one.file, one.start and one.start.line, one.summary)
        for one in _surveyed("malformed").diagnostics
    ]
    at = "policy `statements`, statement"
    odd = "holds a blank, a comma or a sign that no action has, and so matches nothing"
    expected = [
        ("error", "main.tf", 14, "policy `text`: it is not valid JSON"),
        ("error", "main.tf", 21, f"{at} 0: the statement is neither `Allow` nor `Deny`"),
        ("warning", "main.tf", 21, f"{at} 1: `s3: GetObject` {odd}"),
        ("error", "main.tf", 21, f"{at} 2: it has neither `Resource` nor `NotResource`"),
        ("error", "main.tf", 21, f"{at} 3: `StringEqual` is no condition operator"),
        ("warning", "main.tf", 40, f"policy `lookalike`, statement 0: `s3:Get\u041ebject` {odd}"),
        ("warning", "main.tf", 21, f"{at} 1: no service has the action `s3:GetObjekt`"),
    ]
    assert expected == told


@pytest.mark.parametrize(
    ("action", "bucket", "expected"),
    [
        ("s3:GetObject", "public", {"anybody": "allowed", "pipeline": "allowed", "444455556666": "conditional"}),
        ("s3:PutObject", "public", {"444455556666": "conditional", "pipeline": "allowed"}),
        ("s3:GetObject", "blocked", {"pipeline": "allowed"}),
        ("s3:PutObject", "blocked", {}),
    ],
)
def test_resource_policies_let_in_outsiders(action: str, bucket: str, expected: dict[str, str]) -> None:
    """Anybody, accounts, services and identity providers are principals, unless the bucket's block keeps them out."""
    answers = _asked("outsiders", action, f"aws_s3_bucket.{bucket}")
    inside = {name: one.outcome for name, one in answers.items() if one.principal.kind not in ("service", "federated")}
    assert expected == inside
    assert ["logging.s3.amazonaws.com"] == [name for name, one in answers.items() if one.principal.kind == "service"]


def test_an_identity_provider_takes_a_role() -> None:
    """The provider's step is its own action, and the condition on its token stays open."""
    found = _asked("outsiders", "s3:PutObject", "aws_s3_bucket.public")["token.actions.githubusercontent.com"]
    assert ("indirect", "conditional", "federated") == (found.way, found.outcome, found.principal.kind)
    assert ["sts:AssumeRoleWithWebIdentity"] == [hop.action for hop in found.hops]
    assert "token.actions.githubusercontent.com:sub StringLike repo:acme/*" == found.condition


def test_a_name_that_is_not_known_fits_itself() -> None:
    """The bucket is its own whatever it is called; a text that may be its name is open, one that cannot be is not."""
    answers = _asked("names")
    expected = {"alice": "allowed", "bob": "conditional", "worker-(name of aws_iam_role.worker[_])": "conditional"}
    assert expected == {name: one.outcome for name, one in answers.items()}
    assert "may be that of `arn:aws:s3:::acme-prod*`" in (answers["bob"].condition or "")


def test_what_may_not_be_there_is_conditional() -> None:
    """A role of unknown count has access if there is any."""
    worker = next(one for one in _asked("names").values() if one.principal.kind == "role")
    assert "there is `aws_iam_role.worker[*]`" == worker.condition


def test_a_trust_policy_may_name_a_user_of_this_account() -> None:
    """A user of another account's number is this one's, if that is the account."""
    answers = who_can(_surveyed("accounts").world, "sts:AssumeRole", "aws_iam_role.trusting")
    found = {one.principal.kind: one for one in answers}
    assert {"user", "external"} == set(found)
    assert "the account is 111122223333" == found["user"].condition


def test_who_can_is_asked_about_one_action() -> None:
    """A pattern of actions is refused, with what to write instead."""
    with pytest.raises(UsageError, match="`s3:Get\\*` is no action; give one such as `s3:GetObject`"):
        _asked("users", "s3:Get*")


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("aws_s3_bucket.dat", "there is no resource `aws_s3_bucket.dat`; there is `aws_s3_bucket.data`"),
        ("arn:aws:s3", "`arn:aws:s3` is no ARN: it has 3 parts of six"),
        ("nothing.like.it_", "there is no resource `nothing.like.it_`"),
    ],
)
def test_a_resource_that_is_none_is_named(resource: str, message: str) -> None:
    """What cannot be asked about is a usage error that says what is there."""
    with pytest.raises(UsageError) as caught:
        _asked("users", resource=resource)
    assert message == str(caught.value)
