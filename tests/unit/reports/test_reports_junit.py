"""JUnit XML tells every outcome apart."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st
from report_builder import make_finding, make_report, make_rule

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report, RuleFailure
from gatewright.model.location import Position
from gatewright.reports import RenderOptions
from gatewright.reports.junit_report import render


def parsed(report: Report) -> Element:
    """The document, read back by an XML parser."""
    return fromstring(render(report, RenderOptions()).encode())  # noqa: S314 - written by ourselves


def test_every_outcome_is_told_apart() -> None:
    """A failure, an error, and two reasons to skip; a pass is an empty case."""
    root = parsed(
        make_report(
            make_finding("fail"),
            make_finding("pass"),
            make_finding("unknown", unknown_reason="`var.x` has no value"),
            make_finding("error", message="boom"),
            make_finding("skipped", message="accepted by the team"),
        )
    )

    assert [[(part.tag, part.get("message"), part.get("type")) for part in case] for case in root.iter("testcase")] == [
        [("failure", "the bucket is public", "high")],
        [],
        [("skipped", "unknown: `var.x` has no value", None)],
        [("error", "boom", None)],
        [("skipped", "skipped: accepted by the team", None)],
    ]
    assert root.attrib == {"name": "gatewright", "tests": "5", "failures": "1", "errors": "1", "skipped": "2"}


def test_has_one_suite_per_rule() -> None:
    """Suites are named and sorted by rule; a rule that could not be run is a suite with an error."""
    root = parsed(
        make_report(
            make_finding(rule=make_rule("b.b.b")),
            make_finding("pass", rule=make_rule("b.b.b")),
            make_finding(rule=make_rule("a.a.a")),
            rule_errors=(RuleFailure(rule="c.c.c", error="does not compile"),),
        )
    )

    assert [(suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in root] == [
        ("a.a.a", "1", "1", "0"),
        ("b.b.b", "2", "1", "0"),
        ("c.c.c", "1", "0", "1"),
    ]
    assert [part.text for part in root.iter("error")] == ["does not compile"]


def test_a_case_says_where_and_why() -> None:
    """File and line are attributes; the text has value, origin and owners."""
    (case,) = parsed(make_report(make_finding())).iter("testcase")

    assert case.attrib == {
        "name": "aws_s3_bucket.logs public",
        "classname": "aws.s3.bucket_is_public",
        "file": "main.tf",
        "line": "3",
    }
    assert (case[0].text or "").splitlines() == [
        "S3 bucket is public (high)",
        "at main.tf:3:3",
        "value: true",
        "from: literal at main.tf:3:12",
        "owners: @shop/storage",
    ]


def test_an_unreadable_input_is_an_error() -> None:
    """What was lost is an errored case; a warning is output."""
    lost = Diagnostic(severity="error", summary="bad syntax", file="x.tf", start=Position(line=4, column=1))
    odd = Diagnostic(severity="warning", summary="odd", detail="look")
    (suite,) = parsed(make_report(diagnostics=(lost, odd)))

    assert [(part.tag, part.get("name")) for part in suite] == [("testcase", "x.tf:4"), ("system-out", None)]
    assert (suite.get("errors"), suite[1].text) == ("1", "input: odd: look")


@given(st.text())
def test_any_text_gives_valid_xml(text: str) -> None:
    """No character of a scanned file can break the document."""
    finding = make_finding(message=text, owners=(text,), evidence={text: text})
    report = make_report(finding, rule_errors=(RuleFailure(rule=text or "x", error=text),))

    assert parsed(report).get("tests") == "2"
