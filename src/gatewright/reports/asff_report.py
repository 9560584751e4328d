"""AWS Security Finding Format: the findings that BatchImportFindings takes, at most 100 in a call.

Security Hub files every finding under an account and a region. A live resource knows its own; Terraform's source often
does not, and a made-up account would file the finding under somebody else. So `account` and `region` of the options
stand in for what is not known, and where they are needed and missing nothing is rendered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import JsonValue

from gatewright.errors import UsageError
from gatewright.model.finding import Finding, Outcome, Report
from gatewright.model.rule import Severity
from gatewright.reports.json_report import written
from gatewright.reports.moments import moment
from gatewright.reports.options import RenderOptions
from gatewright.reports.places import repository_path
from gatewright.reports.selection import (
    control_text,
    counted,
    environments_text,
    origin_text,
    path_text,
    resource_name,
    shown,
    suppression_text,
    value_text,
)
from gatewright.reports.text import shortened, visible

NAME = "asff"
EXTENSION = "json"
SEVERITIES: dict[Severity, str] = {
    "critical": "CRITICAL",
    "high": "HIGH",
    "medium": "MEDIUM",
    "low": "LOW",
    "info": "INFORMATIONAL",
}
STATUSES: dict[Outcome, str] = {
    "fail": "FAILED",
    "pass": "PASSED",
    "unknown": "WARNING",
    "error": "NOT_AVAILABLE",
    "skipped": "NOT_AVAILABLE",
}
TYPES = {
    "aws.cloudtrail.trail": "AwsCloudTrailTrail",
    "aws.dynamodb.table": "AwsDynamoDbTable",
    "aws.ebs.volume": "AwsEc2Volume",
    "aws.ec2.instance": "AwsEc2Instance",
    "aws.ec2.launch_configuration": "AwsAutoScalingLaunchConfiguration",
    "aws.ec2.launch_template": "AwsEc2LaunchTemplate",
    "aws.ec2.network_acl": "AwsEc2NetworkAcl",
    "aws.ec2.security_group": "AwsEc2SecurityGroup",
    "aws.ec2.vpc": "AwsEc2Vpc",
    "aws.eks.cluster": "AwsEksCluster",
    "aws.iam.group": "AwsIamGroup",
    "aws.iam.policy": "AwsIamPolicy",
    "aws.iam.role": "AwsIamRole",
    "aws.iam.user": "AwsIamUser",
    "aws.kms.key": "AwsKmsKey",
    "aws.lambda.function": "AwsLambdaFunction",
    "aws.rds.cluster": "AwsRdsDbCluster",
    "aws.rds.instance": "AwsRdsDbInstance",
    "aws.s3.account_public_access_block": "AwsS3AccountPublicAccessBlock",
    "aws.s3.bucket": "AwsS3Bucket",
}
"""Security Hub's names for the types of resources; every other type is `Other`."""
# The limits of AwsSecurityFinding in Security Hub's API.
TITLE, DESCRIPTION, RECOMMENDATION, IDENTIFIER, FIELD, NOTE, REQUIREMENTS = 256, 1024, 512, 512, 1024, 512, 32
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Home:
    account: str
    region: str

    @property
    def partition(self) -> str:
        """The AWS partition that the region belongs to."""
        prefixes = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
        return next((name for prefix, name in prefixes.items() if self.region.startswith(prefix)), "aws")


def render(report: Report, options: RenderOptions) -> str:
    """The report as an array of findings; it needs the time of the scan, and a home for each finding."""
    time = moment(options, NAME).strftime("%Y-%m-%dT%H:%M:%SZ")
    default = _default(options)
    homes = [(finding, _home(finding, default)) for finding in shown(report, options)]
    homeless = [finding for finding, home in homes if home is None]
    if homeless:
        raise UsageError(
            f"ASFF requires an account and a region, which are not known of {counted(len(homeless), 'finding')}, such "
            f"as that of `{visible(resource_name(homeless[0]))}`; set `AWS_ACCOUNT_ID` and `AWS_REGION`, or give "
            "`account` and `region`, to file them under"
        )
    return written([_finding(finding, home, time, options) for finding, home in homes if home])


