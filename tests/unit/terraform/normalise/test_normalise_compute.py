"""Instances, launch templates, launch configurations and volumes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

from gatewright.sources.terraform.instances import Instance

NOT_KNOWN = {"$unknown": "no value for `var.x`"}
TEMPLATE_ELSEWHERE = {"$unknown": "the launch template is managed outside of this root module"}


def metadata(*instances: Instance, of: str = "aws.ec2.instance") -> dict[str, Any]:
    found: dict[str, Any] = properties(*instances, of=of)["metadata"]
    return found


def encrypted(*instances: Instance, of: str = "aws.ec2.instance") -> list[Any]:
    return [device["encrypted"] for device in properties(*instances, of=of)["block_devices"]]


def test_metadata_defaults_are_the_providers() -> None:
    """An instance that says nothing answers IMDSv1, one hop far."""
    expected = {"endpoint_enabled": True, "tokens_required": False, "hop_limit": 1, "v1_answered": True}
    assert metadata(resource("aws_instance.a")) == expected


@pytest.mark.parametrize(
    ("options", "answered"),
    [
        ({"http_tokens": "required"}, False),
        ({"http_endpoint": "disabled"}, False),
        ({"http_tokens": "optional"}, True),
        ({"http_tokens": unknown()}, NOT_KNOWN),
        ({"http_endpoint": unknown()}, NOT_KNOWN),
        ({"http_endpoint": "disabled", "http_tokens": unknown()}, False),
        ({"http_endpoint": unknown(), "http_tokens": "required"}, False),
    ],
)
def test_v1_is_answered_unless_off_or_tokens_required(options: dict[str, Any], answered: object) -> None:
    """Either option closes IMDSv1; an unknown one matters only where the other leaves it open."""
    assert metadata(resource("aws_instance.a", metadata_options=[options]))["v1_answered"] == answered


def test_instance_inherits_from_its_template() -> None:
    """What an instance leaves out is its template's; what it says is its own."""
    template = resource("aws_launch_template.t", name="t", metadata_options=[{"http_tokens": "required"}])
    silent = resource("aws_instance.a", launch_template=[{"id": reference("aws_launch_template.t")}])
    loud = resource("aws_instance.b", launch_template=[{"name": "t"}], metadata_options=[{"http_tokens": "optional"}])
    assert metadata(template, silent)["tokens_required"] is True
    assert metadata(template, loud)["tokens_required"] is False


def test_template_elsewhere_makes_left_out_options_unknown() -> None:
    """Nobody here knows what a template of another root module says."""
    instance = resource(
        "aws_instance.a", launch_template=[{"id": "lt-1"}], metadata_options=[{"http_tokens": "required"}]
    )
    found = metadata(instance)
    assert (found["tokens_required"], found["hop_limit"]) == (True, TEMPLATE_ELSEWHERE)
    assert properties(instance, of="aws.ec2.instance")["block_devices"] == [TEMPLATE_ELSEWHERE]


def test_region_wide_metadata_defaults_count_in_their_region() -> None:
    """They stand in for what an instance leaves out, unless they have no preference."""
    defaults = resource("aws_ec2_instance_metadata_defaults.d", http_tokens="required", http_put_response_hop_limit=-1)
    elsewhere = replace(resource("aws_instance.a"), provider=replace(defaults.provider, region="eu-west-1"))
    found = metadata(defaults, resource("aws_instance.a"))
    assert (found["tokens_required"], found["hop_limit"]) == (True, 1)
    assert metadata(defaults, elsewhere)["tokens_required"] is False


def test_root_volume_of_an_image_is_taken_as_not_encrypted() -> None:
    """Unless the image is an encrypted copy."""
    copy = resource("aws_ami_copy.c", encrypted=True)
    assert encrypted(resource("aws_instance.a", ami="ami-1")) == [False]
    assert encrypted(copy, resource("aws_instance.a", ami=reference("aws_ami_copy.c"))) == [True]


