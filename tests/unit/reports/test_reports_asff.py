"""ASFF as Security Hub's API takes it, filed under an account and region that are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from report_builder import ACCEPTED, NOW, make_document, make_finding, make_report, make_rule

from gatewright.errors import UsageError
from gatewright.model.finding import Finding, Outcome, Report
from gatewright.model.rule import Remediation, Severity
from gatewright.reports import RenderOptions
from gatewright.reports.asff_report import TYPES, render

HERE = {"account": "210987654321", "region": "eu-west-1"}
LIVE = make_document(id="arn:aws:s3:::live", address="", name="live", account="123456789012", region="us-gov-west-1")


@cache
def service() -> Any:
    """Security Hub's API as botocore describes it."""
    return botocore.session.Session().get_service_model("securityhub")


def findings_of(report: Report, **options: Any) -> list[dict[str, Any]]:
    """The findings, after botocore has checked them as the input of BatchImportFindings, and every text for content."""
    findings: list[dict[str, Any]] = json.loads(render(report, RenderOptions(**({"now": NOW} | HERE | options))))
    if findings:
        shape = service().operation_model("BatchImportFindings").input_shape
        problems = ParamValidator().validate({"Findings": findings}, shape)
        assert not problems.has_errors(), problems.generate_report()
    assert all(text.strip() for text in _texts(findings))
    return findings


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for part in value.values() for text in _texts(part))
        case list():
            yield from (text for part in value for text in _texts(part))


def finding_of(finding: Finding, **options: Any) -> dict[str, Any]:
    """The one finding of a report of one finding."""
    (found,) = findings_of(make_report(finding), **options)
    return found


def test_a_failure_is_a_finding() -> None:
    """All that ASFF has a field for, and the rest among the product's fields."""
    expected = {
        "SchemaVersion": "2018-10-08",
        "Id": "gatewright/eu-west-1/210987654321/f1",
        "ProductArn": "arn:aws:securityhub:eu-west-1:210987654321:product/210987654321/default",
        "ProductName": "Gatewright",
        "GeneratorId": "aws.s3.bucket_is_public",
        "AwsAccountId": "210987654321",
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": "2026-11-25T13:30:05Z",
        "UpdatedAt": "2026-11-25T13:30:05Z",
        "Severity": {"Label": "HIGH", "Original": "high"},
        "Title": "S3 bucket is public",
        "Description": "the bucket is public (holds in prod). Anyone can read the bucket. Block public access.",
        "ProductFields": {
            "gatewright/fingerprint": "f1",
            "gatewright/outcome": "fail",
            "gatewright/file": "infra/main.tf",
            "gatewright/line": "3",
            "gatewright/path": "public",
            "gatewright/value": "true",
            "gatewright/value-from": "literal at main.tf:3:12",
            "gatewright/owners": "@shop/storage",
            "gatewright/environments": "prod",
        },
        "Resources": [
            {
                "Type": "AwsS3Bucket",
                "Id": ".:aws_s3_bucket.logs",
                "Partition": "aws",
                "Region": "eu-west-1",
                "Details": {
                    "Other": {
                        "type": "aws.s3.bucket",
                        "address": "aws_s3_bucket.logs",
                        "root": ".",
                        "name": "logs",
                    }
                },
            }
        ],
        "Compliance": {"Status": "FAILED", "RelatedRequirements": ["cis-aws-5.0/2.1.4"]},
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
        "Remediation": {"Recommendation": {"Text": "Set `public = false`."}},
    }

    assert expected == finding_of(make_finding(environments=("prod",)), scan_root="infra")


@pytest.mark.parametrize(
    ("severity", "label"),
    [("critical", "CRITICAL"), ("high", "HIGH"), ("medium", "MEDIUM"), ("low", "LOW"), ("info", "INFORMATIONAL")],
)
def test_severities_are_security_hub_s(severity: Severity, label: str) -> None:
    """Each severity has its label."""
    assert label == finding_of(make_finding(severity=severity))["Severity"]["Label"]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("fail", "FAILED"),
        ("pass", "PASSED"),
        ("unknown", "WARNING"),
        ("error", "NOT_AVAILABLE"),
        ("skipped", "NOT_AVAILABLE"),
    ],
)
def test_outcomes_are_told_apart(outcome: Outcome, status: str) -> None:
    """An error or an unknown is never a pass."""
    assert status == finding_of(make_finding(outcome), all_outcomes=True)["Compliance"]["Status"]


