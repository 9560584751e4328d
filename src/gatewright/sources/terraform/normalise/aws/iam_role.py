"""`aws_iam_role` and the resources that give it policies, as `aws.iam.role`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.iam import Role
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.aws._identities import (
    Carrier,
    Kind,
    add_attached,
    add_inline,
    identity_drafts,
)
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.normalise.policies import policy_document
from gatewright.sources.terraform.values import UnknownValue


def _take_own(draft: Draft, group: Group) -> None:
    """Trust policy, session length, and the policies that are arguments of the role itself."""
    role = draft.instance
    draft.put(("trust",), policy_document(value_at(role, ("assume_role_policy",))), (role, ("assume_role_policy",)))
    draft.take(("max_session",), (role, ("max_session_duration",)), default=3600)
    blocks = value_at(role, ("inline_policy",))
    if isinstance(blocks, UnknownValue):
        draft.properties.setdefault("inline_policies", []).append(Unknown(blocks.reason))
    count = len(blocks) if isinstance(blocks, list) else 0
    # A set comes in another order from each source.
    for index in sorted(range(count), key=lambda index: str(value_at(role, ("inline_policy", index, "name")))):
        add_inline(draft, role, ("inline_policy", index), "policy")
    add_attached(draft, group, role, "managed_policy_arns")


_KIND = Kind(
    Role,
    "aws_iam_role",
    (
        Carrier("aws_iam_role_policy", "role", inline="policy"),
        Carrier("aws_iam_role_policy_attachment", "role", attached="policy_arn"),
        Carrier("aws_iam_role_policy_attachments_exclusive", "role_name", attached="policy_arns"),
        Carrier("aws_iam_policy_attachment", "roles", attached="policy_arn"),
    ),
    own=_take_own,
)
TYPES = _KIND.types


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each role."""
    yield from identity_drafts(_KIND, group)
