"""What is done by the clock: every so many hours, each repository's fixes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Thread

from gatewright.app.bot.credentials import Tokens
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.queue import Queue
from gatewright.errors import GatewrightError
from gatewright.reports.text import shortened, visible

LOG = logging.getLogger("gatewright.bot")
NAME = "remediation"
_LOOK = 60.0


def remediations(tokens: Tokens, repositories: Iterable[str]) -> list[Job]:
    """A job for each of the repositories, or for each that there are tokens for."""
    named = [(name, 0) for name in repositories]
    return [
        Job(kind="remediation", repository=name, subject="remediation", installation=installation)
        for name, installation in named or tokens.repositories()
    ]


@dataclass(slots=True)
class Schedule:
    """Puts jobs into the queue when it is time; a restart does not change when that is."""

    queue: Queue
    seconds: float
    jobs: Callable[[], list[Job]]
    _stopping: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin to look at the clock."""
        self._thread = Thread(target=self._loop, name="schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(1.0)

    def look(self) -> int:
        """Queue what is due, and say how many jobs that is."""
        if not self.queue.is_due(NAME, self.seconds):
            return 0
        jobs = self.jobs()  # what fails here is due still
        for job in jobs:
            self.queue.add(job)
        self.queue.remember(NAME)
        return len(jobs)

    def _loop(self) -> None:
        while True:
            try:
                if count := self.look():
                    LOG.info("schedule jobs=%d", count)
            except GatewrightError as error:
                LOG.warning("schedule problem=%s", shortened(visible(str(error)), 500))
            except Exception as error:  # noqa: BLE001  # the clock goes on
                LOG.warning("schedule problem=%s", type(error).__name__)
            if self._stopping.wait(_LOOK):
                return
