"""A new entry of a network ACL has a number that no other entry of it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder import patched, reasons, write

import gatewright as gw

SSH, RDP = (f"aws.ec2.network_acl_allows_{name}_from_internet" for name in ("ssh", "rdp"))


def _entry(number: object, port: int = 22, source: str = "0.0.0.0/0") -> str:
    return (
        f'\n  ingress {{\n    rule_no    = {number}\n    action     = "allow"\n    protocol   = "tcp"\n'
        f'    from_port  = {port}\n    to_port    = {port}\n    cidr_block = "{source}"\n  }}\n'
    )


def _acl(*entries: str) -> str:
    return f'resource "aws_network_acl" "a" {{\n  vpc_id = "vpc-1"\n{"".join(entries)}}}\n'


def _rule(name: str, number: int, source: str = "0.0.0.0/0") -> str:
    return (
        f'\nresource "aws_network_acl_rule" "{name}" {{\n  network_acl_id = aws_network_acl.a.id\n'
        f'  rule_number    = {number}\n  rule_action    = "allow"\n  protocol       = "tcp"\n'
        f'  from_port      = 22\n  to_port        = 22\n  cidr_block     = "{source}"\n}}\n'
    )


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((_entry(100),), 90),
        ((_entry(90, 443, "10.0.0.0/8"), _entry(100)), 99),
        ((_entry(90, 443, "10.0.0.0/8"), _entry(99, 80, "10.0.0.0/8"), _entry(100)), 98),
        ((_entry(50),), 49),
    ],
    ids=["free", "taken", "next_taken", "above"],
)
def test_a_new_entry_has_a_free_number_below_the_one_that_allows(
    tmp_path: Path, entries: tuple[str, ...], expected: int
) -> None:
    """The number of the fix, else the next free one, so that the entries above it still count."""
    folder = write(tmp_path / "there", {"main.tf": _acl(*entries)})
    fixes = gw.fix(folder, rules=SSH, confidence="review")
    made = patched(folder, fixes, tmp_path / "made")["main.tf"]
    assert f'\n  ingress {{\n    rule_no    = {expected}\n    action     = "deny"' in made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_acl(_entry(1)), "no number below it is free"),
        (
            _acl(_entry(100), _entry("var.number", 443)) + 'variable "number" {}\n',
            "the numbers of some `ingress` entries",
        ),
        (_acl() + _rule("own", 99, "10.0.0.0/8") + _rule("open", 100), "would have the number 99"),
    ],
    ids=["none_left", "unknown", "companion"],
)
def test_a_number_is_not_given_twice(tmp_path: Path, text: str, expected: str) -> None:
    """Where no number is free for certain there is no patch."""
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=SSH, confidence="review")
    assert () == fixes.patches
    assert expected in reasons(fixes)["aws_network_acl.a"]


def test_two_new_entries_have_two_numbers(tmp_path: Path) -> None:
    """Two rules that would give their entries one number give them two."""
    text = _acl(
        _entry(100).replace("from_port  = 22", "from_port  = 0").replace("to_port    = 22", "to_port    = 9999")
    )
    folder = write(tmp_path / "there", {"main.tf": text})
    fixes = gw.fix(folder, rules=[SSH, RDP], confidence="review")
    made = patched(folder, fixes, tmp_path / "made")["main.tf"]
    assert [1, 1] == [made.count(f"rule_no    = {number}\n") for number in (90, 99)]
