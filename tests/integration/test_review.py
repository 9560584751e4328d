"""What is read before the estate is judged, and how it decides about findings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import gatewright as gw
from gatewright.app.review import ReviewOptions, prepare
from gatewright.evaluate.suppression import Entry
from gatewright.model.finding import Finding, Outcome

TODAY = date(2026, 6, 1)
RULE = "aws.s3.bucket_versioning_disabled"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository's folder with a bucket below `infra`."""
    place = tmp_path / "infra"
    place.mkdir()
    (place / "main.tf").write_text('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n')
    return place


def _reviewed(scan_root: Path, options: ReviewOptions, outcome: Outcome = "fail") -> Finding:
    """The one finding on versions, refined."""
    estate = gw.load(scan_root)
    found = next(one for one in gw.evaluate(estate, rules=[RULE]).findings if one.rule.id == RULE)
    found = found.model_copy(update={"outcome": outcome})
    refine = prepare(scan_root, gw.rules(), options).refine({RULE}, whole=True)
    return refine({"": [found]}).findings[""][0]


@pytest.mark.parametrize(
    ("path", "config", "scanned", "expected"),
    [
        ("/infra/*.tf", ".", "infra", True),
        ("/main.tf", ".", "infra", False),
        ("/main.tf", "infra", "infra", True),
        ("/infra/main.tf", ".", ".", True),
        ("main.tf", "other", "infra", False),
        ("main.tf", None, "infra", True),
    ],
)
def test_paths_start_at_the_configuration(  # the same file, however it is reached
    folder: Path, *, path: str, config: str | None, scanned: str, expected: bool
) -> None:
    """A scan of a folder below finds what a scan of everything finds; one beside it finds nothing."""
    (folder.parent / "other").mkdir()
    entry = Entry(kind="config", rules=(RULE,), reason="r", paths=(path,))
    place = folder.parent / config if config is not None else None
    options = ReviewOptions(today=TODAY, entries=(entry,), config_folder=place)

    assert expected == (_reviewed(folder.parent / scanned, options).suppression is not None)


def test_comments_of_other_tools_can_be_passed_over(folder: Path) -> None:
    """They count by default, and not without `compat`."""
    text = (folder / "main.tf").read_text()
    (folder / "main.tf").write_text(text.replace("{\n", "{\n  # checkov:skip=CKV_AWS_21:caches\n"))
    kinds = [
        found.suppression.kind if found.suppression else None
        for compat in (True, False)
        for found in [_reviewed(folder, ReviewOptions(today=TODAY, compat=compat))]
    ]

    assert ["compat", None] == kinds


def test_the_baseline_is_shown_as_it_was_named(folder: Path) -> None:
    """Below the scan root by its path from there, as every place is; else as the caller wrote it."""
    fingerprint = _reviewed(folder, ReviewOptions(today=TODAY)).fingerprint
    line = {"fingerprint": fingerprint, "rule": RULE, "resource": "x", "since": "2026-01-01"}
    shown = []
    for place in (folder, folder.parent):
        file = place / "b.jsonl"
        file.write_text('{"gatewright-baseline": 1}\n' + json.dumps(line) + "\n")
        found = _reviewed(folder, ReviewOptions(today=TODAY, baseline=file))
        assert found.suppression is not None
        shown.append((found.suppression.file, found.suppression.line))

    assert [("b.jsonl", 2), ((folder.parent / "b.jsonl").as_posix(), 2)] == shown


def test_a_plan_alone_has_no_comments() -> None:
    """Where there is no source there is nothing to read."""
    review = prepare(None, gw.rules(), ReviewOptions(today=TODAY))

    assert ((), (), None) == (review.entries, review.diagnostics, review.changed_since)
