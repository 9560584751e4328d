"""Testing rules: their Rego tests, and the Terraform fixtures beside them, whose every outcome is written down.

A fixture is a folder of Terraform source with an `expected.json`, which lists all outcomes of one rule in it:
`{"findings": [{"address", "outcome", "path", "line"}]}`, `path` and `line` for those that fail. The fixtures of a rule
are in `<provider>/<service>/<rule>/{bad,good,unknown}`: something fails in `bad`, everything passes in `good`, and
something is unknown in `unknown`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from gatewright.app.estate import LoadOptions, load
from gatewright.app.policies import Policies, load_policies
from gatewright.app.scanning import JudgeOptions, judge
from gatewright.errors import GatewrightError, RuleError, UsageError
from gatewright.model.finding import OUTCOMES, Finding
from gatewright.model.rule import Rule
from gatewright.rules.fields import Fields, is_mapping
from gatewright.sources.policies import read_policies, read_shipped_policies, shipped_policies

KINDS = ("bad", "good", "unknown")
EXPECTED = "expected.json"
NEEDED = {"bad": "fail", "good": "pass", "unknown": "unknown"}
"""What at least one outcome of a fixture is, by its kind."""
BARRED = {"bad": frozenset[str](), "good": frozenset({"fail", "unknown"}), "unknown": frozenset[str]()}
"""What no outcome of a fixture may be, by its kind."""


class Row(NamedTuple):
    """One outcome in a fixture; the line is 0 where there is no place."""

    address: str
    outcome: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        """One line of a diff."""
        return f"{self.address} {self.outcome}" + (f" {self.path} line {self.line}" if self.outcome == "fail" else "")


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test and how it ended; the detail of a fixture is a diff of outcomes, expected to found."""

    kind: Literal["rule", "rego", "fixture"]
    name: str
    outcome: Literal["pass", "fail", "error"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Suite:
    """What is tested: rules, the Rego modules that their tests need, and where their fixtures are."""

    policies: Policies
    rules: tuple[Rule, ...]
    modules: Mapping[str, str]
    fixtures: Path


@dataclass(frozen=True, slots=True)
class Fixture:
    """A folder of Terraform source with what one rule must say of it."""

    rule: Rule
    kind: str
    folder: Path

    @property
    def name(self) -> str:
        """How reports call the fixture."""
        return f"{self.rule.id} {self.kind}"


def suite(directory: Path | None) -> Suite:
    """The suite of a folder of rules, fixtures in its `fixtures`; by default that of the shipped rules."""
    if directory is None:
        return _shipped_suite()
    policies = load_policies((directory,))
    files, _ = read_policies(directory)
    own = {file.name: file.text for file in files}
    shipped = {name: text for name, text in policies.libraries.items() if name not in own}
    rules = tuple(rule for rule in policies.rules if rule.file in own)
    return Suite(policies, rules, {**shipped, **own}, directory / "fixtures")


def run_suite(tested: Suite) -> Iterator[RuleTest]:
    """The result of every test: rules that cannot be used, Rego tests, then fixtures; then what tests nothing."""
    from gatewright.engines.rego_tests import run_tests  # noqa: PLC0415  # the engine is loaded when it runs

    for failure in tested.policies.errors:
        yield RuleTest("rule", failure.rule, "error", failure.error)
    broken = {error.rule for error in tested.policies.errors}
    tests: set[str] = set()
    for test in run_tests(tested.modules):
        tests.add(test.file if test.name else "")
        if test.name or test.file not in broken:
            yield RuleTest("rego", f"{test.file} {test.name}".strip(), test.outcome, test.detail)
    found = list(fixtures(tested))
    for fixture in found:
        yield run_fixture(fixture, tested.policies)
    yield from _strays(tested, found, broken)
    yield from _untested(tested, found, tests)


def fixtures(tested: Suite) -> Iterator[Fixture]:
    """The fixtures that exist, by rule."""
    for rule in tested.rules:
        for kind in KINDS:
            folder = tested.fixtures.joinpath(*rule.id.split("."), kind)
            if folder.is_dir():
                yield Fixture(rule, kind, folder)


def _strays(tested: Suite, found: Sequence[Fixture], broken: Collection[str]) -> Iterator[RuleTest]:
    """Fixtures that belong to no rule: a wrong name would leave a rule untested without a word."""
    known = {fixture.folder for fixture in found}
    for expected in sorted(tested.fixtures.rglob(EXPECTED)):
        folder = expected.parent.relative_to(tested.fixtures)
        identity = ".".join(folder.parent.parts)
        if expected.parent not in known and identity not in broken:
            kinds = ", ".join(KINDS)
            detail = f"there is no rule `{identity}`" if folder.name in KINDS else f"`{folder.name}` is none of {kinds}"
            yield RuleTest("fixture", folder.as_posix(), "error", f"{detail}; the path is PROVIDER/SERVICE/RULE/KIND")


def _untested(tested: Suite, found: Sequence[Fixture], tests: Collection[str]) -> Iterator[RuleTest]:
    """Rules that nothing is said about: no fixture, and no Rego test that names them."""
    shown = {fixture.rule.id for fixture in found}
    texts = [text for name, text in tested.modules.items() if name in tests]
    for rule in tested.rules:
        if rule.id not in shown and not any(rule.package in text for text in texts):
            detail = "has neither a fixture nor a Rego test; `gatewright rules new` shows what they look like"
            yield RuleTest("rule", rule.id, "fail", detail)


def run_fixture(fixture: Fixture, policies: Policies) -> RuleTest:
    """How the outcomes in a fixture compare with those that are expected."""
    try:
        expected = read_expected(fixture.folder / EXPECTED)
        found = _found(fixture, policies)
    except GatewrightError as error:
        return RuleTest("fixture", fixture.name, "error", str(error))
    problems = [*_differences(expected, found), *_misplaced(fixture.kind, found)]
    return RuleTest("fixture", fixture.name, "fail" if problems else "pass", "\n".join(problems))


def read_expected(path: Path) -> list[Row]:
    """The outcomes that an `expected.json` lists, ordered."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"`{path}` cannot be read: {(error.strerror or 'unknown reason').lower()}; write it") from None
    except ValueError as error:
        raise RuleError(f"`{path}` is not JSON: {error}") from None
    if not is_mapping(content):
        raise RuleError(f'`{path}` must be an object such as {{"findings": []}}')
    listed = Fields(content, path.as_posix()).closed(("findings",)).each("findings")
    return sorted(_expected_row(item.closed(("address", "outcome", "path", "line"))) for item in listed)


def _shipped_suite() -> Suite:
    root = shipped_policies()
    folder = root.parent / "terraform_fixtures"
    if not folder.is_dir():
        raise UsageError("the fixtures of the shipped rules are in a checkout only; name the folder of your own rules")
    policies = load_policies()
    modules = {file.name: file.text for file in read_shipped_policies()}
    return Suite(policies, policies.rules, modules, folder)


def _found(fixture: Fixture, policies: Policies) -> list[Row]:
    estate = load(fixture.folder, LoadOptions())
    unread = [one for one in estate.diagnostics if one.severity == "error"]
    if unread:
        raise RuleError(f"{fixture.folder}: {unread[0].file}: {unread[0].summary}")
    report = judge(estate, JudgeOptions(rules=(fixture.rule,)), policies=policies)
    if report.rule_errors:
        own = [failure.error for failure in report.rule_errors if failure.rule == fixture.rule.id]
        if own:
            raise RuleError(own[0])
    return sorted(_row(finding) for finding in report.findings)


def _row(finding: Finding) -> Row:
    document, place = finding.document, finding.location
    address = document.address if document.root in {"", "."} else f"{document.root}: {document.address}"
    if finding.outcome != "fail":
        return Row(address, finding.outcome)
    return Row(address, "fail", _dotted(finding.path), place.start.line if place else 0)


def _expected_row(fields: Fields) -> Row:
    address, outcome = fields.text("address"), fields.choice("outcome", OUTCOMES)
    if outcome != "fail":
        return Row(address, outcome)
    line = fields.values.get("line")
    if not isinstance(line, int):
        raise fields.complaint("line", "must be the number of the line that the finding points to")
    steps = [step for step in fields.items("path") if isinstance(step, str | int)]
    return Row(address, "fail", _dotted(steps), line)


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))


def _differences(expected: Sequence[Row], found: Sequence[Row]) -> list[str]:
    before, after = ([str(row) for row in rows] for rows in (expected, found))
    lines = difflib.unified_diff(before, after, "expected", "found", lineterm="", n=0)
    return [line for line in lines if not line.startswith("@@")]


def _misplaced(kind: str, found: Sequence[Row]) -> Iterator[str]:
    """What the outcomes of a fixture must not be, whatever its `expected.json` says."""
    outcomes = {row.outcome for row in found}
    if NEEDED[kind] not in outcomes:
        yield f"no outcome is `{NEEDED[kind]}`, as one in a fixture of the kind `{kind}` must be"
    for outcome in sorted(outcomes & BARRED[kind]):
        yield f"an outcome is `{outcome}`, which has no place in a fixture of the kind `{kind}`"
