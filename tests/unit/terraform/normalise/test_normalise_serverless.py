"""DynamoDB tables, Lambda functions and EKS clusters."""

from __future__ import annotations

from typing import Any

import pytest
from estate import documents, place, properties, reference, resource, unknown

NOT_KNOWN = {"$unknown": "no value for `var.x`"}
TABLE = "aws.dynamodb.table"
FUNCTION = "aws.lambda.function"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ([], "aws_owned"),
        ([{"enabled": False}], "aws_owned"),
        ([{"enabled": True}], "aws_managed"),
        ([{"enabled": True, "kms_key_arn": "arn:aws:kms:eu-west-1:1:alias/aws/dynamodb"}], "aws_managed"),
        ([{"enabled": True, "kms_key_arn": "arn:aws:kms:eu-west-1:1:key/k"}], "customer"),
        ([{"enabled": True, "kms_key_arn": reference("aws_kms_key.k", "arn")}], "customer"),
        ([{"enabled": True, "kms_key_arn": reference("aws_kms_alias.a", "target_key_arn")}], "customer"),
        ([{"enabled": True, "kms_key_arn": reference("data.aws_kms_alias.a", "target_key_arn")}], "known after apply"),
        ([{"enabled": True, "kms_key_arn": unknown()}], "no value for `var.x`"),
        ([{"enabled": unknown(), "kms_key_arn": "arn:aws:kms:eu-west-1:1:key/k"}], "no value for `var.x`"),
    ],
)
def test_key_of_a_table(block: list[Any], expected: str) -> None:
    """Whose key it is: AWS's own, AWS's in the account, or the customer's; unknown where it may be either."""
    instances = (
        resource("aws_dynamodb_table.t", server_side_encryption=block),
        resource("aws_kms_key.k"),
        resource("aws_kms_alias.a"),
    )
    found = properties(*instances, of=TABLE)["encryption_key"]
    assert (found["$unknown"] if isinstance(found, dict) else found) == expected


def test_replicas_in_blocks_and_as_resources() -> None:
    """Each replica has its own recovery and key; without one it has a key of AWS's."""
    instances = (
        resource(
            "aws_dynamodb_table.t",
            server_side_encryption=[{"enabled": True, "kms_key_arn": reference("aws_kms_key.k", "arn")}],
            point_in_time_recovery=[{"enabled": True}],
            replica=[{"region_name": "eu-west-1", "point_in_time_recovery": True}, unknown()],
        ),
        resource("aws_kms_key.k"),
        resource(
            "aws_dynamodb_table_replica.r",
            region="eu-west-2",
            global_table_arn=reference("aws_dynamodb_table.t", "arn"),
            kms_key_arn=reference("aws_kms_key.k", "arn"),
        ),
    )
    found = properties(*instances, of=TABLE)
    assert found["point_in_time_recovery"] is True
    assert found["replicas"] == [
        {"region": "eu-west-1", "point_in_time_recovery": True, "encryption_key": "aws_managed"},
        NOT_KNOWN,
        {"region": "eu-west-2", "point_in_time_recovery": False, "encryption_key": "customer"},
    ]
    symbol = place(("replicas", 2, "point_in_time_recovery"), *instances, of=TABLE)
    assert symbol == "aws_dynamodb_table_replica.r.point_in_time_recovery"


def test_replica_of_a_table_elsewhere_is_partly_known() -> None:
    """Nothing is known of the table itself."""
    found = properties(resource("aws_dynamodb_table_replica.r", global_table_arn="arn:elsewhere"), of=TABLE)
    elsewhere = {"$unknown": "managed outside of this root module"}
    assert (found["point_in_time_recovery"], len(found["replicas"])) == (elsewhere, 1)


def permission(**values: Any) -> dict[str, Any]:
    """The one permission of a function."""
    found = properties(
        resource("aws_lambda_function.f", function_name="f"),
        resource("aws_lambda_permission.p", function_name="f", **values),
        of=FUNCTION,
    )
    (only,) = found["permissions"]
    return dict(only)


