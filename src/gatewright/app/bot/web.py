"""The HTTP side: webhooks, health, metrics. Nothing of a body is believed, parsed or logged before it is verified."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse

from gatewright.app.bot.events import EVENTS, Asked, MalformedError, read
from gatewright.app.bot.metrics import CONTENT_TYPE, Metrics
from gatewright.app.bot.queue import Queue
from gatewright.app.bot.signature import HEADER, is_genuine
from gatewright.errors import GatewrightError

LOG = logging.getLogger("gatewright.bot")

MOST_BODY = 10_000_000
BODY_SECONDS = 20.0
MOST_AT_ONCE = 32
"""Of the largest bodies there is room for so many at a time; who only announces one takes none."""
_DELIVERY = re.compile(r"[A-Za-z0-9-]{8,64}")
_ALREADY = {"queued": 202, "noted": 202, "duplicate": 200, "full": 503}

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class RefusedError(Exception):
    """A delivery that is not taken: its status, the outcome that is counted, and what the sender is told."""

    def __init__(self, status: int, outcome: str, told: str) -> None:
        super().__init__(told)
        self.status, self.outcome, self.told = status, outcome, told


@dataclass(slots=True)
class Room:
    """How many bytes of bodies are held; the event loop's alone."""

    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What deliveries are checked against, and where they go."""

    secret: bytes = field(repr=False)
    queue: Queue
    metrics: Metrics
    most_body: int = MOST_BODY
    room: Room = field(default_factory=Room)

    async def receive(self, request: Request) -> Response:
        """The answer to a delivery; a job is on disk by then."""
        event = request.headers.get("x-github-event", "")
        label = event if event in EVENTS else "other"
        try:
            outcome = await self._taken(request, event)
        except RefusedError as refused:
            self._told(request, label, refused.outcome, refused.status)
            return JSONResponse({"outcome": refused.outcome, "message": refused.told}, refused.status)
        status = _ALREADY.get(outcome, 202)
        self._told(request, label, outcome, status)
        return JSONResponse({"outcome": outcome}, status)

    async def _taken(self, request: Request, event: str) -> str:
        parts = list[bytes]()
        try:
            return await self._verified(request, event, parts)
        finally:
            self.room.held -= sum(map(len, parts))

    async def _verified(self, request: Request, event: str, parts: list[bytes]) -> str:
        await self._receive(request, parts)
        body = b"".join(parts)
        if not is_genuine(self.secret, body, request.headers.get(HEADER)):
            raise RefusedError(401, "bad-signature", f"the header {HEADER} is no signature of the body by our secret")
        delivery = request.headers.get("x-github-delivery", "")
        if not _DELIVERY.fullmatch(delivery):
            raise RefusedError(400, "malformed", "the header x-github-delivery is missing or no id")
        try:
            asked = await run_in_threadpool(read, event, body, datetime.now(UTC))
        except MalformedError as error:
            raise RefusedError(400, "malformed", str(error)) from None
        digest = hashlib.sha256(body).hexdigest()
        return await run_in_threadpool(self._accepted, delivery, digest, (event, asked))

    def _accepted(self, delivery: str, digest: str, told: tuple[str, Asked]) -> str:
        event, asked = told
        if asked.job is None and asked.outcome != "stale":
            return asked.outcome  # nothing is done for it, however often it comes
        try:
            accepted = self.queue.accept(delivery, digest, event, asked.job)
        except GatewrightError as error:
            LOG.error("queue problem=%s", error)  # noqa: TRY400  # a message of ours says it all
            raise RefusedError(503, "unavailable", "the queue cannot be written; deliver it again later") from None
        return asked.outcome if accepted == "noted" else accepted

    async def _receive(self, request: Request, parts: list[bytes]) -> None:
        """Collect the parts of the body, as long as it is within bounds of size and time."""
        large = RefusedError(413, "oversized", f"the body is larger than {self.most_body} bytes")
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self.most_body:
            raise large
        size = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for part in request.stream():
                    size += len(part)
                    if size > self.most_body:
                        raise large
                    if self.room.held + len(part) > MOST_AT_ONCE * self.most_body:
                        raise RefusedError(503, "busy", "too much is being sent at once; deliver it again later")
                    self.room.held += len(part)
                    parts.append(part)
        except TimeoutError:
            raise RefusedError(408, "slow", f"the body did not come within {BODY_SECONDS:.0f} seconds") from None

    def _told(self, request: Request, label: str, outcome: str, status: int) -> None:
        """Count and log a delivery: of the sender's own words only an id, where it is one."""
        self.metrics.delivered(label, outcome)
        delivery = request.headers.get("x-github-delivery", "")
        shown = delivery if _DELIVERY.fullmatch(delivery) else "-"
        LOG.info("delivery=%s event=%s outcome=%s status=%d", shown, label, outcome, status)


def application(webhook: Webhook, lifespan: Lifespan | None = None) -> FastAPI:
    """The application: three routes, and no pages about itself."""
    app = FastAPI(title="gatewright bot", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_api_route("/webhook", webhook.receive, methods=["POST"], response_model=None)

    async def health() -> Response:
        """Whether the queue answers."""
        try:
            await run_in_threadpool(webhook.queue.counts)
        except Exception:  # noqa: BLE001  # whatever it is, the bot is not well
            return JSONResponse({"status": "the queue cannot be read"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics() -> Response:
        """Counters for Prometheus."""
        counts = await run_in_threadpool(webhook.queue.counts)
        return PlainTextResponse(webhook.metrics.text(counts), media_type=CONTENT_TYPE)

    app.add_api_route("/health", health, methods=["GET"], response_model=None)
    app.add_api_route("/metrics", metrics, methods=["GET"], response_model=None)
    return app
