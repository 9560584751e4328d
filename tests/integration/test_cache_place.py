"""A cache that lies in what is scanned: whoever commits to the repository could bring answers of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.cli.application import run


@pytest.mark.parametrize(("place", "used"), [("repository/.cache", False), ("elsewhere", True)])
def test_a_cache_of_the_repository_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str, *, used: bool
) -> None:
    """It is told, and nothing is read from there nor written."""
    infra = tmp_path / "repository" / "infra"
    infra.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (infra / "main.tf").write_text('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n')
    cache = tmp_path / place
    monkeypatch.setenv("GATEWRIGHT_CACHE_DIR", str(cache))
    assert 1 == run(["scan", str(infra)])
    assert used == cache.exists()
    assert used == ("lies in what is scanned" not in capsys.readouterr().err)
