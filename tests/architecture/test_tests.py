"""The tests themselves: each says what it shows, and none waits."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("test_*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_every_test_says_what_it_shows(path: Path) -> None:
    """A test has a docstring, a line long."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert [] == [test.name for test in tests if "\n" in (ast.get_docstring(test) or "\n")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TESTS).as_posix())
def test_no_test_waits(path: Path) -> None:
    """Nobody sleeps, and nobody measures time to decide."""
    text = path.read_text(encoding="utf-8")
    assert [] == [word for word in ("sleep" + "(", "perf_counter" + "(", "monotonic" + "(") if word in text]


def test_test_files_have_names_of_their_own() -> None:
    """Test folders are no packages, so a name may be there once only."""
    names = [path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py"]
    assert [] == sorted({name for name in names if names.count(name) > 1})
