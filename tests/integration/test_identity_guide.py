"""The guide to identity: its commands and its program print what it says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest

from gatewright.cli.application import run

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guides" / "identity.md"
BLOCKS = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(kind: str) -> list[str]:
    return [text for one, text in BLOCKS.findall(GUIDE.read_text(encoding="utf-8")) if one == kind]


@pytest.mark.parametrize("block", _blocks("console"), ids=lambda block: block.splitlines()[0])
def test_commands_print_what_the_guide_says(
    block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command, run in the clone."""
    monkeypatch.chdir(ROOT)
    command, _, printed = block.partition("\n")
    assert 0 == run(shlex.split(command.removeprefix("$ gatewright ")))
    assert printed == capsys.readouterr().out


def test_the_program_prints_what_the_guide_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's example, run in the clone."""
    monkeypatch.chdir(ROOT)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(_blocks("python")[0], str(GUIDE), "exec"), {})  # noqa: S102  # our own page
    assert _blocks("text") == [out.getvalue()]
