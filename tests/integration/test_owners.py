"""Owners of findings, from the CODEOWNERS file of the repository that is scanned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gatewright as gw

_BUCKET = 'resource "aws_s3_bucket" "one" {}\n'
_RULES = ("aws.s3.bucket_versioning_disabled",)


def _repository(folder: Path, codeowners: str) -> Path:
    (folder / ".git").mkdir()
    (folder / "infra" / "prod").mkdir(parents=True)
    (folder / "infra" / "prod" / "main.tf").write_text(_BUCKET, encoding="utf-8")
    (folder / "CODEOWNERS").write_text(codeowners, encoding="utf-8")
    return folder / "infra" / "prod"


def test_patterns_are_relative_to_the_repository(tmp_path: Path) -> None:
    """A scan of a subfolder finds the file at the top, and matches paths from there."""
    report = gw.scan(_repository(tmp_path, "* @all\n/infra/prod/ @prod\n"), rules=_RULES)

    assert [finding.owners for finding in report.findings] == [("@prod",)]


def test_file_beyond_the_limit_is_told_and_not_read_whole(tmp_path: Path) -> None:
    """GitHub does not load a file of 3 MB and more; a sparse one of 1 TB costs no memory."""
    folder = _repository(tmp_path, "* @all\n")
    os.truncate(tmp_path / "CODEOWNERS", 1 << 40)

    report = gw.scan(folder, rules=_RULES)

    assert [finding.owners for finding in report.findings] == [()]
    assert [d.file for d in report.diagnostics] == ["CODEOWNERS"]


def test_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs the owners, not the scan."""
    folder = _repository(tmp_path, "* @all\n")
    opened = Path.open

    def refusing(path: Path, *arguments: str, **options: str) -> object:
        if path.name == "CODEOWNERS":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[call-overload]  # handed on as they came

    monkeypatch.setattr(Path, "open", refusing)
    report = gw.scan(folder, rules=_RULES)

    assert [finding.owners for finding in report.findings] == [()]
    assert [d.summary for d in report.diagnostics] == ["cannot be read: permission denied"]
