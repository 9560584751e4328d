"""Relational databases."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Instance(Properties):
    """A database instance, alone or as the member of a cluster."""

    TYPE: ClassVar[str] = "aws.rds.instance"

    engine: str | Unknown | None = Field(default=None, description="Database engine; null where its source decides.")
    member: bool | Unknown = Field(
        default=False, description="Whether it belongs to a cluster, which then has storage, backups and protection."
    )
    replica: bool | Unknown = Field(default=False, description="Whether it is a read replica of another database.")
    storage_encrypted: bool | Unknown = Field(
        default=False, description="Whether its storage is encrypted; a member has its cluster's."
    )
    publicly_accessible: bool | Unknown = Field(
        default=False, description="Whether it has a public address, so that the internet can try to reach it."
    )
    backup_retention: int | Unknown = Field(
        default=0, description="Days that automated backups are kept, 0 to 35; 0 means that there are none."
    )
    deletion_protection: bool | Unknown = Field(
        default=False, description="Whether it cannot be deleted before this is switched off."
    )


class Cluster(Properties):
    """A cluster of database instances that share their storage: Aurora, or Multi-AZ."""

    TYPE: ClassVar[str] = "aws.rds.cluster"

    engine: str | Unknown | None = Field(default=None, description="Database engine.")
    serverless: bool | Unknown = Field(
        default=False, description="Whether it is Aurora Serverless v1, which is always encrypted."
    )
    replica: bool | Unknown = Field(
        default=False, description="Whether it replicates another database or is a secondary of a global database."
    )
    storage_encrypted: bool | Unknown = Field(default=False, description="Whether its storage is encrypted.")
    backup_retention: int | Unknown = Field(default=1, description="Days that automated backups are kept, 1 to 35.")
    deletion_protection: bool | Unknown = Field(
        default=False, description="Whether it cannot be deleted before this is switched off."
    )
