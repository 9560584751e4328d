"""What holds of every fix that a rule declares, on the rule's own fixture.

`fixed/` beside a rule's `bad/` holds the files of `bad/` as they are with every patch, and in `refused.json` the
findings without one. `pytest --update-goldens` writes both anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

import gatewright as gw
from gatewright.app.rule_testing import suite
from gatewright.model.rule import Rule

SUITE = suite(None)
RULES = [rule for rule in SUITE.rules if rule.fix is not None]
IDS = [rule.id for rule in RULES]
every_rule = pytest.mark.parametrize("rule", RULES, ids=IDS)


def _folder(rule: Rule, kind: str) -> Path:
    return SUITE.fixtures.joinpath(*rule.id.split("."), kind)


def _sources(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")


@cache
def _fixes(identity: str, kind: str) -> gw.Fixes:
    rule = next(rule for rule in RULES if rule.id == identity)
    return gw.fix(_folder(rule, kind), rules=identity, confidence="review")


def _patched(data: bytes, change: gw.FileChange) -> bytes:
    """The bytes with the edits of a change, made from the last to the first by lines and columns alone."""
    lines = data.decode().split("\n")
    for edit in reversed(change.edits):
        before = [*lines[: edit.start.line - 1], lines[edit.start.line - 1][: edit.start.column - 1]]
        after = [lines[edit.end.line - 1][edit.end.column - 1 :], *lines[edit.end.line :]]
        lines = ("\n".join(before) + edit.text + "\n".join(after)).split("\n")
    return "\n".join(lines).encode()


@pytest.fixture(scope="module", name="apply")
def _apply(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Rule], Path]:
    """A function that gives a copy of a rule's bad fixture to which git has applied the fixes."""

    @cache
    def applied(identity: str) -> Path:
        rule = next(rule for rule in RULES if rule.id == identity)
        folder = tmp_path_factory.mktemp(identity.rpartition(".")[2]) / "repository"
        shutil.copytree(_folder(rule, "bad"), folder)
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        diff = gw.fix(folder, rules=identity, confidence="review").diff
        subprocess.run(["git", "apply", "--check", "-"], cwd=folder, input=diff.encode(), check=True)
        subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
        return folder

    return lambda rule: applied(rule.id)


def _failing(report: gw.Report) -> Counter[tuple[str, str, tuple[str, ...]]]:
    """Failures by rule, document and path without indexes, which move when an element goes."""
    failing = (finding for finding in report.findings if finding.outcome == "fail")
    return Counter((f.rule.id, f.document.id, tuple("*" if isinstance(s, int) else s for s in f.path)) for f in failing)


def test_there_are_fixes() -> None:
    """The tests below judge something."""
    assert len(RULES) >= 8


@every_rule
def test_the_fixed_fixture_is_what_the_fix_makes(
    rule: Rule, apply: Callable[[Rule], Path], golden: Callable[[Path, str], None]
) -> None:
    """`git apply` makes of every file of the bad fixture what is kept, and what is refused is written down."""
    patched = apply(rule)
    for path in _sources(_folder(rule, "bad")):
        golden(_folder(rule, "fixed") / path, (patched / path).read_text(encoding="utf-8"))
    refused = sorted({(one.address, one.reason) for one in _fixes(rule.id, "bad").refusals})
    listed = [{"address": address, "reason": reason} for address, reason in refused]
    golden(
        _folder(rule, "fixed") / "refused.json", json.dumps({"refused": listed}, indent=2, ensure_ascii=False) + "\n"
    )


@every_rule
def test_something_is_fixed(rule: Rule) -> None:
    """The bad fixture of every rule with a fix has a patch, proved in every step."""
    patches = _fixes(rule.id, "bad").patches
    assert patches
    assert [] == [step for patch in patches for step in patch.proof if not step.holds]


@every_rule
def test_what_is_fixed_is_gone_and_nothing_else_changes(rule: Rule, apply: Callable[[Rule], Path]) -> None:
    """A scan after the fix finds of the rule what was refused, and of all other rules nothing that was not there."""
    before, after = (_failing(gw.scan(folder)) for folder in (_folder(rule, "bad"), apply(rule)))
    refused = Counter(one.address for one in _fixes(rule.id, "bad").refusals)
    left = Counter(
        identity.partition(":")[2] for (name, identity, _), n in after.items() for _ in range(n) if name == rule.id
    )
    assert refused == left
    assert Counter() == after - before


@every_rule
def test_twice_is_once(rule: Rule, apply: Callable[[Rule], Path]) -> None:
    """After the fix there is nothing left to patch."""
    assert () == gw.fix(apply(rule), rules=rule.id, confidence="review").patches


@every_rule
def test_edits_say_what_the_diff_says(rule: Rule) -> None:
    """The edits of each patch, made by lines and columns, give the file whose hash the patch states."""
    for patch in _first(_fixes(rule.id, "bad").patches):
        for change in patch.changes:
            data = (_folder(rule, "bad") / change.file).read_bytes()
            assert change.before == hashlib.sha256(data).hexdigest()
            assert change.after == hashlib.sha256(_patched(data, change)).hexdigest()


def _first(patches: Iterable[gw.Patch]) -> Iterable[gw.Patch]:
    """The patches that are of the files as they are."""
    return (patch for patch in patches if not patch.requires)


@every_rule
@pytest.mark.parametrize("kind", ["good", "unknown"])
def test_what_does_not_fail_is_left_alone(rule: Rule, kind: str) -> None:
    """Where nothing is known to be wrong there is no patch."""
    failing = [f for f in gw.scan(_folder(rule, kind), rules=rule.id).findings if f.outcome == "fail"]
    assert bool(failing) >= bool(_fixes(rule.id, kind).patches)
