"""Framework files become frameworks; a mistake names the file and the key."""

import pytest

from gatewright.errors import FrameworkError
from gatewright.model.rule import Control, Framework, FrameworkControl, Requirement
from gatewright.rules.frameworks import check_rules, controls_by_rule, parse_framework

TEXT = """\
name: house
version: "1.0"
title: House rules
requirements:
  - id: "1"
    title: Storage
    controls:
      - {id: "1.1", title: Buckets are private, rules: [aws.s3.a, aws.s3.b]}
      - {id: "1.2", title: Buckets are versioned}
"""


def test_a_text_becomes_a_framework() -> None:
    """Requirements and controls keep their order; a control without rules is allowed."""
    controls = (
        FrameworkControl(id="1.1", title="Buckets are private", rules=("aws.s3.a", "aws.s3.b")),
        FrameworkControl(id="1.2", title="Buckets are versioned"),
    )
    expected = Framework(
        name="house",
        version="1.0",
        title="House rules",
        requirements=(Requirement(id="1", title="Storage", controls=controls),),
    )

    assert expected == parse_framework(TEXT)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"1.0"',
            "1.0",
            'f: `version` must be a string, not a number; write "1.0" in quotes',
        ),
        ("name: house", "name: House", "f: `name` is `House`, allowed are small letters, digits, `.`, `_` and `-`"),
        (
            "    controls:",
            "    control:",
            (
                "f: `requirements[0].control` is not a key here, allowed are `id`, `title`, `controls`; "
                "did you mean `controls`?"
            ),
        ),
        ('"1.2"', '"1.1"', "f: `requirements` holds `1.1` twice"),
        ("aws.s3.b]", "aws.s3.a]", "f: `requirements[0].controls[0].rules` holds `aws.s3.a` twice"),
        ("title: House rules\n", "", "f: `title` is missing"),
    ],
)
def test_mistakes_are_named(old: str, new: str, message: str) -> None:
    """A mistake is an error that names the file, the key and what is allowed."""
    with pytest.raises(FrameworkError) as caught:
        parse_framework(TEXT.replace(old, new, 1), "f")

    assert message == str(caught.value)


def test_a_framework_needs_a_requirement() -> None:
    """A framework that asks for nothing is an error."""
    with pytest.raises(FrameworkError) as caught:
        parse_framework("{name: a, version: b, title: c, requirements: []}", "f")

    assert str(caught.value) == "f: `requirements` must hold at least one requirement"


def test_controls_are_found_by_rule() -> None:
    """A rule belongs to every control that names it."""
    framework = parse_framework(TEXT.replace("versioned}", "versioned, rules: [aws.s3.b]}"))
    first, second = (
        Control(framework="house", version="1.0", requirement="1", control=control) for control in ("1.1", "1.2")
    )

    assert {"aws.s3.a": (first,), "aws.s3.b": (first, second)} == controls_by_rule([framework])


def test_a_rule_that_does_not_exist_is_named() -> None:
    """The control, the framework, the rule and the nearest rule stand in the error."""
    with pytest.raises(FrameworkError) as caught:
        check_rules([parse_framework(TEXT)], {"aws.s3.a", "aws.s3.bb"})

    assert str(caught.value) == (
        "the control `1.1` of `house-1.0` names the rule `aws.s3.b`, which does not exist; did you mean `aws.s3.bb`?"
    )
