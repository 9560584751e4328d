"""The posture score weighs rules by severity, and counts each rule once however many resources it judged."""

import pytest

from gatewright.evaluate.score import WEIGHTS, Rate, score
from gatewright.model.rule import Framework, FrameworkControl, Requirement


def test_each_rule_counts_once_whatever_the_volume() -> None:
    """500 failing containers weigh what 3 failing buckets weigh."""
    many = [Rate("a", "containers", "high", 0, 500), Rate("a", "buckets", "high", 3, 0)]
    few = [Rate("a", "containers", "high", 0, 3), Rate("a", "buckets", "high", 500, 0)]

    assert score(many, (), WEIGHTS).overall == score(few, (), WEIGHTS).overall == 50.0


def test_severity_weighs() -> None:
    """Critical weighs five times what low weighs, and info nothing."""
    rates = [Rate("a", "x", "critical", 0, 1), Rate("a", "y", "low", 1, 0), Rate("a", "z", "info", 0, 9)]

    assert score(rates, (), WEIGHTS).overall == pytest.approx(100 / 6, abs=0.01)


def test_weights_are_printed() -> None:
    """Whoever reads a score can see how it was made."""
    weights = {**WEIGHTS, "info": 1.0}

    assert weights == score([], (), weights).weights


def test_nothing_judged_is_no_score() -> None:
    """A rule without a pass or a fail stays out; a score of nothing is null, not 100."""
    result = score([Rate("a", "x", "high", 0, 0)], (), WEIGHTS)

    assert (result.overall, result.accounts) == (None, {})


def test_accounts_and_frameworks_have_their_own() -> None:
    """A rule in two accounts counts once in each."""
    rates = [Rate("a", "x", "low", 1, 0), Rate("b", "x", "low", 0, 1), Rate("a", "y", "low", 1, 1)]
    control = FrameworkControl(id="1.1", title="C", rules=("y",))
    framework = Framework(
        name="house", version="1", title="H", requirements=(Requirement(id="1", title="R", controls=(control,)),)
    )

    result = score(rates, [framework], WEIGHTS)

    assert (result.overall, result.accounts, result.frameworks) == (50.0, {"a": 75.0, "b": 0.0}, {"house-1": 50.0})
