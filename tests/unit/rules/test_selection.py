"""Rules are chosen by id, pattern, severity and framework."""

import pytest

from gatewright.errors import UsageError
from gatewright.model.rule import Framework, FrameworkControl, Requirement, Rule, Severity
from gatewright.rules.selection import Selection, at_least, select_rules


def _rule(identity: str, severity: Severity = "medium") -> Rule:
    return Rule(
        id=identity,
        title="T",
        description="D",
        severity=severity,
        resource_types=("aws.s3.bucket",),
        reads=(),
        package=f"rules.{identity}",
        source="",
    )


def _framework(name: str, version: str, *rules: str) -> Framework:
    control = FrameworkControl(id="1.1", title="C", rules=rules)
    return Framework(
        name=name, version=version, title="F", requirements=(Requirement(id="1", title="R", controls=(control,)),)
    )


RULES = (_rule("aws.iam.a", "critical"), _rule("aws.s3.a", "low"), _rule("aws.s3.b", "high"))
FRAMEWORKS = (
    _framework("cis", "1.0", "aws.s3.a"),
    _framework("house", "1.0", "aws.s3.b"),
    _framework("house", "2.0", "aws.s3.a"),
)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), ["aws.iam.a", "aws.s3.a", "aws.s3.b"]),
        (Selection(include=("aws.s3.b", "aws.iam.*")), ["aws.iam.a", "aws.s3.b"]),
        (Selection(exclude=("aws.s3.*",)), ["aws.iam.a"]),
        (Selection(include=("aws.s3.*",), exclude=("aws.s3.a",)), ["aws.s3.b"]),
        (Selection(severity="high"), ["aws.iam.a", "aws.s3.b"]),
        (Selection(frameworks=("house-2.0",)), ["aws.s3.a"]),
        (Selection(frameworks=("cis",)), ["aws.s3.a"]),
        (Selection(frameworks=("cis", "house-1.0"), severity="high"), ["aws.s3.b"]),
    ],
)
def test_selected_rules_fit_every_part(selection: Selection, expected: list[str]) -> None:
    """A rule is chosen when it fits all parts of the selection."""
    assert expected == [rule.id for rule in select_rules(RULES, FRAMEWORKS, selection)]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (
            Selection(include=("aws.s3.c",)),
            "no rule matches `aws.s3.c`; did you mean `aws.s3.b`?; `gatewright rules list` names all rules",
        ),
        (
            Selection(exclude=("gcp.*",)),
            "no rule matches `gcp.*`; `gatewright rules list` names all rules",
        ),
        (
            Selection(frameworks=("ciss-1.0",)),
            "no framework `ciss-1.0`; did you mean `cis-1.0`?; `gatewright frameworks list` names all frameworks",
        ),
        (
            Selection(frameworks=("house",)),
            "the framework `house` is there in several versions, choose one of `house-1.0`, `house-2.0`",
        ),
    ],
)
def test_what_is_not_there_is_named(selection: Selection, message: str) -> None:
    """A name that chooses nothing is a usage error with the nearest name."""
    with pytest.raises(UsageError) as caught:
        select_rules(RULES, FRAMEWORKS, selection)

    assert message == str(caught.value)


def test_severities_are_ordered() -> None:
    """Critical is worse than high, and a severity is at least itself."""
    assert [at_least(severity, "high") for severity in ("critical", "high", "medium")] == [True, True, False]
