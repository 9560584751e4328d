"""`aws_iam_policy` as `aws.iam.policy`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.iam import Policy
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.normalise.policies import policy_document

TYPES = ("aws_iam_policy",)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each customer managed policy."""
    for instance in group.of(*TYPES):
        draft = Draft(Policy, instance, name=value_at(instance, ("name",)))
        draft.take(("policy_name",), (instance, ("name",)))
        draft.take(("policy_path",), (instance, ("path",)), default="/")
        draft.put(("document",), policy_document(value_at(instance, ("policy",))), (instance, ("policy",)))
        yield draft
