"""Foreign text is made safe to print."""

from __future__ import annotations

import pytest

from gatewright.reports.text import encodable, shortened, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain é 漢 ~", "plain é 漢 ~"),
        ("a\tb\nc\rd", r"a\tb\nc\rd"),
        ("\x1b[31m\x07\x00\x7f\x9b", r"\x1b[31m\x07\x00\x7f\x9b"),
        ("\u202e\u2066\u200b\u2028\ufeff", r"\u202e\u2066\u200b\u2028\ufeff"),
        ("\ud800\uffff", r"\ud800\uffff"),
    ],
)
def test_what_a_terminal_obeys_is_written_out(text: str, expected: str) -> None:
    """Control codes, line ends, and characters that turn the reading direction become escapes."""
    assert expected == visible(text)


def test_a_lone_surrogate_is_replaced() -> None:
    """The text can be encoded afterwards."""
    assert encodable("a\udc80b") == "a\ufffdb"


def test_a_long_text_is_cut_visibly() -> None:
    """A text that fits is left alone."""
    assert [shortened(text, 5) for text in ("12345", "123456")] == ["12345", "12..."]
