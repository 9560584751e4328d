"""The hooks, run by pre-commit itself on a repository of their own."""

from __future__ import annotations

import os
import re
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


def test_other_files_do_not_start_a_scan(run: Run) -> None:
    """A commit without Terraform does not wait for one."""
    folder = _installed(run, "gatewright")
    code, shown = _commit(run, folder / "notes.txt", "text")
    assert (0, True) == (code, "(no files to check)Skipped" in shown), shown


@pytest.mark.parametrize("identity", HOOKS)
def test_files_that_change_the_answer_start_a_scan(identity: str) -> None:
    """Whatever the report depends on makes the hook run; names that only look alike do not."""
    names = [
        *("main.tf", "a/main.tf", "x.tf.json", "prod.tfvars", "prod.auto.tfvars.json", "rules/x.rego"),
        *("gatewright.toml", "infra/gatewright.toml", "gatewright-baseline.jsonl", ".github/CODEOWNERS", "CODEOWNERS"),
    ]
    others = ["main.tfx", "a.json", "tf", "notgatewright.toml", "CODEOWNERS.md", "main.tf/readme"]
    pattern = re.compile(HOOKS[identity]["files"])
    assert names == [name for name in (*names, *others) if pattern.search(name)]


@pytest.mark.skipif(shutil.which("git") is None, reason="`git` is not on PATH")
def test_only_changed_lines_stop_a_commit(run: Run) -> None:
    """What was wrong before does not keep anybody from committing; what the commit brings does."""
    folder = Path(run("git", "rev-parse", "--show-toplevel").stdout.strip())
    _commit(run, folder / "old.tf", BUCKET.format(name="old"))
    _installed(run, "gatewright-changed")
    assert 0 == _commit(run, folder / "place.tf", PLACE)[0]
    code, shown = _commit(run, folder / "new.tf", BUCKET.format(name="new"))
    assert (1, True, False) == (code, "new.tf" in shown, "old.tf" in shown), shown
