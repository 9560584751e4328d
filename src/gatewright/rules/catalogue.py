"""Policy files sorted into rules, libraries and tests; a file that cannot be used is an error beside the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gatewright.errors import RuleError
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Rule

TEST_SUFFIX = "_test.rego"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The text of one Rego file.

    `expected` is the package that the path asks for, where the path is the name: in the shipped rules, not in those of
    a user.
    """

    name: str
    text: str = field(repr=False)
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules that can be run, the libraries they import, their tests, and what could not be used."""

    rules: tuple[Rule, ...] = ()
    libraries: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[RuleFailure, ...] = ()


def build_catalogue(files: Iterable[PolicyFile]) -> Catalogue:
    """The catalogue of the files: rules by id, libraries (package `lib.…`) and tests by file name."""
    from gatewright.rules.metadata import package_of, parse_rule  # noqa: PLC0415  # rules may come out of a cache

    rules: dict[str, Rule] = {}
    libraries: dict[str, str] = {}
    owners: dict[str, str] = {}
    tests: dict[str, str] = {}
    errors: list[RuleFailure] = []
    for file in sorted(files, key=lambda file: file.name):
        if file.name.endswith(TEST_SUFFIX):
            tests[file.name] = file.text
            continue
        subject = file.name
        try:
            package = package_of(file.text, file.name)
            subject = package.removeprefix("rules.")
            _check_place(file, package)
            _check_unique(owners, package, file)
            if package.startswith("lib."):
                libraries[file.name] = file.text
            else:
                rules[subject] = parse_rule(file.text, file.name)
        except RuleError as error:
            errors.append(RuleFailure(rule=subject, error=str(error)))
    ordered = tuple(rules[identity] for identity in sorted(rules))
    return Catalogue(ordered, libraries, tests, tuple(errors))


def expected_package(path: str) -> str:
    """The package that a path below the policies asks for: `rules/aws/s3/x/x.rego` is `rules.aws.s3.x`."""
    return ".".join(path.removesuffix(".rego").split("/")[:-1])


def _check_place(file: PolicyFile, package: str) -> None:
    if file.expected is None:
        return
    if package != file.expected:
        raise RuleError(f"{file.name}: the package is `{package}`, but the path asks for `{file.expected}`")
    name = f"{package.rpartition('.')[2]}.rego"
    if file.name.rpartition("/")[2] != name:
        raise RuleError(f"{file.name}: must be named after its directory, `{name}`")


def _check_unique(owners: dict[str, str], package: str, file: PolicyFile) -> None:
    """Two files of one package would run as one rule, or change a library under the rules that import it."""
    if package in owners:
        raise RuleError(f"{file.name}: the package `{package}` is taken by {owners[package]}; choose another")
    owners[package] = file.name
