"""EC2 instances. What one leaves out is its launch template's to say, when it is launched from one."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws import ec2
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._launch import take_devices, take_image_device, take_metadata
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, value_at

TYPES = ("aws_instance", "aws_spot_instance_request")


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each instance."""
    for instance in group.of(*TYPES):
        draft = Draft(ec2.Instance, instance)
        template = _template(group, instance)
        take_metadata(draft, group, instance, template)
        take_devices(draft, group, instance, "root_block_device")
        if value_at(instance, ("root_block_device",)) in (None, []):
            _take_root(draft, group, instance, template)
        take_devices(draft, group, instance, "ebs_block_device")
        yield draft


def _template(group: Group, instance: Instance) -> Instance | Unknown | None:
    """The launch template of an instance; Unknown for one that is not in this root module."""
    named = value_at(instance, ("launch_template", 0))
    if named is None:
        return None
    for attribute in ("id", "name"):
        found = group.target(instance, ("launch_template", 0, attribute), "aws_launch_template")
        if isinstance(found, Instance):
            return found
    return Unknown("the launch template is managed outside of this root module")


def _take_root(draft: Draft, group: Group, instance: Instance, template: Instance | Unknown | None) -> None:
    """The root volume that the template, or else the image, decides about."""
    if isinstance(template, Unknown):
        draft.put(("block_devices", 0), template, (instance, ("launch_template", 0)))
    elif template is not None and value_at(template, ("block_device_mappings",)):
        take_devices(draft, group, template, "block_device_mappings", below=("ebs", 0))
    else:
        take_image_device(draft, group, instance)
