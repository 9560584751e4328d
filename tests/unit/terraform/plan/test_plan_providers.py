"""The provider settings that a plan gives its instances."""

from __future__ import annotations

from typing import Any

import pytest
from plan_builder import AWS, WIRING, change, configured, instances, plan, references

from gatewright.sources.terraform.artifacts import read_artifact
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.values import UnknownValue


def constant(value: Any) -> dict[str, Any]:
    """An expression without references."""
    return {"constant_value": value}


def provided(key: str, providers: dict[str, Any], **root: Any) -> ProviderSettings:
    """The settings of a VPC whose provider has this key."""
    config = {"provider_config": providers, "root_module": {"resources": [configured("aws_vpc.v", key=key)], **root}}
    document = plan(change("aws_vpc.v"), variables={"region": {"value": "eu-west-3"}}, configuration=config)
    return instances(document)["aws_vpc.v"].provider


@pytest.mark.parametrize("name", ["plan.json", "plan.bin"])
def test_settings_of_a_real_plan(name: str) -> None:
    """Default provider, alias, and the alias that a module is given, with region, account, tags and version."""
    found = {item.address: item.provider for item in read_artifact(WIRING / name).instances}
    default = ProviderSettings("hashicorp/aws", 5, region="eu-west-1", default_tags={"Team": "core"})
    west = ProviderSettings("hashicorp/aws", 5, region="us-west-2", account="111122223333")

    assert {
        "aws_vpc.main": default,
        'aws_s3_bucket.each["a"]': west,
        "module.nested.module.inner.aws_s3_bucket_versioning.this": west,
        'module.nested_each["a"].module.inner.aws_s3_bucket_versioning.this': default,
        "terraform_data.any": ProviderSettings("builtin/terraform"),
    } == {
        address: found[address]
        for address in (
            "aws_vpc.main",
            'aws_s3_bucket.each["a"]',
            "module.nested.module.inner.aws_s3_bucket_versioning.this",
            'module.nested_each["a"].module.inner.aws_s3_bucket_versioning.this',
            "terraform_data.any",
        )
    }


@pytest.mark.parametrize(
    ("expressions", "expected"),
    [
        ({"allowed_account_ids": constant(["123456789012"])}, "123456789012"),
        ({"allowed_account_ids": constant(["123456789012", "210987654321"])}, None),
        ({"assume_role": [{"role_arn": constant("arn:aws-cn:iam::123456789012:role/x")}]}, "123456789012"),
        ({"assume_role": [{"role_arn": constant("not an arn")}]}, None),
        ({"project": constant("p-1")}, "p-1"),
        ({"subscription_id": constant("s-1")}, "s-1"),
        ({}, None),
    ],
)
def test_accounts(expressions: dict[str, Any], expected: str | None) -> None:
    """The account is what the role or the only allowed account says, project and subscription elsewhere."""
    assert expected == provided("aws", {"aws": {"name": "aws", "expressions": expressions}}).account


def test_a_region_from_an_expression_is_unknown() -> None:
    """What is made of several references is unknown, never absent."""
    made = {"region": references("var.region", "var.suffix")}

    assert isinstance(provided("aws", {"aws": {"expressions": made}}).region, UnknownValue)


def test_inherits_where_a_module_only_states_a_version() -> None:
    """Before Terraform 1.1 a module's entry may be a version constraint only; the settings are the caller's."""
    child = {"module": {"resources": [configured("aws_vpc.v", key="m:aws")]}}
    config = {
        "provider_config": {
            "aws": {"expressions": {"region": references("var.region")}, "version_constraint": "< 4.0"},
            "module.m:aws": {"version_constraint": ">= 3.2", "module_address": "module.m"},
        },
        "root_module": {"module_calls": {"m": child}},
    }
    document = plan(change("module.m.aws_vpc.v"), variables={"region": {"value": "eu-west-3"}}, configuration=config)

    assert (
        ProviderSettings("hashicorp/aws", 3, region="eu-west-3") == instances(document)["module.m.aws_vpc.v"].provider
    )


def test_a_region_through_a_modules_input() -> None:
    """A provider inside of a module may take its region from the module's input."""
    child = {
        "expressions": {"where": references("var.region")},
        "module": {"resources": [configured("aws_vpc.v", key="module.m:aws")]},
    }
    config = {
        "provider_config": {
            "module.m:aws": {"module_address": "module.m", "expressions": {"region": references("var.where")}}
        },
        "root_module": {"module_calls": {"m": child}},
    }
    document = plan(change("module.m.aws_vpc.v"), variables={"region": {"value": "eu-west-3"}}, configuration=config)

    assert instances(document)["module.m.aws_vpc.v"].provider.region == "eu-west-3"


def test_what_the_configuration_no_longer_has() -> None:
    """Without a configuration the provider's source is all that is known; OpenTofu's registry is the same source."""
    resource = change("aws_vpc.v", "no-op") | {"provider_name": AWS.replace("terraform.io", "opentofu.org")}

    assert ProviderSettings("hashicorp/aws") == instances(plan(resource))["aws_vpc.v"].provider
