"""The queue: every event is on disk before it is answered, so a crash loses none.

SQLite, in a folder that one bot uses at a time. A job is leased to a worker, which renews the lease while it works; a
lease that runs out, or whose process is gone, gives the job back. Of one subject one job runs at a time, and a newer
commit puts older jobs that only look aside.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, RLock
from typing import IO, Literal, TypeAlias

from gatewright.app.bot.jobs import Job, parse, serialise
from gatewright.errors import ForgeError, UsageError

State: TypeAlias = Literal["queued", "running", "done", "failed", "outdated"]
Accepted: TypeAlias = Literal["queued", "duplicate", "full", "noted"]

MOST_QUEUED = 10_000
MOST_ATTEMPTS = 5
LEASE = 60.0
REMEMBERED = 90 * 86_400.0
"""Seconds for which deliveries are remembered, and jobs that are over."""
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 900.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
    id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, event TEXT NOT NULL, received REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, repository TEXT NOT NULL, subject TEXT NOT NULL,
    job TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
    lease REAL NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT '', changed REAL NOT NULL,
    judged TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, due);
CREATE INDEX IF NOT EXISTS jobs_by_subject ON jobs (repository, subject, state);
CREATE TABLE IF NOT EXISTS moments (name TEXT PRIMARY KEY, moment REAL NOT NULL);
"""
_CLAIM = """
UPDATE jobs SET state = 'running', attempts = attempts + 1, lease = :lease, changed = :now WHERE id = (
    SELECT id FROM jobs AS one
    WHERE ((state = 'queued' AND due <= :now) OR (state = 'running' AND lease <= :now)) AND NOT EXISTS (
        SELECT 1 FROM jobs AS other WHERE other.repository = one.repository AND other.subject = one.subject
        AND other.state = 'running' AND other.lease > :now
    ) ORDER BY due, id LIMIT 1
) RETURNING id, job, attempts
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is a worker's for now."""

    id: int
    job: Job
    attempt: int


