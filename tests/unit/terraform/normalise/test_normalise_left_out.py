"""Attributes that the configuration leaves out: absent, also where the source shows that the provider computes them."""

from __future__ import annotations

import pytest
from estate import properties, reference, resource

from gatewright.sources.terraform.normalise.group import is_set, value_at
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value


def test_attribute_that_refers_to_itself_is_absent() -> None:
    """At the top, within a block, and for whatever a document makes of it."""
    own = UnknownValue("known after apply", Reference("aws_db_instance.a", "backup_retention_period"))
    within = UnknownValue("known after apply", Reference("aws_db_instance.a", "block"))
    instance = resource("aws_db_instance.a", backup_retention_period=own, block=[{"attribute": within}])
    assert value_at(instance, ("backup_retention_period",)) is None
    assert value_at(instance, ("block", 0, "attribute")) is None
    assert properties(instance, of="aws.rds.instance")["backup_retention"] == 0


def test_attribute_that_refers_to_another_one_is_unknown() -> None:
    """What another resource, or another attribute, decides is not left out."""
    instance = resource("aws_db_instance.a", kms_key_id=reference("aws_kms_key.k", "arn"))
    assert value_at(instance, ("kms_key_id",)) == reference("aws_kms_key.k", "arn")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        ([], False),
        (False, True),
        ("a", True),
        (Sensitive("a"), True),
        (reference("aws_kms_key.k"), True),
        (UnknownValue("known after apply"), True),
        (UnknownValue("partly known", prefix="arn:"), True),
        (UnknownValue("no value for `var.x`"), UnknownValue("no value for `var.x`")),
    ],
)
def test_whether_a_value_is_set(value: Value, expected: object) -> None:
    """An unknown value that cannot be null is something; a variable without a value may be null."""
    assert is_set(value) == expected
