"""EBS volumes. One made from a snapshot is encrypted when the snapshot is, which nobody here knows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from gatewright.model.aws.ebs import Volume
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._launch import BY_SNAPSHOT, encrypted_or, encryption_by_default, truth
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, value_at

TYPES = ("aws_ebs_volume",)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each volume."""
    for volume in group.of(*TYPES):
        draft = Draft(Volume, volume)
        by_default = encryption_by_default(group, volume)
        draft.take(
            ("encrypted",),
            (volume, ("encrypted",)),
            default=encrypted_or(by_default, _by_snapshot(group, volume)),
            using=partial(_written, by_default),
        )
        draft.take(("kms_key",), (volume, ("kms_key_id",)))
        draft.take(("size",), (volume, ("size",)))
        draft.take(("snapshot",), (volume, ("snapshot_id",)))
        yield draft


def _written(by_default: Any, value: Any) -> Any:
    return encrypted_or(by_default, truth(value))


def _by_snapshot(group: Group, volume: Instance) -> Any:
    """Whether a volume that does not say is encrypted: as its snapshot is, where there is one."""
    if value_at(volume, ("snapshot_id",)) in (None, ""):
        return False
    snapshot = group.target(volume, ("snapshot_id",), "aws_ebs_snapshot_copy", "aws_ebs_snapshot")
    if isinstance(snapshot, Instance):
        if plain(value_at(snapshot, ("encrypted",))) is True:
            return True
        source = group.target(snapshot, ("volume_id",), *TYPES)
        if isinstance(source, Instance) and value_at(source, ("snapshot_id",)) is None:
            encrypted = plain(value_at(source, ("encrypted",)))
            return encrypted_or(encryption_by_default(group, source), False if encrypted is None else encrypted)
    return BY_SNAPSHOT
