"""Which normalisers there are for a provider, and what becomes of all other types."""

from __future__ import annotations

import pytest
from estate import resource

from gatewright.sources.terraform.normalise import normalise, normalisers


@pytest.mark.parametrize("name", ["", "draft", "group", "aws.vpc", "_aws", "nothing"])
def test_only_packages_are_providers(name: str) -> None:
    """A resource type may begin with anything."""
    assert () == normalisers(name)


def test_resource_without_normaliser_is_passed_through() -> None:
    """Its type says what it is in Terraform, its attributes are as they are."""
    ((document,), _) = normalise([resource("draft_thing.a", x=1)], "terraform")

    assert ("terraform.draft_thing", {"x": 1}) == (document.type, document.properties.model_dump())
