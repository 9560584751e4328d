"""What a caller may choose about a rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # few reports have fixes, and every start would load their model
    from gatewright.model.patch import Fixes


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Choices that apply to every format; a format ignores what it has no use for.

    `source` returns the lines of a scanned file, for excerpts, or None where the file cannot be shown.
    `scan_root` is the scan root's directory relative to the repository's root, with forward slashes: formats that a
    forge reads name files from the repository's root.
    `now` is the time of the scan, for the formats that must state one: equal reports at equal times give equal text.
    `fixes` are patches for the report's findings, which SARIF holds beside them.
    `account` and `region` are the AWS account and region that ASFF takes for what does not know its own.
    """

    all_outcomes: bool = False
    source: Callable[[str], list[str] | None] | None = None
    width: int = 100
    colour: bool = False
    scan_root: str = ""
    now: datetime | None = None
    account: str | None = None
    region: str | None = None
    fixes: Fixes | None = None