class Queue:
    """The queue in a folder. Every method may be called from any thread."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._guard = _only_one(folder)
        try:
            self._database = _opened(folder / "queue.sqlite3")
        except sqlite3.Error as error:
            self._guard.close()
            raise UsageError(
                f"the queue in `{folder}` cannot be used: {error}; restore it, or move it away to begin anew"
            ) from None
        self.resume()

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            self._database.close()
            self._guard.close()

    def resume(self) -> int:
        """Give back the jobs of a process that is gone, and say how many they are.

        INVARIANT: one process at a time holds the folder, so whoever opens it knows that nobody works on them.
        """
        with self._transaction() as database:
            back = database.execute("UPDATE jobs SET state = 'queued', lease = 0 WHERE state = 'running'").rowcount
            old = self._now() - REMEMBERED
            database.execute("DELETE FROM deliveries WHERE received < ?", (old,))
            database.execute("DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND changed < ?", (old,))
        return back

    def accept(self, delivery: str, digest: str, event: str, job: Job | None) -> Accepted:
        """Take a delivery, once. When this returns, it is on disk.

        A delivery is known by its id, and by the digest of its body: the id is not signed, so whoever has recorded a
        delivery could send it again under another one.
        """
        with self._transaction() as database:
            known = "SELECT 1 FROM deliveries WHERE id = ? OR digest = ?"
            if database.execute(known, (delivery, digest)).fetchone():
                return "duplicate"
            if job is not None and self._count(database, "queued") >= MOST_QUEUED:
                return "full"
            database.execute(
                "INSERT INTO deliveries (id, digest, event, received) VALUES (?, ?, ?, ?)",
                (delivery, digest, event, self._now()),
            )
            if job is None:
                return "noted"
            self._add(database, job)
        self.wake()
        return "queued"

    def add(self, job: Job) -> None:
        """Put a job of our own into the queue, unless the same waits there already."""
        with self._transaction() as database:
            waiting = "SELECT 1 FROM jobs WHERE state = 'queued' AND job = ?"
            if not database.execute(waiting, (serialise(job),)).fetchone():
                self._add(database, job)
        self.wake()

    def claim(self) -> Claim | None:
        """The next job that is due, for `LEASE` seconds; None where there is none."""
        now = self._now()
        with self._transaction() as database:
            row = database.execute(_CLAIM, {"now": now, "lease": now + LEASE}).fetchone()
        return None if row is None else Claim(row[0], parse(row[1]), row[2])

    def renew(self, claim: Claim) -> None:
        """Keep a job for another `LEASE` seconds."""
        with self._transaction() as database:
            statement = "UPDATE jobs SET lease = ? WHERE id = ? AND state = 'running' AND attempts = ?"
            database.execute(statement, (self._now() + LEASE, claim.id, claim.attempt))

    def finish(self, claim: Claim, state: Literal["done", "failed", "outdated"], problem: str = "") -> None:
        """A job is over."""
        self._set(claim, "state = ?, problem = ?, lease = 0", (state, problem))

    def judged(self, claim: Claim, commit: str) -> None:
        """Remember which commit a job has told about."""
        self._set(claim, "judged = ?", (commit,))

    def retry(self, claim: Claim, problem: str) -> None:
        """Put a job off after a failure, longer each time."""
        wait = min(_FIRST_WAIT * 4.0 ** (claim.attempt - 1), _LONGEST_WAIT)
        self._set(claim, "state = 'queued', lease = 0, due = ?, problem = ?", (self._now() + wait, problem))

    def release(self, claim: Claim) -> None:
        """Give a job back that was not finished, and not for a fault of its own."""
        self._set(claim, "state = 'queued', lease = 0, attempts = attempts - 1", ())

    def has_newer(self, claim: Claim) -> bool:
        """Whether a later event of the same kind and subject waits."""
        job = claim.job
        statement = (
            "SELECT 1 FROM jobs WHERE state = 'queued' AND id > ? AND kind = ? AND repository = ? AND subject = ?"
        )
        with self._lock:
            found = self._database.execute(statement, (claim.id, job.kind, job.repository, job.subject)).fetchone()
        return found is not None

    def has_judged(self, job: Job, commit: str) -> bool:
        """Whether another job has told about a commit of this subject."""
        statement = "SELECT 1 FROM jobs WHERE kind = ? AND repository = ? AND subject = ? AND judged = ?"
        with self._lock:
            found = self._database.execute(statement, (job.kind, job.repository, job.subject, commit)).fetchone()
        return found is not None

    def counts(self) -> Mapping[str, int]:
        """Jobs by state."""
        with self._lock:
            return dict(self._database.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall())

    def is_due(self, name: str, seconds: float) -> bool:
        """Whether so many seconds have passed since this was last remembered."""
        with self._lock:
            row = self._database.execute("SELECT moment FROM moments WHERE name = ?", (name,)).fetchone()
        return row is None or row[0] + seconds <= self._now()

    def remember(self, name: str) -> None:
        """Remember that this was done now."""
        statement = "INSERT INTO moments VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET moment = excluded.moment"
        with self._transaction() as database:
            database.execute(statement, (name, self._now()))

    def wait(self, seconds: float) -> None:
        """Return when something may have become due, or after so many seconds."""
        with self._changed:
            self._changed.wait(seconds)

    def wake(self) -> None:
        """Let everybody who waits look again."""
        with self._changed:
            self._changed.notify_all()

    def _add(self, database: sqlite3.Connection, job: Job) -> None:
        now = self._now()
        if job.kind in ("pull_request", "push"):
            database.execute(
                "UPDATE jobs SET state = 'outdated', changed = ? "
                "WHERE state = 'queued' AND kind = ? AND repository = ? AND subject = ?",
                (now, job.kind, job.repository, job.subject),
            )
        database.execute(
            "INSERT INTO jobs (kind, repository, subject, job, state, due, changed) "
            "VALUES (?, ?, ?, ?, 'queued', ?, ?)",
            (job.kind, job.repository, job.subject, serialise(job), now, now),
        )

    def _set(self, claim: Claim, assignments: str, values: tuple[object, ...]) -> None:
        """Change a job; one whose lease ran out, and which is another worker's by now, stays as it is."""
        with self._transaction() as database:
            database.execute(
                f"UPDATE jobs SET {assignments}, changed = ? WHERE id = ? AND state = 'running' AND attempts = ?",  # noqa: S608  # texts of ours
                (*values, self._now(), claim.id, claim.attempt),
            )
        self.wake()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                try:
                    yield self._database
                except BaseException:
                    self._database.execute("ROLLBACK")
                    raise
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                raise ForgeError(f"the queue cannot be written: {error}; look at the disk that it is on") from error

    @staticmethod
    def _count(database: sqlite3.Connection, state: State) -> int:
        return int(database.execute("SELECT count(*) FROM jobs WHERE state = ?", (state,)).fetchone()[0])


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")  # what was answered is on disk, power cut or not
        database.executescript(_SCHEMA)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _only_one(folder: Path) -> IO[bytes]:
    """A lock on the folder, which ends with the process."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard = (folder / "lock").open("ab")
        try:
            os.fchmod(guard.fileno(), 0o600)
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            guard.close()
            raise
    except BlockingIOError:
        raise UsageError(f"another bot works in `{folder}`; end it, or give this one a folder of its own") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"`{folder}` cannot hold the queue: {reason}; give `--data` a folder to write in") from None
    return guard
