"""The guides: their examples run, and what they list is what there is."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import gatewright as gw
from gatewright.cli.application import application
from gatewright.reports import formats
from gatewright.rules.metadata import ANNOTATIONS, CUSTOM, TOOLS

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *GUIDES.glob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(path: Path, language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(path.read_text(encoding="utf-8")) if kind == language]


def _examples(path: Path) -> Iterator[tuple[str, str]]:
    """Each Python example with what it must print: the text block that follows it, or anything."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    following = [*blocks[1:], ("", "")]
    yield from (
        (text, after if kind == "text" else "")
        for (one, text), (kind, after) in zip(blocks, following, strict=True)
        if one == "python"
    )


@pytest.mark.parametrize("path", [ROOT / "README.md", GUIDES / "sdk.md"], ids=lambda path: path.name)
def test_examples_run_and_print_what_they_say(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python blocks of a page run one after the other, in the clone, and print the text block after them."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    expected, actual = [], []
    for code, printed in _examples(path):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, str(path), "exec"), names)  # noqa: S102  # our own page
        expected.append(printed or out.getvalue())
        actual.append(out.getvalue())
    assert expected == actual
    assert [] != expected


def test_every_public_function_is_in_the_guide() -> None:
    """The library's guide mentions every function and every error that is exported."""
    text = (GUIDES / "sdk.md").read_text(encoding="utf-8")
    functions = [name for name in gw.__all__ if name.islower() and not name.startswith("_")]
    errors = [name for name in gw.__all__ if name.endswith("Error")]
    missing = [name for name in functions if not re.search(rf"\bgw\.{name}\(|`{name}`", text)]
    assert [] == missing + [name for name in errors if name not in text]


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each command with its long options. Typer's command classes are its own affair."""
    for sub, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{name} {sub}".strip())
    if not hasattr(command, "commands"):
        yield name, [option for one in command.params for option in one.opts if option.startswith("--")]


COMMANDS = dict(_commands(typer.main.get_command(application())))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    """The command line's guide has a section for each command, which names all its options."""
    text = (GUIDES / "command-line.md").read_text(encoding="utf-8")
    group, _, command = name.partition(" ")
    section = text.partition(f"\n## {group}\n")[2].partition("\n## ")[0]
    assert command in section
    assert [] == [option for option in COMMANDS[name] if f"`{option}" not in section]


def test_every_format_is_documented() -> None:
    """The guide to reports has a row for each format."""
    text = (GUIDES / "reports.md").read_text(encoding="utf-8")
    assert [] == [name for name in formats() if f"| `{name}` |" not in text]


def test_the_documented_report_is_the_schema() -> None:
    """Every property of the report's schema is in the guide."""
    schema = ROOT / "src" / "gatewright" / "reports" / "schemas" / "report-1.schema.json"
    (shown,) = _blocks(GUIDES / "reports.md", "json")
    assert [] == sorted(name for name in _properties(json.loads(schema.read_text())) if f'"{name}"' not in shown)


def _properties(schema: object) -> set[str]:
    if isinstance(schema, list):
        return {name for part in schema for name in _properties(part)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else set()
    return (own | {name for part in schema.values() for name in _properties(part)}) - DETAILS


DETAILS = {"line", "column", "critical", "high", "medium", "low", "info"}
"""What the guide says in words."""


def test_the_example_rule_works() -> None:
    """The rule in the guide is a rule, and finds what it says."""
    (text,) = _blocks(GUIDES / "rules.md", "rego")
    bucket = gw.document({"type": "aws.s3.bucket", "properties": {"versioning": {"enabled": False}}})
    report = gw.evaluate([bucket], rules=[gw.rule(text)])
    assert ["versioning is not enabled"] == [finding.message for finding in report.findings]


def test_the_example_framework_works() -> None:
    """The framework in the guide is a framework of rules that exist."""
    (text,) = _blocks(GUIDES / "frameworks.md", "yaml")
    framework = gw.framework(text)
    assert {rule for rule, _ in framework.placements()} <= {rule.id for rule in gw.rules()}
    assert "acme-1" == framework.id


def test_every_key_of_metadata_is_documented() -> None:
    """The guide to rules has every key that METADATA may have under `custom`, and every tool of `equivalents`."""
    text = (GUIDES / "rules.md").read_text(encoding="utf-8")
    assert [] == [key for key in CUSTOM if f"`custom.{key}`" not in text]
    assert [] == [tool for tool in TOOLS if f"`{tool}`" not in text]
    assert {"title", "description"} <= set(ANNOTATIONS)


def test_the_comparisons_are_documented() -> None:
    """The guide to rules has every function of the library of unknown values that a rule may call."""
    library = (ROOT / "policies" / "lib" / "known" / "known.rego").read_text(encoding="utf-8")
    text = (GUIDES / "rules.md").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([a-z]\w*)\(", library, re.MULTILINE)))
    assert [] == [name for name in names if f"known.{name}(" not in text]
    assert [] != names


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link of a page is to a file that is there."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", BLOCK.sub("", path.read_text(encoding="utf-8")))
    assert [] == [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize("path", [*GUIDES.glob("*.md"), ROOT / "README.md"], ids=lambda path: path.name)
def test_every_guide_says_what_is_not_done(path: Path) -> None:
    """A page says what the thing does not do."""
    assert "\n## What it does not do\n" in path.read_text(encoding="utf-8")
