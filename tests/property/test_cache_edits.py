"""A scan with a cache finds what a scan without one finds, whatever happens to the folder in between."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from edited_estate import EDITS, Edit, write_estate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.app.cache.store import Store
from gatewright.app.estate import LoadOptions
from gatewright.app.output import render
from gatewright.app.scanning import JudgeOptions, scan_path
from gatewright.errors import GatewrightError
from gatewright.reports import RenderOptions
from gatewright.rules.selection import Selection

OPTIONS = JudgeOptions(selection=Selection(include=("aws.s3.*",)))


def _outcome(folder: Path, cache: Store | None) -> tuple[object, str]:
    """The report with its JSON, or the error."""
    try:
        report = scan_path(folder, LoadOptions(), OPTIONS, cache=cache)
    except GatewrightError as error:
        return type(error), str(error)
    return report, render(report, "json", RenderOptions(all_outcomes=True))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(st.lists(EDITS, min_size=1, max_size=2), min_size=1, max_size=4))
def test_cached_and_fresh_are_equal_after_every_edit(steps: list[list[Edit]]) -> None:
    """The reports are equal, as objects and byte for byte, and nothing is wrong with the cache."""
    with tempfile.TemporaryDirectory() as name:
        folder, cache = Path(name) / "estate", Store(Path(name) / "cache")
        folder.mkdir()
        write_estate(folder)
        _outcome(folder, cache)
        for edits in steps:
            for edit in edits:
                with contextlib.suppress(OSError):  # such as a file below a file: no edit then
                    edit(folder)
            assert _outcome(folder, None) == _outcome(folder, cache)
        assert _outcome(folder, None) == _outcome(folder, cache)
        assert [] == cache.diagnostics
