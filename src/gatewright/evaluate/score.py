"""The posture score: a severity-weighted pass rate that does not depend on how many resources there are.

Per account and rule the pass rate is `pass / (pass + fail)`; what is unknown, skipped or failed to run stays out. The
score is 100 times the mean of these rates, weighted by severity, so 500 failing containers weigh what 3 failing buckets
weigh. There is no score where nothing was judged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gatewright.model.finding import Score
from gatewright.model.rule import SEVERITIES, Framework, Severity

WEIGHTS: Mapping[Severity, float] = {"critical": 5.0, "high": 4.0, "medium": 2.0, "low": 1.0, "info": 0.0}
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Rate:
    """How many documents of one account passed and failed one rule."""

    account: str
    rule: str
    severity: Severity
    passed: int
    failed: int


def score(rates: Sequence[Rate], frameworks: Iterable[Framework], weights: Mapping[Severity, float]) -> Score:
    """The score of everything, of each account, and of each framework."""
    accounts: dict[str, list[Rate]] = {}
    for rate in sorted(rates, key=lambda rate: rate.account):
        accounts.setdefault(rate.account, []).append(rate)
    by_account = {name: _mean(group, weights) for name, group in accounts.items()}
    by_framework = {
        framework.id: _mean([rate for rate in rates if rate.rule in rules], weights)
        for framework in frameworks
        for rules in ({rule for rule, _ in framework.placements()},)
    }
    return Score(
        overall=_mean(rates, weights),
        weights={severity: weights[severity] for severity in SEVERITIES},
        accounts={name: value for name, value in by_account.items() if value is not None},
        frameworks={name: value for name, value in by_framework.items() if value is not None},
    )


def _mean(rates: Sequence[Rate], weights: Mapping[Severity, float]) -> float | None:
    judged = [rate for rate in rates if rate.passed + rate.failed]
    total = math.fsum(weights[rate.severity] for rate in judged)
    if not total:
        return None
    earned = math.fsum(weights[rate.severity] * rate.passed / (rate.passed + rate.failed) for rate in judged)
    return round(100 * earned / total, DIGITS)
