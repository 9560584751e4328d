"""An evaluation judges every rule on every document, and joins to each finding what belongs to it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from pydantic import JsonValue

from gatewright.errors import UsageError
from gatewright.evaluate.evaluation import evaluate
from gatewright.evaluate.evidence import value_at
from gatewright.evaluate.fingerprint import fingerprint
from gatewright.evaluate.request import Request
from gatewright.model.document import Document, Origin, Path, RawProperties
from gatewright.model.finding import Finding, Report, RuleFailure
from gatewright.model.location import Location, Position, Trace
from gatewright.model.rule import Control, Framework, FrameworkControl, Requirement, Rule, Severity
from gatewright.testing.memory import MemoryEngine, MemoryProvenance

UNKNOWN: dict[str, JsonValue] = {"$unknown": "decided on apply"}


def _rule(identity: str, severity: Severity = "medium", **changes: object) -> Rule:
    return Rule.model_validate(
        {
            "id": identity,
            "title": "T",
            "description": "D",
            "severity": severity,
            "resource_types": ("test.bucket",),
            "reads": (("enabled",),),
            "package": f"rules.{identity}",
            "source": "",
            **changes,
        }
    )


def _document(identity: str, kind: str = "test.bucket", **properties: JsonValue) -> Document:
    return Document(
        id=identity,
        type=kind,
        account="111111111111",
        properties=RawProperties.model_validate(properties),
        origin=Origin(source="memory", address=identity),
    )


def _off(document: Document, _parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
    properties = document.properties.model_dump()
    return [(("enabled",), "is off")] if properties.get("enabled") is False else []


def _fails(_document: Document, _parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
    raise ValueError("no such thing")


OFF = _rule("test.off")
DOCUMENTS = (
    _document("c", enabled=UNKNOWN),
    _document("a", enabled=True),
    _document("b", enabled=False),
    _document("k", "test.key", enabled=False),
)
REQUEST = Request(documents=DOCUMENTS, rules=(OFF,), engine=MemoryEngine({"test.off": _off}))


def _seen(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.rule.id, finding.document.id, finding.outcome) for finding in report.findings]


def _finding(report: Report, document: str) -> Finding:
    return next(finding for finding in report.findings if finding.document.id == document)


def test_every_document_of_the_type_has_an_outcome() -> None:
    """A hit is a fail; without one an unknown read is unknown, and all known is a pass."""
    report = evaluate(REQUEST)

    assert _seen(report) == [("test.off", "a", "pass"), ("test.off", "b", "fail"), ("test.off", "c", "unknown")]
    assert report.summary.outcomes == {"fail": 1, "pass": 1, "unknown": 1, "error": 0, "skipped": 0}
    assert report.summary.documents == 4
    assert report.summary.score.overall == 50.0
    assert report.summary.by_severity == {"critical": 0, "high": 0, "medium": 1, "low": 0, "info": 0}
    assert report.engine == "memory"


def test_documents_of_several_types_are_ordered_by_address() -> None:
    """Passes are findings of their own, each with its document, in the order in which a reader looks for them."""
    documents = (_document("a"), _document("b", "test.key"), _document("c"))
    rule = _rule("test.off", resource_types=("test.bucket", "test.key"))
    report = evaluate(replace(REQUEST, documents=documents, rules=(rule,)))

    assert _seen(report) == [("test.off", "a", "pass"), ("test.off", "b", "pass"), ("test.off", "c", "pass")]
    assert [fingerprint("test.off", name, ()) for name in "abc"] == [finding.fingerprint for finding in report.findings]


def test_an_unknown_finding_says_why_and_where() -> None:
    """The path is that of the value nobody knows."""
    finding = _finding(evaluate(REQUEST), "c")

    assert (
        finding.message,
        finding.path,
        finding.unknown_reason,
        finding.evidence,
    ) == ("cannot be decided", ("enabled",), "decided on apply", UNKNOWN)


def test_many_reasons_are_cut_short() -> None:
    """Equal reasons are said once, and the rest is counted."""
    rules: list[JsonValue] = [{"$unknown": f"reason {number % 5}"} for number in range(9)]
    request = replace(
        REQUEST, documents=(_document("a", rules=rules),), rules=(_rule("test.off", reads=(("rules", "*"),)),)
    )

    assert evaluate(request).findings[0].unknown_reason == "reason 0; reason 1; reason 2; and 2 more"


def test_a_hit_beats_an_unknown() -> None:
    """What is known to be wrong is wrong, whatever else is unknown."""
    request = replace(REQUEST, rules=(_rule("test.off", reads=(("enabled",), ("other",))),))
    documents = (_document("a", enabled=False, other=UNKNOWN),)

    found = evaluate(replace(request, documents=documents))
    assert _seen(found) == [("test.off", "a", "fail")]
    assert found.findings[0].partial
    assert not _finding(evaluate(REQUEST), "b").partial


def test_a_rule_that_fails_is_an_error_and_no_pass() -> None:
    """Each document that it would have judged has the outcome error, and the report names the rule once."""
    request = replace(
        REQUEST,
        rules=(OFF, _rule("test.bad")),
        engine=MemoryEngine({"test.off": _off, "test.bad": _fails}),
        rule_errors=(RuleFailure(rule="test.unread", error="not Rego"),),
    )
    report = evaluate(request)

    assert [entry for entry in _seen(report) if entry[0] == "test.bad"] == [
        ("test.bad", "a", "error"),
        ("test.bad", "b", "error"),
        ("test.bad", "c", "error"),
    ]
    assert report.rule_errors == (
        RuleFailure(rule="test.bad", error="no such thing"),
        RuleFailure(rule="test.unread", error="not Rego"),
    )
    assert report.summary.score.overall == 50.0


def test_a_hit_on_what_the_rule_does_not_judge_is_the_rules_error() -> None:
    """An engine's answer that has no place must not get lost."""

    class Wild(MemoryEngine):
        """Answers as if every document were of the rule's type."""

        def evaluate(self, rules, documents, config):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
            same = [document.model_copy(update={"type": "test.bucket"}) for document in documents]
            return super().evaluate(rules, same, config)

    report = evaluate(replace(REQUEST, engine=Wild({"test.off": _off})))

    assert report.rule_errors == (
        RuleFailure(rule="test.off", error="a hit names `k`, which is no document of a type that the rule judges"),
    )


