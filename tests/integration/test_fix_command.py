"""`gatewright fix` as a program: what it prints and writes, and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

KEY = 'resource "aws_kms_key" "k" {\n  enable_key_rotation = false\n}\n'
BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
ROTATION = ("--rule", "aws.kms.key_rotation_disabled")


def _run(*arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gatewright", "fix", *arguments]
    return subprocess.run(command, input=answer, capture_output=True, text=True, check=False, timeout=120)


def _folder(tmp_path: Path, text: str = KEY) -> Path:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_diff_is_printed_and_nothing_written(tmp_path: Path) -> None:
    """Without an option the diff goes to standard output, and git takes it from the root of the repository."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "infra").mkdir()
    folder = _folder(tmp_path / "infra")
    done = _run(str(folder), *ROTATION)
    assert (0, "1 patch for 1 finding, 0 findings not fixed\n") == (done.returncode, done.stderr)
    assert done.stdout.startswith("diff --git a/infra/main.tf b/infra/main.tf\n")
    assert KEY == (folder / "main.tf").read_text(encoding="utf-8")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=done.stdout, text=True, check=True)
    assert KEY.replace("false", "true") == (folder / "main.tf").read_text(encoding="utf-8")


def test_files_are_written_where_that_is_asked_for(tmp_path: Path) -> None:
    """`--write` writes, and a second run has nothing left to do."""
    folder = _folder(tmp_path)
    first, second = (_run(str(folder), "--write", *ROTATION) for _ in range(2))
    assert (0, 0) == (first.returncode, second.returncode)
    assert "proved: the finding is gone" in first.stdout
    assert "0 patches for 0 findings, 0 findings not fixed\n" == second.stdout
    assert KEY.replace("false", "true") == (folder / "main.tf").read_text(encoding="utf-8")


def test_a_dry_run_lists_and_writes_nothing(tmp_path: Path) -> None:
    """`--dry-run` tells the patches and their proofs without a diff."""
    folder = _folder(tmp_path)
    done = _run(str(folder), "--dry-run", *ROTATION)
    assert 0 == done.returncode
    assert "diff --git" not in done.stdout
    assert "Turn on automatic rotation\n" in done.stdout
    assert KEY == (folder / "main.tf").read_text(encoding="utf-8")


@pytest.mark.parametrize(("answer", "left"), [("y\nn\n", 1), ("n\ny\n", 1), ("q\n", 2), ("y\ny\n", 0)])
def test_each_patch_is_asked_about(tmp_path: Path, answer: str, left: int) -> None:
    """`--interactive` writes what was agreed to and nothing else; the exit code says whether anything is left."""
    folder = _folder(tmp_path, KEY + KEY.replace('"k"', '"l"'))
    done = _run(str(folder), "--interactive", *ROTATION, answer=answer)
    assert (1 if left else 0) == done.returncode
    assert (left > 0) == ("its patch was not agreed to" in done.stdout)
    assert f"{left} finding{'' if left == 1 else 's'} not fixed" in done.stdout
    assert left == (folder / "main.tf").read_text(encoding="utf-8").count("false")


def test_json_holds_edits_proofs_and_refusals(tmp_path: Path) -> None:
    """A program gets the edits by lines and columns, each proof, and why the rest is not fixed."""
    done = _run(str(_folder(tmp_path, KEY + BUCKET)), "--format", "json")
    content = json.loads(done.stdout)
    assert (1, "gatewright-fixes/1") == (done.returncode, content["schema"])
    (edit,) = next(p for p in content["patches"] if p["rule"] == ROTATION[1])["changes"][0]["edits"]
    expected = {"start": {"line": 2, "column": 25}, "end": {"line": 2, "column": 30}, "text": "true"}
    assert expected == edit
    assert all(step["holds"] for patch in content["patches"] for step in patch["proof"])
    assert {True, False} >= {one["fixable"] for one in content["refusals"]}
    assert all(one["reason"] for one in content["refusals"])


def test_one_finding_is_chosen_by_its_fingerprint(tmp_path: Path) -> None:
    """`--fingerprint` takes the beginning of a fingerprint; one that nothing has is an error."""
    folder = _folder(tmp_path, KEY + KEY.replace('"k"', '"l"'))
    patches = json.loads(_run(str(folder), "--format", "json", *ROTATION).stdout)["patches"]
    chosen = patches[1]["fingerprints"][0]
    found = json.loads(_run(str(folder), "--format", "json", "--fingerprint", chosen[:10]).stdout)["patches"]
    assert [[chosen]] == [patch["fingerprints"] for patch in found]
    wrong = _run(str(folder), "--fingerprint", "0" * 32)
    assert 2 == wrong.returncode
    assert "nothing fails with the fingerprint" in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--write", "--diff"), "`--diff` and `--write` exclude each other"),
        (("--interactive", "--format", "json"), "`--interactive` asks people"),
        (("--run-terraform",), "a fix edits source and looks at no plan"),
        (("--fingerprint", "12"), "`12` is too short"),
        (("--rule", "aws.none"), "aws.none"),
    ],
)
def test_a_wrong_call_says_what_to_do(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """What does not go together or does not exist is an error of usage."""
    done = _run(str(_folder(tmp_path)), *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert message in done.stderr


def test_a_plan_is_not_fixed(tmp_path: Path, shop: Path) -> None:
    """A fix edits source; a plan has none of its own to be written to."""
    shutil.copy(shop / "recorded" / "plan.json", tmp_path)
    done = _run(str(tmp_path / "plan.json"))
    assert 2 == done.returncode
    assert "a fix edits source: name the folder that it is in" in done.stderr


def test_what_could_not_be_read_makes_it_incomplete(tmp_path: Path) -> None:
    """A file with a syntax error may hold more that fails, which the exit code says."""
    (tmp_path / "broken.tf").write_text('resource "aws_kms_key" {\n', encoding="utf-8")
    done = _run(str(_folder(tmp_path)), *ROTATION)
    assert 3 == done.returncode
    assert "broken.tf" in done.stderr
    assert "enable_key_rotation = true" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Nothing is half written, and the message names the file."""
    folder = _folder(tmp_path)
    folder.chmod(0o500)
    done = _run(str(folder), "--write", *ROTATION)
    folder.chmod(0o700)
    assert 2 == done.returncode
    assert "`main.tf` cannot be written" in done.stderr
