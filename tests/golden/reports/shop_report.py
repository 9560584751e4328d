"""A report made by hand: every outcome, modules, unknowns, errors, and text that tries to break every format."""

from __future__ import annotations

from datetime import date

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import DocumentRef, Finding, Report, RuleFailure, Score, Summary, Suppression
from gatewright.model.location import Frame, Location, Position, ValueOrigin
from gatewright.model.rule import Control, Remediation, Rule

HOSTILE = "[bold]x[/] <b>&amp;</b> | `tick` **star** \x1b[31mred\x07 ]]> [a](http://evil.example) @shop/all #1 \u202eöé"

SOURCES = {
    "modules/bucket/main.tf": [
        'resource "aws_s3_bucket_public_access_block" "this" {',
        "  bucket            = aws_s3_bucket.this.id",
        "  block_public_acls = var.block",
        "}",
    ],
    "main.tf": [
        f"# {HOSTILE}",
        'resource "aws_db_instance" "main" {',
        "\tstorage_encrypted = false # \x1b[2Jgone",
        "}",
    ],
}

ACLS = Rule(
    id="aws.s3.bucket_accepts_public_acls",
    title="S3 bucket accepts public ACLs",
    description="A public ACL on an object makes it readable by anyone. Block public ACLs on the bucket.",
    severity="high",
    resource_types=("aws.s3.bucket",),
    reads=(("public_access_block", "block_public_acls"),),
    remediation=Remediation(
        terraform="Set `block_public_acls = true` in `aws_s3_bucket_public_access_block`.",
        cli="aws s3api put-public-access-block --bucket NAME",
    ),
    equivalents={"trivy": ("AWS-0086",), "checkov": ("CKV_AWS_53",)},
    package="rules.aws.s3.bucket_accepts_public_acls",
    source="package rules.aws.s3.bucket_accepts_public_acls",
)
STORAGE = Rule(
    id="aws.rds.instance_storage_unencrypted",
    title="RDS instance does not encrypt its storage",
    description=HOSTILE,
    severity="critical",
    resource_types=("aws.rds.instance",),
    reads=(("storage_encrypted",),),
    package="rules.aws.rds.instance_storage_unencrypted",
    source="package rules.aws.rds.instance_storage_unencrypted",
)
CONTROLS = (
    Control(framework="cis-aws", version="5.0", requirement="2.1", control="2.1.4"),
    Control(framework="shop", version="1", requirement="S", control="S|1"),
)


def _position(line: int, column: int) -> Position:
    return Position(line=line, column=column)


def _document(address: str, kind: str, root: str = ".") -> DocumentRef:
    return DocumentRef(
        id=f"{root}:{address}",
        type=kind,
        name=address.rsplit(".", 1)[-1],
        address=address,
        root=root,
        provider="aws",
        account="123456789012",
        region="eu-west-1",
    )


def _in_module() -> Finding:
    file, start, end = "modules/bucket/main.tf", _position(3, 3), _position(3, 32)
    return Finding(
        fingerprint="0a1b",
        rule=ACLS,
        severity="high",
        outcome="fail",
        message="public ACLs are accepted",
        document=_document('module.storage["eu"].aws_s3_bucket.this', "aws.s3.bucket"),
        path=("public_access_block", "block_public_acls"),
        evidence=False,
        location=Location(file=file, start=start, end=end, symbol="block_public_acls"),
        stack=(
            Frame(kind="attribute", file=file, start=start, end=end, symbol="block_public_acls"),
            Frame(
                kind="resource",
                file=file,
                start=_position(1, 1),
                end=_position(4, 2),
                symbol="aws_s3_bucket_public_access_block.this",
            ),
            Frame(
                kind="module_call",
                file="storage/main.tf",
                start=_position(7, 1),
                end=_position(12, 2),
                symbol='module.storage["eu"]',
            ),
        ),
        value_from=ValueOrigin(
            kind="variable_default",
            file="modules/bucket/variables.tf",
            start=_position(4, 13),
            end=_position(4, 18),
            symbol="block",
        ),
        owners=("@shop/storage", "ana@example.com"),
        controls=CONTROLS,
    )


