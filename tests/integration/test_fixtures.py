"""The shipped rules as a registry: the path is the name, and each has seen what it must find, pass and not know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gatewright.app.rule_testing import KINDS, Fixture, fixtures, run_fixture, suite
from gatewright.engines.rego_tests import run_tests
from gatewright.model import schema
from gatewright.model.rule import Rule
from gatewright.rules.metadata import package_of

ROOT = Path(__file__).parents[2]
RULES = ROOT / "policies" / "rules"
FIXTURES = ROOT / "terraform_fixtures"
PAGES = ROOT / "docs" / "rules"
HEADINGS = ["## What it checks", "## Why it matters", "## What to do", "## Severity"]

SUITE = suite(None)
IDS = [rule.id for rule in SUITE.rules]


def _ids_below(folder: Path, pattern: str, parents: int) -> set[str]:
    """The ids that paths below a folder stand for: their first three steps."""
    return {".".join(path.relative_to(folder).parts[:parents]) for path in folder.glob(pattern)}


def test_every_rule_can_be_used() -> None:
    """No shipped rule has metadata that cannot be read."""
    assert () == SUITE.policies.errors


def test_there_are_rules() -> None:
    """The tests below judge something."""
    assert len(IDS) > 30


@pytest.mark.parametrize("identity", IDS)
def test_the_path_is_the_name(identity: str) -> None:
    """Folder, file, package, id, test, page and fixture folder of a rule are one name."""
    place = Path(*identity.split("."))
    rego = RULES / place / f"{place.name}.rego"
    test = RULES / place / f"{place.name}_test.rego"
    assert f"rules.{identity}" == package_of(rego.read_text(encoding="utf-8"))
    assert f"rules.{identity}_test" == package_of(test.read_text(encoding="utf-8"))
    assert (PAGES / place).with_suffix(".md").is_file()
    assert set(KINDS) <= {path.name for path in (FIXTURES / place).iterdir()}


def test_nothing_is_left_over() -> None:
    """No page, fixture or folder of rules is without its rule."""
    known = set(IDS)
    assert known == _ids_below(RULES, "*/*/*/", 3)
    assert known == {identity.removesuffix(".md") for identity in _ids_below(PAGES, "*/*/*.md", 3)}
    fixtures = _ids_below(FIXTURES, "*/*/*/", 3)
    assert known == {identity for identity in fixtures if not identity.startswith(("estates.", "identity."))}


@pytest.mark.parametrize("identity", IDS)
def test_a_page_has_its_headings(identity: str) -> None:
    """A rule's page has the four headings, in order, code in closed blocks, and says what is not checked."""
    text = (PAGES / Path(*identity.split("."))).with_suffix(".md").read_text(encoding="utf-8")
    assert HEADINGS == [line for line in text.splitlines() if line.startswith("## ")]
    assert 0 == sum(line.lstrip().startswith("```") for line in text.splitlines()) % 2
    assert re.search(r"(?m)^.*\S.*```", text) is None
    assert re.search(r"\bnot\b", text.partition("## Why it matters")[0])


@pytest.mark.parametrize("identity", IDS)
def test_a_rule_has_tests_of_every_kind(identity: str) -> None:
    """Rego tests deny, allow, and keep silent about what is unknown."""
    place = Path(*identity.split("."))
    text = (RULES / place / f"{place.name}_test.rego").read_text(encoding="utf-8")
    kinds = {name for name in ("denies", "allows", "silent_when_unknown") if f"\ntest_{name}" in text}
    assert {"denies", "allows", "silent_when_unknown"} == kinds


@pytest.mark.parametrize("rule", SUITE.rules, ids=IDS)
def test_metadata_keeps_the_house_style(rule: Rule) -> None:
    """Titles have no period, rules judge types that have a model, and a person is told what to do in Terraform."""
    assert not rule.title.endswith(".")
    assert [] == [kind for kind in rule.resource_types if kind not in schema.types()]
    assert rule.remediation.terraform


@pytest.mark.parametrize("fixture", list(fixtures(SUITE)), ids=lambda fixture: fixture.name)
def test_a_fixture_finds_what_it_must(fixture: Fixture) -> None:
    """Every outcome in the fixture is as written down: address, outcome, path and line."""
    result = run_fixture(fixture, SUITE.policies)
    assert ("pass", "") == (result.outcome, result.detail)


@pytest.mark.parametrize("fixture", list(fixtures(SUITE)), ids=lambda fixture: fixture.name)
def test_a_fixture_is_formatted(fixture: Fixture) -> None:
    """Fixtures are text with a newline at the end, without tabs or spaces at line ends."""
    for path in fixture.folder.rglob("*.tf"):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n")
        assert "\t" not in text
        assert text == re.sub(r"[ ]+\n", "\n", text)


def test_rego_tests_pass_on_the_embedded_engine() -> None:
    """Every Rego test of rules and libraries passes without OPA."""
    failed = [f"{test.file} {test.name}: {test.detail}" for test in run_tests(SUITE.modules) if test.outcome != "pass"]
    assert [] == failed
