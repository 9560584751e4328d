"""A policy is moved below a root of its own, text and line numbers otherwise as they were."""

import pytest

from gatewright.engines.isolation import move_below


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("package a.b", "package r.a.b"),
        ("# c\npackage\ta", "# c\npackage\tr.a"),
        ("import data.lib.known", "import data.r.lib.known"),
        ("import data.lib.known as k", "import data.r.lib.known as k"),
        ('x := data["config"]', 'x := data.r["config"]'),
        ("x := walk(data)", "x := walk(data.r)"),
        ("x := input.data.y", "x := input.data.y"),
        ("x := metadata.y", "x := metadata.y"),
        ("x := datas", "x := datas"),
        ('x := "data.y \\" data.z"', 'x := "data.y \\" data.z"'),
        ("x := `data.y\npackage z`", "x := `data.y\npackage z`"),
        ('x := "#" # data.y\ny := data.z', 'x := "#" # data.y\ny := data.r.z'),
    ],
)
def test_only_packages_and_data_move(text: str, expected: str) -> None:
    """Strings, comments and other names stay."""
    assert expected == move_below("r", text)
