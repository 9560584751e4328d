"""A problem in an input, as a value beside the result."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.location import Position


class Diagnostic(Model):
    """What is wrong with one place of an input, and what to do about it.

    An `error` means that something could not be read, so the report is incomplete (exit code 3); a `warning` means
    that something was read in a way that its author may not expect; a `note` tells what somebody may want to tidy up.
    """

    severity: Literal["error", "warning", "note"] = Field(description="Whether a part of the input is lost.")
    summary: str = Field(description="What is wrong, in a few words; lowercase, no final period.")
    detail: str = Field(default="", description="What to do about it.")
    file: str | None = Field(default=None, description="File relative to the scan root, where there is one.")
    start: Position | None = Field(default=None, description="Where in the file, when known.")
    unread: bool = Field(
        default=False, description="Whether configuration that may hold resources was not read; so it is of all errors."
    )

    @property
    def leaves_gaps(self) -> bool:
        """Whether resources may be there that nobody has seen."""
        return self.unread or self.severity == "error"
