"""States: the file that Terraform keeps, and what `terraform show -json` prints of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gatewright.sources.terraform.artifacts import read_artifact
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.state import read_shown_state, read_state_file, state_provider
from gatewright.sources.terraform.values import Sensitive, UnknownValue

WIRING = Path(__file__).parents[2] / "data" / "terraform" / "wiring"
PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]'


def stored(*instances: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A state file with one resource that has these instances."""
    resource = {"mode": "managed", "type": "aws_vpc", "name": "a", "provider": PROVIDER, "instances": list(instances)}
    return {"version": 4, "terraform_version": "1.11.4", "resources": [{**resource, **parts}]}


def test_both_forms_of_a_real_state_say_the_same() -> None:
    """The state file and the JSON of the same state give the same instances."""
    file, shown = (read_artifact(WIRING / name) for name in ("terraform.tfstate", "state.json"))

    assert (file.kind, shown.kind) == ("state_file", "state")
    assert {item.address: item for item in shown.instances} == {item.address: item for item in file.instances}


def test_addresses_keys_and_modules() -> None:
    """Each instance has its module, its mode and its key; deposed objects are none."""
    document = stored(
        {"attributes": {}},
        {"index_key": 1, "attributes": {}},
        {"index_key": 'k"', "attributes": {}},
        {"deposed": "0a1b2c3d", "attributes": {}},
        module='module.m["x"]',
        mode="data",
    )
    found = [(item.address, item.module, item.mode, item.index) for item in read_state_file(document).instances]
    module = 'module.m["x"]'

    assert [
        (f"{module}.data.aws_vpc.a", module, "data", None),
        (f"{module}.data.aws_vpc.a[1]", module, "data", 1),
        (f'{module}.data.aws_vpc.a["k\\""]', module, "data", 'k"'),
    ] == found


@pytest.mark.parametrize(
    "encoded",
    [
        [[{"type": "get_attr", "value": "password"}]],
        [{"type": "get_attr", "value": "password"}],
        [["password"]],
    ],
)
def test_sensitive_attributes_in_every_encoding(encoded: list[Any]) -> None:
    """A path may be a list of steps, or stand alone."""
    document = stored({"attributes": {"password": "p", "name": "n"}, "sensitive_attributes": encoded})

    assert {"password": Sensitive("p"), "name": "n"} == dict(read_state_file(document).instances[0].values)


def test_sensitive_elements() -> None:
    """Steps into maps and lists; a step that cannot be taken marks the whole rather than nothing."""
    paths = [
        [{"type": "get_attr", "value": "tags"}, {"type": "index", "value": {"value": "a", "type": "string"}}],
        [{"type": "get_attr", "value": "list"}, {"type": "index", "value": {"value": 1, "type": "number"}}],
        [{"type": "get_attr", "value": "set"}, {"type": "index", "value": {"value": {"k": 1}, "type": ["object", {}]}}],
        [{"type": "get_attr", "value": "absent"}],
    ]
    attributes = {"tags": {"a": "s", "b": "t"}, "list": [1, 2], "set": [{"k": 1}]}
    document = stored({"attributes": attributes, "sensitive_attributes": paths})

    assert read_state_file(document).instances[0].values == {
        "tags": {"a": Sensitive("s"), "b": "t"},
        "list": [1, Sensitive(2)],
        "set": Sensitive([{"k": 1}]),
    }


def test_attributes_of_any_type_are_kept_with_their_type() -> None:
    """`terraform_data.input` is stored as a value and its type; the value is what it is."""
    kept = {"value": {"a": 1}, "type": ["object", {"a": "number"}]}
    document = stored({"attributes": {"input": kept, "tags": {"type": "x", "value": "y"}}})

    assert read_state_file(document).instances[0].values == {"input": {"a": 1}, "tags": {"type": "x", "value": "y"}}


def test_attributes_in_the_form_of_terraform_0_11() -> None:
    """What was never rewritten is unknown attribute by attribute, and named."""
    found = read_state_file(stored({"attributes_flat": {"id": "vpc-1", "tags.%": "1", "tags.Name": "x"}}))
    unknown = UnknownValue("kept in the form of terraform 0.11")

    assert {"id": unknown, "tags": unknown} == found.instances[0].values
    assert [item.summary for item in found.diagnostics] == [
        "`aws_vpc.a` is kept in the form of terraform 0.11, its attributes are not known"
    ]


@pytest.mark.parametrize("version", [1, 3, 5, None])
def test_other_state_versions_are_refused(version: int | None) -> None:
    """Version 3 and older have other forms: the message says how to upgrade."""
    with pytest.raises(ShapeError, match="upgrade"):
        read_state_file({"version": version, "modules": []})


def test_a_shown_state_with_child_modules() -> None:
    """Modules are walked to any depth, sensitive values marked, deposed objects left out."""
    resource: dict[str, Any] = {"mode": "managed", "type": "aws_vpc", "name": "a"}
    resource["address"] = "module.m.module.n.aws_vpc.a"
    child: dict[str, Any] = {
        "address": "module.m.module.n",
        "resources": [
            {**resource, "values": {"p": "s"}, "sensitive_values": {"p": True}},
            {**resource, "deposed_key": "0a1b2c3d", "values": {}},
        ],
    }
    root: dict[str, Any] = {"child_modules": [{"address": "module.m", "child_modules": [child]}]}
    found = read_shown_state({"format_version": "1.0", "values": {"root_module": root}})

    assert [("module.m.module.n.aws_vpc.a", {"p": Sensitive("s")})] == [
        (item.address, item.values) for item in found.instances
    ]


def test_an_empty_shown_state() -> None:
    """Terraform prints a state without resources as a format version alone."""
    assert read_shown_state({"format_version": "1.0"}).instances == ()


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ('provider["registry.terraform.io/hashicorp/aws"]', "hashicorp/aws"),
        ('provider["registry.opentofu.org/hashicorp/aws"].west', "hashicorp/aws"),
        ('module.m["x"].provider["example.com/acme/cloud"].west', "acme/cloud"),
        ("provider.aws", "hashicorp/aws"),
        ("module.m.provider.aws.west", "hashicorp/aws"),
        ("", ""),
    ],
)
def test_provider_sources(address: str, source: str) -> None:
    """The source is what the provider is published as, whatever the registry, module and alias."""
    assert source == state_provider(address)
