"""What a plan leaves out, as diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gatewright.model.diagnostic import Diagnostic

_NAMED = 2
"""Addresses that a diagnostic names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """In which ways a plan is less than the whole."""

    errored: bool
    """Terraform stopped with an error."""
    partial: bool
    """Only a part of the configuration was planned."""
    deferred: Sequence[str]
    """Addresses of resources whose changes wait for another plan."""

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What to tell the reader of a report."""
        if self.errored:
            yield Diagnostic(
                severity="error",
                summary="the plan is incomplete: terraform stopped with an error while it made it",
                detail="make the plan again without errors; what it does not hold is not judged",
            )
        if self.deferred:
            yield Diagnostic(
                severity="warning",
                summary=f"the plan defers changes that it cannot decide yet: {_listed(self.deferred)}",
                detail="apply the plan and plan again; what is deferred is judged as it is now",
                unread=True,
            )
        if self.partial and not self.errored and not self.deferred:
            yield Diagnostic(
                severity="warning",
                summary="the plan covers a part of the configuration only, as with `-target`",
                detail="plan without `-target` to judge everything; what the plan leaves alone is judged as it is now",
                unread=True,
            )


def _listed(addresses: Sequence[str]) -> str:
    names = ", ".join(f"`{name}`" for name in addresses[:_NAMED])
    more = len(addresses) - _NAMED
    return f"{names} and {more} more" if more > 0 else names