def test_a_disabled_rule_is_skipped() -> None:
    """It is not run, and every document that it would have judged says so."""
    report = evaluate(replace(REQUEST, disabled=frozenset({"test.off"}), engine=MemoryEngine()))

    assert [outcome for _, _, outcome in _seen(report)] == ["skipped"] * 3
    assert report.summary.score.overall is None


def test_each_path_is_a_finding_and_each_document_counts_once() -> None:
    """Two wrong paths are two findings with fingerprints of their own; what is said twice of a path is one."""

    def judge(_document: Document, _parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
        return [(("rules", 10), "a"), (("rules", 2), "y"), (("rules", 2), "x")]

    report = evaluate(replace(REQUEST, documents=(_document("a"),), engine=MemoryEngine({"test.off": judge})))

    assert [(finding.path, finding.message) for finding in report.findings] == [
        (("rules", 2), "x; y"),
        (("rules", 10), "a"),
    ]
    assert (report.summary.outcomes["fail"], report.summary.by_severity["medium"]) == (1, 2)
    assert len({finding.fingerprint for finding in report.findings}) == 2


def test_place_owners_and_controls_are_joined() -> None:
    """Provenance is asked for the path of the finding, and owners for its place."""
    location = Location(file="main.tf", start=Position(line=3, column=1), end=Position(line=3, column=9))
    trace = Trace(location=location)
    control = FrameworkControl(id="1.1", title="C", rules=("test.off",))
    framework = Framework(
        name="house", version="1", title="H", requirements=(Requirement(id="1", title="R", controls=(control,)),)
    )
    request = replace(
        REQUEST,
        provenance=MemoryProvenance({("b", ("enabled",)): trace}),
        owners_of=lambda document, trace: (f"@{document.id}", str(trace and trace.location and trace.location.file)),
        frameworks=(framework,),
    )

    finding = _finding(evaluate(request), "b")

    assert (location, ("@b", "main.tf"), False) == (finding.location, finding.owners, finding.evidence)
    assert finding.controls == (Control(framework="house", version="1", requirement="1", control="1.1"),)


def test_severities_and_weights_are_the_callers() -> None:
    """An override changes the finding, the order and the score."""
    request = replace(
        REQUEST,
        rules=(_rule("test.a", "critical"), _rule("test.b", "low")),
        engine=MemoryEngine({"test.a": _off, "test.b": lambda _document, _parameters: []}),
        severities={"test.b": "critical", "test.a": "low"},
        weights={"critical": 3.0, "high": 1.0, "medium": 1.0, "low": 1.0, "info": 1.0},
    )
    report = evaluate(request)

    assert [rule for rule, _, _ in _seen(report)] == ["test.b", "test.b", "test.b", "test.a", "test.a", "test.a"]
    assert report.summary.score.overall == 87.5


def test_only_kept_outcomes_become_findings() -> None:
    """The counts are the same whatever is kept."""
    report = evaluate(replace(REQUEST, kept=frozenset({"fail", "error"})))

    assert _seen(report) == [("test.off", "b", "fail")]
    assert evaluate(REQUEST).summary == report.summary


def test_parameters_reach_the_rule() -> None:
    """The caller's parameters lie over the rule's defaults."""
    seen: list[Mapping[str, JsonValue]] = []

    def judge(_document: Document, parameters: Mapping[str, JsonValue]) -> list[tuple[Path, str]]:
        seen.append(parameters)
        return []

    evaluate(
        replace(
            REQUEST,
            documents=DOCUMENTS[:1],
            rules=(_rule("test.off", parameters={"days": 7, "names": []}),),
            engine=MemoryEngine({"test.off": judge}),
            config={"test.off": {"days": 30}},
        )
    )

    assert seen == [{"days": 30, "names": []}]


def test_a_parameter_that_does_not_exist_is_refused() -> None:
    """A misspelt parameter would be silently without effect."""
    with pytest.raises(UsageError) as caught:
        evaluate(replace(REQUEST, config={"test.off": {"day": 1}}))

    assert str(caught.value) == "the rule `test.off` has no parameter `day`; it has none"


def test_fingerprints_are_fixed() -> None:
    """They are part of what users store; whoever changes this expectation breaks their baselines."""
    expected = ["ae462e5d1d701cb861126c65945024fd", "beff445a6614a30b4d7ed8220d2eb4ce"]

    assert expected == [
        fingerprint("aws.s3.x", ".:aws_s3_bucket.é", ("rules", 0, "cidr")),
        fingerprint("aws.s3.x", '.:aws_s3_bucket.a["b"]', ()),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", 1, "b"), 5),
        (("a", 2), None),
        (("a", "x"), None),
        (("n", "x"), None),
        ((), {"a": [0, {"b": 5}], "n": None}),
    ],
)
def test_evidence_is_the_value_at_the_path(path: Path, expected: JsonValue) -> None:
    """A path that leads nowhere has no evidence."""
    assert expected == value_at({"a": [0, {"b": 5}], "n": None}, path)


def test_large_evidence_is_cut() -> None:
    """The start of a large value is enough to recognise it."""
    expected = {"$truncated": '["' + "x" * 1998}

    assert expected == value_at({"a": ["x" * 5000]}, ("a",))
