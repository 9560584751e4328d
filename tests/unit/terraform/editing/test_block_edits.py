"""Nested blocks, companions and whole blocks, in native syntax."""

from __future__ import annotations

import pytest
from edited_files import edited, edited_once, place

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import Block, EditRefusedError, FileEditor, Raw

START = Position(line=1, column=1)
TWO = 'resource "a" "x" {\n  b = 1\n}\n\nresource "a" "y" {\n  b = 1\n}\n'
COMPANION = Block("resource", ("c", "x"), {"bucket": Raw("a.x.id"), "on": True, "rule": Block("rule", (), {"n": 1})})
WRITTEN = 'resource "c" "x" {\n  bucket = a.x.id\n  on     = true\n\n  rule {\n    n = 1\n  }\n}\n'


def test_a_companion_stands_beside_its_parent() -> None:
    """Behind its parent, with blank lines around it; a second time it is there already."""
    first, second = TWO.split("\n\n")
    assert f"{first}\n\n{WRITTEN}\n{second}" == edited(TWO, lambda e: e.add_after(START, COMPANION))
    at = place(TWO, 'resource "a" "y"')
    assert f"{TWO}\n{WRITTEN}" == edited(TWO, lambda e: e.add_after(at, COMPANION))
    assert f"{TWO}\n{WRITTEN}".removesuffix("\n") == edited(TWO[:-1], lambda e: e.add_after(at, COMPANION))
    assert "x {}\n\ny {}\n\nz {}\n" == edited("x {}\nz {}\n", lambda e: e.add_after(START, Block("y", ("a",)))).replace(
        ' "a"', ""
    )


def test_a_companion_of_the_same_name_is_refused() -> None:
    """Terraform has one block of a name."""
    with pytest.raises(EditRefusedError, match="there already"):
        FileEditor("main.tf", TWO.encode()).add_after(START, Block("resource", ("a", "y"), {"c": 1}))


def test_a_companion_keeps_the_line_ends() -> None:
    """A file that ends its lines with CRLF does so in what is added."""
    text = TWO.replace("\n", "\r\n")
    result = edited(text, lambda e: e.add_after(START, COMPANION))
    assert result.count("\n") == result.count("\r\n")


def test_a_nested_block_is_added() -> None:
    """Behind the last of its type, else at the end, behind a blank line."""
    text = "x {\n  a = 1\n\n  y {\n    n = 1\n  }\n\n  z {}\n}\n"
    expected = text.replace("\n\n  z {}", "\n\n  y {\n    n = 2\n  }\n\n  z {}")
    assert expected == edited(text, lambda e: e.add_block(START, Block("y", (), {"n": 2})))
    expected = text.replace("  z {}\n", "  z {}\n\n  q {\n    n = 2\n  }\n")
    assert expected == edited(text, lambda e: e.add_block(START, Block("q", (), {"n": 2})))
    expected = text.replace("z {}", "z {\n    q {}\n  }")
    assert expected == edited(text, lambda e: e.add_block(START, Block("q"), ["z"]))
    assert "x {\n  q {}\n}\n" == edited("x {}\n", lambda e: e.add_block(START, Block("q")))
    assert "x {\n  a = 1\n\n  q {}\n}\n" == edited("x { a = 1 }\n", lambda e: e.add_block(START, Block("q")))
    with pytest.raises(EditRefusedError, match="no block `w`"):
        FileEditor("main.tf", text.encode()).add_block(START, Block("q"), ["w"])


def test_a_nested_block_is_set() -> None:
    """A block as the value takes the place of the one that is there, unless that says the same."""
    text = "x {\n  y {\n    # why\n    n = 1\n  }\n}\n"
    assert text == edited(text, lambda e: e.set_attribute(START, ["y"], Block("y", (), {"n": 1})))
    assert "x {\n  y {\n    n = 2\n  }\n}\n" == edited(
        text, lambda e: e.set_attribute(START, ["y"], Block("y", (), {"n": 2}))
    )
    two = [Block("z", (), {"n": 1}), Block("z", (), {"n": 2})]
    expected = text.replace("  }\n}", "  }\n\n  z {\n    n = 1\n  }\n\n  z {\n    n = 2\n  }\n}")
    assert expected == edited(text, lambda e: e.set_attribute(START, ["z"], two))
    for value in ([Block("z"), 1], 3):
        with pytest.raises(EditRefusedError):
            FileEditor("main.tf", text.encode()).set_attribute(START, ["y"], value)  # type: ignore[arg-type]  # mixed


def test_a_nested_block_is_removed() -> None:
    """With the blank line that would be left; a dynamic one as a whole."""
    text = "x {\n  a = 1\n\n  # why\n  y {\n    n = 1\n  }\n\n  y {}\n}\n"
    assert "x {\n  a = 1\n\n  y {}\n}\n" == edited_once(text, lambda e: e.remove_block(START, ["y", 0]))
    assert text.replace("\n  y {}\n", "") == edited(text, lambda e: e.remove_block(START, ["y", 1]))
    dynamic = 'x {\n  dynamic "y" {\n    for_each = z\n    content {}\n  }\n}\n'
    assert "x {\n}\n" == edited(dynamic, lambda e: e.remove_block(START, ["y"]))
    assert "x {}\n" == edited("x { y {} }\n", lambda e: e.remove_block(START, ["y"]))
    with pytest.raises(EditRefusedError, match="stands there 2 times"):
        FileEditor("main.tf", text.encode()).remove_block(START, ["y"])
    with pytest.raises(EditRefusedError, match="is a nested block"):
        FileEditor("main.tf", dynamic.encode()).remove_attribute(START, ["y"])


def test_a_whole_block_is_removed() -> None:
    """With its comment lines and one of the blank lines; what heads the file stays."""
    text = f"# licence\n\n# why x\n{TWO}"
    assert text.replace('# why x\nresource "a" "x" {\n  b = 1\n}\n\n', "") == edited_once(
        text, lambda e: e.remove(place(text, "resource"))
    )
    assert 'resource "a" "x" {\n  b = 1\n}\n' == edited_once(TWO, lambda e: e.remove(place(TWO, 'resource "a" "y"')))
    assert f"# licence\n{TWO}".replace('resource "a" "x" {\n  b = 1\n}\n\n', "\n") == edited_once(
        f"# licence\n{TWO}", lambda e: e.remove(Position(line=2, column=1))
    )


def test_what_follows_on_the_same_line_is_not_lost() -> None:
    """A block whose brace is followed by a comment keeps it when something is added behind it."""
    text = "x {\n} # end\n"
    assert "x {\n} # end\n\ny {}\n" == edited_once(text, lambda e: e.add_after(START, Block("y")))


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_blocks_around_a_new_one_keep_their_layout(gap: str) -> None:
    """A resource that is put between others does not align what is in them."""
    one = 'resource "a" "b" {\n  a = 1\n  bbb = 2\n}\n'
    text = one + gap[1:] + one.replace('"b"', '"c"')
    new = Block("resource", ("d", "e"), {"f": 1})
    result = edited(text, lambda e: e.add_after(Position(line=1, column=1), new))
    assert one + '\nresource "d" "e" {\n  f = 1\n}\n\n' + one.replace('"b"', '"c"') == result
