"""Launch configurations. Instances always get a root volume; one that is not described is the image's."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.ec2 import LaunchConfiguration
from gatewright.sources.terraform.normalise.aws._launch import take_devices, take_image_device, take_metadata
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at

TYPES = ("aws_launch_configuration",)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each launch configuration."""
    for configuration in group.of(*TYPES):
        draft = Draft(LaunchConfiguration, configuration, configuration.values.get("name"))
        take_metadata(draft, group, configuration)
        take_devices(draft, group, configuration, "root_block_device")
        if value_at(configuration, ("root_block_device",)) in (None, []):
            take_image_device(draft, group, configuration)
        take_devices(draft, group, configuration, "ebs_block_device")
        yield draft
