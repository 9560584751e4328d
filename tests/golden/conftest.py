"""Golden files: what a format writes, kept in the repository and compared byte for byte.

`pytest tests/golden --update-goldens` writes them anew; the diff is then for a person to read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that rewrites the golden files."""
    parser.addoption("--update-goldens", action="store_true", default=False, help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """A function that compares a text with a golden file, or writes the file when asked to."""
    update = bool(request.config.getoption("--update-goldens", default=False))

    def compare(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.read_bytes().decode() == actual

    return compare
