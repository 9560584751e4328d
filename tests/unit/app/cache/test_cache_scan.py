"""Scans with a cache: what is evaluated, what is not, and what is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gatewright.app.asking import JudgeOptions
from gatewright.app.cache.identity import key_of
from gatewright.app.cache.store import Store
from gatewright.app.estate import LoadOptions, load_source
from gatewright.app.policies import load_policies
from gatewright.app.scanning import policies_of, scan_path
from gatewright.errors import InputError, UsageError
from gatewright.model.finding import Report
from gatewright.rules.selection import Selection
from gatewright.testing.memory import MemoryEngine

OPTIONS = JudgeOptions(selection=Selection(include=("aws.s3.*",)))
BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "%s"\n}\n'
FAILING = """
# METADATA
# title: A rule that fails on one name
# description: It divides by zero.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads: [[name]]
package rules.own.failing

import data.lib.finding

deny contains finding.at(bucket, ["name"], "x") if {
\tsome bucket in input.resources["aws.s3.bucket"]
\tbucket.name == "bad"
\tto_number("no number") == 1
}
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty cache."""
    return Store(tmp_path / "cache")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three root modules, two of which call a module."""
    made = tmp_path / "estate"
    for path, text in {
        "module/main.tf": 'variable "name" {}\nresource "aws_s3_bucket" "m" {\n  bucket = var.name\n}\n',
        "a/main.tf": 'module "m" {\n  source = "../module"\n  name = "a"\n}\n' + BUCKET % "a",
        "b/main.tf": 'module "m" {\n  source = "../module"\n  name = "b"\n}\n',
        "c/main.tf": BUCKET % "c" + 'output "broken" {\n',
    }.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The root modules that are evaluated from here on."""
    told: list[str] = []
    load = load_source

    def watched(tree: object, roots: tuple[str, ...], *rest: object) -> object:
        told.extend(roots)
        return load(tree, roots, *rest)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr("gatewright.app.judging.load_source", watched)
    return told


def scan(folder: Path, cache: Store | None, options: JudgeOptions = OPTIONS, jobs: int = 1) -> Report:
    """The report."""
    return scan_path(folder, LoadOptions(), options, cache=cache, jobs=jobs)


def test_nothing_is_evaluated_twice(folder: Path, store: Store, evaluated: list[str]) -> None:
    """The second scan finds the same, broken files included, and evaluates nothing."""
    first = scan(folder, store)
    assert ["a", "b", "c"] == evaluated
    assert {"c/main.tf"} == {problem.file for problem in first.diagnostics}
    assert first == scan(folder, Store(store.directory))
    assert ["a", "b", "c"] == evaluated
    assert first == scan(folder, None)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/main.tf", ["a"]), ("module/main.tf", ["a", "b"]), ("a/notes.md", ["a"]), ("new/x.md", [])],
)
def test_a_change_costs_what_depends_on_it(
    folder: Path, store: Store, evaluated: list[str], path: str, expected: list[str]
) -> None:
    """Only the root modules that read the changed file, or list its folder, are evaluated."""
    scan(folder, store)
    evaluated.clear()
    (folder / path).parent.mkdir(exist_ok=True)
    with (folder / path).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    changed = scan(folder, store)
    assert expected == evaluated
    assert changed == scan(folder, None)


def test_outcomes_that_are_kept_are_the_ones_asked_for(folder: Path, store: Store) -> None:
    """A scan that keeps passes does not get those of one that does not."""
    some = replace(OPTIONS, kept=frozenset({"fail"}))
    assert scan(folder, None, some) == scan(folder, store, some)
    assert scan(folder, None) == scan(folder, store)
    assert scan(folder, None, some) == scan(folder, store, some)


def test_one_place_serves_another(folder: Path, store: Store, tmp_path: Path, evaluated: list[str]) -> None:
    """The same files in another folder are not evaluated again: keys are of contents, not of places."""
    scan(folder, store)
    evaluated.clear()
    moved = folder.rename(tmp_path / "elsewhere")
    assert scan(moved, store) == scan(moved, None)
    assert ["a", "b", "c"] == evaluated  # the fresh scan alone


def test_a_rule_that_fails_is_not_kept(folder: Path, store: Store, tmp_path: Path) -> None:
    """A failure concerns everything that is judged together, so the cached scan judges all of it as the fresh one."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "failing.rego").write_text(FAILING, encoding="utf-8")
    options = JudgeOptions(selection=Selection(include=("own.*",)), rule_dirs=(tmp_path / "rules",))
    sound = scan(folder, store, options)
    assert () == sound.rule_errors
    (folder / "b" / "more.tf").write_text(BUCKET % "bad", encoding="utf-8")
    fresh = scan(folder, None, options)
    assert ["own.failing"] == [failure.rule for failure in fresh.rule_errors]
    assert fresh == scan(folder, store, options)
    assert fresh == scan(folder, store, options)
    (folder / "b" / "more.tf").unlink()
    assert sound == scan(folder, store, options)


