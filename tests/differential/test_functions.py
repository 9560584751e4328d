"""Every function, equality and unification, compared with Terraform itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from function_cases import CASES, LANGUAGE
from function_strategies import COLLECTION_CALLS, NUMBER_CALLS, TEXT_CALLS, VALUES, Calls, calls, drawn
from hypothesis import strategies as st
from outcomes import Outcome, comparable, outcome, own_outcome
from terraform_oracle import Refused, evaluate, render

from gatewright.sources.terraform.functions import FUNCTIONS, JailedFiles, call
from gatewright.sources.terraform.typesystem import convert, equal, type_of, unify
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value

pytestmark = pytest.mark.terraform


def test_the_table_has_every_function_of_the_language() -> None:
    """A function that is added to the language's list is missed here."""
    called = {str(case[0]) for case in CASES}
    evaluated_lazily = {"can", "try", "templatefile", "templatestring"}

    assert LANGUAGE - evaluated_lazily == LANGUAGE & called
    assert LANGUAGE - evaluated_lazily == LANGUAGE & set(FUNCTIONS)


def test_functions_yield_what_terraform_yields(tmp_path: Path) -> None:
    """Values, kinds of collections, unknown parts, marks and refusals are Terraform's in every case of the table."""
    _write_files(tmp_path / "f")

    assert _differences(CASES, tmp_path) == []


@pytest.mark.parametrize("table", [TEXT_CALLS, NUMBER_CALLS, COLLECTION_CALLS], ids=["text", "number", "collection"])
def test_generated_calls_yield_what_terraform_yields(table: Calls, tmp_path: Path) -> None:
    """Generated arguments, fitting or not, are treated as Terraform treats them."""
    assert _differences(drawn(calls(table), 600), tmp_path) == []


def test_equality_is_terraforms(tmp_path: Path) -> None:
    """Generated pairs of values are equal, or not, as in Terraform."""
    pairs = [(one, one if same else other) for one, other, same in drawn(st.tuples(VALUES, VALUES, st.booleans()), 400)]
    answers = evaluate([f"{render(one)} == {render(other)}" for one, other in pairs], tmp_path)

    differing = [
        (pair, answer.value) for pair, answer in zip(pairs, answers, strict=True) if equal(*pair) is not answer.value
    ]

    assert differing == []


def test_unification_is_that_of_conditionals(tmp_path: Path) -> None:
    """The branches of generated conditionals get the type that Terraform gives them, or none."""
    pairs = drawn(st.tuples(VALUES, VALUES), 400)
    answers = evaluate([f"true ? {render(one)} : {render(other)}" for one, other in pairs], tmp_path)
    differing = []
    for (one, other), answer in zip(pairs, answers, strict=True):
        ours = _unified(one, other)
        if comparable(ours, kinds=True) != comparable(answer.value, kinds=True):
            differing.append((one, other, ours, answer.value))

    assert differing == []


def _differences(cases: Sequence[tuple[Value, ...]], directory: Path) -> list[tuple[str, Outcome, Outcome]]:
    """The calls of which Gatewright makes something else than Terraform: both outcomes."""
    expressions = [f"{case[0]}({', '.join(map(render, case[1:]))})" for case in cases]
    found = []
    for case, expression, answer in zip(cases, expressions, evaluate(expressions, directory), strict=True):
        ours = _call(case, JailedFiles(directory))
        if isinstance(ours, UnknownValue) and isinstance(answer.value, Refused) and "terraform_data" in expression:
            continue  # Terraform knows the type of the unknown argument, and that it does not fit
        mine, theirs = own_outcome(ours, answer), outcome(answer)
        if mine != theirs:
            found.append((expression, mine, theirs))
    return found


def _call(case: tuple[Value, ...], files: JailedFiles) -> Value | Refused:
    try:
        return call(str(case[0]), case[1:], files)
    except EvaluationError:
        return Refused()


def _unified(one: Value, other: Value) -> Value | Refused:
    """The first value in the type that both have in common."""
    wanted = unify([type_of(one), type_of(other)])
    try:
        return Refused() if wanted is None else convert(one, wanted)
    except EvaluationError:
        return Refused()


def _write_files(directory: Path) -> None:
    (directory / "dir" / "sub").mkdir(parents=True)
    (directory / "hello.txt").write_text("hello é\n")
    (directory / "bin.dat").write_bytes(b"\xff\x00")
    (directory / "dir" / "sub" / "deep.txt").write_text("x")
    (directory / "dir" / ".hidden").write_text("")
