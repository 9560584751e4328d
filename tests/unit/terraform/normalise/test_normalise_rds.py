"""Database instances and clusters: what they leave out is the provider's or their source's to say."""

from __future__ import annotations

from typing import Any

import pytest
from estate import documents, properties, reference, resource, unknown

NOT_KNOWN = {"$unknown": "no value for `var.x`"}
SOURCE = {"$unknown": "depends on whether what it is made from is encrypted"}
INSTANCE = "aws.rds.instance"
CLUSTER = "aws.rds.cluster"


def test_instance_defaults_are_the_providers() -> None:
    """Nothing is encrypted, kept or protected unless somebody says so."""
    assert properties(resource("aws_db_instance.a"), of=INSTANCE) == {
        "engine": None,
        "member": False,
        "replica": False,
        "storage_encrypted": False,
        "publicly_accessible": False,
        "backup_retention": 0,
        "deletion_protection": False,
    }


def test_restored_instance_has_what_its_snapshot_had() -> None:
    """Encryption and retention are unknown then, unless the instance says."""
    found = properties(resource("aws_db_instance.a", snapshot_identifier="s"), of=INSTANCE)
    told = properties(
        resource("aws_db_instance.a", snapshot_identifier="s", storage_encrypted=True, backup_retention_period=3),
        of=INSTANCE,
    )
    assert found["storage_encrypted"] == {"$unknown": "depends on the encryption of what it is restored from"}
    assert found["backup_retention"] == {"$unknown": "depends on the backup retention of what it is restored from"}
    assert (told["storage_encrypted"], told["backup_retention"]) == (True, 3)


def test_replica_is_encrypted_as_its_source() -> None:
    """Known through the root module, from source to source; else unknown, unless it has a key."""
    instances = (
        resource("aws_db_instance.source", identifier="source", storage_encrypted=True),
        resource("aws_db_instance.first", identifier="first", replicate_source_db="source"),
        resource("aws_db_instance.second", replicate_source_db=reference("aws_db_instance.first", "arn")),
        resource("aws_db_instance.foreign", replicate_source_db="elsewhere"),
        resource("aws_db_instance.keyed", replicate_source_db="elsewhere", kms_key_id="key"),
    )
    found = {
        d.origin.address.partition(".")[2]: d.properties.model_dump(mode="json")["storage_encrypted"]
        for d in documents(*instances, of=INSTANCE)
    }
    assert found == {
        "source": True,
        "first": True,
        "second": True,
        "foreign": {"$unknown": "depends on whether the source of the replica is encrypted"},
        "keyed": True,
    }


def test_member_has_its_clusters_settings() -> None:
    """Storage, backups and protection are the cluster's; those of a cluster elsewhere are unknown."""
    cluster = resource("aws_rds_cluster.c", storage_encrypted=True, backup_retention_period=7, deletion_protection=True)
    member = resource("aws_rds_cluster_instance.m", cluster_identifier=reference("aws_rds_cluster.c"))
    found = properties(cluster, member, of=INSTANCE)
    alone = properties(resource("aws_rds_cluster_instance.m", cluster_identifier="elsewhere"), of=INSTANCE)
    elsewhere = {"$unknown": "its cluster is managed outside of this root module"}
    names = ("member", "storage_encrypted", "backup_retention", "deletion_protection")
    assert [found[name] for name in names] == [True, True, 7, True]
    assert [alone[name] for name in names] == [True, elsewhere, elsewhere, elsewhere]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"storage_encrypted": True}, True),
        ({"storage_encrypted": unknown()}, NOT_KNOWN),
        ({"engine_mode": "serverless"}, True),
        ({"engine_mode": "provisioned"}, False),
        ({"engine_mode": unknown()}, NOT_KNOWN),
        ({"snapshot_identifier": "s"}, SOURCE),
        ({"snapshot_identifier": "s", "kms_key_id": "key"}, True),
        ({"restore_to_point_in_time": [{"source_cluster_identifier": "c"}]}, SOURCE),
        ({"replication_source_identifier": "arn"}, SOURCE),
        ({"snapshot_identifier": unknown()}, NOT_KNOWN),
        ({"global_cluster_identifier": "g"}, {"$unknown": "depends on whether its global database is encrypted"}),
    ],
)
def test_cluster_encryption(values: dict[str, Any], expected: object) -> None:
    """As the cluster says, else as its kind or source decides."""
    assert properties(resource("aws_rds_cluster.c", **values), of=CLUSTER)["storage_encrypted"] == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"storage_encrypted": True}, True),
        (
            {"source_db_cluster_identifier": "arn"},
            {"$unknown": "depends on whether its global database is encrypted"},
        ),
    ],
)
def test_cluster_of_a_global_database(values: dict[str, Any], expected: object) -> None:
    """It is encrypted as the whole is, where the root module holds that."""
    whole = resource("aws_rds_global_cluster.g", **values)
    cluster = resource("aws_rds_cluster.c", global_cluster_identifier=reference("aws_rds_global_cluster.g"))
    assert properties(whole, cluster, of=CLUSTER)["storage_encrypted"] == expected


def test_cluster_keeps_backups_for_a_day_by_default() -> None:
    """A cluster is never without backups."""
    found = properties(resource("aws_rds_cluster.c"), of=CLUSTER)
    assert (found["backup_retention"], found["deletion_protection"]) == (1, False)


def test_unknown_source_leaves_what_it_decides_unknown() -> None:
    """An instance that may be restored from something may have what that has."""
    found = properties(resource("aws_db_instance.a", snapshot_identifier=unknown()), of=INSTANCE)
    assert (found["storage_encrypted"], found["backup_retention"]) == (NOT_KNOWN, NOT_KNOWN)


@pytest.mark.parametrize(("mode", "expected"), [("serverless", True), ("provisioned", False), (None, False)])
def test_serverless_cluster(mode: str | None, expected: object) -> None:
    """Serverless v1 is a mode of its own; v2 is provisioned."""
    assert properties(resource("aws_rds_cluster.c", engine_mode=mode), of=CLUSTER)["serverless"] is expected


def test_bare_unknown_key_says_nothing_about_a_replica() -> None:
    """A plan shows a key that AWS will choose, or will not, as unknown: the replica's source decides."""
    after_apply = unknown("known after apply")
    replica = resource("aws_db_instance.r", replicate_source_db="elsewhere", kms_key_id=after_apply)
    keyed = resource("aws_db_instance.r", replicate_source_db="x", kms_key_id=reference("aws_kms_key.k", "arn"))
    restored = resource("aws_rds_cluster.c", snapshot_identifier="s", kms_key_id=after_apply)
    assert properties(replica, of=INSTANCE)["storage_encrypted"] == {
        "$unknown": "depends on whether the source of the replica is encrypted"
    }
    assert properties(keyed, of=INSTANCE)["storage_encrypted"] is True
    assert properties(restored, of=CLUSTER)["storage_encrypted"] == SOURCE
