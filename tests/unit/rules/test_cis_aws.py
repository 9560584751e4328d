"""The CIS framework for AWS as it is shipped: whole, with rules that exist."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from gatewright.model.rule import Framework
from gatewright.rules.frameworks import check_rules, parse_framework

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture(name="framework")
def shipped() -> Framework:
    file = POLICIES / "frameworks" / "cis-aws_5.0.yaml"
    return parse_framework(file.read_text(encoding="utf-8"), file.name)


def test_file_is_named_after_the_framework(framework: Framework) -> None:
    """The path is the name."""
    assert f"{framework.name}_{framework.version}" == "cis-aws_5.0"


def test_all_recommendations_are_listed_in_order(framework: Framework) -> None:
    """Also those that no rule checks: a report on the framework must not look more complete than it is."""
    numbers = [tuple(map(int, c.id.split("."))) for r in framework.requirements for c in r.controls]
    by_chapter = {chapter: sum(number[0] == chapter for number in numbers) for chapter in range(1, 6)}
    assert by_chapter == {1: 21, 2: 9, 3: 9, 4: 16, 5: 8}
    assert [pair for pair in pairwise(numbers) if pair[0] >= pair[1]] == []


def test_rules_of_controls_exist(framework: Framework) -> None:
    """Every rule that a control names is one that we ship."""
    rules = {
        ".".join(path.parent.relative_to(POLICIES / "rules").parts) for path in POLICIES.glob("rules/*/*/*/*.rego")
    }
    check_rules([framework], rules)
    assert sum(1 for _ in framework.placements()) >= 20
