"""What instances, launch templates and launch configurations share: metadata options and block devices.

The region's defaults count where they are in the same root module: `aws_ec2_instance_metadata_defaults` for what an
instance leaves out, `aws_ebs_encryption_by_default` for every new volume, even one that says `encrypted = false`.
Where the root volume is left to the image, it is taken as the provider documents it, not encrypted, unless the image is
an `aws_ami_copy` that is encrypted.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._traffic import append, append_unknown, elements
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.values import UnknownValue

METADATA = {
    "endpoint_enabled": ("http_endpoint", "enabled", True),
    "tokens_required": ("http_tokens", "required", False),
    "hop_limit": ("http_put_response_hop_limit", "", 1),
}
BY_SNAPSHOT = Unknown("depends on whether the snapshot is encrypted")


def region_wide(group: Group, kind: str, instance: Instance) -> Instance | None:
    """The resource that holds a setting of the instance's whole region, when this root module has one."""
    return next((found for found in group.of(kind) if _region(found) == _region(instance)), None)


def _region(instance: Instance) -> Any:
    own = plain(value_at(instance, ("region",)))
    return own if own is not None else plain(instance.provider.region)


def encryption_by_default(group: Group, instance: Instance) -> Any:
    """Whether the region encrypts every new volume: true, false, or Unknown."""
    setting = region_wide(group, "aws_ebs_encryption_by_default", instance)
    if setting is None:
        return False
    enabled = plain(value_at(setting, ("enabled",)))
    return True if enabled is None else enabled


def encrypted_or(by_default: Any, value: Any) -> Any:
    """Encrypted as the volume says, or because the region encrypts all."""
    if by_default is True or value is True:
        return True
    return by_default if isinstance(by_default, Unknown) and value is False else value


def take_metadata(draft: Draft, group: Group, instance: Instance, template: Instance | Unknown | None = None) -> None:
    """Set the metadata options: the instance's own, else its template's, else the region's, else the provider's."""
    block = value_at(instance, ("metadata_options",))
    if isinstance(block, UnknownValue):
        draft.take(("metadata",), (instance, ("metadata_options",)))
        return
    region = region_wide(group, "aws_ec2_instance_metadata_defaults", instance)
    for name, (attribute, word, default) in METADATA.items():
        own = ("metadata_options", 0, attribute)
        inherited = _inherited(template, region, attribute)
        if isinstance(inherited, Unknown):
            fallback: Any = inherited
        else:
            fallback = default if inherited is None else _meaning(inherited, word=word)
        draft.take(("metadata", name), (instance, own), default=fallback, using=partial(_meaning, word=word))
    if block:
        draft.places[("metadata",)] = (instance, ("metadata_options", 0))


def _meaning(value: Any, *, word: str) -> Any:
    if isinstance(value, Unknown):
        return value
    return value == word if word else value


def _inherited(template: Instance | Unknown | None, region: Instance | None, attribute: str) -> Any:
    if isinstance(template, Unknown):
        return template
    if template is not None:
        value = plain(value_at(template, ("metadata_options", 0, attribute)))
        if value is not None:
            return value
    value = plain(value_at(region, (attribute,))) if region is not None else None
    return None if value in ("no-preference", -1) else value


def take_devices(draft: Draft, group: Group, instance: Instance, attribute: str, *, below: Path = ()) -> None:
    """Add the volumes of a list of blocks; `below` is where a volume's attributes are in its block."""
    by_default = encryption_by_default(group, instance)
    draft.properties.setdefault("block_devices", [])
    found = elements(instance, attribute)
    if isinstance(found, UnknownValue):
        append_unknown(draft, ("block_devices",), (instance, (attribute,)))
        return
    for at in found:
        block = value_at(instance, at)
        if isinstance(block, UnknownValue):
            append_unknown(draft, ("block_devices",), (instance, at))
        elif not below or value_at(instance, (*at, *below)) is not None:
            take_device(
                draft, instance, (at, (*at, *below)), by_default=by_default, root=attribute == "root_block_device"
            )


def take_device(
    draft: Draft, instance: Instance, places: tuple[Path, Path], *, by_default: Any, root: bool = False
) -> None:
    """Add a volume whose device name is below the first place and whose attributes are below the second."""
    device, volume = places
    element = append(draft, ("block_devices",))
    snapshot = None if root else value_at(instance, (*volume, "snapshot_id"))
    unset: Any = False if snapshot is None or snapshot == "" else BY_SNAPSHOT
    draft.take((*element, "name"), (instance, (*device, "device_name")))
    draft.put((*element, "root"), root)
    draft.take(
        (*element, "encrypted"),
        (instance, (*volume, "encrypted")),
        default=encrypted_or(by_default, unset),
        using=lambda value: encrypted_or(by_default, truth(value)),
    )
    draft.take((*element, "kms_key"), (instance, (*volume, "kms_key_id")))


def take_image_device(draft: Draft, group: Group, instance: Instance) -> None:
    """Add the root volume of an instance that says nothing about it."""
    image = group.target(instance, ("ami",), "aws_ami_copy")
    encrypted: Any = plain(value_at(image, ("encrypted",))) if isinstance(image, Instance) else False
    element = append(draft, ("block_devices",))
    draft.put((*element, "root"), value=True)
    by_default = encryption_by_default(group, instance)
    draft.put((*element, "encrypted"), encrypted_or(by_default, encrypted or False), (instance, ()))


def truth(value: Any) -> Any:
    """A boolean, which launch templates write as a string."""
    return (
        {"true": True, "1": True, "false": False, "0": False, "": False}.get(value, value)
        if isinstance(value, str)
        else value
    )
