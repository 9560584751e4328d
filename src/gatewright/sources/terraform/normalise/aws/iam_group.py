"""`aws_iam_group` and the resources that give it policies, as `aws.iam.group`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.iam import Group as IamGroup
from gatewright.sources.terraform.normalise.aws._identities import Carrier, Kind, identity_drafts
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group

_KIND = Kind(
    IamGroup,
    "aws_iam_group",
    (
        Carrier("aws_iam_group_policy", "group", inline="policy"),
        Carrier("aws_iam_group_policy_attachment", "group", attached="policy_arn"),
        Carrier("aws_iam_group_policy_attachments_exclusive", "group_name", attached="policy_arns"),
        Carrier("aws_iam_policy_attachment", "groups", attached="policy_arn"),
    ),
)
TYPES = _KIND.types


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each group."""
    yield from identity_drafts(_KIND, group)
