"""`aws_s3_account_public_access_block` as `aws.s3.account_public_access_block`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.s3 import AccountPublicAccessBlock, PublicAccessBlock
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group

TYPES = ("aws_s3_account_public_access_block",)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each account's public access block."""
    for instance in group.of(*TYPES):
        draft = Draft(AccountPublicAccessBlock, instance)
        for flag in PublicAccessBlock.model_fields:
            draft.take((flag,), (instance, (flag,)), default=False)
        yield draft