@pytest.mark.parametrize(
    ("values", "everybody", "any_customer"),
    [
        ({"principal": "*"}, True, False),
        ({"principal": "*", "principal_org_id": "o-1"}, False, False),
        ({"principal": "*", "source_arn": reference("aws_sns_topic.t", "arn")}, False, False),
        ({"principal": "*", "source_account": unknown()}, NOT_KNOWN, False),
        ({"principal": unknown()}, NOT_KNOWN, NOT_KNOWN),
        ({"principal": "s3.amazonaws.com"}, False, True),
        ({"principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::b"}, False, False),
        ({"principal": "s3.amazonaws.com", "source_arn": unknown("known after apply")}, False, False),
        ({"principal": "s3.amazonaws.com", "source_arn": unknown()}, False, NOT_KNOWN),
        ({"principal": "123456789012"}, False, False),
        ({"principal": "alexa-connectedhome.amazon.com", "event_source_token": "t"}, False, False),
    ],
)
def test_whom_a_permission_lets_in(values: dict[str, Any], everybody: object, any_customer: object) -> None:
    """Everybody, any customer of a service, or somebody; unknown where a limit may be null."""
    found = permission(**values)
    assert (found["everybody"], found["any_customer_of_service"]) == (everybody, any_customer)


@pytest.mark.parametrize(
    "named",
    [
        "f",
        "f:live",
        "arn:aws:lambda:eu-west-1:123456789012:function:f:live",
        reference("aws_lambda_function.f", "arn"),
        reference("aws_lambda_alias.a", "arn"),
    ],
)
def test_functions_are_named_in_many_ways(named: Any) -> None:
    """By name, ARN, with a qualifier, or through an alias: permission and URL join their function."""
    found = documents(
        resource("aws_lambda_function.f", function_name="f"),
        resource("aws_lambda_alias.a", name="live", function_name=reference("aws_lambda_function.f", "arn")),
        resource("aws_lambda_permission.p", function_name=named, principal="*"),
        resource("aws_lambda_function_url.u", function_name=named, authorization_type="NONE"),
        of=FUNCTION,
    )
    (only,) = [d.properties.model_dump(mode="json") for d in found]
    assert ([p["principal"] for p in only["permissions"]], [u["authentication"] for u in only["urls"]]) == (
        ["*"],
        ["NONE"],
    )


def test_permission_of_a_function_elsewhere_is_a_document_of_its_own() -> None:
    """It is judged; what else the function's policy says is unknown."""
    found = properties(resource("aws_lambda_permission.p", function_name="g", principal="*"), of=FUNCTION)
    elsewhere = {"$unknown": "managed outside of this root module"}
    assert (found["permissions"][0]["everybody"], found["permissions"][1:], found["urls"]) == (
        True,
        [elsewhere],
        [elsewhere],
    )


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, True),
        ({"endpoint_public_access": False}, False),
        ({"public_access_cidrs": ["10.0.0.0/8"]}, False),
        ({"public_access_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]}, True),
        ({"public_access_cidrs": ["10.0.0.0/8", unknown()]}, NOT_KNOWN),
        ({"public_access_cidrs": unknown()}, NOT_KNOWN),
        ({"public_access_cidrs": unknown(), "endpoint_public_access": False}, False),
        ({"endpoint_public_access": unknown()}, NOT_KNOWN),
        ({"endpoint_public_access": unknown(), "public_access_cidrs": ["10.0.0.0/8"]}, False),
    ],
)
def test_whom_a_cluster_endpoint_admits(config: dict[str, Any], expected: object) -> None:
    """The whole internet by default; nobody without a public endpoint; unknown only where it matters."""
    found = properties(resource("aws_eks_cluster.c", vpc_config=[config]), of="aws.eks.cluster")
    assert found["endpoint"]["open_to_internet"] == expected


def test_unknown_network_settings_of_a_cluster() -> None:
    """A block of which nothing is known leaves the endpoint unknown."""
    found = properties(resource("aws_eks_cluster.c", vpc_config=unknown()), of="aws.eks.cluster")
    assert found["endpoint"] == NOT_KNOWN


def test_table_without_blocks_has_neither_recovery_nor_a_key() -> None:
    """The provider's defaults: no recovery, a key that AWS owns."""
    found = properties(resource("aws_dynamodb_table.t"), of=TABLE)
    assert (found["point_in_time_recovery"], found["encryption_key"], found["replicas"]) == (False, "aws_owned", [])


def test_replica_resource_says_the_same_as_its_block() -> None:
    """A state repeats replicas that are resources in the table's blocks; the resource wins."""
    found = properties(
        resource("aws_dynamodb_table.t", arn="arn:t", replica=[{"region_name": "eu-west-2"}]),
        resource(
            "aws_dynamodb_table_replica.r", region="eu-west-2", global_table_arn="arn:t", point_in_time_recovery=True
        ),
        of=TABLE,
    )
    assert [(r["region"], r["point_in_time_recovery"]) for r in found["replicas"]] == [("eu-west-2", True)]
