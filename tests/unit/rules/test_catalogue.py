"""Policy files are sorted into rules, libraries and tests, and one bad file leaves the rest."""

from gatewright.model.finding import RuleFailure
from gatewright.rules.catalogue import PolicyFile, build_catalogue, expected_package


def _rule(package: str) -> str:
    return f"""\
# METADATA
# title: T
# description: D
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads: []
package {package}
"""


def test_rules_libraries_and_tests_are_told_apart() -> None:
    """Rules come ordered by id whatever the order of the files."""
    catalogue = build_catalogue(
        [
            PolicyFile("b.rego", _rule("rules.b")),
            PolicyFile("c.rego", _rule("rules.a")),
            PolicyFile("known.rego", "package lib.known"),
            PolicyFile("b_test.rego", "package rules.b_test"),
        ]
    )

    assert [rule.id for rule in catalogue.rules] == ["a", "b"]
    assert catalogue.libraries == {"known.rego": "package lib.known"}
    assert catalogue.tests == {"b_test.rego": "package rules.b_test"}
    assert catalogue.errors == ()


def test_one_bad_file_is_an_error_beside_the_rest() -> None:
    """A rule that cannot be used is named by its id, or by its file where it has no package."""
    catalogue = build_catalogue(
        [
            PolicyFile("a.rego", _rule("rules.a")),
            PolicyFile("b.rego", _rule("rules.b").replace("low", "lo")),
            PolicyFile("c.rego", "# nothing"),
        ]
    )

    assert [rule.id for rule in catalogue.rules] == ["a"]
    assert [failure.rule for failure in catalogue.errors] == ["b", "c.rego"]


def test_a_package_belongs_to_one_file() -> None:
    """The second file of a package is an error, also where it would change a library."""
    files = [PolicyFile("a.rego", "package lib.known"), PolicyFile("b.rego", "package lib.known")]

    expected = RuleFailure(rule="lib.known", error="b.rego: the package `lib.known` is taken by a.rego; choose another")
    assert (expected,) == build_catalogue(files).errors


def test_a_shipped_rule_is_named_by_its_path() -> None:
    """Package, directory and file name of a shipped rule agree."""
    right = "rules/aws/s3/x/x.rego"
    files = [
        PolicyFile(right, _rule("rules.aws.s3.x"), expected_package(right)),
        PolicyFile("rules/aws/s3/y/z.rego", _rule("rules.aws.s3.y"), "rules.aws.s3.y"),
        PolicyFile("rules/aws/s3/z/z.rego", _rule("rules.aws.s3.w"), "rules.aws.s3.z"),
    ]

    catalogue = build_catalogue(files)

    assert [rule.id for rule in catalogue.rules] == ["aws.s3.x"]
    assert [failure.error for failure in catalogue.errors] == [
        "rules/aws/s3/y/z.rego: must be named after its directory, `y.rego`",
        "rules/aws/s3/z/z.rego: the package is `rules.aws.s3.w`, but the path asks for `rules.aws.s3.z`",
    ]
