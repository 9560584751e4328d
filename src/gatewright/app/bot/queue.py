"""The queue: every event is on disk before it is answered, so a crash loses none.

SQLite, in a folder that one bot uses at a time. A job is leased to a worker, which renews the lease while it works; a
lease that runs out, or whose process is gone, gives the job back. Of one subject one job runs at a time, and a newer
commit puts older jobs that only look aside.

A job that fails is tried again for a day, and one that ends the bot a few times. Then the people who wait for it are
told, and that is tried again as well; a delivery whose job has failed may be delivered again.
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
"""Times that a job is tried that fails by itself, or that the bot ends while it works on it."""
PATIENT = 86_400.0
"""Seconds for which a job is tried again where GitHub or the network fails."""
LEASE = 60.0
REMEMBERED = 90 * 86_400.0
"""Seconds for which deliveries are remembered, and jobs that are over."""
_FIRST_WAIT, _LONGEST_WAIT = 10.0, 3_600.0
_LONGEST_OBEYED = 7_200.0
"""Seconds that GitHub may ask for."""
_PRUNE, _PRUNED = 3_600.0, "pruned"
_ENDED = "the bot has ended several times while it worked on this; its log may say why"
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
_ADDED = {
    "crashes": "INTEGER NOT NULL DEFAULT 0",
    "failing": "REAL NOT NULL DEFAULT 0",
    "telling": "TEXT NOT NULL DEFAULT ''",
    "delivery": "TEXT NOT NULL DEFAULT ''",
}
"""Columns of jobs that older queues have not."""
_CLAIM = """
UPDATE jobs SET state = 'running', attempts = attempts + 1, crashes = crashes + (state = 'running'), lease = :lease,
changed = :now WHERE id = (
    SELECT id FROM jobs AS one
    WHERE ((state = 'queued' AND due <= :now) OR (state = 'running' AND lease <= :now)) AND NOT EXISTS (
        SELECT 1 FROM jobs AS other WHERE other.repository = one.repository AND other.subject = one.subject
        AND other.state = 'running' AND other.lease > :now
    ) ORDER BY due, id LIMIT 1
) RETURNING id, job, attempts, failing, telling, crashes
"""
_AGAIN = """
UPDATE jobs SET state = 'queued', attempts = 0, crashes = 0, failing = 0, telling = '', lease = 0, due = :now,
changed = :now WHERE state = 'failed' AND delivery = :digest
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that is a worker's for now."""

    id: int
    job: Job
    attempt: int
    failing: float = 0.0
    """When it failed first; 0 where it has not."""
    telling: str = ""
    """Why it was given up, where nothing is left to do but to tell."""


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
            statement = "UPDATE jobs SET state = 'queued', lease = 0, crashes = crashes + 1 WHERE state = 'running'"
            back = database.execute(statement).rowcount
        self.prune()
        return back

    def prune(self) -> None:
        """Forget what is over and long ago; once an hour is enough, and more often does nothing."""
        if not self.is_due(_PRUNED, _PRUNE):
            return
        old = self._now() - REMEMBERED
        with self._transaction() as database:
            database.execute("DELETE FROM deliveries WHERE received < ?", (old,))
            database.execute("DELETE FROM jobs WHERE state NOT IN ('queued', 'running') AND changed < ?", (old,))
        self.remember(_PRUNED)

    def accept(self, delivery: str, digest: str, event: str, job: Job | None) -> Accepted:
        """Take a delivery, once. When this returns, it is on disk.

        A delivery is known by its id, and by the digest of its body: the id is not signed, so whoever has recorded a
        delivery could send it again under another one. One whose job has failed is taken again.
        """
        with self._transaction() as database:
            full = job is not None and self._count(database, "queued") >= MOST_QUEUED
            known = "SELECT 1 FROM deliveries WHERE id = ? OR digest = ?"
            if database.execute(known, (delivery, digest)).fetchone():
                return self._taken_again(database, digest, full=full) if job is not None else "duplicate"
            if full:
                return "full"
            database.execute(
                "INSERT INTO deliveries (id, digest, event, received) VALUES (?, ?, ?, ?)",
                (delivery, digest, event, self._now()),
            )
            if job is None:
                return "noted"
            self._add(database, job, digest)
        self.wake()
        return "queued"

    def _taken_again(self, database: sqlite3.Connection, digest: str, *, full: bool) -> Accepted:
        """Begin anew with the failed job of a delivery; its place among newer jobs is what it was."""
        failed = "SELECT 1 FROM jobs WHERE state = 'failed' AND delivery = ?"
        if not database.execute(failed, (digest,)).fetchone():
            return "duplicate"
        if full:
            return "full"
        database.execute(_AGAIN, {"now": self._now(), "digest": digest})
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
        while True:
            now = self._now()
            with self._transaction() as database:
                row = database.execute(_CLAIM, {"now": now, "lease": now + LEASE}).fetchone()
                if row is None:
                    return None
                claim = _claim(row)
                if claim is not None:
                    return claim
                statement = "UPDATE jobs SET state = 'failed', lease = 0, problem = ? WHERE id = ?"
                database.execute(statement, (_ENDED, row[0]))

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

    def retry(self, claim: Claim, problem: str, seconds: float = 0.0) -> None:
        """Put a job off after a failure, longer each time, and for as long as GitHub has asked for."""
        wait = min(_FIRST_WAIT * 4.0 ** min(claim.attempt - 1, 10), _LONGEST_WAIT)
        due = self._now() + max(wait, min(seconds, _LONGEST_OBEYED))
        assigned = "state = 'queued', lease = 0, crashes = 0, due = ?, problem = ?, failing = ?, telling = ?"
        self._set(claim, assigned, (due, problem, claim.failing or self._now(), claim.telling))

    def is_worn_out(self, claim: Claim) -> bool:
        """Whether a job has failed for so long that it is given up."""
        return claim.failing > 0 and self._now() - claim.failing >= PATIENT

    def tell_later(self, claim: Claim, problem: str, seconds: float = 0.0) -> None:
        """Give a job up, of which those who wait for it are still to be told."""
        due = self._now() + max(_FIRST_WAIT, min(seconds, _LONGEST_OBEYED))
        assigned = (
            "state = 'queued', lease = 0, crashes = 0, attempts = 0, due = ?, problem = ?, telling = ?, failing = ?"
        )
        self._set(claim, assigned, (due, problem, problem, self._now()))

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

    def has_judged(self, job: Job, commit: str, after: int = 0) -> bool:
        """Whether another job, later than `after`, has told about a commit of this subject."""
        statement = "SELECT 1 FROM jobs WHERE kind = ? AND repository = ? AND subject = ? AND judged = ? AND id > ?"
        given = (job.kind, job.repository, job.subject, commit, after)
        with self._lock:
            return self._database.execute(statement, given).fetchone() is not None

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

    def _add(self, database: sqlite3.Connection, job: Job, delivery: str = "") -> None:
        now = self._now()
        if job.kind in ("pull_request", "push"):
            database.execute(
                "UPDATE jobs SET state = 'outdated', changed = ? "
                "WHERE state = 'queued' AND kind = ? AND repository = ? AND subject = ?",
                (now, job.kind, job.repository, job.subject),
            )
        database.execute(
            "INSERT INTO jobs (kind, repository, subject, job, state, due, changed, delivery) "
            "VALUES (?, ?, ?, ?, 'queued', ?, ?, ?)",
            (job.kind, job.repository, job.subject, serialise(job), now, now, delivery),
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


def _claim(row: tuple[int, str, int, float, str, int]) -> Claim | None:
    """The claim of a row; None where nothing can be done about it, or to tell of it has ended the bot as well."""
    number, text, attempt, failing, telling, crashes = row
    if crashes >= 2 * MOST_ATTEMPTS:
        return None
    if crashes >= MOST_ATTEMPTS and not telling:
        telling = _ENDED
    try:
        return Claim(number, parse(text), attempt, failing, telling)
    except (ValueError, TypeError):
        return None


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")  # what was answered is on disk, power cut or not
        database.executescript(_SCHEMA)
        has = {row[1] for row in database.execute("PRAGMA table_info(jobs)")}
        for name, kind in _ADDED.items():
            if name not in has:
                database.execute(f"ALTER TABLE jobs ADD COLUMN {name} {kind}")
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
