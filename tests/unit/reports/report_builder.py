"""Small reports for the tests of the formats."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from gatewright.model.finding import DocumentRef, Finding, Outcome, Report, Score, Summary, Suppression
from gatewright.model.location import Frame, Location, Position, StackKind, ValueOrigin
from gatewright.model.rule import Control, Remediation, Rule, Severity

NOW = datetime(2026, 11, 25, 13, 30, 5, 999_999, tzinfo=UTC)
ACCEPTED = Suppression(
    kind="inline", reason="by design", owner="@shop/web", until=date(2027, 1, 31), file="main.tf", line=2
)
WEIGHTS: dict[Severity, float] = {"critical": 5, "high": 4, "medium": 3, "low": 2, "info": 1}


def make_rule(identifier: str = "aws.s3.bucket_is_public", **fields: Any) -> Rule:
    """A rule about buckets."""
    values: dict[str, Any] = {
        "id": identifier,
        "title": "S3 bucket is public",
        "description": "Anyone can read the bucket. Block public access.",
        "severity": "high",
        "resource_types": ("aws.s3.bucket",),
        "reads": (("public",),),
        "remediation": Remediation(terraform="Set `public = false`."),
        "equivalents": {"trivy": ("AWS-0001",), "checkov": ("CKV_AWS_1",)},
        "package": f"rules.{identifier}",
        "source": "package x",
    }
    return Rule(**(values | fields))


def make_document(**fields: Any) -> DocumentRef:
    """A bucket of the root module in the scan root."""
    values: dict[str, Any] = {
        "id": ".:aws_s3_bucket.logs",
        "type": "aws.s3.bucket",
        "name": "logs",
        "address": "aws_s3_bucket.logs",
        "root": ".",
        "provider": "aws",
        "account": None,
        "region": None,
    }
    return DocumentRef(**(values | fields))


def place(file: str = "main.tf", line: int = 3) -> Location:
    """Columns 3 to 20 of a line."""
    return Location(file=file, start=Position(line=line, column=3), end=Position(line=line, column=20), symbol="public")


def frame(kind: StackKind, file: str = "main.tf", line: int = 1, symbol: str = "") -> Frame:
    """A stack frame of two lines."""
    return Frame(
        kind=kind, file=file, start=Position(line=line, column=1), end=Position(line=line + 1, column=2), symbol=symbol
    )


def make_finding(outcome: Outcome = "fail", **fields: Any) -> Finding:
    """A finding about the bucket's `public` argument."""
    values: dict[str, Any] = {
        "fingerprint": "f1",
        "rule": make_rule(),
        "severity": "high",
        "outcome": outcome,
        "message": "the bucket is public",
        "document": make_document(),
        "path": ("public",),
        "evidence": True,
        "location": place(),
        "value_from": ValueOrigin(kind="literal", file="main.tf", start=Position(line=3, column=12)),
        "owners": ("@shop/storage",),
        "controls": (Control(framework="cis-aws", version="5.0", requirement="2.1", control="2.1.4"),),
    }
    return Finding(**(values | fields))


def make_report(*findings: Finding, **fields: Any) -> Report:
    """A report of these findings, counted."""
    outcomes: dict[Outcome, int] = {}
    severities: dict[Severity, int] = {}
    for finding in findings:
        outcomes[finding.outcome] = outcomes.get(finding.outcome, 0) + 1
        if finding.outcome == "fail" and not finding.suppression:
            severities[finding.severity] = severities.get(finding.severity, 0) + 1
    summary = Summary(
        documents=len({finding.document.id for finding in findings}),
        outcomes=outcomes,
        score=Score(overall=50.0, weights=WEIGHTS),
        by_severity=severities,
        suppressed=sum(finding.suppression is not None for finding in findings),
    )
    return Report(**({"engine": "regorus 0.13", "summary": summary, "findings": findings} | fields))