def test_a_suppressed_failure_keeps_its_outcome() -> None:
    """It is a suppressed finding that failed, with a note that says who decided so and why."""
    found = finding_of(make_finding(suppression=ACCEPTED))

    assert ("FAILED", "SUPPRESSED") == (found["Compliance"]["Status"], found["Workflow"]["Status"])
    assert {
        "Text": "suppressed (inline): by design (owner @shop/web, until 2027-01-31, at main.tf:2)",
        "UpdatedBy": "@shop/web",
        "UpdatedAt": "2026-11-25T13:30:05Z",
    } == found["Note"]


def test_a_live_resource_is_filed_under_its_own_account() -> None:
    """Its account and region win over the given ones, which are those of the Security Hub that takes it in."""
    found = finding_of(make_finding(document=LIVE))
    alone = finding_of(make_finding(document=LIVE), account=None, region=None)

    assert ("123456789012", "us-gov-west-1", "aws-us-gov") == (
        found["AwsAccountId"],
        found["Resources"][0]["Region"],
        found["Resources"][0]["Partition"],
    )
    assert [
        "arn:aws:securityhub:eu-west-1:210987654321:product/210987654321/default",
        "arn:aws-us-gov:securityhub:us-gov-west-1:123456789012:product/123456789012/default",
    ] == [found["ProductArn"], alone["ProductArn"]]


@pytest.mark.parametrize("given", [{"account": None}, {"region": None}])
def test_nothing_is_filed_under_a_guess(given: dict[str, None]) -> None:
    """Where an account or a region is neither known nor given, the caller is told which finding needs it."""
    report = make_report(make_finding(document=LIVE), make_finding(), make_finding())
    message = r"not known of 2 findings, such as that of `aws_s3_bucket\.logs`; set `AWS_ACCOUNT_ID` and `AWS_REGION`"

    with pytest.raises(UsageError, match=message):
        findings_of(report, **given)


@pytest.mark.parametrize(("given", "part"), [({"account": "12"}, "`12`"), ({"region": "Ireland"}, "`Ireland`")])
def test_a_wrong_home_is_named(given: dict[str, str], part: str) -> None:
    """An account of other than twelve digits and a region that is none are refused."""
    with pytest.raises(UsageError, match=part):
        findings_of(make_report(), **given)


def test_the_time_is_asked_for() -> None:
    """ASFF states when a finding was made."""
    with pytest.raises(UsageError, match="`asff` states the time of the scan"):
        findings_of(make_report(), now=None)


def test_the_limits_of_the_api_are_kept() -> None:
    """Texts that the API would refuse for their length are cut."""
    rule = make_rule(title="t" * 300, description="d" * 2000, remediation=Remediation(terraform="r" * 600))
    found = finding_of(make_finding(rule=rule, evidence="v" * 5000))

    assert (256, 1024, 512, 1024) == (
        len(found["Title"]),
        len(found["Description"]),
        len(found["Remediation"]["Recommendation"]["Text"]),
        len(found["ProductFields"]["gatewright/value"]),
    )


def test_types_are_security_hub_s() -> None:
    """Every name in the table is one that Security Hub has; a type that is not in it is `Other`."""
    assert set(TYPES.values()) <= set(service().shape_for("ResourceDetails").members)
    assert "Other" == finding_of(make_finding(document=make_document(type="aws.new.thing")))["Resources"][0]["Type"]


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    """No text of a scanned file makes an input that the API refuses."""
    document = make_document(id=text or "x", address=text, name=text)
    finding_of(make_finding(message=text, owners=(text,), evidence=text, environments=(text,), document=document))