def _default(options: RenderOptions) -> tuple[str | None, str | None]:
    """The account and region to stand in, checked."""
    if options.account and not _ACCOUNT.fullmatch(options.account):
        raise UsageError(f"`{options.account}` is not an AWS account; write its twelve digits")
    if options.region and not _REGION.fullmatch(options.region):
        raise UsageError(f"`{options.region}` is not an AWS region; write it like `eu-west-1`")
    return options.account, options.region


def _home(finding: Finding, default: tuple[str | None, str | None]) -> _Home | None:
    document = finding.document
    known = document.account if document.account and _ACCOUNT.fullmatch(document.account) else None
    there = document.region if document.region and _REGION.fullmatch(document.region) else None
    account, region = known or default[0], there or default[1]
    return _Home(account, region) if account and region else None


def _finding(finding: Finding, home: _Home, time: str, options: RenderOptions) -> Json:
    # A custom product belongs to the account and region whose Security Hub takes the findings in.
    hub = _Home(options.account or home.account, options.region or home.region)
    arn = f"arn:{hub.partition}:securityhub:{hub.region}:{hub.account}:product/{hub.account}/default"
    rule = finding.rule
    asff: Json = {
        "SchemaVersion": "2018-10-08",
        "Id": f"gatewright/{home.region}/{home.account}/{finding.fingerprint}",
        "ProductArn": arn,
        "ProductName": "Gatewright",
        "GeneratorId": _cut(rule.id, IDENTIFIER),
        "AwsAccountId": home.account,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": time,
        "UpdatedAt": time,
        "Severity": {"Label": SEVERITIES[finding.severity], "Original": finding.severity},
        "Title": _cut(rule.title or rule.id, TITLE),
        "Description": _cut(_description(finding), DESCRIPTION),
        "ProductFields": _fields(finding, options),
        "Resources": [_resource(finding, home)],
        "Compliance": _compliance(finding),
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "SUPPRESSED" if finding.suppression else "NEW"},
    }
    if rule.remediation.terraform:
        text = _cut(rule.remediation.terraform, RECOMMENDATION)
        asff["Remediation"] = {"Recommendation": {"Text": text}}
    if finding.suppression:
        text = _cut(suppression_text(finding.suppression), NOTE)
        owner = finding.suppression.owner or ""
        by = _cut(owner if owner.strip() else "gatewright", IDENTIFIER)
        asff["Note"] = {"Text": text, "UpdatedBy": by, "UpdatedAt": time}
    return asff


def _description(finding: Finding) -> str:
    text = finding.message if finding.message.strip() else finding.rule.title or finding.rule.id
    if finding.unknown_reason:
        text += f" (unknown: {finding.unknown_reason})"
    if finding.environments:
        text += f" ({environments_text(finding)})"
    return f"{text}. {finding.rule.description}" if finding.rule.description else text


def _compliance(finding: Finding) -> Json:
    compliance: Json = {"Status": STATUSES[finding.outcome]}
    controls = list(dict.fromkeys(map(control_text, finding.controls)))
    if controls:
        compliance["RelatedRequirements"] = list(controls[:REQUIREMENTS])
    return compliance


def _resource(finding: Finding, home: _Home) -> Json:
    document = finding.document
    resource: Json = {
        "Type": TYPES.get(document.type, "Other"),
        "Id": _cut(document.id if document.id.strip() else finding.fingerprint, IDENTIFIER),
        "Partition": home.partition,
        "Region": home.region,
    }
    details = {"type": document.type, "address": document.address, "root": document.root, "name": document.name}
    resource["Details"] = {"Other": {name: _cut(value, FIELD) for name, value in details.items() if value.strip()}}
    return resource


def _fields(finding: Finding, options: RenderOptions) -> Json:
    """What ASFF has no field for, as text; what is empty is left out."""
    place = finding.location
    fields = {
        "fingerprint": finding.fingerprint,
        "outcome": finding.outcome,
        "file": (repository_path(options.scan_root, place.file) or place.file) if place else "",
        "line": str(place.start.line) if place else "",
        "path": path_text(finding.path),
        "value": value_text(finding.evidence) if finding.path and finding.outcome == "fail" else "",
        "value-from": origin_text(finding.value_from) if finding.value_from else "",
        "owners": ", ".join(finding.owners),
        "environments": ", ".join(finding.environments),
    }
    return {f"gatewright/{name}": _cut(value, FIELD) for name, value in fields.items() if value.strip()}


def _cut(text: str, limit: int) -> str:
    """The text on one line, within a limit of the API."""
    return shortened(visible(text), limit)
