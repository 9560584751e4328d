"""`gatewright rules test` on folders as people make them: nothing is left untested without a word."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gatewright.cli.application import run

OWN = "acme.storage.plain_text"


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    errors: str


Command = Callable[..., Answer]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> Answer:
        code = run(list(arguments))
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


@pytest.fixture
def rules(command: Command, tmp_path: Path) -> Path:
    """A folder with a rule as `rules new` begins it."""
    command("rules", "new", OWN)
    return tmp_path / "rules"


def test_a_fixture_of_no_kind_and_one_of_no_rule_are_errors(command: Command, rules: Path) -> None:
    """A misspelt folder would leave the rule untested."""
    fixtures = rules / "fixtures" / "acme" / "storage"
    (fixtures / "plain_text" / "good").rename(fixtures / "plain_text" / "goood")
    (fixtures / "plain").mkdir()
    (fixtures / "plain_text" / "unknown").rename(fixtures / "plain" / "unknown")
    answer = command("rules", "test", "rules")
    assert 1 == answer.code
    assert (
        "ERROR fixture acme/storage/plain/unknown\n"
        "    there is no rule `acme.storage.plain`; the path is PROVIDER/SERVICE/RULE/KIND\n"
        "ERROR fixture acme/storage/plain_text/goood\n"
        "    `goood` is none of bad, good, unknown; the path is PROVIDER/SERVICE/RULE/KIND\n"
    ) in answer.out


def test_a_rule_that_cannot_be_used_is_the_one_error(command: Command, rules: Path) -> None:
    """Its fixtures are not called strays."""
    rule = rules / "acme" / "storage" / "plain_text" / "plain_text.rego"
    rule.write_text(rule.read_text().replace("severity", "sevrity"))
    answer = command("rules", "test", "rules")
    assert [f"ERROR rule {OWN}"] == [line for line in answer.out.splitlines() if line.startswith("ERROR")]


def test_a_rule_without_any_test_fails(command: Command, rules: Path) -> None:
    """One of both is enough; none is not."""
    test = rules / "acme" / "storage" / "plain_text" / "plain_text_test.rego"
    shutil.rmtree(rules / "fixtures")
    assert 0 == command("rules", "test", "rules").code
    test.unlink()
    answer = command("rules", "test", "rules")
    assert 1 == answer.code
    assert f"FAIL rule {OWN}\n    has neither a fixture nor a Rego test" in answer.out


def test_rules_of_several_folders_are_asked_together(command: Command, tmp_path: Path) -> None:
    """`--rules-dir` is repeatable, and libraries of one folder serve the other."""
    for name, folder in ((OWN, "one"), ("acme.storage.other", "two")):
        command("rules", "new", name, "--dir", folder)
    shared = 'package lib.acme\n\nplain := "plain"\n'
    (tmp_path / "one" / "lib.rego").write_text(shared)
    rule = tmp_path / "two" / "acme" / "storage" / "other" / "other.rego"
    text = rule.read_text().replace("import data.lib.known", "import data.lib.acme\nimport data.lib.known")
    rule.write_text(text.replace('input, "plain")', "input, acme.plain)"))
    bad = "one/fixtures/acme/storage/plain_text/bad"
    answer = command("scan", bad, "--rules-dir", "one", "--rules-dir", "two", "--rule", "acme.*", "--format", "csv")
    assert [OWN, "acme.storage.other"] == sorted(
        {name for name in (OWN, "acme.storage.other") if name in answer.out}, reverse=True
    )
