"""GitLab's two formats: what counts, at its place, and nothing that looks better than it is."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from report_builder import ACCEPTED, NOW, make_document, make_finding, make_report, make_rule, place

from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report, RuleFailure
from gatewright.model.location import Position
from gatewright.model.rule import Control, Remediation, Severity
from gatewright.reports import RenderOptions, gitlab_codequality_report, gitlab_sast_report
from gatewright.reports.gitlab_sast_report import identity

SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "gitlab-sast-report.schema.json").read_text()))
LIVE = make_document(id="arn:aws:s3:::live", address="", name="live", root="live")
LOST = Diagnostic(
    severity="error", summary="bad syntax", detail="mend it", file="x.tf", start=Position(line=4, column=1)
)


def issues_of(report: Report, scan_root: str = "") -> list[dict[str, Any]]:
    """The issues for Code Quality."""
    issues: list[dict[str, Any]] = json.loads(
        gitlab_codequality_report.render(report, RenderOptions(scan_root=scan_root))
    )
    return issues


def sast_of(report: Report, scan_root: str = "") -> dict[str, Any]:
    """The security report, after validation."""
    text = gitlab_sast_report.render(report, RenderOptions(scan_root=scan_root, now=NOW))
    sast: dict[str, Any] = json.loads(text)
    SCHEMA.validate(sast)
    return sast


def test_a_failure_is_an_issue() -> None:
    """Code Quality's fields, with the file named from the repository's root."""
    expected = {
        "description": "aws_s3_bucket.logs: the bucket is public",
        "check_name": "aws.s3.bucket_is_public",
        "fingerprint": "f1",
        "severity": "critical",
        "location": {"path": "infra/main.tf", "lines": {"begin": 3}},
    }

    assert [expected] == issues_of(make_report(make_finding()), "infra")


@pytest.mark.parametrize(
    ("severity", "quality", "security"),
    [
        ("critical", "blocker", "Critical"),
        ("high", "critical", "High"),
        ("medium", "major", "Medium"),
        ("low", "minor", "Low"),
        ("info", "info", "Info"),
    ],
)
def test_severities_are_gitlab_s(severity: Severity, quality: str, security: str) -> None:
    """Five of ours are five of theirs."""
    report = make_report(make_finding(severity=severity))

    assert (quality, security) == (issues_of(report)[0]["severity"], sast_of(report)["vulnerabilities"][0]["severity"])


def test_only_what_counts_is_shown() -> None:
    """Neither other outcomes nor suppressed failures are issues or vulnerabilities; the gravest comes first."""
    report = make_report(
        make_finding("pass", fingerprint="p"),
        make_finding("unknown", fingerprint="u"),
        make_finding(fingerprint="s", suppression=ACCEPTED),
        make_finding(fingerprint="low", severity="low"),
        make_finding(fingerprint="high"),
    )

    assert ["high", "low"] == [issue["fingerprint"] for issue in issues_of(report)]
    assert [identity("high"), identity("low")] == [found["id"] for found in sast_of(report)["vulnerabilities"]]
    assert [{"level": "info", "value": "1 suppressed finding left out"}] == sast_of(report)["scan"]["messages"]


def test_what_could_not_be_judged_is_an_issue() -> None:
    """A merge request must not look better because a rule or a file broke."""
    report = make_report(
        make_finding("error", message="boom"),
        rule_errors=(RuleFailure(rule="own.broken", error="does not compile"),),
        diagnostics=(LOST,),
    )

    assert [
        ("aws.s3.bucket_is_public", "the rule could not be run: boom", "main.tf", 3),
        ("own.broken", "the rule could not be run: does not compile", ".", 1),
        ("gatewright.input", "bad syntax: mend it", "x.tf", 4),
    ] == [
        (one["check_name"], one["description"], one["location"]["path"], one["location"]["lines"]["begin"])
        for one in issues_of(report)
    ]
    assert 3 == len({one["fingerprint"] for one in issues_of(report)})


def test_an_incomplete_scan_is_a_failure() -> None:
    """The security report says what could not be read or run, and that the scan failed; a warning is no failure."""
    broken = make_report(rule_errors=(RuleFailure(rule="own.broken", error="boom"),), diagnostics=(LOST,))
    odd = make_report(diagnostics=(LOST.model_copy(update={"severity": "warning"}),))

    assert [
        ("failure", [("fatal", "own.broken could not be run: boom"), ("fatal", "x.tf:4: bad syntax: mend it")]),
        ("success", [("warn", "x.tf:4: bad syntax: mend it")]),
    ] == [
        (scan["status"], [(message["level"], message["value"]) for message in scan["messages"]])
        for scan in (sast_of(broken)["scan"], sast_of(odd)["scan"])
    ]


def test_a_failure_is_a_vulnerability() -> None:
    """Rule, controls, place, solution and signature; lines that move keep the signature and the id."""
    found = sast_of(make_report(make_finding()), "infra")["vulnerabilities"][0]
    moved = sast_of(make_report(make_finding(location=place(line=30))))["vulnerabilities"][0]

    assert [
        {"type": "gatewright_rule", "name": "aws.s3.bucket_is_public", "value": "aws.s3.bucket_is_public"},
        {"type": "cis-aws-5.0", "name": "cis-aws-5.0/2.1.4", "value": "2.1.4"},
        {"type": "checkov", "name": "checkov CKV_AWS_1", "value": "CKV_AWS_1"},
        {"type": "trivy", "name": "trivy AWS-0001", "value": "AWS-0001"},
    ] == found["identifiers"]
    assert {"file": "infra/main.tf", "start_line": 3, "end_line": 3} == found["location"]
    assert ("S3 bucket is public", "Set `public = false`.") == (found["name"], found["solution"])
    assert found["id"] == moved["id"]
    assert [{"algorithm": "hash", "value": "f1"}] == moved["tracking"]["items"][0]["signatures"]
    assert 30 == moved["location"]["start_line"]


def test_environments_are_named() -> None:
    """Where a finding does not hold everywhere, both formats say where it does."""
    report = make_report(make_finding(environments=("prod", "staging")))

    assert issues_of(report)[0]["description"].endswith("the bucket is public (holds in prod, staging)")
    assert "the bucket is public (holds in prod, staging)" in sast_of(report)["vulnerabilities"][0]["description"]


def test_the_limits_of_the_schema_are_kept() -> None:
    """Long texts are cut, and no more identifiers given than GitLab keeps."""
    controls = tuple(Control(framework="x", version="1", requirement="r", control=str(n)) for n in range(30))
    rule = make_rule(title="t" * 400, remediation=Remediation(terraform="s" * 8000))
    found = sast_of(make_report(make_finding(rule=rule, controls=controls)))["vulnerabilities"][0]

    assert (255, 7000, 20) == (len(found["name"]), len(found["solution"]), len(found["identifiers"]))


def test_what_has_no_file_is_left_out_and_counted() -> None:
    """A live resource has no place in a repository; the security report says so."""
    report = make_report(make_finding(document=LIVE, location=None))

    assert [] == issues_of(report)
    assert [] == sast_of(report)["vulnerabilities"]
    assert ["1 finding left out: no file of the repository is known"] == [
        message["value"] for message in sast_of(report)["scan"]["messages"]
    ]


def test_a_part_is_called_a_part() -> None:
    """A report of what changed says so."""
    assert "only what changed since abc123 is reported" in json.dumps(sast_of(make_report(changed_since="abc123")))


def test_the_time_is_asked_for() -> None:
    """The security report states the time in UTC, and cannot be made without one, or with one of no zone."""
    scan = sast_of(make_report())["scan"]

    assert ("2026-11-25T13:30:05", "2026-11-25T13:30:05") == (scan["start_time"], scan["end_time"])
    with pytest.raises(UsageError, match=r"`gitlab-sast` states the time of the scan; give it as `now`"):
        gitlab_sast_report.render(make_report(), RenderOptions())
    with pytest.raises(UsageError, match="has no time zone"):
        gitlab_sast_report.render(make_report(), RenderOptions(now=datetime(2026, 1, 1)))  # noqa: DTZ001  # the case


@given(st.text())
def test_an_identity_is_a_uuid(fingerprint: str) -> None:
    """Every fingerprint gives a valid UUID, always the same."""
    found = sast_of(make_report(make_finding(fingerprint=fingerprint)))["vulnerabilities"][0]["id"]

    assert identity(fingerprint) == found


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text of a scanned file makes an invalid report or ends up as Markdown that does something."""
    report = make_report(make_finding(message=text, owners=(text,), evidence=text, environments=(text,)))

    assert 1 == len(issues_of(report)) == len(sast_of(report)["vulnerabilities"])
    hostile = make_report(make_finding(message="![x](https://evil.example/x.png) @all <img src=x>"))
    assert not any(part in json.dumps(sast_of(hostile)) for part in ("![x]", "(https://", "@all", "<img"))
