"""What a rule has nothing against stays as it is: other branches, other instances, other calls, other environments."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder import ROTATION, changed, reasons, write

import gatewright as gw

RETENTION = "aws.rds.backup_retention_too_short"
MODULE = """\
variable "days" {
  default = 30
}

resource "aws_rds_cluster" "c" {
  backup_retention_period = var.days
}
"""


def _cluster(days: str, head: str = "") -> str:
    return f'resource "aws_rds_cluster" "c" {{\n{head}  backup_retention_period = {days}\n}}\n'


def _call(name: str, days: str = "") -> str:
    return f'module "{name}" {{\n  source = "./m"\n{days}}}\n'


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ('each.key == "a" ? 35 : 0', 'each.key == "a" ? 35 : 1'),
        ('each.key == "a" ? 0 : 35', 'each.key == "a" ? 1 : 35'),
        ('each.key == "a" ? 9 : (each.key == "b" ? 0 : 9)', 'each.key == "a" ? 9 : (each.key == "b" ? 1 : 9)'),
        ("{ a = 9, b = 0 }[each.key]", "{ a = 9, b = 1 }[each.key]"),
    ],
    ids=["otherwise", "then", "nested", "member"],
)
def test_the_literal_that_gave_the_value_is_replaced_and_nothing_around_it(
    tmp_path: Path, days: str, expected: str
) -> None:
    """Of an expression that chooses, only the part that was chosen for what fails is another one."""
    text = _cluster(days, '  for_each = toset(["a", "b"])\n')
    (patch,) = gw.fix(write(tmp_path, {"main.tf": text}), rules=RETENTION, confidence="review").patches
    assert f"+  backup_retention_period = {expected}" in patch.diff.splitlines()
    assert "is replaced" not in patch.note


@pytest.mark.parametrize("days", ['lookup({}, "days", 0)', "try({}.days, 0)", "coalesce(null, 0)", "max(0)"])
def test_a_call_that_is_replaced_is_for_a_person_to_look_at(tmp_path: Path, days: str) -> None:
    """An argument of a function stands for a case that the function was written for; the patch says so."""
    folder = write(tmp_path, {"main.tf": _cluster(days)})
    assert {} == changed(gw.fix(folder, rules=RETENTION))
    (patch,) = gw.fix(folder, rules=RETENTION, confidence="review").patches
    assert "review" == patch.confidence
    assert "an expression at main.tf:2 is replaced: look at what it was for." in patch.note


@pytest.mark.parametrize(
    "days", ["lookup({ a = 35 }, each.key, 0)", "max(length(each.key) > 1 ? 0 : 35, 0)"], ids=["lookup", "max"]
)
def test_an_instance_that_is_as_it_should_be_is_not_changed(tmp_path: Path, days: str) -> None:
    """A patch that would give another value to an instance that does not fail is not offered."""
    text = _cluster(days, '  for_each = toset(["a", "bb"])\n')
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=RETENTION, confidence="review")
    (reason,) = reasons(fixes).values()
    assert {} == changed(fixes)
    assert 'it would change `aws_rds_cluster.c["a"]` backup_retention_period' in reason


def test_an_environment_that_is_as_it_should_be_is_not_changed(tmp_path: Path) -> None:
    """The same instance may fail in one environment and not in another."""
    files = {
        "main.tf": 'variable "env" {}\n' + _cluster("lookup({ prod = 35 }, var.env, 0)"),
        "dev.tfvars": 'env = "dev"\n',
        "prod.tfvars": 'env = "prod"\n',
    }
    folder = write(tmp_path, files)
    environments = {name: [folder / f"{name}.tfvars"] for name in ("dev", "prod")}
    fixes = gw.fix(folder, rules=RETENTION, confidence="review", environments=environments)
    assert {} == changed(fixes)
    assert ["aws_rds_cluster.c"] == list(reasons(fixes))


def test_one_bad_call_of_a_module_is_mended_at_the_call(tmp_path: Path) -> None:
    """The argument of the call is edited; the module and the calls that are as they should be stay."""
    files = {"main.tf": _call("bad", "  days   = 0\n") + _call("good") + _call("own", "  days   = 9\n")}
    fixes = gw.fix(write(tmp_path, {**files, "m/main.tf": MODULE}), rules=RETENTION, confidence="review")
    assert {"main.tf": [(3, "1")]} == changed(fixes)


def test_one_bad_call_of_a_module_is_not_mended_for_all(tmp_path: Path) -> None:
    """What the module makes of its argument is not replaced where that is right for another call."""
    files = {"main.tf": _call("bad", "  days   = 0\n") + _call("good")}
    module = MODULE.replace("= var.days", "= max(var.days, 0)")
    fixes = gw.fix(write(tmp_path, {**files, "m/main.tf": module}), rules=RETENTION, confidence="review")
    assert {} == changed(fixes)
    assert ["module.bad.aws_rds_cluster.c"] == list(reasons(fixes))


def test_a_key_that_cannot_have_it_keeps_what_it_shares(tmp_path: Path) -> None:
    """An instance that the rule does not ask about may need the value that fails elsewhere."""
    text = """\
variable "on" {
  default = false
}

resource "aws_kms_key" "k" {
  enable_key_rotation = var.on
}

resource "aws_kms_key" "signing" {
  enable_key_rotation = var.on
  key_usage           = "SIGN_VERIFY"
}
"""
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=ROTATION)
    assert {} == changed(fixes)
    assert ["aws_kms_key.k"] == list(reasons(fixes))
