"""Files as a commit holds them: git writes a file into a checkout in another way where its attributes ask for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher


class ConvertedFileError(ValueError):
    """A file whose contents in the checkout are others than those in the commit; the message says why that matters."""


def as_committed(file: str, blob: bytes, *, before: bytes, after: bytes) -> bytes:
    """What a commit is to hold: the change from `before` to `after`, made to what the commit before it holds.

    `before` is the file in the checkout, `blob` the same file in the commit. Where they differ in line endings alone,
    as with the attribute `eol=crlf`, the lines that are not changed stay as they are in the commit, to the byte, and
    those that come in end as the lines around them. Raises ConvertedFileError where they differ in more.
    """
    if blob == before:
        return after
    if _plain(blob) != _plain(before):
        raise ConvertedFileError(
            f"git has `{file}` in other contents than the checkout, by a filter or by an attribute such as "
            "`working-tree-encoding` or `ident`; change it by hand, or scan a checkout without that attribute"
        )
    crlf = blob.count(b"\r\n")
    if not crlf:
        return _plain(after)
    if crlf == blob.count(b"\n"):
        return _plain(after).replace(b"\n", b"\r\n")
    return b"".join(_mixed(_lines(blob), _lines(_plain(after))))


def _plain(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _lines(data: bytes) -> list[bytes]:
    """The lines with their ends; only a line feed ends one."""
    parts = data.split(b"\n")
    return [*(part + b"\n" for part in parts[:-1]), *parts[-1:]]


def _mixed(committed: Sequence[bytes], wanted: Sequence[bytes]) -> Iterator[bytes]:
    """The wanted lines in a file in which some lines end in one way and some in the other."""
    plain = [_plain(line) for line in committed]
    head = _alike(plain, wanted)
    tail = _alike(plain[head:][::-1], wanted[head:][::-1])
    old, new = plain[head : len(plain) - tail], wanted[head : len(wanted) - tail]
    yield from committed[:head]
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from committed[head + start : head + end]
            continue
        around = committed[head + start] if start < end else committed[max(head + start - 1, 0)]
        yield from (_ended(line, around) for line in new[first:last])
    yield from committed[len(committed) - tail :]


def _alike(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    """How many lines are the same at the beginning of both."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(some), len(others)))


def _ended(line: bytes, around: bytes) -> bytes:
    return line.replace(b"\n", b"\r\n") if around.endswith(b"\r\n") else line
