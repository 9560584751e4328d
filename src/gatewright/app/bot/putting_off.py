"""Patience with GitHub for who has other things to do meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from gatewright.app.bot.waiting import LaterError
from gatewright.errors import ForgeError
from gatewright.forges.patience import Patience

BUDGET = 60.0
"""Seconds that a job waits for GitHub while it runs."""


@dataclass
class PuttingOff(Patience):
    """Waits for what is short, and says of what is not how long it takes."""

    budget: float = BUDGET
    longest: float = 0.0
    """The longest wait that was refused."""

    def _spend(self, wait: float, error: Exception) -> None:
        try:
            super()._spend(wait, error)
        except ForgeError as told:
            self.longest = max(self.longest, wait)
            raise LaterError(str(told), wait) from None
