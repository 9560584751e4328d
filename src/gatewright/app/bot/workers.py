"""Workers: threads that take jobs from the queue. What is slow or dangerous they give to processes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from gatewright.app.bot.handling import Handler
from gatewright.app.bot.metrics import Metrics
from gatewright.app.bot.process import StoppedError
from gatewright.app.bot.queue import LEASE, MOST_ATTEMPTS, Claim, Queue
from gatewright.app.bot.waiting import LaterError
from gatewright.errors import ForgeError, GatewrightError, InputError
from gatewright.reports.text import shortened, visible

LOG = logging.getLogger("gatewright.bot")

_LOOK = 1.0
_UNWELL = 5.0


@dataclass(slots=True)
class Workers:
    """A bounded number of workers on one queue."""

    queue: Queue
    handler: Handler
    metrics: Metrics
    count: int = 2
    _stopping: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _claims: dict[int, Claim] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Begin to take jobs."""
        self._threads = [Thread(target=self._loop, name=f"worker-{n}", daemon=True) for n in range(self.count)]
        self._threads.append(Thread(target=self._keep, name="leases", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self, grace: float) -> None:
        """Take no more jobs; those that run may end within `grace` seconds, and go back to the queue then."""
        self._stopping.set()
        self.queue.wake()
        until = time.monotonic() + grace
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))
        self.handler.surroundings.stop.set()
        for thread in self._threads:
            thread.join(_UNWELL)
        with self._lock:
            left = list(self._claims.values())
        for claim in left:  # busy with the network: the next start takes the job up again
            LOG.warning("job=%d kind=%s is left running", claim.id, claim.job.kind)
            self.queue.release(claim)

    def work(self) -> bool:
        """Carry out one job that is due; False where there is none."""
        claim = self.queue.claim()
        if claim is None:
            return False
        with self._held(claim):
            started = time.monotonic()
            outcome = self._outcome(claim)
            seconds = time.monotonic() - started
            self.metrics.worked(claim.job.kind, outcome, seconds)
            LOG.info(
                "job=%d kind=%s repository=%s subject=%s attempt=%d outcome=%s seconds=%.1f",
                *(claim.id, claim.job.kind, claim.job.repository, claim.job.subject, claim.attempt, outcome, seconds),
            )
        return True

    def _outcome(self, claim: Claim) -> str:
        """How a job ended; the queue knows by then."""
        if claim.telling:
            return self._given_up(claim, claim.telling)
        try:
            outcome = self.handler.handle(claim)
        except StoppedError:
            self.queue.release(claim)
            return "released"
        except InputError as error:  # the repository is at fault, and trying again is no use
            return self._given_up(claim, str(error))
        except Exception as error:  # noqa: BLE001  # a job's fault must not end its worker
            return self._again(claim, error)
        self.queue.finish(claim, outcome)
        return outcome

    def _again(self, claim: Claim, error: Exception) -> str:
        """Put a job off: for a day where GitHub or the network fails, a few times where it is something else."""
        problem = str(error) if isinstance(error, GatewrightError) else f"an error of the bot: {_where(error)}"
        LOG.warning("job=%d attempt=%d problem=%s", claim.id, claim.attempt, _shown(problem))
        if self.handler.surroundings.stop.is_set():
            self.queue.release(claim)
            return "released"
        passing = isinstance(error, ForgeError)
        if self.queue.is_worn_out(claim) if passing else claim.attempt >= MOST_ATTEMPTS:
            return self._given_up(claim, problem)
        if claim.attempt == MOST_ATTEMPTS:  # a day is long for who waits
            self._tell(claim, problem, last=False)
        self.queue.retry(claim, problem, _seconds(error))
        return "retried"

    def _given_up(self, claim: Claim, problem: str) -> str:
        """The job has failed; whoever waits for it is told before the queue knows, so a crash leaves nobody waiting.

        Where nobody can be told now, that is what is left to do, for another day.
        """
        LOG.warning("job=%d failed problem=%s", claim.id, _shown(problem))
        error = self._tell(claim, problem, last=True)
        if error is None or (self.queue.is_worn_out(claim) and claim.telling):
            self.queue.finish(claim, "failed", problem)
            return "failed"
        if claim.telling:
            self.queue.retry(claim, problem, _seconds(error))
        else:
            self.queue.tell_later(claim, problem, _seconds(error))
        return "untold"

    def _tell(self, claim: Claim, problem: str, *, last: bool) -> Exception | None:
        """Tell who waits for a job that it fails; what went wrong where nobody could be told."""
        try:
            self.handler.give_up(claim, problem, last=last)
        except Exception as error:  # noqa: BLE001  # the job's own problem is what counts
            LOG.warning("job=%d nobody could be told problem=%s", claim.id, _shown(_where(error)))
            return error
        return None

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self.work():
                    self.queue.wait(_LOOK)
            except Exception as error:  # noqa: BLE001  # such as a full disk: the lease runs out, and it is tried again
                LOG.error("worker problem=%s", _shown(_where(error)))  # noqa: TRY400  # a trace may quote secrets
                self._stopping.wait(_UNWELL)

    def _keep(self) -> None:
        """Renew the leases of jobs that run, and forget what is long over."""
        while not self._stopping.wait(LEASE / 4):
            try:
                self.queue.prune()
            except Exception as error:  # noqa: BLE001  # leases are renewed all the same
                LOG.warning("queue problem=%s", _shown(_where(error)))
            with self._lock:
                claims = list(self._claims.values())
            for claim in claims:
                try:
                    self.queue.renew(claim)
                except ForgeError as error:
                    LOG.warning("job=%d lease problem=%s", claim.id, _shown(str(error)))

    @contextmanager
    def _held(self, claim: Claim) -> Iterator[None]:
        with self._lock:
            self._claims[claim.id] = claim
        try:
            yield
        finally:
            with self._lock:
                del self._claims[claim.id]


def _seconds(error: Exception) -> float:
    """For how long GitHub has asked to be left alone."""
    return error.seconds if isinstance(error, LaterError) else 0.0


def _where(error: Exception) -> str:
    """What kind of error it is and where it was raised; its words may quote anything."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{place}"


def _shown(text: str) -> str:
    return shortened(visible(text), 500)
