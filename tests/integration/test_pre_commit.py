"""The hooks, run by pre-commit itself on a repository of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
BUCKET = 'resource "aws_s3_bucket" "{name}" {{\n  bucket = "{name}"\n  acl    = "public-read"\n}}\n'
PLACE = 'output "place" {\n  value = "here"\n}\n'

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command in a new repository that has no settings but its own."""
    folder = tmp_path / "repository"
    folder.mkdir()
    environment = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    command("git", "init", "--quiet")
    return command


def _installed(run: Run, identity: str) -> Path:
    """The repository's folder, with a hook of ours installed; the program is the one under test, not a built one."""
    folder = Path(run("git", "rev-parse", "--show-toplevel").stdout.strip())
    hook = {**HOOKS[identity], "language": "system"}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": [hook]}]}))
    run("git", "add", "--all")
    assert 0 == run("pre-commit", "install").returncode
    return folder


def _commit(run: Run, file: Path, text: str) -> tuple[int, str]:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    run("git", "add", str(file))
    answer = run("git", "commit", "--message", "a change")
    return answer.returncode, answer.stdout + answer.stderr


def test_the_manifest_is_one() -> None:
    """pre-commit takes the file, and every hook is built from this package."""
    answer = subprocess.run([BIN / "pre-commit", "validate-manifest", MANIFEST], check=False, capture_output=True)
    assert (0, {"python"}) == (answer.returncode, {hook["language"] for hook in HOOKS.values()})


def test_a_finding_stops_a_commit(run: Run) -> None:
    """What is wrong does not get in, the finding is shown, and what is mended does."""
    folder = _installed(run, "gatewright")
    code, shown = _commit(run, folder / "infra" / "main.tf", BUCKET.format(name="logs"))
    assert (1, True) == (code, "aws.s3." in shown and "infra/main.tf" in shown), shown
    assert 0 == _commit(run, folder / "infra" / "main.tf", PLACE)[0]


@pytest.mark.parametrize("identity", HOOKS)
def test_a_commit_that_only_deletes_is_judged(run: Run, identity: str) -> None:
    """A protection that is taken away is a finding, though no file that is left has changed."""
    folder = Path(run("git", "rev-parse", "--show-toplevel").stdout.strip())
    bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = "acme-b"\n}\n'
    protection = (
        'resource "aws_s3_bucket_versioning" "b" {\n  bucket = aws_s3_bucket.b.id\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n'
    )
    (folder / "gatewright.toml").write_text('[rules]\nenable = ["aws.s3.bucket_versioning_disabled"]\n')
    _commit(run, folder / "bucket.tf", bucket)
    _commit(run, folder / "versioning.tf", protection)
    _installed(run, identity)
    assert 0 == _commit(run, folder / "notes.txt", "text")[0]
    run("git", "rm", "--quiet", "versioning.tf")
    answer = run("git", "commit", "--message", "gone")
    shown = answer.stdout + answer.stderr
    assert (1, True) == (answer.returncode, "bucket_versioning_disabled" in shown), shown


@pytest.mark.skipif(shutil.which("git") is None, reason="`git` is not on PATH")
def test_only_changed_lines_stop_a_commit(run: Run) -> None:
    """What was wrong before does not keep anybody from committing; what the commit brings does."""
    folder = Path(run("git", "rev-parse", "--show-toplevel").stdout.strip())
    _commit(run, folder / "old.tf", BUCKET.format(name="old"))
    _installed(run, "gatewright-changed")
    assert 0 == _commit(run, folder / "place.tf", PLACE)[0]
    code, shown = _commit(run, folder / "new.tf", BUCKET.format(name="new"))
    assert (1, True, False) == (code, "new.tf" in shown, "old.tf" in shown), shown
