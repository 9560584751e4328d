"""Counters in the text format of Prometheus; names of events and outcomes are ours, so nothing foreign is in them.

Source: prometheus.io, "Exposition formats", text-based format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0)
_STATES = ("queued", "running", "done", "failed", "outdated")


class Metrics:
    """What happened since the process began; any thread may count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._deliveries: Counter[tuple[str, str]] = Counter()
        self._buckets: Counter[tuple[str, str, float]] = Counter()
        self._seconds: dict[tuple[str, str], float] = {}
        self._jobs: Counter[tuple[str, str]] = Counter()

    def delivered(self, event: str, outcome: str) -> None:
        """Count a delivery."""
        with self._lock:
            self._deliveries[event, outcome] += 1

    def worked(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a run of a job."""
        with self._lock:
            self._jobs[kind, outcome] += 1
            self._seconds[kind, outcome] = self._seconds.get((kind, outcome), 0.0) + seconds
            for bound in BUCKETS:
                self._buckets[kind, outcome, bound] += seconds <= bound

    def text(self, queue: Mapping[str, int]) -> str:
        """All of it; `queue` holds the jobs by state."""
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines(queue))

    def _lines(self, queue: Mapping[str, int]) -> Iterator[str]:
        name = "gatewright_bot_deliveries_total"
        yield from _head(name, "counter", "Webhook deliveries by event and outcome.")
        for (event, outcome), count in sorted(self._deliveries.items()):
            yield f"{name}{_labels(event=event, outcome=outcome)} {count}"
        name = "gatewright_bot_jobs"
        yield from _head(name, "gauge", "Jobs in the queue by state; those that are over stay for 90 days.")
        yield from (f"{name}{_labels(state=state)} {queue.get(state, 0)}" for state in _STATES)
        name = "gatewright_bot_job_duration_seconds"
        yield from _head(name, "histogram", "Runs of jobs by kind and outcome.")
        for (kind, outcome), count in sorted(self._jobs.items()):
            for bound in BUCKETS:
                labels = _labels(kind=kind, outcome=outcome, le=f"{bound:g}")
                yield f"{name}_bucket{labels} {self._buckets[kind, outcome, bound]}"
            yield f"{name}_bucket{_labels(kind=kind, outcome=outcome, le='+Inf')} {count}"
            yield f"{name}_sum{_labels(kind=kind, outcome=outcome)} {self._seconds[kind, outcome]:.3f}"
            yield f"{name}_count{_labels(kind=kind, outcome=outcome)} {count}"


def _head(name: str, kind: str, told: str) -> Iterable[str]:
    return f"# HELP {name} {told}", f"# TYPE {name} {kind}"


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in values.items()) + "}"
