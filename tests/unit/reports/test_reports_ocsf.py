"""OCSF Compliance Findings, made and read back by the models of the extra."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from report_builder import ACCEPTED, NOW, make_document, make_finding, make_report

from gatewright.errors import UsageError
from gatewright.model.finding import Finding, Outcome, Report
from gatewright.model.rule import Severity
from gatewright.reports import RenderOptions, ocsf_report
from gatewright.reports.ocsf_report import render


def events_of(report: Report, **options: Any) -> list[dict[str, Any]]:
    """The events, after the model has read each."""
    events: list[dict[str, Any]] = json.loads(render(report, RenderOptions(**({"now": NOW} | options))))
    for event in events:
        ComplianceFinding.model_validate(event)
    return events


def event_of(finding: Finding, **options: Any) -> dict[str, Any]:
    """The one event of a report of one finding."""
    (event,) = events_of(make_report(finding), **options)
    return event


def test_a_failure_is_a_compliance_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Class, type, times, compliance, resource and finding; the rest is unmapped."""
    monkeypatch.setattr(ocsf_report, "__version__", "0.0.0")
    document = make_document(account="123456789012", region="eu-west-1")
    event = event_of(make_finding(environments=("prod",), document=document), scan_root="infra")

    assert ("Compliance Finding", 2003, 200301, 2, 1) == (
        event["class_name"],
        event["class_uid"],
        event["type_uid"],
        event["category_uid"],
        event["activity_id"],
    )
    assert 1_795_613_405_999 == event["time"] == event["finding_info"]["created_time"]
    assert "aws_s3_bucket.logs: the bucket is public (holds in prod)" == event["message"]
    assert {
        "status_id": 3,
        "desc": "S3 bucket is public",
        "standards": ["cis-aws-5.0"],
        "requirements": ["cis-aws-5.0/2.1"],
        "control": "2.1.4",
    } == event["compliance"]
    assert [
        {
            "uid": ".:aws_s3_bucket.logs",
            "name": "aws_s3_bucket.logs",
            "type": "aws.s3.bucket",
            "region": "eu-west-1",
            "data": {"provider": "aws", "account": "123456789012", "address": "aws_s3_bucket.logs"},
        }
    ] == event["resources"]
    assert ("f1", "S3 bucket is public") == (event["finding_info"]["uid"], event["finding_info"]["title"])
    assert {"desc": "Set `public = false`."} == event["remediation"]
    assert {"name": "Gatewright", "uid": "gatewright", "vendor_name": "Gatewright", "version": "0.0.0"} == (
        event["metadata"]["product"]
    )
    assert {
        "file": "infra/main.tf",
        "line": 3,
        "path": ["public"],
        "value": "true",
        "value_from": "literal at main.tf:3:12",
        "owners": ["@shop/storage"],
        "controls": ["cis-aws-5.0/2.1.4"],
        "environments": ["prod"],
    } == event["unmapped"]


@pytest.mark.parametrize(
    ("severity", "identity", "name"),
    [
        ("critical", 5, "Critical"),
        ("high", 4, "High"),
        ("medium", 3, "Medium"),
        ("low", 2, "Low"),
        ("info", 1, "Informational"),
    ],
)
def test_severities_are_ocsf_s(severity: Severity, identity: int, name: str) -> None:
    """Each severity has its id and its caption."""
    event = event_of(make_finding(severity=severity))

    assert (identity, name) == (event["severity_id"], event["severity"])


@pytest.mark.parametrize(
    ("outcome", "status"), [("pass", 1), ("unknown", 2), ("fail", 3), ("error", 99), ("skipped", 99)]
)
def test_outcomes_are_told_apart(outcome: Outcome, status: int) -> None:
    """An error or an unknown is never a pass, and the outcome stands in our own word too."""
    event = event_of(make_finding(outcome, unknown_reason="why"), all_outcomes=True)

    assert (status, outcome, "why") == (event["compliance"]["status_id"], event["status_code"], event["status_detail"])


def test_a_suppressed_failure_keeps_its_outcome() -> None:
    """It is a finding that failed and is suppressed; who decided so is in the detail and unmapped."""
    event = event_of(make_finding(suppression=ACCEPTED))

    assert (3, 3, "Suppressed") == (event["compliance"]["status_id"], event["status_id"], event["status"])
    assert "suppressed (inline): by design (owner @shop/web, until 2027-01-31, at main.tf:2)" == event["status_detail"]
    assert {
        "kind": "inline",
        "reason": "by design",
        "owner": "@shop/web",
        "until": "2027-01-31",
        "file": "main.tf",
        "line": 2,
    } == event["unmapped"]["suppression"]
    assert (1, "New") == (event_of(make_finding())["status_id"], event_of(make_finding())["status"])


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the models the format says how to get them."""
    monkeypatch.setitem(sys.modules, "py_ocsf_models.events.findings", None)

    with pytest.raises(UsageError, match=r"install it with `pip install 'gatewright\[ocsf\]'`"):
        events_of(make_report())


def test_the_time_is_asked_for() -> None:
    """An event has a time."""
    with pytest.raises(UsageError, match="`ocsf` states the time of the scan"):
        events_of(make_report(), now=None)


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text of a scanned file makes an event that the model refuses."""
    document = make_document(id=text, address=text, name=text)
    event_of(make_finding(message=text, owners=(text,), evidence=text, environments=(text,), document=document))
