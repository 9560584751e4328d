"""What a comment says: one statement of ours or of another tool, before anybody knows what it covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

Tool: TypeAlias = Literal["gatewright", "checkov", "tfsec", "trivy", "kics", "terrascan"]
Span: TypeAlias = tuple[int, int]

MARKER = re.compile(
    rb"gatewright:|(?:checkov|bridgecrew):skip|(?:tfsec|trivy):ignore|kics-scan|dd-iac-scan|ts:skip", re.IGNORECASE
)
"""What a comment holds that says anything here."""

_MARKERS = (b"gatewright:", b":skip", b":ignore", b"-scan")
"""Shorter words for the same, which are found many times faster."""

EVERY = "*"
"""The pattern of all rules, for comments that name none."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a comment without its marks, and the byte of the file at which it begins."""

    text: str
    at: int

    def span(self, start: int, end: int) -> Span:
        """The bytes of the file that a range of the text is."""
        return (self.at + len(self.text[:start].encode()), self.at + len(self.text[:end].encode()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One skip as it is written. With a `problem` it is not honoured, and the `hint` tells what to write."""

    tool: Tool
    verb: str = "ignore"
    span: Span
    """Bytes of the file from its keyword to its end, a reason included."""
    written: str
    """Keyword and ids, without the reason: `checkov:skip=CKV_AWS_20`."""
    ids: tuple[str, ...] = ()
    ids_span: Span = (0, 0)
    reason: str = ""
    owner: str | None = None
    until: str | None = None
    """A date as `2027-01-31`."""
    environments: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    """`attribute=value` pairs that must hold."""
    problem: str = ""
    hint: str = ""


def is_marked(data: bytes) -> bool:
    """Whether a file must be looked at: without any of the markers it is never parsed."""
    lower = data.lower()
    return any(word in lower for word in _MARKERS) and MARKER.search(data) is not None


def pieces(text: bytes, at: int) -> Iterator[Piece]:
    """The lines of a comment, without the marks of comments around them."""
    decoded = text.decode("utf-8", "replace")
    if decoded.startswith("/*"):
        decoded = decoded.removesuffix("*/")
    for line in decoded.splitlines(keepends=True):
        stripped = line.lstrip(" \t\ufeff").lstrip("#/*").lstrip()
        ahead = len(line) - len(stripped)
        yield Piece(stripped.rstrip(), at + len(line[:ahead].encode()))
        at += len(line.encode())


def day(text: str) -> str | None:
    """The text where it is a date such as `2027-01-31`, else None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
