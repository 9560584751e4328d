"""What is put off: GitHub says for how long, and a worker does not wait for it, but takes another job."""

from __future__ import annotations

from gatewright.errors import ForgeError


class LaterError(ForgeError):
    """GitHub does not answer before so many seconds have passed."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds
