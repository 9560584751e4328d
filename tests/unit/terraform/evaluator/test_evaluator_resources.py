"""What a provider's configuration settles for a resource, which schema it has, and what references to it give."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluating import world

from gatewright.sources.terraform.values import Reference, UnknownValue

_AFTER = "known after apply"


def test_default_tags_are_under_the_resources_own(tmp_path: Path) -> None:
    """`tags_all` is both, the resource's winning; unknown as a whole where a part is."""
    made = world(
        tmp_path,
        """
provider "aws" {
  region = "eu-west-1"
  default_tags { tags = { a = "provider", b = "provider" } }
}
resource "aws_s3_bucket" "known" { tags = { b = "own" } }
resource "aws_s3_bucket" "bare" {}
resource "aws_s3_bucket" "unknown" { tags = { c = aws_s3_bucket.bare.id } }
""",
    )

    assert made.value("aws_s3_bucket.known", "tags_all") == {"a": "provider", "b": "own"}
    assert made.value("aws_s3_bucket.bare", "tags_all") == {"a": "provider", "b": "provider"}
    assert made.value("aws_s3_bucket.unknown", "tags_all") == UnknownValue(
        _AFTER, Reference("aws_s3_bucket.unknown", "tags_all")
    )
    assert made.value("aws_s3_bucket.known", "region") == "eu-west-1"


def test_region_is_unknown_where_only_the_environment_tells_it(tmp_path: Path) -> None:
    """Without a provider block there is no region, nor are there tags."""
    made = world(tmp_path, 'resource "aws_s3_bucket" "b" {}\n')

    assert made.value("aws_s3_bucket.b", "region") == UnknownValue(_AFTER, Reference("aws_s3_bucket.b", "region"))


def test_google_settles_project_region_and_labels(tmp_path: Path) -> None:
    """The provider's labels and its own mark are in effect; a resource's own settings win."""
    made = world(
        tmp_path,
        """
provider "google" {
  project        = "p"
  region         = "europe-west1"
  default_labels = { team = "core", env = "x" }
}
resource "google_compute_address" "a" {
  name   = "a"
  labels = { env = "prod" }
}
resource "google_compute_address" "b" {
  name    = "b"
  project = "other"
}
""",
    )

    assert [made.value("google_compute_address.a", name) for name in ("project", "region", "effective_labels")] == [
        "p",
        "europe-west1",
        {"goog-terraform-provisioned": "true", "team": "core", "env": "prod"},
    ]
    assert made.value("google_compute_address.b", "project") == "other"


@pytest.mark.parametrize(
    ("version", "flag", "labels"),
    [
        ("~> 5.0", "", {"a": "b"}),
        ("~> 5.0", "add_terraform_attribution_label = true", {"goog-terraform-provisioned": "true", "a": "b"}),
        ("~> 6.0", "add_terraform_attribution_label = false", {"a": "b"}),
    ],
)
def test_google_marks_what_terraform_made_since_version_6(
    tmp_path: Path, version: str, flag: str, labels: dict[str, str]
) -> None:
    """Older versions do when they are told to."""
    made = world(
        tmp_path,
        f'terraform {{\n  required_providers {{\n    google = {{\n      source = "hashicorp/google"\n'
        f'      version = "{version}"\n    }}\n  }}\n}}\nprovider "google" {{\n  {flag}\n}}\n'
        'resource "google_compute_disk" "d" {\n  name = "d"\n  labels = { a = "b" }\n}\n',
    )

    assert made.value("google_compute_disk.d", "terraform_labels") == labels


def test_provider_configurations_go_into_modules(tmp_path: Path) -> None:
    """Unnamed ones by themselves, aliases through `providers`, to any depth."""
    inner = (
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
        "      configuration_aliases = [aws.far]\n    }\n  }\n}\n"
        'resource "aws_s3_bucket" "near" {}\nresource "aws_s3_bucket" "far" { provider = aws.far }\n'
    )
    made = world(
        tmp_path,
        {
            "main.tf": 'provider "aws" { region = "eu-west-1" }\n'
            'provider "aws" {\n  alias = "us"\n  region = "us-east-1"\n}\n'
            'module "m" {\n  source = "./m"\n  providers = { aws.far = aws.us }\n}\n'
            'resource "aws_s3_bucket" "us" { provider = aws.us }\n',
            "m/main.tf": inner + 'module "n" {\n  source = "../n"\n'
            "  providers = {\n    aws = aws.far\n    aws.far = aws\n  }\n}\n",
            "n/main.tf": inner,
        },
    )

    assert {address: one.values["region"] for address, one in made.instances.items()} == {
        "aws_s3_bucket.us": "us-east-1",
        "module.m.aws_s3_bucket.near": "eu-west-1",
        "module.m.aws_s3_bucket.far": "us-east-1",
        "module.m.module.n.aws_s3_bucket.near": "us-east-1",
        "module.m.module.n.aws_s3_bucket.far": "eu-west-1",
    }


@pytest.mark.parametrize(
    ("constraint", "lock", "major"),
    [
        ("~> 4.10", None, 4),
        ("~> 5.1.2", None, 5),
        ("= 4.0.0", None, 4),
        (">= 4.0, < 6.0", None, 5),
        (">= 4.0", None, None),
        (">= 4.0", "5.31.0", 5),
        ("~> 4.10", "5.31.0", 5),
    ],
)
def test_major_version_is_the_locked_or_the_newest_admitted(
    tmp_path: Path, constraint: str, lock: str | None, major: int | None
) -> None:
    """The lock file decides; without one the constraints do."""
    files = {
        "main.tf": f'terraform {{\n  required_providers {{\n    aws = {{\n      source = "hashicorp/aws"\n'
        f'      version = "{constraint}"\n    }}\n  }}\n}}\nresource "aws_s3_bucket" "b" {{}}\n'
    }
    if lock:
        files[".terraform.lock.hcl"] = f'provider "registry.terraform.io/hashicorp/aws" {{\n  version = "{lock}"\n}}\n'

    assert world(tmp_path, files).instances["aws_s3_bucket.b"].provider.major == major


def test_constraints_of_all_modules_count(tmp_path: Path) -> None:
    """The lowest upper bound of the root module and those that it calls decides."""
    required = (
        'terraform {{\n  required_providers {{\n    aws = {{\n      source = "hashicorp/aws"\n'
        '      version = "{}"\n    }}\n  }}\n}}\n'
    )
    made = world(
        tmp_path,
        {
            "main.tf": required.format(">= 4.0") + 'module "m" { source = "./m" }\nresource "aws_s3_bucket" "b" {}\n',
            "m/main.tf": required.format("< 5.0"),
        },
    )

    assert made.instances["aws_s3_bucket.b"].provider.major == 4


def test_references_to_what_apply_decides_say_what_they_stand_for(tmp_path: Path) -> None:
    """An attribute alone keeps its address; a text made of it keeps how it begins."""
    made = world(
        tmp_path,
        'resource "aws_s3_bucket" "b" { count = 1 }\n'
        'resource "terraform_data" "x" { input = [aws_s3_bucket.b[0].arn, "x-${aws_s3_bucket.b[0].arn}"] }\n',
    )

    assert made.input("x") == [
        UnknownValue(_AFTER, Reference("aws_s3_bucket.b[0]", "arn")),
        UnknownValue(_AFTER, prefix="x-"),
    ]


def test_computed_attributes_of_nested_blocks_are_unknown_to_references(tmp_path: Path) -> None:
    """The resource shows what is written; who refers to the rest waits for apply."""
    made = world(
        tmp_path,
        'resource "aws_instance" "i" {\n  root_block_device { volume_size = 8 }\n}\n'
        'resource "terraform_data" "x" { input = [for d in aws_instance.i.root_block_device : '
        "[d.volume_size, d.volume_id]] }\n",
    )

    assert made.value("aws_instance.i", "root_block_device", 0, "volume_id") is None
    assert made.input("x") == [[8, UnknownValue(_AFTER)]]


def test_resource_of_an_unknown_provider_keeps_what_is_written(tmp_path: Path) -> None:
    """Its other attributes are unknown rather than errors."""
    made = world(
        tmp_path,
        'resource "acme_thing" "t" {\n  a = 1\n  part { b = 2 }\n}\n'
        'resource "terraform_data" "x" { input = [acme_thing.t.a, acme_thing.t.part[0].b, acme_thing.t.other] }\n',
    )

    assert (made.told, made.input("x")) == (
        [],
        [1, 2, UnknownValue(_AFTER, Reference("acme_thing.t", "other"))],
    )


def test_reference_to_a_resource_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    """Its name is in the reason."""
    made = world(tmp_path, 'resource "terraform_data" "x" { input = aws_s3_bucket.gone.id }\n')

    assert made.input("x") == UnknownValue("there is no resource `aws_s3_bucket.gone`")
