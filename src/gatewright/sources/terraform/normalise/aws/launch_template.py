"""Launch templates. One without block devices leaves them to the image, and is not judged for them."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.ec2 import LaunchTemplate
from gatewright.sources.terraform.normalise.aws._launch import take_devices, take_metadata
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group

TYPES = ("aws_launch_template",)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each launch template."""
    for template in group.of(*TYPES):
        draft = Draft(LaunchTemplate, template, template.values.get("name"))
        take_metadata(draft, group, template)
        take_devices(draft, group, template, "block_device_mappings", below=("ebs", 0))
        yield draft
