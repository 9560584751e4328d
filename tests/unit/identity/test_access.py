"""What a principal can do with the resources of a world."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from gatewright.app.estate import LoadOptions
from gatewright.app.worlds import survey_path
from gatewright.errors import UsageError
from gatewright.identity.answers import Right
from gatewright.identity.rights import access
from gatewright.identity.world import World

FIXTURES = Path(__file__).parents[3] / "terraform_fixtures" / "identity"


@cache
def _world(name: str) -> World:
    return survey_path(FIXTURES / name, LoadOptions()).world


def _shown(found: tuple[Right, ...]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.resource, one.way, one.outcome, one.actions) for one in found]


def test_actions_are_told_by_resource() -> None:
    """Each resource with the actions on it, and what is below a bucket by itself."""
    expected = [("arn:aws:s3:::acme-data/*", "direct", "allowed", ("s3:GetObject",))]
    assert expected == _shown(access(_world("users"), "aws_iam_user.alice"))


def test_a_folder_is_told_as_such() -> None:
    """What a group allows on one folder is told with the folder."""
    found = access(_world("users"), "bob")
    assert {"arn:aws:s3:::acme-data/reports/*"} == {one.resource for one in found}
    assert "s3:GetObjectAcl" in found[0].actions


def test_roles_add_what_they_can_do() -> None:
    """Over a chain of roles, with the steps; the roles themselves are resources, too."""
    found = _shown(access(_world("roles"), "aws_iam_user.alice"))
    account = "arn:aws:iam::000000000000:role"
    expected = [
        (f"{account}/deploy", "direct", "allowed", ("sts:AssumeRole",)),
        (f"{account}/reader", "indirect", "allowed", ("sts:AssumeRole",)),
        (f"{account}/deploy", "indirect", "allowed", ("sts:AssumeRole",)),
        ("arn:aws:s3:::acme-data/*", "indirect", "allowed", ("s3:GetObject",)),
    ]
    assert expected == found


def test_a_chain_is_as_certain_as_its_steps() -> None:
    """A condition on the first step is a condition on everything behind it."""
    found = [one for one in access(_world("roles"), "mallory") if one.way == "indirect"]
    assert {("conditional", "aws:MultiFactorAuthPresent Bool true")} == {(one.outcome, one.condition) for one in found}


def test_a_principal_that_is_none_is_named() -> None:
    """The message says who is there."""
    with pytest.raises(UsageError, match=r"there is no user or role `aws_iam_user\.alicia`"):
        access(_world("roles"), "aws_iam_user.alicia")
