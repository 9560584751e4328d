"""Suppressed findings stay and do not count; what holds in every environment is said once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from gatewright.evaluate.evaluation import evaluate, judge, report
from gatewright.evaluate.request import Refined, Request
from gatewright.model.document import Document, Origin, Path, RawProperties
from gatewright.model.finding import Finding, Report, Suppression
from gatewright.model.rule import Rule
from gatewright.testing.memory import MemoryEngine

ACCEPTED = Suppression(kind="config", reason="accepted")


def _off(document: Document, _parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
    properties = document.properties.model_dump()
    return [((name,), "is off") for name in ("first", "second") if properties.get(name) is False]


RULE = Rule.model_validate(
    {
        "id": "test.off",
        "title": "T",
        "description": "D",
        "severity": "high",
        "resource_types": ("test.bucket",),
        "reads": (("first",), ("second",)),
        "package": "rules.test.off",
        "source": "",
    }
)


def _request(**buckets: dict[str, JsonValue]) -> Request:
    documents = tuple(
        Document(
            id=name,
            type="test.bucket",
            properties=RawProperties.model_validate(properties),
            origin=Origin(source="memory", address=name),
        )
        for name, properties in buckets.items()
    )
    return Request(documents=documents, rules=(RULE,), engine=MemoryEngine({"test.off": _off}))


def _suppressing(*wanted: tuple[str, Path], environment: str | None = None) -> object:
    def refine(findings: Mapping[str, Sequence[Finding]]) -> Refined:
        return Refined(
            {
                name: [
                    f.model_copy(update={"suppression": ACCEPTED})
                    if (f.document.id, f.path) in wanted and environment in (None, name)
                    else f
                    for f in found
                ]
                for name, found in findings.items()
            }
        )

    return refine


def _refined(request: Request, *wanted: tuple[str, Path]) -> Report:
    return evaluate(replace(request, refine=_suppressing(*wanted)))  # type: ignore[arg-type]  # a Refine


def _seen(found: Report) -> list[tuple[str, Path, str, bool, tuple[str, ...]]]:
    return [(f.document.id, f.path, f.outcome, f.suppression is not None, f.environments) for f in found.findings]


def test_a_suppressed_finding_keeps_its_outcome_and_does_not_count() -> None:
    """It is listed and counted apart; severities and the score do as if it were not there."""
    found = _refined(_request(a={"first": False}, b={"first": True}), ("a", ("first",)))

    assert _seen(found) == [("a", ("first",), "fail", True, ()), ("b", (), "pass", False, ())]
    assert found.summary.suppressed == 1
    assert found.summary.outcomes["fail"] == 1
    assert found.summary.by_severity["high"] == 0
    assert found.summary.score.overall == 100


def test_a_resource_with_one_more_failure_still_counts_in_the_score() -> None:
    """The score counts a rule on a resource once: it is out only when all of its findings are suppressed."""
    found = _refined(_request(a={"first": False, "second": False}, b={"first": True}), ("a", ("first",)))

    assert found.summary.by_severity["high"] == 1
    assert found.summary.score.overall == 50


def test_a_score_of_nothing_but_suppressed_failures_is_none() -> None:
    """Where all that was judged is suppressed, nothing is left to score."""
    assert _refined(_request(a={"first": False}), ("a", ("first",))).summary.score.overall is None


def test_what_holds_everywhere_is_said_once() -> None:
    """A finding of all environments names none; the others name theirs."""
    everywhere = _request(a={"first": False}, b={"first": True})
    one_more = _request(a={"first": False}, b={"first": False})
    found = report({"dev": [judge(everywhere)], "prod": [judge(one_more)]}, everywhere)

    assert _seen(found) == [
        ("a", ("first",), "fail", False, ()),
        ("b", (), "pass", False, ("dev",)),
        ("b", ("first",), "fail", False, ("prod",)),
    ]
    assert found.summary.by_severity["high"] == 2
    assert found.summary.documents == 4


def test_a_failure_that_may_not_be_all_somewhere_may_not_be_all() -> None:
    """What is unknown beside it in one environment is not lost where several are one, whichever comes first."""
    known = _request(a={"first": False, "second": True})
    unknown = _request(a={"first": False, "second": {"$unknown": "decided on apply"}})
    parts = {"dev": [judge(known)], "prod": [judge(unknown)]}

    for ordered in (parts, dict(reversed(parts.items()))):
        (found,) = report(ordered, known).findings
        assert (True, ()) == (found.partial, found.environments)
    (found,) = report({"dev": [judge(known)], "prod": [judge(known)]}, known).findings
    assert not found.partial


def test_a_finding_suppressed_in_one_environment_counts_in_the_other() -> None:
    """It is two findings then: a suppressed one and one that counts, each with its environment."""
    request = _request(a={"first": False})
    refine = _suppressing(("a", ("first",)), environment="dev")
    found = report(
        {"dev": [judge(request)], "prod": [judge(request)]},
        replace(request, refine=refine),  # type: ignore[arg-type]  # a Refine
    )

    assert sorted(_seen(found)) == [
        ("a", ("first",), "fail", False, ("prod",)),
        ("a", ("first",), "fail", True, ("dev",)),
    ]
    assert (found.summary.by_severity["high"], found.summary.suppressed) == (1, 1)


def test_failures_are_findings_even_where_no_outcome_is_kept() -> None:
    """A report that keeps nothing else still holds and counts what failed."""
    found = evaluate(replace(_request(a={"first": False}, b={}), kept=frozenset()))

    assert [f.outcome for f in found.findings] == ["fail"]
    assert found.summary.by_severity["high"] == 1
