"""Changes made in a checkout, as a commit is to hold them: bytes that are not changed are those of the commit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.app.remediation.committed import ConvertedFileError, as_committed

LF = b'resource "a" "b" {\n  x = 1\n}\n'
CRLF = LF.replace(b"\n", b"\r\n")
MIXED = b'resource "a" "b" {\r\n  x = 1\n}\r\n'


def _changed(data: bytes) -> bytes:
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return data.replace(b"  x = 1" + end, b"  x = 2" + end + b"  y = 3" + end)


@pytest.mark.parametrize(
    ("blob", "before", "wanted"),
    [
        (LF, LF, b'resource "a" "b" {\n  x = 2\n  y = 3\n}\n'),
        (LF, CRLF, b'resource "a" "b" {\n  x = 2\n  y = 3\n}\n'),
        (CRLF, LF, b'resource "a" "b" {\r\n  x = 2\r\n  y = 3\r\n}\r\n'),
        (CRLF, CRLF, b'resource "a" "b" {\r\n  x = 2\r\n  y = 3\r\n}\r\n'),
        (MIXED, CRLF, b'resource "a" "b" {\r\n  x = 2\n  y = 3\n}\r\n'),
        (MIXED, LF, b'resource "a" "b" {\r\n  x = 2\n  y = 3\n}\r\n'),
    ],
)
def test_lines_end_as_they_do_in_the_commit(blob: bytes, before: bytes, wanted: bytes) -> None:
    """Those that come in end as the ones whose place they take."""
    assert wanted == as_committed("main.tf", blob, before=before, after=_changed(before))


@pytest.mark.parametrize("blob", [LF.replace(b"1", b"9"), LF.decode().encode("utf-16"), b"", LF + b"\r"])
def test_other_contents_are_refused(blob: bytes) -> None:
    """What a filter or an encoding has made cannot be turned back, and the reason names the file."""
    with pytest.raises(ConvertedFileError, match=r"`main\.tf` in other contents than the checkout"):
        as_committed("main.tf", blob, before=LF, after=_changed(LF))


LINES = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"}", b""]), st.sampled_from([b"\n", b"\r\n"])), max_size=12)


@given(LINES, LINES, st.integers(0, 12), st.integers(0, 12))
def test_only_what_changes_changes(
    old: list[tuple[bytes, bytes]], new: list[tuple[bytes, bytes]], a: int, b: int
) -> None:
    """Whatever ends a line where: read without carriage returns it is what was wanted, and the rest is untouched."""
    start, end = sorted((min(a, len(old)), min(b, len(old))))
    blob = b"".join(text + ending for text, ending in old)
    before = blob.replace(b"\r\n", b"\n")
    kept = [text + b"\n" for text, _ in old]
    after = b"".join([*kept[:start], *(text + b"\n" for text, _ in new), *kept[end:]])
    made = as_committed("x", blob, before=before, after=after)
    assert after == made.replace(b"\r\n", b"\n")
    if not new and start == end:
        assert blob == made


def test_a_file_that_does_not_end_in_a_line_end_keeps_its_last_line() -> None:
    """Nothing is added behind it."""
    assert b"a\r\nc\nb" == as_committed("x", b"a\r\n\nb", before=b"a\r\n\r\nb", after=b"a\r\nc\r\nb")
