"""The METADATA of a rule becomes a `Rule`; a mistake in it is named, with the key and what is allowed."""

import pytest

from gatewright.errors import RuleError
from gatewright.model.fix import Edits, Fix, SetValues
from gatewright.model.rule import Remediation, Rule
from gatewright.rules.metadata import package_of, parse_rule

RULE = """\
# METADATA
# title: S3 bucket accepts public ACLs
# description: Anyone may be given access by an ACL.
# custom:
#   severity: high
#   resource_types: [aws.s3.bucket]
#   reads: [["@account", settings, "*"], [acl]]
#   parameters: {days: 7}
#   remediation: {cli: aws s3api put-public-access-block}
#   fix: {confidence: certain, title: Turn it on, edits: {aws_s3_bucket: [{set: {block_public_acls: true}}]}}
#   equivalents: {checkov: [CKV_AWS_53], trivy: [AWS-0086]}
package rules.aws.s3.bucket_accepts_public_acls

deny contains {} if false
"""


def test_metadata_becomes_a_rule() -> None:
    """Every key of the schema arrives in the rule, and the rest takes its default."""
    expected = Rule(
        id="aws.s3.bucket_accepts_public_acls",
        title="S3 bucket accepts public ACLs",
        description="Anyone may be given access by an ACL.",
        severity="high",
        resource_types=("aws.s3.bucket",),
        reads=(("@account", "settings", "*"), ("acl",)),
        parameters={"days": 7},
        remediation=Remediation(cli="aws s3api put-public-access-block"),
        fix=Fix(
            confidence="certain",
            title="Turn it on",
            edits=(Edits(place=("aws_s3_bucket",), operations=(SetValues(values=((("block_public_acls",), True),)),)),),
        ),
        equivalents={"checkov": ("CKV_AWS_53",), "trivy": ("AWS-0086",)},
        package="rules.aws.s3.bucket_accepts_public_acls",
        source=RULE,
        file="rule.rego",
    )

    assert expected == parse_rule(RULE, "rule.rego")


def test_opa_annotations_are_allowed() -> None:
    """OPA's own annotation keys stand beside ours, and a licence comment before them."""
    text = "# Copyright\n\n" + RULE.replace("# custom:", "# scope: package\n# authors: [somebody]\n# custom:", 1)

    assert parse_rule(RULE).id == parse_rule(text).id


def test_carriage_returns_are_no_part_of_the_metadata() -> None:
    """A file with Windows line ends gives the same rule."""
    assert parse_rule(RULE).title == parse_rule(RULE.replace("\n", "\r\n")).title


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "severity: high",
            "severty: high",
            (
                "r: `custom.severty` is not a key here, allowed are `severity`, `resource_types`, `reads`, "
                "`parameters`, `remediation`, `fix`, `equivalents`; did you mean `severity`?"
            ),
        ),
        (
            "severity: high",
            "severity: hihg",
            (
                "r: `custom.severity` is `hihg`, allowed are `critical`, `high`, `medium`, `low`, `info`; "
                "did you mean `high`?"
            ),
        ),
        ("#   severity: high\n", "", "r: `custom.severity` is missing"),
        ("#   severity: high\n", "#   severity:\n", "r: `custom.severity` must be a string, not nothing"),
        (
            "# title: S3 bucket accepts public ACLs",
            "# title: 5",
            'r: `title` must be a string, not a number; write "5" in quotes',
        ),
        ("# title: S3 bucket accepts public ACLs", "# title: ''", "r: `title` must not be empty"),
        ("[aws.s3.bucket]", "aws.s3.bucket", "r: `custom.resource_types` must be a list, not a string"),
        (
            "[aws.s3.bucket]",
            "[]",
            "r: `custom.resource_types` must name at least one resource type, such as `aws.s3.bucket`",
        ),
        (
            "[aws.s3.bucket]",
            "[bucket]",
            "r: `custom.resource_types` holds `bucket`, which is not a type such as `aws.s3.bucket`",
        ),
        (", [acl]]", ", acl]", "r: `custom.reads` must hold non-empty lists of strings, not a string"),
        (
            ", [acl]]",
            ', [acl, "@x"]]',
            "r: `custom.reads` holds `['acl', '@x']`: relations (`@kind`) must come before properties",
        ),
        (
            "{days: 7}",
            "{days: 2020-01-01}",
            "r: `custom.parameters.days` must hold JSON values only; put dates, times, `.inf` and `.nan` in quotes",
        ),
        (
            "{checkov:",
            "{chekov:",
            (
                "r: `custom.equivalents.chekov` is not a key here, allowed are `checkov`, `trivy`, `kics`, `prowler`, "
                "`tfsec`, `terrascan`; did you mean `checkov`?"
            ),
        ),
        ("custom:", "custom: high", "r:5: cannot be read as YAML: mapping values are not allowed in this context"),
        (
            "#   severity: high\n",
            "#   severity: high\n#   severity: low\n",
            "r:6: cannot be read as YAML: the key `severity` is given twice",
        ),
        (
            "{days: 7}",
            "{days: &x 7, weeks: *x}",
            "r:8: cannot be read as YAML: aliases are not allowed, write the value out",
        ),
        (
            "# METADATA\n",
            "# METADAT\n",
            "r: no `# METADATA` comment in front of `package rules.aws.s3.bucket_accepts_public_acls`; add one",
        ),
        (
            "package rules.",
            "package policies.",
            ("r: the package of a rule must start with `rules.`, not `policies.aws.s3.bucket_accepts_public_acls`"),
        ),
        (
            "package rules.aws.s3",
            'package rules["aws-s3"]',
            (
                "r:12: must start with a package of letters, digits and underscores, not "
                '`package rules["aws-s3"].bucket_accepts_public_acls`'
            ),
        ),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str) -> None:
    """A mistake is an error that names the file, the key and what is allowed."""
    with pytest.raises(RuleError) as caught:
        parse_rule(RULE.replace(old, new, 1), "r")

    assert message == str(caught.value)


def test_a_text_without_package_is_named() -> None:
    """An empty file is an error of its own."""
    with pytest.raises(RuleError) as caught:
        package_of("# nothing\n", "r")

    assert str(caught.value) == "r: holds no `package`; add one"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "deny contains {} if time.now_ns() > 0",
            "r: line 14 calls `time.now_ns`, which answers differently each time; a rule may look at documents only",
        ),
        (
            'deny contains {} if http.send({"url": input.url})',
            "r: line 14 calls `http.send`, which reaches the network; a rule may look at documents only",
        ),
    ],
)
def test_calls_that_look_elsewhere_are_refused(line: str, message: str) -> None:
    """A rule that asks the clock or the network would not give the same answer twice."""
    with pytest.raises(RuleError) as caught:
        parse_rule(RULE.replace("deny contains {} if false", line), "r")

    assert message == str(caught.value)


def test_strings_and_comments_call_nothing() -> None:
    """The name of a forbidden call in a string, a raw string or a comment is no call."""
    line = 'deny contains "http.send(" if `time.now_ns(` != "\\"http.send(" # rand.intn('

    assert parse_rule(RULE.replace("deny contains {} if false", line)).id == "aws.s3.bucket_accepts_public_acls"
