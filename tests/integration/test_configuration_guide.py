"""The guide to the configuration: its examples are run, and it has every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gatewright.app.config.model import Configuration, EnvironmentTable, RulesTable, SuppressionTable
from gatewright.cli.application import run

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "configuration.md"
TEXT = GUIDE.read_text(encoding="utf-8")
GOOD, SHARED, BAD = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
RUNS = re.findall(r"^```sh\ngatewright (.*?)\n```\n\n```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what the guide's examples name."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    for name in ("common", "production"):
        (tmp_path / "infra" / f"{name}.tfvars").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("config", "shown", "code"),
    [(GOOD, RUNS[0], 0), (GOOD, RUNS[1], 0), (BAD, RUNS[2], 2)],
    ids=["check", "show", "bad"],
)
def test_the_examples_print_what_the_guide_says(
    repository: Path, capsys: pytest.CaptureFixture[str], config: str, shown: tuple[str, str], code: int
) -> None:
    """Each command of the guide prints the block after it, and ends as it says."""
    (repository / "gatewright.toml").write_text(config)
    command, printed = shown
    assert code == run(command.split())
    captured = capsys.readouterr()
    assert printed == captured.out + captured.err


def test_the_table_of_another_tools_file_is_read(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example for `pyproject.toml` is a configuration."""
    (repository / "pyproject.toml").write_text(SHARED)
    assert 0 == run(["config", "check"])
    assert "pyproject.toml is fine\n" == capsys.readouterr().out


def test_every_key_is_documented() -> None:
    """The guide names every key of every table."""
    top = [name.replace("_", "-") for name in Configuration.model_fields if name != "rules"]
    rules = [f"rules.{name}" for name in RulesTable.model_fields]
    others = [name for table in (EnvironmentTable, SuppressionTable) for name in table.model_fields]
    names = [*top, *rules, *(name.replace("_", "-") for name in others)]
    assert [] == [name for name in names if not re.search(rf"`{re.escape(name)}[`.]", TEXT)]
