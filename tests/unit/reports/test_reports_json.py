"""The JSON report keeps its contract."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from report_builder import frame, make_finding, make_report, place

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import RuleFailure
from gatewright.model.location import Position
from gatewright.reports import RenderOptions
from gatewright.reports.json_report import render


def validator() -> Draft202012Validator:
    """A validator of the schema that the package ships."""
    text = (files("gatewright.reports") / "schemas" / "report-1.schema.json").read_text()
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def rendered(*outcomes: Any, **options: Any) -> dict[str, Any]:
    """A report of one finding per outcome, read back."""
    report = make_report(
        *(make_finding(outcome) for outcome in outcomes),
        diagnostics=(Diagnostic(severity="warning", summary="odd", file="x.tf", start=Position(line=1, column=2)),),
        rule_errors=(RuleFailure(rule="aws.s3.broken", error="boom"),),
    )
    loaded: dict[str, Any] = json.loads(render(report, RenderOptions(**options)))
    return loaded


def test_has_exactly_the_keys_of_the_contract() -> None:
    """A finding carries every key of version 1, in its order, and nothing else."""
    report = rendered("fail")

    assert list(report) == [
        "schema", "tool", "changed_since", "summary", "findings", "diagnostics", "rule_errors",
    ]  # fmt: skip
    assert list(report["findings"][0]) == [
        "fingerprint", "rule", "title", "severity", "outcome", "message", "document", "path", "evidence", "location",
        "stack", "value_from", "owners", "controls", "equivalents", "unknown_reason",
        "suppression", "environments",
    ]  # fmt: skip
    assert list(report["findings"][0]["document"]) == [
        "id",
        "type",
        "name",
        "address",
        "root",
        "provider",
        "account",
        "region",
    ]


def test_holds_what_fails_or_errors_by_default() -> None:
    """Passes, unknowns and skips are counted, and left out of the findings."""
    report = rendered("fail", "pass", "unknown", "error", "skipped")

    assert [finding["outcome"] for finding in report["findings"]] == ["fail", "error"]
    assert report["summary"]["outcomes"] == {"fail": 1, "pass": 1, "unknown": 1, "error": 1, "skipped": 1}


def test_holds_every_outcome_on_request() -> None:
    """`all_outcomes` keeps everything, in the report's order."""
    outcomes = ["unknown", "pass", "fail", "skipped", "error"]

    assert outcomes == [f["outcome"] for f in rendered(*outcomes, all_outcomes=True)["findings"]]


def test_counts_failures_by_severity_with_zeros() -> None:
    """Every severity has a count, so that a reader need not guess."""
    expected = {"critical": 0, "high": 2, "medium": 0, "low": 0, "info": 0}

    assert expected == rendered("fail", "fail", "pass")["summary"]["by_severity"]


@pytest.mark.parametrize("outcome", ["fail", "pass", "unknown", "error", "skipped"])
def test_is_valid_against_its_schema(outcome: str) -> None:
    """Reports with and without places satisfy the schema."""
    bare = make_finding("fail", location=None, stack=(), value_from=None, evidence=None)
    deep = make_finding("fail", stack=(frame("attribute"), frame("module_call", symbol="module.a")), path=("a", 0))

    validator().validate(rendered(outcome, all_outcomes=True))
    validator().validate(json.loads(render(make_report(bare, deep), RenderOptions())))


def test_the_schema_is_closed() -> None:
    """A key that the contract does not name is refused, at every depth."""
    report = rendered("fail")
    finding = report["findings"][0]
    parts = [report, report["summary"], finding, finding["document"], finding["location"]["start"]]
    for part in [*parts, report["diagnostics"][0], report["rule_errors"][0]]:
        part["extra"] = 1
        with pytest.raises(ValidationError, match="extra"):
            validator().validate(report)
        del part["extra"]


def test_a_text_that_no_encoding_holds_is_replaced() -> None:
    """A lone surrogate becomes the replacement character; the report stays readable."""
    text = render(make_report(make_finding(message="a\ud800b", evidence={"\udfff": float("inf")})), RenderOptions())
    finding = json.loads(text.encode())["findings"][0]

    assert finding["message"] == "a\ufffdb"
    assert finding["evidence"] == {"\ufffd": "Infinity"}


def test_keeps_places_as_given() -> None:
    """Location and stack are copied, not interpreted."""
    report = make_report(make_finding(location=place("modules/é.tf", 7), stack=(frame("block", "b.tf", 2, "x"),)))
    finding = json.loads(render(report, RenderOptions()))["findings"][0]

    assert finding["location"] == {
        "file": "modules/é.tf",
        "start": {"line": 7, "column": 3},
        "end": {"line": 7, "column": 20},
        "symbol": "public",
    }
    assert finding["stack"] == [
        {
            "kind": "block",
            "file": "b.tf",
            "start": {"line": 2, "column": 1},
            "end": {"line": 3, "column": 2},
            "symbol": "x",
        }
    ]
