"""Small configurations whose values would be enormous."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.estate import Estate, LoadOptions, load

_LEVELS = 40


def _doubled(start: str, level: str) -> str:
    """Forty locals, each made of the one before it twice over, and a bucket that is called like the last of them."""
    chain = "\n".join(f"  a{n + 1} = {level.replace('PREVIOUS', f'local.a{n}')}" for n in range(_LEVELS))
    bucket = f'resource "aws_s3_bucket" "b" {{\n  bucket = jsonencode(local.a{_LEVELS})\n}}\n'
    return f"locals {{\n  a0 = {start}\n{chain}\n}}\n{bucket}"


def _loaded(folder: Path, text: str) -> Estate:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    return load(folder, LoadOptions())


@pytest.mark.parametrize(
    ("start", "level"),
    [
        ('["x"]', "[PREVIOUS, PREVIOUS]"),
        ('["x"]', "concat(PREVIOUS, PREVIOUS)"),
        ('{ x = "x" }', "{ a = PREVIOUS, b = PREVIOUS }"),
        ('"0123456789"', '"${PREVIOUS}${PREVIOUS}"'),
    ],
)
def test_value_that_doubles_ends_in_a_diagnostic(tmp_path: Path, start: str, level: str) -> None:
    """What doubles forty times over is told, and what depends on it is unknown."""
    estate = _loaded(tmp_path, _doubled(start, level))

    told = {d.summary for d in estate.diagnostics}
    assert told in ({"the string is too long"}, {"the value has more than 500000 parts"})
    assert estate.documents[0].model_dump(mode="json")["properties"]["bucket_name"].keys() == {"$unknown"}


def test_nested_loops_end_in_a_diagnostic(tmp_path: Path) -> None:
    """Loops within loops over a thousand elements each are refused before they run."""
    loop = "length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]])"
    estate = _loaded(tmp_path, f'resource "aws_s3_bucket" "b" {{\n  bucket = "x${{{loop}}}"\n}}\n')

    assert [d.summary for d in estate.diagnostics] == ["nested `for` expressions go over more than 2000000 elements"]


def test_value_nested_a_thousand_deep_ends_in_a_diagnostic(tmp_path: Path) -> None:
    """Each local wraps the one before it: the first that is too deep is told."""
    chain = "\n".join(f"  a{n + 1} = [local.a{n}]" for n in range(1000))
    bucket = 'resource "aws_s3_bucket" "b" { bucket = jsonencode(local.a1000) }'
    estate = _loaded(tmp_path, f'locals {{\n  a0 = ["x"]\n{chain}\n}}\n{bucket}\n')

    told = {d.summary for d in estate.diagnostics}
    assert told == {"the value is nested deeper than 100 levels"}