def test_two_root_modules_with_one_resource_are_told(folder: Path, store: Store) -> None:
    """That a resource is managed twice is seen, although each root module's part of it is in the cache."""
    text = 'resource "aws_s3_bucket" "same" {\n  arn = "arn:aws:s3:::same"\n  bucket = "same"\n}\n'
    for root in ("a", "b"):
        (folder / root / "same.tf").write_text(text, encoding="utf-8")
    fresh = scan(folder, None)
    assert ["two documents have the id `arn:aws:s3:::same`"] == [
        problem.summary for problem in fresh.diagnostics if "two documents" in problem.summary
    ]
    assert fresh == scan(folder, store)
    assert fresh == scan(folder, store)


def test_a_folder_without_configuration_is_refused_as_ever(tmp_path: Path, store: Store) -> None:
    """The error is that of a scan without a cache."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="there is no Terraform configuration below"):
        scan(tmp_path / "empty", store)


def test_wrong_requests_are_refused_as_ever(folder: Path, store: Store) -> None:
    """What is in the cache answers no request that cannot be made."""
    scan(folder, store)
    for options in (
        LoadOptions(source=folder),
        LoadOptions(var_files=(folder / "missing.tfvars",)),
    ):
        with pytest.raises((UsageError, InputError)):
            scan_path(folder, options, OPTIONS, cache=store)
    with pytest.raises(UsageError, match="no rule matches"):
        scan(folder, store, JudgeOptions(selection=Selection(include=("nothing.*",))))
    with pytest.raises(UsageError, match="no directory"):
        scan(folder, store, JudgeOptions(rule_dirs=(folder / "missing",)))


def test_what_another_engine_answers_is_not_in_the_cache(folder: Path, store: Store) -> None:
    """The answers of the embedded engine are not given for those of another, known or not."""
    scan(folder, store)
    with pytest.raises(UsageError, match="there is no engine `other`"):
        scan(folder, store, replace(OPTIONS, engine="other"))  # type: ignore[arg-type]  # what the test is about
    engine = MemoryEngine({})
    assert engine.name == scan(folder, store, replace(OPTIONS, engine=engine)).engine


def test_what_is_wrong_with_the_cache_is_told_of_a_plan_too(folder: Path, store: Store) -> None:
    """Of a plan nothing is kept, but the rules are."""
    state = folder / "terraform.tfstate"
    state.write_text('{"version": 4, "serial": 1, "lineage": "x", "resources": []}', encoding="utf-8")
    policies_of(OPTIONS, store)
    for path in [path for path in store.directory.rglob("*") if path.is_file()]:
        path.write_bytes(b"")
    other = Store(store.directory)
    policies_of(OPTIONS, other)
    assert ["note"] == [problem.severity for problem in scan(state, other).diagnostics]


def test_rules_come_out_of_the_cache_as_they_were(store: Store) -> None:
    """Rules, frameworks and libraries are equal; tests of rules, which no scan needs, are left out."""
    loaded = replace(load_policies(), tests=None)
    assert loaded == replace(policies_of(JudgeOptions(), store), tests=None)
    assert loaded == policies_of(JudgeOptions(), store)


def _every(value: object, damage: Callable[[object], object]) -> object:
    return damage(value)


FORGED: dict[str, Callable[[object], object]] = {
    "null inside": lambda _: [None],
    "a list of lists": lambda _: [[["read", "a", "b"]]],
    "a question about nothing": lambda _: [[["open", "/etc/passwd"]]],
    "a mapping": lambda _: {"rules": 1, "references": [], "targets": "x"},
    "unknown rules": lambda value: {**value, "rules": ["no.rule"]} if isinstance(value, dict) else value,
    "findings of nothing": lambda value: {**value, "findings": [[99, 99]]} if isinstance(value, dict) else value,
    "a number": lambda _: 7,
    "a text": lambda _: "text",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_entries_that_somebody_forged_are_told_and_evaluated_anew(folder: Path, store: Store, forgery: str) -> None:
    """An entry with a right checksum and a wrong content does no harm."""
    fresh = scan(folder, store)
    for path in [path for path in store.directory.rglob("*") if path.is_file() and len(path.name) == len(key_of())]:
        value = store.get(path.name)
        store.put(path.name, json.loads(json.dumps(_every(value, FORGED[forgery]))))
    other = Store(store.directory)
    report = scan(folder, other)
    assert fresh.findings == report.findings
    assert {"note"} == {problem.severity for problem in other.diagnostics}
    assert set(fresh.diagnostics) | set(other.diagnostics) == set(report.diagnostics)


def test_damage_is_in_the_report_as_a_note(folder: Path, store: Store) -> None:
    """What was wrong with the cache is told, and the findings are those of a fresh scan."""
    fresh = scan(folder, store)
    for path in [path for path in store.directory.rglob("*") if path.is_file()]:
        path.write_bytes(b"")
    report = scan(folder, Store(store.directory))
    assert fresh.findings == report.findings
    notes = [problem for problem in report.diagnostics if problem.severity == "note"]
    assert notes
    assert all("is damaged: it is not an entry of this version" in note.summary for note in notes)
    assert fresh == scan(folder, Store(store.directory))


def test_processes_share_the_work(folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What several processes evaluated is kept as what one did."""
    monkeypatch.setattr("gatewright.app.pool.WORTHWHILE", 0)
    fresh = scan(folder, None)
    assert fresh == scan(folder, store, jobs=2)
    assert fresh == scan(folder, store)
