"""What a caller may choose about a rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Choices that apply to every format; a format ignores what it has no use for.

    `source` returns the lines of a scanned file, for excerpts, or None where the file cannot be shown.
    `scan_root` is the scan root's directory relative to the repository's root, with forward slashes: formats that a
    forge reads name files from the repository's root.
    """

    all_outcomes: bool = False
    source: Callable[[str], list[str] | None] | None = None
    width: int = 100
    colour: bool = False
    scan_root: str = ""
