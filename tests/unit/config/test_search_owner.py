"""Whose folders may decide about a scan that is in no repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.config import reading


def test_a_folder_of_somebody_else_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a repository the search ends where the owner changes: anybody may write into `/tmp`."""
    scanned = tmp_path / "mine" / "infra"
    scanned.mkdir(parents=True)
    (tmp_path / "gatewright.toml").write_text('fail-on = "never"\n')
    monkeypatch.setattr(reading, "_owner", lambda folder: 1 if folder.is_relative_to(tmp_path / "mine") else 2)
    assert reading.find_config(scanned) is None
    (tmp_path / ".git").mkdir()
    found = reading.find_config(scanned)
    assert found is not None
    assert "never" == found.values.fail_on
