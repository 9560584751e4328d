"""`aws_ssoadmin_permission_set` and the resources that give it policies, as `aws.sso.permission_set`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.iam import PermissionSet
from gatewright.sources.terraform.normalise.aws._identities import Carrier, Kind, identity_drafts
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at

_BY_NAME = "aws_ssoadmin_customer_managed_policy_attachment"
_OWNER = "permission_set_arn"
_KIND = Kind(
    PermissionSet,
    "aws_ssoadmin_permission_set",
    (
        Carrier("aws_ssoadmin_permission_set_inline_policy", _OWNER, inline="inline_policy"),
        Carrier("aws_ssoadmin_managed_policy_attachment", _OWNER, attached="managed_policy_arn"),
    ),
)
TYPES = (*_KIND.types, _BY_NAME)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each permission set; a customer managed policy is attached to it by its name."""
    named, _ = group.companions([_BY_NAME], _OWNER, _KIND.type)
    for draft in identity_drafts(_KIND, group):
        for attachment in named.get(draft.instance.address, ()):
            policies = draft.properties.setdefault("attached_policies", [])
            at = ("customer_managed_policy_reference", 0, "name")
            draft.places["attached_policies", len(policies)] = (attachment, at)
            policies.append({"arn": None, "administrator_access": False})
            draft.relate("policies", group.resolve(value_at(attachment, at), "aws_iam_policy"))
        yield draft
