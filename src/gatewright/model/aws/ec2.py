"""Compute of EC2: instances and what they are launched from."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from pydantic import Field, computed_field

from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Metadata(Model):
    """Options of the instance metadata service (IMDS)."""

    endpoint_enabled: bool | Unknown = Field(default=True, description="Whether the service answers at all.")
    tokens_required: bool | Unknown = Field(
        default=False, description="Whether requests need a session token (IMDSv2); otherwise IMDSv1 is answered too."
    )
    hop_limit: int | Unknown = Field(
        default=1, description="How many network hops a token may travel, 1 to 64; 1 is the instance itself."
    )

    @computed_field(description="Whether requests without a token (IMDSv1) are answered; derived.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def v1_answered(self) -> bool | Unknown:
        """Whether requests without a token are answered."""
        if self.endpoint_enabled is False or self.tokens_required is True:
            return False
        return next((v for v in (self.tokens_required, self.endpoint_enabled) if isinstance(v, Unknown)), True)


class BlockDevice(Model):
    """A volume that comes with an instance."""

    name: str | Unknown | None = Field(default=None, description="Device name; null where the image decides.")
    root: bool | Unknown = Field(default=False, description="Whether it is the volume that the instance boots from.")
    encrypted: bool | Unknown = Field(
        default=False, description="Whether it is encrypted; where nothing says so, by the region's default."
    )
    kms_key: str | Unknown | None = Field(
        default=None, description="KMS key that encrypts it; null for the AWS managed key `aws/ebs`."
    )


class Launched(Properties):
    """What instances, launch templates and launch configurations have in common."""

    metadata: Metadata | Unknown = Field(default_factory=Metadata, description="Options of the metadata service.")
    block_devices: tuple[BlockDevice | Unknown, ...] | Unknown = Field(
        default=(), description="EBS volumes that come with the instance."
    )


class Instance(Launched):
    """A virtual machine."""

    TYPE: ClassVar[str] = "aws.ec2.instance"


class LaunchTemplate(Launched):
    """A launch template: settings for instances. What it leaves out is the image's or the launcher's to decide."""

    TYPE: ClassVar[str] = "aws.ec2.launch_template"


class LaunchConfiguration(Launched):
    """A launch configuration: settings for the instances of an Auto Scaling group, in the older form."""

    TYPE: ClassVar[str] = "aws.ec2.launch_configuration"
