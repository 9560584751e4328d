"""`aws_iam_user` and the resources that give it policies, as `aws.iam.user`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.iam import User
from gatewright.sources.terraform.normalise.aws._identities import Carrier, Kind, identity_drafts
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group

_KIND = Kind(
    User,
    "aws_iam_user",
    (
        Carrier("aws_iam_user_policy", "user", inline="policy"),
        Carrier("aws_iam_user_policy_attachment", "user", attached="policy_arn"),
        Carrier("aws_iam_user_policy_attachments_exclusive", "user_name", attached="policy_arns"),
        Carrier("aws_iam_policy_attachment", "users", attached="policy_arn"),
    ),
)
TYPES = _KIND.types


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each user."""
    yield from identity_drafts(_KIND, group)
