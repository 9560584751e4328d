"""The two evaluators of AWS policies give the same answers, and answers that make sense, in generated worlds."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from identity_worlds import completed, with_deny, worlds

from gatewright.identity import reference
from gatewright.identity.requests import decided

CASES = Path(__file__).parents[1] / "data" / "identity" / "cases"
NIGHTLY = bool(os.environ.get("GATEWRIGHT_NIGHTLY"))
WORLDS = settings(
    max_examples=100_000 if NIGHTLY else 2_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
FEWER = settings(WORLDS, max_examples=10_000 if NIGHTLY else 500)


def _fast(world: dict[str, Any]) -> dict[str, Any]:
    found = decided(world)
    return {key: found[key] for key in ("outcome", "denied_by", "layer")}


@WORLDS
@given(worlds())
def test_evaluators_agree(world: dict[str, Any]) -> None:
    """Outcome, kind of denial and layer are the reference's."""
    try:
        expected = reference.decide(world)
    except reference.TooManyTestsError:
        assume(False)  # noqa: FBT003  # Hypothesis's way to pass over an example
        raise
    event(" ".join(str(value) for value in expected.values()))

    assert expected == _fast(world)


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_case_holds_in_the_reference(name: str) -> None:
    """Every case of the decision procedure is the reference's answer too."""
    case: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    keys = ("outcome", "denied_by", "layer")
    expected = {key: case["expect"][key] for key in keys if key != "layer" or case["expect"].get(key) is not None}

    found = reference.decide(case["given"])

    assert expected == {key: found[key] for key in expected}


@FEWER
@given(worlds().flatmap(lambda world: st.tuples(st.just(world), with_deny(world))))
def test_deny_never_allows(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """One Deny more makes no denied request conditional, and neither a denied nor a conditional one allowed."""
    ranks = {"denied": 0, "conditional": 1, "allowed": 2}

    before, after = (ranks[_fast(world)["outcome"]] for world in pair)

    assert after <= before


@FEWER
@given(worlds(complete=False).flatmap(lambda world: st.tuples(st.just(world), completed(world))))
def test_completed_context_contradicts_no_certain_answer(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """What is allowed or denied whatever the unknown is, is so whatever the unknown turns out to be."""
    before, after = (_fast(world)["outcome"] for world in pair)
    event(f"{before} {after}")

    assert before in ("conditional", after)


@FEWER
@given(worlds(broken=True))
def test_malformed_statements_never_allow(world: dict[str, Any]) -> None:
    """Where no statement that allows is well-formed, nothing is allowed but what needs no permission."""
    assume(world["action"] not in ("sts:GetCallerIdentity", "sts:GetSessionToken"))

    assert "denied" == _fast(world)["outcome"]
