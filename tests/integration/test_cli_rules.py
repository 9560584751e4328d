"""`gatewright rules` and `gatewright frameworks`: listing, showing, testing, beginning."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import gatewright as gw
from gatewright.cli.application import run

OWN = "acme.storage.plain_text"
FRAMEWORK = """\
name: acme
version: "1"
title: What Acme asks for
description: Two controls.
requirements:
  - id: "1"
    title: Storage
    controls:
      - {id: "1.1", title: Versions are kept, rules: [aws.s3.bucket_versioning_disabled]}
      - {id: "1.2", title: Nothing checks this yet}
"""


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

    def ran(*arguments: str | Path) -> Answer:
        code = run([str(argument) for argument in arguments])
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


@pytest.fixture
def own(command: Command, tmp_path: Path) -> Path:
    """A folder with a rule as `rules new` begins it."""
    command("rules", "new", OWN)
    return tmp_path / "rules"


@pytest.fixture
def frameworks_dir(tmp_path: Path) -> Path:
    """A folder with one framework."""
    folder = tmp_path / "frameworks"
    folder.mkdir()
    (folder / "acme_1.yaml").write_text(FRAMEWORK)
    return folder


def test_list_names_every_rule(command: Command) -> None:
    """The table and the JSON hold each rule once, by id."""
    ids = [rule.id for rule in gw.rules()]
    listed = json.loads(command("rules", "list", "--format", "json").out)
    table = command("rules", "list").out.splitlines()
    assert ids == [rule["id"] for rule in listed]
    assert ids == [line.split()[0] for line in table[1:-1]]
    assert f"{len(ids)} rules" == table[-1]


def test_list_is_narrowed_and_names_controls(command: Command, frameworks_dir: Path) -> None:
    """A framework of one's own restricts the list, and its controls are named."""
    answer = command("rules", "list", "--framework", "acme", "--frameworks-dir", frameworks_dir, "--format", "json")
    assert [("aws.s3.bucket_versioning_disabled", True)] == [
        (rule["id"], "acme-1/1.1" in rule["controls"]) for rule in json.loads(answer.out)
    ]


def test_list_shows_a_broken_rule_and_exits_with_three(command: Command, tmp_path: Path) -> None:
    """A rule that cannot be used is not silently missing."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "x.rego").write_text("package rules.acme.a.b\n")
    answer = command("rules", "list", "--rules-dir", "own")
    assert 3 == answer.code
    assert answer.errors.startswith("error: own/x.rego: no `# METADATA` comment")


def test_show_tells_everything_about_a_rule(command: Command) -> None:
    """The JSON has every field of a rule but its text; the text has a line for each that says something."""
    shown = json.loads(command("rules", "show", "aws.s3.bucket_versioning_disabled", "--format", "json").out)
    text = command("rules", "show", "aws.s3.bucket_versioning_disabled").out
    assert set(gw.Rule.model_fields) - {"source"} | {"controls"} == set(shown)
    assert "\nseverity: low\n" in text
    assert "\nreads: versioning.enabled\n" in text
    assert "checkov: CKV_AWS_21" in text


def test_show_suggests_what_was_meant(command: Command) -> None:
    """A misspelt id is a usage error with the nearest rule."""
    answer = command("rules", "show", "aws.s3.bucket_versioning_disable")
    assert (2, "") == (answer.code, answer.out)
    assert (
        "gatewright: no rule `aws.s3.bucket_versioning_disable`; did you mean `aws.s3.bucket_versioning_disabled`?; "
        "`gatewright rules list` names all rules\n"
    ) == answer.errors


def test_a_new_rule_passes_its_tests_at_once(command: Command, own: Path) -> None:
    """What `new` writes works: Rego tests and three fixtures."""
    answer = command("rules", "test", own)
    assert Answer(0, "1 rules, 3 Rego tests, 3 fixtures: 6 passed, 0 failed\n", "") == answer


def test_a_new_rule_can_be_scanned_with(command: Command, own: Path) -> None:
    """The rule finds its bad fixture."""
    bad = own / "fixtures" / "acme" / "storage" / "plain_text" / "bad"
    answer = command("scan", bad, "--rules-dir", own, "--rule", OWN, "--format", "json")
    assert [OWN] == [finding["rule"] for finding in json.loads(answer.out)["findings"]]


def test_new_names_its_files(command: Command, tmp_path: Path) -> None:
    """The path is the name in each of the three places."""
    answer = command("rules", "new", OWN, "--dir", "mine")
    base = "acme/storage/plain_text"
    kinds = [f"mine/fixtures/{base}/{kind}/{name}" for kind in ("bad", "good", "unknown") for name in FIXTURE]
    expected = [f"mine/{base}/plain_text.rego", f"mine/{base}/plain_text_test.rego", f"mine/docs/{base}.md", *kinds]
    assert expected == answer.out.splitlines()
    assert all((tmp_path / path).is_file() for path in expected)


FIXTURE = ("main.tf", "expected.json")


def test_new_in_a_checkout_goes_where_rules_are(command: Command, tmp_path: Path) -> None:
    """In Gatewright's own checkout the files go to policies, fixtures and docs."""
    (tmp_path / "policies" / "rules").mkdir(parents=True)
    (tmp_path / "terraform_fixtures").mkdir()
    paths = command("rules", "new", OWN).out.splitlines()
    assert {"policies", "terraform_fixtures", "docs"} == {path.partition("/")[0] for path in paths}


