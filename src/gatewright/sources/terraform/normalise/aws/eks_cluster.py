"""EKS clusters."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.eks import Cluster
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.values import UnknownValue

TYPES = ("aws_eks_cluster",)
_BLOCK = ("vpc_config", 0)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each cluster."""
    for cluster in group.of(*TYPES):
        draft = Draft(Cluster, cluster, cluster.values.get("name"))
        if isinstance(value_at(cluster, _BLOCK), UnknownValue):
            draft.take(("endpoint",), (cluster, _BLOCK))
        else:
            draft.take(("endpoint", "public"), (cluster, (*_BLOCK, "endpoint_public_access")), default=True)
            draft.take(("endpoint", "private"), (cluster, (*_BLOCK, "endpoint_private_access")), default=False)
            draft.take(
                ("endpoint", "public_cidrs"),
                (cluster, (*_BLOCK, "public_access_cidrs")),
                default=("0.0.0.0/0",),
                using=lambda cidrs: cidrs or ("0.0.0.0/0",),
            )
        yield draft
