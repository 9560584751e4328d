"""`aws_cloudtrail` as `aws.cloudtrail.trail`."""

from __future__ import annotations

from collections.abc import Iterator

from gatewright.model.aws.cloudtrail import Trail
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, is_set, value_at
from gatewright.sources.terraform.values import UnknownValue

TYPES = ("aws_cloudtrail",)
_KEYS = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key")
_FLAGS = {
    "logging": ("enable_logging", True),
    "multi_region": ("is_multi_region_trail", False),
    "organization": ("is_organization_trail", False),
    "global_service_events": ("include_global_service_events", True),
    "log_file_validation": ("enable_log_file_validation", False),
}
_NAMES = {
    "trail_name": "name",
    "bucket": "s3_bucket_name",
    "key_prefix": "s3_key_prefix",
    "kms_key": "kms_key_id",
    "log_group": "cloud_watch_logs_group_arn",
}


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each trail."""
    for instance in group.of(*TYPES):
        draft = Draft(Trail, instance, name=value_at(instance, ("name",)))
        for name, (attribute, default) in _FLAGS.items():
            draft.take((name,), (instance, (attribute,)), default=default)
        for name, attribute in _NAMES.items():
            draft.take((name,), (instance, (attribute,)), using=lambda text: text or None)
        named = is_set(value_at(instance, ("kms_key_id",)))
        key = Unknown(named.reason) if isinstance(named, UnknownValue) else named
        draft.put(("customer_key",), key, (instance, ("kms_key_id",)))
        draft.relate("bucket", group.target(instance, ("s3_bucket_name",), "aws_s3_bucket"))
        draft.relate("kms_key", group.target(instance, ("kms_key_id",), *_KEYS))
        yield draft