def test_new_never_overwrites(command: Command, own: Path) -> None:
    """A file that is there stops the command before anything is written."""
    rule = own / "acme" / "storage" / "plain_text" / "plain_text.rego"
    test = rule.with_name("plain_text_test.rego")
    rule.write_text("mine")
    test.unlink()
    answer = command("rules", "new", OWN)
    assert 2 == answer.code
    assert "is there already; choose another id, or change that file" in answer.errors
    assert ("mine", False) == (rule.read_text(), test.exists())


@pytest.mark.parametrize("identity", ["x", "a.b", "a.b.c.d", "A.b.c", "a.b.c-d", "a.default.c", "../a.b.c", "a.b.1c"])
def test_new_wants_an_id_that_is_a_package(command: Command, tmp_path: Path, identity: str) -> None:
    """What cannot be a package is a usage error, and nothing is written."""
    assert 2 == command("rules", "new", identity).code
    assert [] == list(tmp_path.iterdir())


def test_a_fixture_that_differs_is_shown_as_a_diff(command: Command, own: Path) -> None:
    """A failing fixture shows what was expected and what was found; exit code 1."""
    expected = own / "fixtures" / "acme" / "storage" / "plain_text" / "bad" / "expected.json"
    expected.write_text(expected.read_text().replace('"line": 2', '"line": 9'))
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert (
        f"FAIL fixture {OWN} bad\n    --- expected\n    +++ found\n"
        "    -terraform_data.example fail input line 9\n    +terraform_data.example fail input line 2\n"
        "1 rules, 3 Rego tests, 3 fixtures: 5 passed, 1 failed\n"
    ) == answer.out


def test_a_fixture_must_be_what_its_folder_says(command: Command, own: Path) -> None:
    """A good fixture in which something fails is wrong, even where that is written down."""
    fixtures = own / "fixtures" / "acme" / "storage" / "plain_text"
    for name in FIXTURE:
        (fixtures / "good" / name).write_text((fixtures / "bad" / name).read_text())
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert "an outcome is `fail`, which has no place in a fixture of the kind `good`" in answer.out


def test_a_failing_rego_test_is_named(command: Command, own: Path) -> None:
    """The file and the test are named; exit code 1."""
    test = own / "acme" / "storage" / "plain_text" / "plain_text_test.rego"
    test.write_text(test.read_text().replace('"encrypted"', '"plain"'))
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert f"FAIL rego {test} test_allows_encrypted" in answer.out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("severity: medium", "sevrity: medium", "`custom.sevrity` is not a key here"),
        ("severity: medium", "severity: grave", "`custom.severity` is `grave`, allowed are"),
        ("# METADATA", "#", "no `# METADATA` comment in front of"),
    ],
)
def test_wrong_metadata_names_itself(command: Command, own: Path, old: str, new: str, message: str) -> None:
    """The file and the key are named, and what is allowed."""
    rule = own / "acme" / "storage" / "plain_text" / "plain_text.rego"
    rule.write_text(rule.read_text().replace(old, new))
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert f"ERROR rule {OWN}\n    {rule}: {message}" in answer.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ('{"finding": []}', "`finding` is not a key here, allowed are `findings`; did you mean `findings`?"),
        ('{"findings": [{"address": "x", "outcome": "failed"}]}', "`findings[0].outcome` is `failed`, allowed are"),
        ('{"findings": [{"address": "x", "outcome": "fail"}]}', "`findings[0].line` must be the number of the line"),
    ],
)
def test_a_wrong_expectation_names_itself(command: Command, own: Path, content: str, message: str) -> None:
    """An `expected.json` that cannot be used says what is wrong in it."""
    (own / "fixtures" / "acme" / "storage" / "plain_text" / "bad" / "expected.json").write_text(content)
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert message in answer.out


