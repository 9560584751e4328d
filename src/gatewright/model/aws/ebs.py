"""Elastic Block Store."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Volume(Properties):
    """A volume that exists apart from any instance."""

    TYPE: ClassVar[str] = "aws.ebs.volume"

    encrypted: bool | Unknown = Field(
        default=False,
        description="Whether it is encrypted; where nothing says so, by its snapshot or the region's default.",
    )
    kms_key: str | Unknown | None = Field(
        default=None, description="KMS key that encrypts it; null for the AWS managed key `aws/ebs`."
    )
    size: int | Unknown | None = Field(default=None, description="Size in GiB; null where the snapshot decides.")
    snapshot: str | Unknown | None = Field(default=None, description="Snapshot that it is made from.")
