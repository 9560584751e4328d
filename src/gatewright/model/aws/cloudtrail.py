"""CloudTrail trails."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Trail(Properties):
    """A trail. Relations: `bucket` to the bucket that its log files go to, `kms_key` to the key that encrypts them."""

    TYPE: ClassVar[str] = "aws.cloudtrail.trail"

    trail_name: str | Unknown | None = Field(default=None, description="Name of the trail.")
    logging: bool | Unknown = Field(default=True, description="Whether the trail records; false while it is paused.")
    multi_region: bool | Unknown = Field(
        default=False, description="Whether events of all regions are recorded, or of the trail's own only."
    )
    organization: bool | Unknown = Field(
        default=False, description="Whether events of all accounts of the organization are recorded."
    )
    global_service_events: bool | Unknown = Field(
        default=True, description="Whether events of global services such as IAM are recorded."
    )
    log_file_validation: bool | Unknown = Field(
        default=False, description="Whether digest files are written, by which a changed log file is found out."
    )
    bucket: str | Unknown | None = Field(default=None, description="Name of the bucket that log files go to.")
    key_prefix: str | Unknown | None = Field(default=None, description="Key prefix of the log files.")
    kms_key: str | Unknown | None = Field(
        default=None, description="ARN, id or alias of the KMS key that encrypts log files; null where S3's own does."
    )
    customer_key: bool | Unknown = Field(
        default=False, description="Whether a KMS key is named to encrypt log files, whichever it is."
    )
    log_group: str | Unknown | None = Field(
        default=None, description="ARN of the CloudWatch log group that gets the events too; null where none does."
    )
