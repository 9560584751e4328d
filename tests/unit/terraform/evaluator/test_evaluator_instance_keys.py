"""How many instances there are, under which keys, and what is said where that is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluating import world

from gatewright.sources.terraform.evaluator import root
from gatewright.sources.terraform.values import UnknownValue

_UNKNOWN = 'resource "terraform_data" "u" {}\n'


@pytest.mark.parametrize("meta", ["count = length(terraform_data.u.id)", "for_each = toset([terraform_data.u.id])"])
def test_unknown_number_of_instances_is_one_that_says_so(tmp_path: Path, meta: str) -> None:
    """One instance stands for all, its key unknown, and the block is warned of once."""
    made = world(tmp_path, f'{_UNKNOWN}resource "terraform_data" "x" {{\n  {meta}\n  input = 1\n}}\n')

    assert (list(made.instances), made.instances["terraform_data.x[*]"].certain) == (
        ["terraform_data.u", "terraform_data.x[*]"],
        False,
    )
    assert [(d.severity, d.summary, d.start and d.start.line) for d in made.diagnostics] == [
        ("warning", "how many `terraform_data.x` there are is not known", 2)
    ]


def test_unknown_number_of_modules_is_told_once(tmp_path: Path) -> None:
    """Everything in such a module is uncertain, and its outputs are unknown."""
    made = world(
        tmp_path,
        {
            "main.tf": f'{_UNKNOWN}module "m" {{\n  source = "./m"\n  count = terraform_data.u.id == "a" ? 1 : 0\n}}\n'
            'resource "terraform_data" "x" { input = module.m[0].out }\n',
            "m/main.tf": 'resource "terraform_data" "y" { input = 1 }\noutput "out" { value = 1 }\n',
        },
    )

    assert made.instances["module.m[*].terraform_data.y"].certain is False
    assert made.input("x") == UnknownValue("known after apply")
    assert made.told == ["how many `module.m` there are is not known"]


def test_keys_are_written_as_terraform_writes_them(tmp_path: Path) -> None:
    """Quotes and backslashes in keys are escaped, other characters are not."""
    made = world(tmp_path, 'resource "terraform_data" "x" { for_each = toset(["a b", "é", "q\\"q", "b\\\\s"]) }\n')

    assert list(made.instances) == [
        *('terraform_data.x["a b"]', 'terraform_data.x["b\\\\s"]'),
        *('terraform_data.x["q\\"q"]', 'terraform_data.x["é"]'),
    ]


def test_instances_of_a_map_are_in_order_of_their_keys(tmp_path: Path) -> None:
    """However the map is written."""
    made = world(tmp_path, 'resource "terraform_data" "x" { for_each = { b = 1, a = 2, c = 3 } }\n')

    assert [one.index for one in made.instances.values()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("meta", "message"),
    [
        ("count = -1", "`count` is no whole number of at least 0"),
        ("count = 1.5", "`count` is no whole number of at least 0"),
        ("count = 1000000000", "`count` asks for 1000000000 instances; 20000 are the most that are read"),
        (
            "for_each = [1]",
            "`for_each` takes a map or a set of strings; this is a list, which `toset` converts",
        ),
        ('for_each = "a"', "`for_each` takes a map or a set of strings"),
    ],
)
def test_number_of_instances_that_terraform_refuses(tmp_path: Path, meta: str, message: str) -> None:
    """It is told once, and one instance stands for what there may be."""
    made = world(tmp_path, f'resource "terraform_data" "x" {{\n  {meta}\n  input = 1\n}}\n')

    assert (made.told, list(made.instances)) == ([message], ["terraform_data.x[*]"])


def test_sensitive_keys_are_refused(tmp_path: Path) -> None:
    """Addresses would show them, so Terraform refuses them, too."""
    made = world(
        tmp_path,
        'variable "keys" {\n  sensitive = true\n  default = ["a"]\n}\n'
        'resource "terraform_data" "x" { for_each = toset(var.keys) }\n',
    )

    assert made.told == ["`for_each` takes no sensitive value, which addresses would show"]
    assert list(made.instances) == ["terraform_data.x[*]"]


def test_too_many_resources_are_told_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A root module that makes more than it can be meant to is read up to there."""
    monkeypatch.setattr(root, "MAX_RESOURCES", 50)
    made = world(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  count = 5\n}\n',
            "m/main.tf": 'resource "terraform_data" "x" { count = 20 }\n',
        },
    )

    assert (made.told, len(made.instances)) == (["the root module makes more than 50 resources"], 40)