def _hostile() -> Finding:
    return Finding(
        fingerprint="0c2d",
        rule=STORAGE,
        severity="critical",
        outcome="fail",
        message=HOSTILE,
        document=_document(f'aws_db_instance.main["{HOSTILE}"]', "aws.rds.instance"),
        path=("tags", HOSTILE, 0),
        evidence={"b": [HOSTILE, None, 1.5], "a": {"$unknown": "x"}},
        location=Location(file="main.tf", start=_position(3, 2), end=_position(3, 27), symbol="storage_encrypted"),
        value_from=ValueOrigin(kind="environment", symbol=HOSTILE),
        owners=("@shop/all", HOSTILE),
    )


def _others() -> tuple[Finding, ...]:
    place = Location(file="odd name/ü:%.tf", start=_position(1, 1), end=_position(1, 2))
    logs = _document("aws_s3_bucket.logs", "aws.s3.bucket", "live/eu")
    live = logs.model_copy(update={"id": "arn:aws:s3:::live", "name": "live", "address": "", "root": "live/us"})
    common = {"rule": ACLS, "severity": "high", "controls": CONTROLS, "path": ("public_access_block",)}
    return tuple(
        Finding.model_validate(common | fields)
        for fields in (
            {"fingerprint": "1", "outcome": "fail", "message": "in no file", "document": live},
            {"fingerprint": "2", "outcome": "pass", "message": "", "document": logs, "location": place},
            {
                "fingerprint": "3",
                "outcome": "unknown",
                "message": "",
                "document": logs,
                "unknown_reason": f"`var.block` has no value: {HOSTILE}",
            },
            {"fingerprint": "4", "outcome": "skipped", "message": "accepted until March", "document": logs},
            {"fingerprint": "5", "outcome": "error", "message": "the rule failed", "document": logs},
        )
    )


def _some_places() -> tuple[Finding, ...]:
    """Failures that are suppressed, by a comment and by a baseline, and one that does not hold everywhere."""
    website = _document("aws_s3_bucket.website", "aws.s3.bucket")
    replica = _document("aws_db_instance.replica", "aws.rds.instance")
    common = {"outcome": "fail", "location": Location(file="main.tf", start=_position(2, 1), end=_position(4, 2))}
    acls = common | {"rule": ACLS, "severity": "high", "message": "public ACLs are accepted", "document": website}
    by_comment = Suppression(
        kind="inline", reason="public by design", owner="@shop/web", until=date(2027, 1, 31), file="main.tf", line=2
    )
    by_baseline = Suppression(kind="baseline", reason=HOSTILE, file="gatewright-baseline.jsonl", line=7)
    return tuple(
        Finding.model_validate(fields)
        for fields in (
            acls | {"fingerprint": "6", "suppression": by_comment},
            acls | {"fingerprint": "7", "suppression": by_baseline, "path": ("acl",), "environments": ("staging",)},
            common
            | {"fingerprint": "8", "rule": STORAGE, "severity": "medium", "message": "storage is not encrypted"}
            | {"document": replica, "environments": ("prod", "staging")},
        )
    )


REPORT = Report(
    engine="regorus 0.13.0",
    summary=Summary(
        documents=6,
        outcomes={"fail": 6, "pass": 1, "unknown": 1, "error": 1, "skipped": 1},
        score=Score(
            overall=37.5,
            weights={"critical": 5, "high": 4, "medium": 3, "low": 2, "info": 1},
            accounts={"123456789012": 37.5},
            frameworks={"cis-aws-5.0": 50.0},
        ),
        by_severity={"critical": 1, "high": 2, "medium": 1},
        suppressed=2,
    ),
    findings=(_hostile(), _in_module(), *_others(), *_some_places()),
    diagnostics=(
        Diagnostic(
            severity="error",
            summary="the block is not closed",
            detail="add the missing `}`",
            file="broken.tf",
            start=_position(12, 1),
        ),
        Diagnostic(severity="warning", summary=HOSTILE, file="../outside.tf"),
        Diagnostic(
            severity="note",
            summary="the suppression of `aws.s3.*` suppresses nothing",
            detail="take the comment away",
            file="main.tf",
            start=_position(1, 1),
        ),
    ),
    changed_since="4f2a9c1",
    rule_errors=(RuleFailure(rule="custom.team.broken", error=f"line 3: unexpected token\n{HOSTILE}"),),
)
