"""The guide to skip comments: its examples run and print what it shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gatewright.cli import suppressions
from gatewright.sources.terraform.comments import directives_of

TEXT = (Path(__file__).parents[2] / "docs" / "guides" / "suppressions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def _blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language]


@pytest.fixture
def infra(tmp_path: Path) -> Path:
    """The second example in a folder of a repository."""
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "main.tf").write_text(_blocks("hcl")[1], encoding="utf-8")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return folder


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(suppressions.app, list(arguments))
    assert 0 == result.exit_code, result.output
    return result.stdout


def test_the_first_example_is_understood() -> None:
    """The comment covers its block, and says all that a comment can."""
    (found,) = directives_of("main.tf", _blocks("hcl")[0].encode())
    said = found.statement
    assert ("block", "@acme/web", "2099-01-31", "") == (found.covers, said.owner, said.until, said.problem)


def test_the_listing_is_as_shown(infra: Path) -> None:
    """`list` prints the guide's table."""
    assert _blocks("text")[0] == _run("list", str(infra))


def test_the_patch_is_as_shown(infra: Path) -> None:
    """`migrate` prints the guide's patch, and git applies it."""
    printed = _run("migrate", str(infra))
    assert _blocks("diff")[0] == printed
    subprocess.run(["git", "apply"], cwd=infra.parent, input=printed.encode(), check=True)
    assert "" == _run("migrate", str(infra))


def test_the_keys_are_as_shown(infra: Path) -> None:
    """Every key of the JSON is in the guide."""
    printed = _run("list", str(infra), "--format", "json")
    assert [] == [key for key in set(re.findall(r'^ {4}"(\w+)":', printed, re.MULTILINE)) if f"`{key}`" not in TEXT]
