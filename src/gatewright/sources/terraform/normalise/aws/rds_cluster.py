"""Database clusters.

A cluster that is restored, that replicates, or that belongs to a global database has what its source has where it does
not say; a global database in this root module says it for its clusters. A snapshot with a KMS key is encrypted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewright.model.aws.rds import Cluster
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, is_set, value_at
from gatewright.sources.terraform.values import UnknownValue

TYPES = ("aws_rds_cluster",)
_SOURCES = ("snapshot_identifier", "restore_to_point_in_time", "replication_source_identifier")


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each cluster."""
    for cluster in group.of(*TYPES):
        draft = Draft(Cluster, cluster, cluster.values.get("cluster_identifier"))
        draft.take(("engine",), (cluster, ("engine",)))
        draft.take(("serverless",), (cluster, ("engine_mode",)), default=False, using=lambda mode: mode == "serverless")
        replica = is_set(value_at(cluster, ("replication_source_identifier",)))
        draft.put(("replica",), plain(replica), (cluster, ("replication_source_identifier",)))
        draft.put(("storage_encrypted",), encrypted(group, cluster), (cluster, ("storage_encrypted",)))
        draft.take(("backup_retention",), (cluster, ("backup_retention_period",)), default=1)
        draft.take(("deletion_protection",), (cluster, ("deletion_protection",)), default=False)
        yield draft


def encrypted(group: Group, cluster: Instance) -> Any:
    """Whether the cluster's storage is encrypted: as it says, else as its kind or its source decides."""
    value = plain(value_at(cluster, ("storage_encrypted",)))
    mode = plain(value_at(cluster, ("engine_mode",)))
    if mode == "serverless":
        return True
    if value is not None:
        return value
    if isinstance(mode, Unknown):
        return mode
    return _by_source(group, cluster)


def names_key(instance: Instance) -> bool:
    """Whether a KMS key is named for the storage. A bare unknown value does not say so: AWS may choose the key."""
    key = value_at(instance, ("kms_key_id",))
    return key.reference is not None if isinstance(key, UnknownValue) else key not in (None, "")


def _by_source(group: Group, cluster: Instance) -> Any:
    for attribute in _SOURCES:
        source = is_set(value_at(cluster, (attribute,)))
        if source is True:
            if attribute == "snapshot_identifier" and names_key(cluster):
                return True
            return Unknown("depends on whether what it is made from is encrypted")
        if isinstance(source, UnknownValue):
            return Unknown(source.reason)
    member = is_set(value_at(cluster, ("global_cluster_identifier",)))
    if member is not True:
        return False if member is False else plain(member)
    whole = group.target(cluster, ("global_cluster_identifier",), "aws_rds_global_cluster")
    if not isinstance(whole, Instance) or is_set(value_at(whole, ("source_db_cluster_identifier",))) is not False:
        return Unknown("depends on whether its global database is encrypted")
    value = plain(value_at(whole, ("storage_encrypted",)))
    return False if value is None else value
