"""CloudTrail trails."""

from __future__ import annotations

from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

from gatewright.model.unknown import Unknown

TYPE = "aws.cloudtrail.trail"
NOT_KNOWN = {"$unknown": "no value for `var.x`"}


def test_trail_alone_has_the_defaults() -> None:
    """A trail that says nothing records its own region, validates nothing and leaves encryption to S3."""
    found = properties(resource("aws_cloudtrail.t", name="t", s3_bucket_name="logs"), of=TYPE)
    assert found == {
        "trail_name": "t",
        "logging": True,
        "multi_region": False,
        "organization": False,
        "global_service_events": True,
        "log_file_validation": False,
        "bucket": "logs",
        "key_prefix": None,
        "kms_key": None,
        "customer_key": False,
        "log_group": None,
    }


def test_flags_are_read_and_placed() -> None:
    """Each property is where its argument is."""
    trail = resource("aws_cloudtrail.t", is_multi_region_trail=True, enable_log_file_validation=unknown())
    found = properties(trail, of=TYPE)
    assert [found["multi_region"], found["log_file_validation"]] == [True, NOT_KNOWN]
    assert place(("multi_region",), trail, of=TYPE) == "aws_cloudtrail.t.is_multi_region_trail"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("arn:aws:kms:eu-west-1:111122223333:key/k", True),
        (reference("aws_kms_key.k", "arn"), True),
        (reference("data.aws_kms_key.k", "arn"), True),
        ("", False),
        (None, False),
        (unknown(), NOT_KNOWN),
    ],
)
def test_a_key_that_is_named_is_there_whatever_its_arn_will_be(key: Any, expected: Any) -> None:
    """Which key it is may be unknown; that there is one is not, unless it may turn out to be null."""
    assert expected == properties(resource("aws_cloudtrail.t", kms_key_id=key), of=TYPE)["customer_key"]


def test_trail_is_related_to_its_bucket_and_key() -> None:
    """By name where it is known, by reference where it is not; what lies elsewhere is unknown."""
    found = documents(
        resource("aws_s3_bucket.b", bucket="logs"),
        resource("aws_kms_key.k"),
        resource("aws_cloudtrail.a", s3_bucket_name="logs", kms_key_id=reference("aws_kms_key.k", "arn")),
        resource("aws_cloudtrail.b", s3_bucket_name="elsewhere"),
        of=TYPE,
    )
    assert [d.relations for d in found] == [
        {"bucket": (".:aws_s3_bucket.b",), "kms_key": (".:aws_kms_key.k",)},
        {"bucket": (Unknown("`elsewhere` is not in this root module"),)},
    ]
