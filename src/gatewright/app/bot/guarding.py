"""Connections over which nothing comes: they are closed, and never keep anybody else out.

uvicorn waits for a request as long as the client likes, and its bound on connections counts those that say nothing.
Here the head of a request has to be there in time; and where there are too many connections, the one that has kept us
waiting longest makes room, so that health and webhooks stay within reach.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""Within which the head of a request has to come."""
MOST_CONNECTIONS = 512


class Guarded(H11Protocol):
    """HTTP/1.1, with an end to waiting."""

    since = 0.0
    """When the waiting for this request began."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base class
        """Wait for a request, where there is room, or can be made."""
        if len(self.connections) >= MOST_CONNECTIONS:
            waiting = (one for one in self.connections if isinstance(one, Guarded) and one.is_incomplete)
            oldest = min(waiting, key=lambda one: one.since, default=None)
            if oldest is None:
                transport.abort()
            else:
                oldest.give_up()
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A head that is complete ends the waiting; a part of one does not."""
        super().data_received(data)
        if not self._is_between_requests:
            self._wait_no_more()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if self._is_between_requests:
            self._wait()

    @property
    def is_incomplete(self) -> bool:
        """Whether the client still owes a part of its request, or all of it."""
        return self._is_between_requests or self.cycle.more_body

    def give_up(self) -> None:
        """End the connection."""
        self.connections.discard(self)
        self.transport.abort()

    @property
    def _is_between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._wait_no_more()
        self.since = self.loop.time()
        self._timer = self.loop.call_later(HEAD_SECONDS, self.give_up)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