def test_a_fixture_without_expectations_is_an_error(command: Command, own: Path) -> None:
    """A missing `expected.json` is not a pass."""
    (own / "fixtures" / "acme" / "storage" / "plain_text" / "good" / "expected.json").unlink()
    answer = command("rules", "test", own)
    assert 1 == answer.code
    assert "expected.json` cannot be read: no such file or directory; write it" in answer.out


def test_a_folder_without_rules_is_a_usage_error(command: Command, tmp_path: Path) -> None:
    """Nothing to test is not success."""
    (tmp_path / "empty").mkdir()
    answers = [command("rules", "test", folder).code for folder in ("empty", "nowhere")]
    assert [2, 2] == answers


def test_frameworks_are_listed_and_shown(command: Command, frameworks_dir: Path) -> None:
    """A framework of one's own stands beside the shipped ones, with its counts."""
    listed = json.loads(command("frameworks", "list", "--frameworks-dir", frameworks_dir, "--format", "json").out)
    (acme,) = (one for one in listed if one["id"] == "acme-1")
    assert (2, 1, 1) == (acme["controls"], acme["checked"], acme["rules"])
    shown = command("frameworks", "show", "acme-1", "--frameworks-dir", frameworks_dir)
    assert "What Acme asks for (acme-1)\nTwo controls.\n" in shown.out
    assert "aws.s3.bucket_versioning_disabled" in shown.out
    as_json = json.loads(
        command("frameworks", "show", "acme", "--frameworks-dir", frameworks_dir, "--format", "json").out
    )
    assert ["1.1", "1.2"] == [control["id"] for control in as_json["requirements"][0]["controls"]]


@pytest.mark.parametrize("action", [("list",), ("show", "acme-1")], ids=["list", "show"])
def test_a_framework_may_name_rules_of_ones_own(
    command: Command, own: Path, frameworks_dir: Path, action: tuple[str, ...]
) -> None:
    """With the folder of the rules beside that of the framework, both commands know them."""
    file = frameworks_dir / "acme_1.yaml"
    file.write_text(file.read_text().replace("aws.s3.bucket_versioning_disabled", OWN))
    answer = command("frameworks", *action, "--frameworks-dir", frameworks_dir, "--rules-dir", own)
    assert (0, "") == (answer.code, answer.errors)
    assert "acme-1" in answer.out


def test_every_shipped_framework_is_shown(command: Command) -> None:
    """Each can be shown as a table, and names its rules."""
    for framework in gw.frameworks():
        answer = command("frameworks", "show", framework.id)
        assert 0 == answer.code
        assert {rule for rule, _ in framework.placements()} <= set(answer.out.split())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FRAMEWORK.replace("title: Storage", "titel: Storage"), "`requirements[0].titel` is not a key here"),
        (FRAMEWORK.replace("versioning_disabled", "versioning"), "names the rule `aws.s3.bucket_versioning`, which"),
        ("name: [", "cannot be read as YAML"),
    ],
)
def test_a_broken_framework_names_itself(command: Command, frameworks_dir: Path, text: str, message: str) -> None:
    """A framework that cannot be used stops the command, with its file and key."""
    (frameworks_dir / "acme_1.yaml").write_text(text)
    answer = command("frameworks", "list", "--frameworks-dir", frameworks_dir)
    assert (3, "") == (answer.code, answer.out)
    assert message in answer.errors


def test_an_unknown_framework_is_a_usage_error(command: Command) -> None:
    """The message says where to look."""
    answer = command("frameworks", "show", "nist")
    assert 2 == answer.code
    assert answer.errors.startswith("gatewright: no framework `nist`")
