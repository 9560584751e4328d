"""The README: its commands are those that CI runs, its output is real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.cli.application import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BUCKET = 'resource "aws_s3_bucket" "{name}" {{\n  bucket = "acme-{name}"\n}}\n'
SETUP = "python3 -m venv .venv && .venv/bin/pip install -e"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_two_commands_set_everything_up() -> None:
    """One command scans the shipped estate, one passes the tests; each begins with a bare machine."""
    first, second = (block.strip() for block in _blocks("sh")[:2])
    assert f"{SETUP} . && .venv/bin/gatewright scan terraform_fixtures/estates/shop" == first
    assert f"{SETUP} '.[test]' && .venv/bin/pytest" == second


def test_ci_sets_up_as_the_readme_does() -> None:
    """The check installs what the README's second command installs, and runs the same tests."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "-m venv .venv" in script
    assert "install --quiet -e '.[test]'" in script
    assert 'step "tests" pytest\n' in script


def test_the_first_command_scans(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first command runs finds problems, and prints the finding that the README shows, word for word."""
    monkeypatch.chdir(ROOT)
    code = run(["scan", "terraform_fixtures/estates/shop"])
    (shown,) = _blocks("text")
    written = capfd.readouterr()
    assert (1, "") == (code, written.err)
    assert shown in written.out


def test_the_pipeline_commands_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each command of the pipeline's block runs on a folder and a plan of the names that it uses."""
    (tmp_path / "infra").symlink_to(ROOT / "terraform_fixtures" / "estates" / "shop")
    (tmp_path / "plan.json").symlink_to(ROOT / "terraform_fixtures" / "estates" / "shop" / "recorded" / "plan.json")
    (tmp_path / "prod.tfvars").touch()
    monkeypatch.chdir(tmp_path)
    commands = [line.split()[1:] for line in _blocks("sh")[4].splitlines()]
    assert [1, 1, 1] == [run(command) for command in commands]
    assert "" == capfd.readouterr().err
    assert {"out.sarif", "comment.md", "report.html"} <= {path.name for path in tmp_path.iterdir()}


def test_exit_codes_are_listed() -> None:
    """All four codes have a row."""
    assert ["0", "1", "2", "3"] == re.findall(r"^\| (\d) \|", README, re.MULTILINE)


def test_a_new_user_gets_to_a_hook_with_a_baseline(tmp_path: Path) -> None:
    """The block that sets up a repository runs as it stands; after it, a commit fails for what is new only."""
    (tmp_path / "main.tf").write_text(BUCKET.format(name="old"))
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path.parent),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def shell(script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    shell("git init --quiet && git add . && git commit --quiet -m old")
    first, *rest = _blocks("sh")[2].splitlines()
    assert 1 == shell(first).returncode
    assert 0 == shell("set -e\n" + "\n".join(rest)).returncode
    (tmp_path / "new.tf").write_text(BUCKET.format(name="new"))
    refused = shell("git add . && git commit -m new")
    (tmp_path / "new.tf").write_text('output "place" {\n  value = "here"\n}\n')
    taken = shell("git add . && git commit -m new")
    assert (1, 0) == (refused.returncode, taken.returncode)
    assert "aws_s3_bucket.new" in refused.stdout + refused.stderr
    assert "aws_s3_bucket.old" not in refused.stdout + refused.stderr
