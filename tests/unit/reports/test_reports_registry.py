"""Formats are found by their modules' names."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest
from report_builder import make_finding, make_report

from gatewright.reports import RenderOptions, formats
from gatewright.reports.registry import PACKAGE, SUFFIX


def test_finds_every_format() -> None:
    """Every module of a format is found under its name, in which `-` stands for `_`."""
    expected = [
        *("asff", "csv", "github", "gitlab-codequality", "gitlab-sast", "html", "json", "junit", "markdown", "ocsf"),
        *("sarif", "terminal"),
    ]
    assert expected == list(formats())


@pytest.mark.parametrize("name", formats())
def test_name_is_the_path(name: str) -> None:
    """A format's module says the same name as its file."""
    module = sys.modules.get(f"{PACKAGE}.{name.replace('-', '_')}{SUFFIX}")

    assert name == formats()[name].NAME
    assert module in {None, formats()[name]}


@pytest.mark.parametrize("name", formats())
def test_equal_reports_give_equal_text(name: str) -> None:
    """Two equal reports whose dictionaries were filled in another order are rendered to the same bytes."""
    finding = make_finding(evidence={"a": 1, "b": [{"c": 1, "d": 2}]})
    other = finding.model_copy(update={"evidence": {"b": [{"d": 2, "c": 1}], "a": 1}})
    rule = finding.rule.model_copy(update={"equivalents": dict(reversed(finding.rule.equivalents.items()))})
    one, two = make_report(finding), make_report(other.model_copy(update={"rule": rule}))
    now = datetime(2026, 11, 25, tzinfo=UTC)
    options = RenderOptions(all_outcomes=True, now=now, account="123456789012", region="eu-west-1")

    assert one == two
    assert formats()[name].render(one, options) == formats()[name].render(two, options)


def test_asking_for_an_unknown_format_is_a_key_error() -> None:
    """The mapping behaves as mappings do."""
    with pytest.raises(KeyError, match="pdf"):
        formats()["pdf"]


def test_json_loads_no_other_format() -> None:
    """Rendering JSON imports neither rich nor the XML writer."""
    script = (
        "import sys; from gatewright.reports import formats; formats()['json'];"
        "print(sorted({'rich', 'xml', 'urllib.parse'} & {name.split('.')[0] for name in sys.modules}))"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