def test_volumes_of_an_instance() -> None:
    """Each block is a volume; one from a snapshot is as the snapshot is."""
    instance = resource(
        "aws_instance.a",
        root_block_device=[{"encrypted": True}],
        ebs_block_device=[{"device_name": "/dev/sdf"}, {"snapshot_id": "snap-1"}, {"encrypted": unknown()}],
    )
    by_snapshot = {"$unknown": "depends on whether the snapshot is encrypted"}
    assert encrypted(instance) == [True, False, by_snapshot, NOT_KNOWN]
    symbol = place(("block_devices", 1, "encrypted"), instance, of="aws.ec2.instance")
    assert symbol == "aws_instance.a.ebs_block_device.0.encrypted"


def test_volumes_of_a_template() -> None:
    """Mappings without a volume are left out, and booleans may be texts."""
    template = resource(
        "aws_launch_template.t",
        block_device_mappings=[{"virtual_name": "ephemeral0"}, {"ebs": [{"encrypted": "true"}]}, {"ebs": [{}]}],
    )
    assert encrypted(template, of="aws.ec2.launch_template") == [True, False]


def test_launch_configuration_always_has_a_root_volume() -> None:
    """Like an instance; a launch template without volumes leaves them to the image."""
    configuration = resource("aws_launch_configuration.c", ebs_block_device=[{"encrypted": True}])
    assert encrypted(configuration, of="aws.ec2.launch_configuration") == [False, True]
    assert encrypted(resource("aws_launch_template.t"), of="aws.ec2.launch_template") == []


@pytest.mark.parametrize(("enabled", "expected"), [(True, True), (None, True), (False, False), (unknown(), NOT_KNOWN)])
def test_encryption_by_default_encrypts_every_volume(enabled: object, expected: object) -> None:
    """Even one that says that it is not; an unknown switch leaves it unknown."""
    switch = resource("aws_ebs_encryption_by_default.d", enabled=enabled)
    volume = resource("aws_ebs_volume.v", encrypted=False)
    assert properties(switch, volume, of="aws.ebs.volume")["encrypted"] == expected
    assert encrypted(switch, resource("aws_instance.a")) == [expected]


def test_volume_from_a_snapshot() -> None:
    """A snapshot of this root module tells; another one does not, unless the volume does."""
    source = resource("aws_ebs_volume.s", encrypted=True)
    snapshot = resource("aws_ebs_snapshot.p", volume_id=reference("aws_ebs_volume.s"))
    copy = resource("aws_ebs_volume.v", snapshot_id=reference("aws_ebs_snapshot.p"))
    names = {"aws_ebs_volume.s": True, "aws_ebs_volume.v": True}
    found = documents(source, snapshot, copy, of="aws.ebs.volume")
    assert {d.origin.address: d.properties.model_dump()["encrypted"] for d in found} == names
    alone = properties(resource("aws_ebs_volume.v", snapshot_id="snap-1"), of="aws.ebs.volume")
    assert alone["encrypted"] == {"$unknown": "depends on whether the snapshot is encrypted"}


def test_unknown_options_of_template_and_region_are_inherited_as_unknown() -> None:
    """What an instance leaves out is as unknown as what it would inherit."""
    template = resource("aws_launch_template.t", name="t", metadata_options=[{"http_tokens": unknown()}])
    instance = resource("aws_instance.a", launch_template=[{"name": "t"}])
    assert metadata(template, instance)["tokens_required"] == NOT_KNOWN
    defaults = resource("aws_ec2_instance_metadata_defaults.d", http_put_response_hop_limit=unknown())
    assert metadata(defaults, resource("aws_instance.a"))["hop_limit"] == NOT_KNOWN


def test_root_volume_of_a_template_is_the_instances() -> None:
    """An instance without a root volume of its own has its template's volumes; without those, its image's."""
    with_volume = resource("aws_launch_template.t", name="t", block_device_mappings=[{"ebs": [{"encrypted": "true"}]}])
    instance = resource("aws_instance.a", launch_template=[{"name": "t"}])
    assert encrypted(with_volume, instance) == [True]
    assert encrypted(resource("aws_launch_template.t", name="t"), instance) == [False]


def test_encrypted_volume_is_so_whatever_the_region_does() -> None:
    """An unknown default of the region does not matter to a volume that says it is encrypted."""
    switch = resource("aws_ebs_encryption_by_default.d", enabled=unknown())
    assert encrypted(switch, resource("aws_instance.a", root_block_device=[{"encrypted": True}])) == [True]
