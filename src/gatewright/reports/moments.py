"""The time of a scan, for the formats that must state one: reports themselves know none, and so can be compared."""

from __future__ import annotations

from datetime import UTC, datetime

from gatewright.errors import UsageError
from gatewright.reports.options import RenderOptions


def moment(options: RenderOptions, format_name: str) -> datetime:
    """The time of the scan in UTC; a format that needs one cannot be rendered without."""
    if options.now is None:
        raise UsageError(f"the format `{format_name}` states the time of the scan; give it as `now`")
    if options.now.tzinfo is None:
        raise UsageError("the time of the scan has no time zone; give one such as `datetime.now(UTC)`")
    return options.now.astimezone(UTC)
