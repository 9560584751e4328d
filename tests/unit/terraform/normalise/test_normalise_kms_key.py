"""KMS keys: rotation where it applies, and the key policy in both forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

TYPE = "aws.kms.key"
NOT_KNOWN = {"$unknown": "no value for `var.x`"}
POLICY = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]})


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("aws_kms_key", {}, "off"),
        ("aws_kms_key", {"enable_key_rotation": False}, "off"),
        ("aws_kms_key", {"enable_key_rotation": True}, "on"),
        ("aws_kms_key", {"enable_key_rotation": True, "customer_master_key_spec": unknown()}, "on"),
        ("aws_kms_key", {"enable_key_rotation": unknown()}, NOT_KNOWN),
        ("aws_kms_key", {"customer_master_key_spec": unknown()}, NOT_KNOWN),
        ("aws_kms_key", {"customer_master_key_spec": "RSA_2048", "key_usage": unknown()}, "unsupported"),
        ("aws_kms_key", {"customer_master_key_spec": "SYMMETRIC_DEFAULT"}, "off"),
        ("aws_kms_key", {"key_usage": "GENERATE_VERIFY_MAC"}, "unsupported"),
        ("aws_kms_key", {"custom_key_store_id": "cks-1"}, "unsupported"),
        ("aws_kms_key", {"custom_key_store_id": reference("aws_kms_custom_key_store.s")}, "unsupported"),
        ("aws_kms_key", {"custom_key_store_id": unknown()}, NOT_KNOWN),
        ("aws_kms_key", {"multi_region": True}, "off"),
        ("aws_kms_external_key", {}, "unsupported"),
        ("aws_kms_replica_external_key", {}, "unsupported"),
        ("aws_kms_replica_key", {}, "primary"),
    ],
)
def test_rotation_is_judged_where_kms_can_rotate(kind: str, values: dict[str, Any], expected: Any) -> None:
    """Only symmetric encryption keys whose material KMS made rotate by themselves."""
    assert expected == properties(resource(f"{kind}.k", **values), of=TYPE)["rotation"]


def test_key_without_policy_has_the_default_one() -> None:
    """The default policy is no policy of the configuration."""
    assert properties(resource("aws_kms_key.k"), of=TYPE)["policy"] is None


def test_policy_is_read_in_both_forms() -> None:
    """A policy of the key and one of its own say the same, each at its place."""
    own = (resource("aws_kms_key.k", policy=POLICY),)
    split = (
        resource("aws_kms_key.k"),
        resource("aws_kms_key_policy.p", key_id=reference("aws_kms_key.k", "key_id"), policy=POLICY),
    )
    found = [properties(*instances, of=TYPE)["policy"] for instances in (own, split)]
    places = [place(("policy", "statements", 0), *instances, of=TYPE) for instances in (own, split)]
    assert found[0] == found[1]
    assert found[0]["statements"][0]["allows_everyone"] is True
    assert places == ["aws_kms_key.k.policy", "aws_kms_key_policy.p.policy"]


def test_policy_of_an_unknown_key_may_be_any_keys() -> None:
    """It is judged by itself, and a key without policy is unknown then."""
    found = {
        d.origin.address: d.properties.model_dump(mode="json")
        for d in documents(
            resource("aws_kms_key.k"), resource("aws_kms_key_policy.p", key_id=unknown(), policy=POLICY), of=TYPE
        )
    }
    assert found["aws_kms_key.k"]["policy"] == {"$unknown": "`aws_kms_key_policy.p` may set it"}
    assert found["aws_kms_key_policy.p"]["policy"]["statements"][0]["allows_everyone"] is True
    assert found["aws_kms_key_policy.p"]["rotation"] == {"$unknown": "managed outside of this root module"}
