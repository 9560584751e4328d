"""Database instances, alone (`aws_db_instance`) and as members of a cluster (`aws_rds_cluster_instance`).

An instance that is made from another database or a snapshot has what its source has where it does not say: known when
the source is in this root module, else unknown. A replica with a KMS key is encrypted. A member has its cluster's
storage, backups and protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewright.model.aws.rds import Instance as Database
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws import rds_cluster
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, is_set, value_at
from gatewright.sources.terraform.values import UnknownValue

TYPES = ("aws_db_instance", "aws_rds_cluster_instance")
_SOURCES = ("snapshot_identifier", "restore_to_point_in_time")
_ELSEWHERE = Unknown("its cluster is managed outside of this root module")
_MAX_HOPS = 8


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each instance."""
    for instance in group.of("aws_db_instance"):
        yield _alone(group, instance)
    for member in group.of("aws_rds_cluster_instance"):
        yield _member(group, member)


def _alone(group: Group, instance: Instance) -> Draft:
    draft = Draft(Database, instance, instance.values.get("identifier"))
    replica = is_set(value_at(instance, ("replicate_source_db",)))
    draft.take(("engine",), (instance, ("engine",)))
    draft.put(("member",), value=False)
    draft.put(("replica",), plain(replica), (instance, ("replicate_source_db",)))
    encrypted = _encrypted(group, instance)
    draft.put(("storage_encrypted",), encrypted, (instance, ("storage_encrypted",)))
    draft.take(("publicly_accessible",), (instance, ("publicly_accessible",)), default=False)
    retention = _restored(instance, "backup retention")
    draft.take(
        ("backup_retention",),
        (instance, ("backup_retention_period",)),
        default=0 if retention is None else retention,
    )
    draft.take(("deletion_protection",), (instance, ("deletion_protection",)), default=False)
    return draft


def _encrypted(group: Group, instance: Instance, hops: int = 0) -> Any:
    """Whether the storage is encrypted: as the instance says, else as its source is."""
    value = plain(value_at(instance, ("storage_encrypted",)))
    if value is not None:
        return value
    replica = is_set(value_at(instance, ("replicate_source_db",)))
    if replica is not False:
        if rds_cluster.names_key(instance):
            return True
        source = group.target(instance, ("replicate_source_db",), "aws_db_instance", "aws_rds_cluster")
        if isinstance(source, Instance) and source.type == "aws_db_instance" and hops < _MAX_HOPS:
            return _encrypted(group, source, hops + 1)
        if isinstance(source, Instance) and source.type == "aws_rds_cluster":
            return rds_cluster.encrypted(group, source)
        return Unknown("depends on whether the source of the replica is encrypted")
    restored = _restored(instance, "encryption")
    return False if restored is None else restored


def _restored(instance: Instance, what: str) -> Unknown | None:
    """What is unknown about an instance that is made from a snapshot or a backup; None for one that is not."""
    for attribute in _SOURCES:
        value = is_set(value_at(instance, (attribute,)))
        if value is True:
            return Unknown(f"depends on the {what} of what it is restored from")
        if isinstance(value, UnknownValue):
            return Unknown(value.reason)
    return None


def _member(group: Group, member: Instance) -> Draft:
    draft = Draft(Database, member, member.values.get("identifier"))
    cluster = group.target(member, ("cluster_identifier",), "aws_rds_cluster")
    known = cluster if isinstance(cluster, Instance) else None
    at = (member, ("cluster_identifier",))
    draft.take(("engine",), (member, ("engine",)))
    draft.put(("member",), value=True)
    draft.put(("storage_encrypted",), rds_cluster.encrypted(group, known) if known else _ELSEWHERE, at)
    draft.take(("publicly_accessible",), (member, ("publicly_accessible",)), default=False)
    for name, attribute, default in (
        ("backup_retention", "backup_retention_period", 1),
        ("deletion_protection", "deletion_protection", False),
    ):
        value = plain(value_at(known, (attribute,))) if known else _ELSEWHERE
        draft.put((name,), default if value is None else value, at)
    draft.relate("cluster", cluster)
    return draft
