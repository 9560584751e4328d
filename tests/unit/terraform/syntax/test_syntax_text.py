"""Positions of bytes."""

from __future__ import annotations

import pytest

from gatewright.model.location import Position
from gatewright.sources.terraform.syntax.text import SourceText

TEXT = "a\n\té☃b\r\n\nlast 😀!"


@pytest.mark.parametrize("at", range(len(TEXT) + 1))
def test_columns_count_code_points(at: int) -> None:
    """Every character's byte has the line and column that counting characters gives."""
    before = TEXT[:at]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    assert Position(line=line, column=column) == SourceText("f", TEXT.encode()).position(len(before.encode()))
