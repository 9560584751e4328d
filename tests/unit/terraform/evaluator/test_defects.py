"""A defect of the evaluator costs what it is in, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.estate import LoadOptions, load
from gatewright.sources.terraform.evaluator import expressions
from gatewright.sources.terraform.syntax import nodes


def test_defect_is_told_and_contained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One resource that the evaluator fails on is an error by name; the other is still there."""
    text = 'resource "aws_s3_bucket" "bad" { bucket = upper("x") }\nresource "aws_s3_bucket" "good" { bucket = "y" }\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    monkeypatch.setitem(expressions._EVALUATORS, nodes.Call, lambda _expression, _scope: [].pop())

    estate = load(tmp_path, LoadOptions())

    assert [d.summary for d in estate.diagnostics] == ["`managed.aws_s3_bucket.bad` could not be evaluated: IndexError"]
    assert [d.origin.address for d in estate.documents] == ["aws_s3_bucket.good"]
