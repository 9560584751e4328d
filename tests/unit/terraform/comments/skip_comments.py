"""What the tests of skip comments share: rules that claim other tools' ids, and texts of what a comment covers."""

from __future__ import annotations

from gatewright.model.rule import Rule
from gatewright.sources.terraform.comments import Directive, directives_of


def rule(identity: str, **equivalents: tuple[str, ...]) -> Rule:
    """A rule that claims ids of other tools."""
    return Rule(
        id=identity,
        title="t",
        description="d",
        severity="low",
        resource_types=("aws.s3.bucket",),
        reads=(("acl",),),
        equivalents=equivalents,
        package=f"rules.{identity}",
        source="",
    )


RULES = (
    rule("aws.s3.acl_public", checkov=("CKV_AWS_20",), trivy=("AWS-0092", "aws-s3-no-public-access-with-acl")),
    rule("aws.s3.acl_readable", checkov=("CKV_AWS_20",), terrascan=("AC_AWS_0210",)),
    rule("aws.s3.versioning", checkov=("CKV_AWS_21",), trivy=("AVD-AWS-0090",), kics=("568a4d22-0000",)),
    rule("aws.s3.logging", checkov=("CKV_AWS_18",), tfsec=("aws-s3-enable-bucket-logging",), kics=("f861041c-0000",)),
    rule("aws.ec2.ssh", checkov=("CKV_AWS_24",), trivy=("AWS-0107",)),
)


def only(text: str, file: str = "main.tf") -> Directive:
    """The one skip of a text."""
    (found,) = directives_of(file, text.encode())
    return found


def covered(text: str, file: str = "main.tf") -> list[tuple[str, str | None]]:
    """What each skip covers: its kind and the first and last line of its text without comments, or the problem."""
    data = text.encode()
    return [
        (one.statement.problem, None) if one.covers is None else (one.covers, _shown(data[slice(*one.target)].decode()))
        for one in directives_of(file, data)
    ]


def _shown(text: str) -> str:
    lines = [line.strip().partition(" #")[0] for line in text.splitlines()]
    return " … ".join(dict.fromkeys((lines[0], lines[-1]))) if lines else ""
