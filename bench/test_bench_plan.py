"""How fast a plan JSON of 10,000 resources is read, and in how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gatewright.sources.terraform.artifacts import Artifact, read_artifact

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

RESOURCES = 10_000
PROVIDER = "registry.terraform.io/hashicorp/aws"
_CHILD = """
import resource, sys
from pathlib import Path
from gatewright.sources.terraform.artifacts import read_artifact
read_artifact(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def make_plan(resources: int) -> dict[str, Any]:
    """A plan of instances in modules by for_each, each in its own security group; half of them already exist."""
    pairs = resources // 2
    addresses = [(f'module.fleet["{number % 50}"]', number) for number in range(pairs)]
    changes = [change for module, number in addresses for change in _changes(module, number)]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {"region": {"value": "eu-west-1"}},
        "planned_values": {"root_module": {"child_modules": _tree(changes)}},
        "resource_changes": changes,
        "prior_state": {
            "format_version": "1.0",
            "values": {"root_module": {"child_modules": _tree(item for item in changes if item["change"]["before"])}},
        },
        "configuration": _configuration(),
    }


def _changes(module: str, number: int) -> list[dict[str, Any]]:
    key = f"machine-{number}"
    exists = number % 2 == 0
    instance = _instance_values(number, exists=exists)
    unknown: dict[str, Any] = {} if exists else {"id": True, "arn": True, "vpc_security_group_ids": [True]}
    group = {"name": key, "ingress": [_rule(port) for port in range(20, 28)], "tags": {"Name": key}}
    return [
        _change(module, "aws_instance", key, (instance, unknown, exists)),
        _change(module, "aws_security_group", key, (group, {} if exists else {"id": True}, exists)),
    ]


def _change(module: str, kind: str, key: str, state: tuple[dict[str, Any], dict[str, Any], bool]) -> dict[str, Any]:
    values, unknown, exists = state
    return {
        "address": f'{module}.{kind}.this["{key}"]',
        "module_address": module,
        "mode": "managed",
        "type": kind,
        "name": "this",
        "index": key,
        "provider_name": PROVIDER,
        "change": {
            "actions": ["no-op"] if exists else ["create"],
            "before": values if exists else None,
            "after": values,
            "after_unknown": unknown,
            "before_sensitive": False,
            "after_sensitive": {"tags": {}, "root_block_device": [{}], "user_data": True},
        },
    }


def _instance_values(number: int, *, exists: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ami": "ami-0123456789abcdef0",
        "instance_type": "m7i.large",
        "availability_zone": "eu-west-1a",
        "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required"}],
        "root_block_device": [{"volume_size": 50, "encrypted": True, "volume_type": "gp3"}],
        "user_data": "c2VjcmV0" * 60,
        "tags": {f"tag-{place}": f"value {place} of machine {number}" for place in range(12)},
    } | {f"argument_{place}": None for place in range(40)}
    if exists:
        values |= {"id": f"i-{number:017x}", "vpc_security_group_ids": [f"sg-{number:017x}"]}
    else:
        values["vpc_security_group_ids"] = [None]
    return values


def _rule(port: int) -> dict[str, Any]:
    return {
        "from_port": port,
        "to_port": port,
        "protocol": "tcp",
        "cidr_blocks": ["10.0.0.0/8"],
        "description": "inside",
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "security_groups": [],
        "self": False,
    }


def _tree(changes: Any) -> list[dict[str, Any]]:
    modules: dict[str, list[dict[str, Any]]] = {}
    for item in changes:
        entry = {name: item[name] for name in ("address", "mode", "type", "name", "index", "provider_name")}
        modules.setdefault(item["module_address"], []).append({**entry, "values": item["change"]["after"]})
    return [{"address": address, "resources": resources} for address, resources in modules.items()]


def _configuration() -> dict[str, Any]:
    keyed = {"for_each_expression": {"references": ["var.machines"]}, "provider_config_key": "aws", "mode": "managed"}
    group = {"references": ["aws_security_group.this", "each.key"]}
    resources = [
        {**keyed, "type": "aws_instance", "name": "this", "expressions": {"vpc_security_group_ids": group}},
        {**keyed, "type": "aws_security_group", "name": "this", "expressions": {"name": {"references": ["each.key"]}}},
    ]
    call = {
        "source": "./fleet",
        "expressions": {"machines": {"references": ["each.value"]}},
        "for_each_expression": {"references": ["local.fleets"]},
        "module": {"resources": resources, "variables": {"machines": {}}},
    }
    provider = {"name": "aws", "full_name": PROVIDER, "expressions": {"region": {"references": ["var.region"]}}}
    return {"provider_config": {"aws": provider}, "root_module": {"module_calls": {"fleet": call}}}


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 10,000 resources in a file."""
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(json.dumps(make_plan(RESOURCES)))
    return path


def test_reading_a_large_plan(benchmark: BenchmarkFixture, plan: Path) -> None:
    """Ten thousand resources are read with a reference in every instance that will be made."""
    artifact: Artifact = benchmark.pedantic(read_artifact, args=(plan,), rounds=3)  # type: ignore[no-untyped-call]  # untyped there
    benchmark.extra_info["megabytes"] = round(plan.stat().st_size / 1e6, 1)

    assert len(artifact.instances) == RESOURCES


def test_memory_of_reading_a_large_plan(plan: Path) -> None:
    """The whole process, interpreter included, stays within a gigabyte."""
    child = subprocess.run([sys.executable, "-c", _CHILD, str(plan)], capture_output=True, text=True, check=True)
    scale = 1 if sys.platform == "darwin" else 1024
    largest = int(child.stdout) * scale
    print(f"\npeak {largest / 1e6:.0f} MB for a plan of {plan.stat().st_size / 1e6:.0f} MB")  # noqa: T201  # a figure

    assert largest < 1 << 30
