"""The evaluator, compared with Terraform itself: expressions by the hundred, and whole configurations."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from expression_cases import constructs, operator_pairs, trees
from outcomes import Outcome, outcome, own_outcome
from terraform_oracle import UNKNOWN_TEXT, Answer, Refused, evaluate, plan_inputs

from gatewright.sources.terraform.evaluator.expressions import evaluate as evaluate_ours
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.functions import NoFiles
from gatewright.sources.terraform.source import SourceTree
from gatewright.sources.terraform.syntax.parser import parse
from gatewright.sources.terraform.values import EvaluationError, Value

pytestmark = pytest.mark.terraform

_CASES = Path(__file__).parent / "evaluator_cases"
_REFUSED = re.compile(r'in (?:output "o|resource "terraform_data" "r)([0-9]+)"')


def test_constructs_mean_what_they_mean_to_terraform(tmp_path: Path) -> None:
    """Each construct of the language has Terraform's value, unknown parts, marks, or refusal."""
    assert _differences(constructs(), tmp_path) == []


@pytest.mark.parametrize("case", sorted(path.name for path in _CASES.iterdir()))
def test_configurations_are_planned_as_by_terraform(case: str, tmp_path: Path) -> None:
    """Whole configurations have Terraform's instances, each with its value, unknown parts and marks."""
    directory = tmp_path / case
    shutil.copytree(_CASES / case, directory)
    given = json.loads((directory / "case.json").read_text()) if (directory / "case.json").exists() else {}
    files = tuple(directory / name for name in given.get("var_files", ()))
    values, environment = given.get("vars", {}), given.get("environment", {})
    options = [f"-var-file={file}" for file in files] + [f"-var={name}={value}" for name, value in values.items()]
    theirs = plan_inputs(directory, options, environment)

    inputs = VariableInputs(files, tuple(values.items()), environment)
    ours = SourceTree(directory, inputs).evaluate((".",))

    assert list(ours.diagnostics) == []
    found = {one.address: one.values.get("input") for one in ours.instances if one.mode == "managed"}
    assert {address: outcome(answer) for address, answer in theirs.items()} == {
        address: own_outcome(value, theirs.get(address, Answer(Refused()))) for address, value in found.items()
    }


def test_operators_bind_as_in_terraform(tmp_path: Path) -> None:
    """Every pair of operators nests as in Terraform."""
    found = _differences(sorted(set(operator_pairs())), tmp_path)

    assert [difference for difference in found if not _decided_on_the_left(difference)] == []


def test_generated_expressions_mean_what_they_mean_to_terraform(tmp_path: Path) -> None:
    """Generated expressions have Terraform's value, and are unknown where Terraform does not know it."""
    found = _differences(trees(700), tmp_path)

    assert [difference for difference in found if not _is_allowed(difference)] == []


def _is_allowed(difference: tuple[str, Outcome, Outcome]) -> bool:
    """Whether the two may differ: Gatewright leaves types of what is not known, or not chosen, unchecked.

    And it knows more where one side of an operator, or agreeing branches, decide.
    """
    expression, ours, theirs = difference
    if theirs[0] == Refused() or (_is_unknown(ours[0]) and "terraform_data" in expression):
        return True
    if re.search(r"(try|can)\(.*\?", expression):
        return True
    return _is_unknown(theirs[0]) and re.search(r"[?]|&&|[|]{2}|[!=]=", expression) is not None


def _decided_on_the_left(difference: tuple[str, Outcome, Outcome]) -> bool:
    """Whether the right side of `||` or `&&` is refused, which Terraform does not look at since 1.12."""
    expression, ours, theirs = difference
    decisive = ("bool", "||" in expression)
    return theirs[0] == Refused() and ("||" in expression or "&&" in expression) and ours[0] == decisive


def _is_unknown(outcome: object) -> bool:
    return outcome == ("unknown", "") or (isinstance(outcome, tuple) and _holds_unknown(outcome[1]))


def _holds_unknown(parts: object) -> bool:
    listed = parts.values() if isinstance(parts, dict) else parts if isinstance(parts, list) else ()
    return any(map(_is_unknown, listed))


class _Names:
    """A module in which only the resource of the unknown text exists."""

    def __init__(self) -> None:
        self.files = NoFiles()

    def lookup(self, root: str, steps: tuple[str | int, ...]) -> tuple[Value, int]:
        """The unknown text."""
        if (root, *steps[:2]) == ("terraform_data", "text", "id"):
            return UNKNOWN_TEXT, 2
        raise EvaluationError(f"there is no `{root}`")


def _ours(expression: str) -> Value | Refused:
    body = parse("case.tf", f"value = {expression}\n".encode()).body
    if "value" not in body.attributes:
        return Refused()
    try:
        return evaluate_ours(body.attributes["value"].expression, Scope(_Names()))
    except EvaluationError:
        return Refused()


def _planned(expressions: list[str], directory: Path) -> tuple[list[str], list[Answer]]:
    """The expressions that one plan admits, with Terraform's answers: some are refused whatever is around them."""
    while True:
        try:
            return expressions, evaluate(expressions, directory)
        except AssertionError as error:
            refused = {int(number) for number in _REFUSED.findall(str(error))}
            if not refused:
                raise
            expressions = [one for number, one in enumerate(expressions) if number not in refused]


def _differences(expressions: Sequence[str], directory: Path) -> list[tuple[str, Outcome, Outcome]]:
    """The expressions of which Gatewright makes something else than Terraform: both outcomes."""
    found = []
    planned, answers = _planned(list(expressions), directory)
    for expression, answer in zip(planned, answers, strict=True):
        mine, theirs = own_outcome(_ours(expression), answer), outcome(answer)
        if mine != theirs:
            found.append((expression, mine, theirs))
    return found
