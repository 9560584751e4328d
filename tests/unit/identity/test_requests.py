"""Requests: what is no request is an error, not an answer to another one."""

from __future__ import annotations

from typing import Any

import pytest

from gatewright.identity.requests import RequestError, decided

ALICE = "arn:aws:iam::111111111111:user/alice"


def _request(**more: Any) -> dict[str, Any]:
    return {"principal": {"arn": ALICE}, "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::data/key"}, **more}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"principal": {"arn": ALICE, "boundry": {}}}, "`principal.boundry`"),
        ({"resource": {"arn": "*", "acount": "111111111111"}}, "`resource.acount`"),
        ({"management_account": "true"}, "`management_account`"),
        ({"resource": {"arn": "*", "account": 111111111111}}, "`resource.account`"),
        ({"resource": {"arn": "*", "account": "1111"}}, "`resource.account`"),
        ({"resource": {"arn": "*", "account": ""}}, "`resource.account`"),
        ({"action": "s3:GetObje\u212at"}, "`action`"),
        ({"scp_level": []}, "`scp_level`"),
    ],
)
def test_what_is_no_request_is_refused(more: dict[str, Any], named: str) -> None:
    """The message names the part that is wrong."""
    with pytest.raises(RequestError, match=named):
        decided(_request(**more))


def test_groups_may_be_names() -> None:
    """A group that is named alone brings no policies."""
    assert "denied" == decided(_request(principal={"arn": ALICE, "groups": ["readers"]}))["outcome"]
