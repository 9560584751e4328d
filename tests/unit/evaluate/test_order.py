"""A report does not depend on the order in which documents and rules come."""

from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from gatewright.evaluate.evaluation import evaluate
from gatewright.evaluate.request import Request
from gatewright.model.document import Document, Path
from gatewright.model.finding import Report
from gatewright.model.rule import SEVERITIES, Rule
from gatewright.testing.memory import MemoryEngine
from gatewright.testing.strategies import NAMES, TYPES, estates


def _rule(number: int, types: tuple[str, ...]) -> Rule:
    return Rule(
        id=f"test.rule_{number}",
        title="T",
        description="D",
        severity=SEVERITIES[number % len(SEVERITIES)],
        resource_types=types,
        reads=((NAMES[number % len(NAMES)],), ("@key", NAMES[0])),
        package=f"rules.test.rule_{number}",
        source="",
    )


RULES = tuple(_rule(number, TYPES[number % 3 :]) for number in range(7))


def _judge(document: Document, _parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
    properties = document.properties.model_dump()
    return [((name,), f"{name} is wrong") for name, value in properties.items() if value in (False, "a", [])]


ENGINE = MemoryEngine({rule.id: _judge for rule in RULES[:-1]})


def _report(documents: tuple[Document, ...], rules: tuple[Rule, ...]) -> Report:
    return evaluate(Request(documents=documents, rules=rules, engine=ENGINE))


@settings(max_examples=60, deadline=None)
@given(estates(), st.randoms(use_true_random=False))
def test_shuffling_changes_nothing(documents: tuple[Document, ...], random: Random) -> None:
    """The same documents and rules in another order give the same report, byte for byte."""
    shuffled = random.sample(documents, len(documents))
    rules = random.sample(RULES, len(RULES))

    expected = _report(documents, RULES).model_dump_json()

    assert expected == _report(tuple(shuffled), tuple(rules)).model_dump_json()


@settings(max_examples=60, deadline=None)
@given(estates())
def test_every_rule_has_one_outcome_on_every_document_it_judges(documents: tuple[Document, ...]) -> None:
    """Nothing is lost and nothing is counted twice; fingerprints are distinct."""
    report = _report(documents, RULES)

    judged = sum(document.type in rule.resource_types for document in documents for rule in RULES)
    assert judged == sum(report.summary.outcomes.values())
    assert len(report.findings) == len({finding.fingerprint for finding in report.findings})


@settings(max_examples=60, deadline=None)
@given(estates())
def test_another_place_and_name_keep_the_fingerprint(documents: tuple[Document, ...]) -> None:
    """A finding is the same finding after a move to another file, account or name."""
    moved = tuple(document.model_copy(update={"name": "other", "account": "333333333333"}) for document in documents)

    expected = {finding.fingerprint for finding in _report(documents, RULES).findings}

    assert expected == {finding.fingerprint for finding in _report(moved, RULES).findings}
