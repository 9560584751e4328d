"""The queue: what is in it survives, one subject at a time, and the newest head wins."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import cast

import httpx
import pytest
from bot_world import SECRET, SOURCE, delivery, environment, push_event

from gatewright.app.bot.handling import Handler
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.metrics import Metrics
from gatewright.app.bot.queue import LEASE, REMEMBERED, Claim, Queue
from gatewright.app.bot.workers import Workers
from gatewright.app.bot.workspace import Surroundings
from gatewright.errors import ForgeError, InputError, UsageError


@dataclass
class Clock:
    """A clock that a test turns."""

    time: float = 1_000_000.0

    def __call__(self) -> float:
        """The time that it shows."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> Iterator[Queue]:
    made = Queue(tmp_path, clock)
    yield made
    made.close()


def _pull(commit: str, number: int = 7, repository: str = "acme/shop") -> Job:
    return Job(kind="pull_request", repository=repository, subject=f"pull/{number}", commit=commit, number=number)


def _command(text: str) -> Job:
    return Job(kind="command", repository="acme/shop", subject="pull/7", number=7, text=text, comment=1, login="ann")


def _claimed(queue: Queue) -> Claim:
    claim = queue.claim()
    assert claim is not None
    return claim


def test_the_newest_head_wins(queue: Queue) -> None:
    """Of one pull request the job of the newest commit is left; commands, pushes and other pull requests stay."""
    jobs = [_pull("a"), _command("one"), _pull("b"), _pull("x", 8), _pull("c"), _command("two"), _pull("a", 7, "o/n")]
    for job in jobs:
        queue.add(job)
    left = []
    while claim := queue.claim():
        left.append(claim.job)
        queue.finish(claim, "done")
    assert [jobs[1], jobs[3], jobs[4], jobs[5], jobs[6]] == left


def test_one_subject_has_one_job_at_a_time(queue: Queue) -> None:
    """A second job on a pull request waits until the first is over; one on another does not."""
    for job in (_command("one"), _command("two"), _pull("x", 8)):
        queue.add(job)
    first, other = _claimed(queue), _claimed(queue)
    assert ("one", 8, None) == (first.job.text, other.job.number, queue.claim())
    queue.finish(first, "done")
    assert "two" == _claimed(queue).job.text


def test_a_job_whose_lease_ran_out_is_another_workers(queue: Queue, clock: Clock) -> None:
    """What the first one says about it afterwards counts no more."""
    queue.add(_pull("a"))
    first = _claimed(queue)
    clock.time += LEASE + 1
    second = _claimed(queue)
    queue.finish(first, "done")
    assert ((first.id, 2), {"running": 1}) == ((second.id, second.attempt), queue.counts())


def test_a_restart_takes_up_what_was_left_at_once(queue: Queue, tmp_path: Path, clock: Clock) -> None:
    """Whoever opens the folder knows that nobody works on its jobs: no lease has to run out."""
    first = Queue(tmp_path / "other", clock)
    first.add(_pull("a"))
    _claimed(first)
    first.close()
    second = Queue(tmp_path / "other", clock)
    attempt = _claimed(second).attempt
    second.close()
    assert 2 == attempt


def test_a_lease_that_is_renewed_holds(queue: Queue, clock: Clock) -> None:
    """A job that takes long stays with who works on it."""
    queue.add(_pull("a"))
    claim = _claimed(queue)
    for _ in range(5):
        clock.time += LEASE / 2
        queue.renew(claim)
    assert queue.claim() is None


def test_a_failure_puts_a_job_off_longer_each_time(queue: Queue, clock: Clock) -> None:
    """It is not tried again before its time, and then it is."""
    queue.add(_pull("a"))
    waits = []
    for _ in range(4):
        queue.retry(_claimed(queue), "no network")
        start = clock.time
        while (claim := queue.claim()) is None:
            clock.time += 5
        waits.append(clock.time - start)
        queue.release(claim)
    assert [10, 40, 160, 640] == waits


def test_a_failure_waits_as_long_as_github_asks(queue: Queue, clock: Clock) -> None:
    """Within bounds: who asks for days is asked again in two hours."""
    queue.add(_pull("a"))
    waits = []
    for asked in (3_000.0, 1e9):
        queue.retry(_claimed(queue), "rate limit", asked)
        start = clock.time
        while (claim := queue.claim()) is None:
            clock.time += 100
        waits.append(clock.time - start)
        queue.release(claim)
    assert [3_000, 7_200] == waits


@dataclass
class Broken:
    """A handler that does nothing but fail."""

    surroundings: Surroundings
    error: Exception
    untold: int = 0
    """How often nobody can be told."""
    told: list[tuple[str, bool]] = field(default_factory=list)

    def handle(self, claim: Claim) -> str:
        """Fail."""
        raise self.error

    def give_up(self, claim: Claim, problem: str, *, last: bool = True) -> None:
        """Tell, or fail to."""
        if last and self.untold:
            self.untold -= 1
            raise ForgeError("no network")
        self.told.append((problem, last))


def _worked(queue: Queue, clock: Clock, handler: Broken, hours: float) -> list[float]:
    """Hours after which work was done."""
    workers = Workers(queue, cast("Handler", handler), Metrics())
    start, found = clock.time, list[float]()
    while clock.time < start + hours * 3600:
        if workers.work():
            found.append((clock.time - start) / 3600)
        clock.time += 30
    return found


def test_an_outage_of_a_day_loses_no_event(queue: Queue, clock: Clock, tmp_path: Path) -> None:
    """It is tried again for 24 hours; who waits is told when it takes long, and when it is given up."""
    handler = Broken(Surroundings(folder=tmp_path, environment={}), ForgeError("no network"))
    queue.accept("delivery", "digest", "push", _pull("a"))
    moments = _worked(queue, clock, handler, 30)
    assert [("no network", False), ("no network", True)] == handler.told
    assert (True, {"failed": 1}) == (24 <= moments[-1] < 25.1, queue.counts())


def test_that_nobody_could_be_told_is_mended(queue: Queue, clock: Clock, tmp_path: Path) -> None:
    """While GitHub is away nobody can be told that a check failed: it is told later."""
    handler = Broken(Surroundings(folder=tmp_path, environment={}), InputError("too large"), untold=6)
    queue.add(_pull("a"))
    moments = _worked(queue, clock, handler, 5)
    assert (7, [("too large", True)], {"failed": 1}) == (len(moments), handler.told, queue.counts())


def test_a_failed_delivery_may_be_delivered_again(queue: Queue, clock: Clock, tmp_path: Path) -> None:
    """What GitHub's page calls `Redeliver` begins anew where the job has failed, and nowhere else."""
    handler = Broken(Surroundings(folder=tmp_path, environment={}), InputError("too large"))
    outcomes = [queue.accept("delivery", "digest", "push", _pull("a")) for _ in range(2)]
    _worked(queue, clock, handler, 0.1)
    outcomes += [queue.accept("delivery", "digest", "push", _pull("a")) for _ in range(2)]
    claim = _claimed(queue)
    queue.finish(claim, "done")
    outcomes.append(queue.accept("delivery", "digest", "push", _pull("a")))
    assert ["queued", "duplicate", "queued", "duplicate", "duplicate"] == outcomes
    assert (1, 1, {"done": 1}) == (claim.id, claim.attempt, queue.counts())


def test_a_job_that_ends_the_bot_is_given_up(tmp_path: Path, clock: Clock) -> None:
    """Crashes count: after some of them nothing is tried but to tell, and if that crashes too it is over."""
    queue = Queue(tmp_path / "poison", clock)
    queue.add(_pull("a"))
    seen = list[bool]()
    while (claim := queue.claim()) and len(seen) < 20:
        seen.append(bool(claim.telling))
        queue.close()
        queue = Queue(tmp_path / "poison", clock)
    counts = queue.counts()
    queue.close()
    assert ([False] * 5 + [True] * 5, {"failed": 1}) == (seen, counts)


def test_a_lease_that_runs_out_counts_as_a_crash(queue: Queue, clock: Clock) -> None:
    """Whoever had the job is gone, or stuck."""
    queue.add(_pull("a"))
    seen = list[bool]()
    while (claim := queue.claim()) and len(seen) < 20:
        seen.append(bool(claim.telling))
        clock.time += LEASE + 1
    assert [False] * 5 + [True] * 5 == seen


def test_a_queue_of_an_older_bot_is_used(tmp_path: Path, clock: Clock) -> None:
    """What it lacks is added, and what waits in it is done."""
    first = Queue(tmp_path / "old", clock)
    first.add(_pull("a"))
    first.close()
    with sqlite3.connect(tmp_path / "old" / "queue.sqlite3") as database:
        for column in ("crashes", "failing", "telling", "delivery"):
            database.execute(f"ALTER TABLE jobs DROP COLUMN {column}")
    database.close()
    second = Queue(tmp_path / "old", clock)
    claim = _claimed(second)
    second.close()
    assert ("a", 0.0, "") == (claim.job.commit, claim.failing, claim.telling)


def test_what_is_over_is_forgotten_while_serving(
    queue: Queue, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that runs for months does not have to be started again for it."""
    queue.accept("old-delivery", "digest", "push", _pull("a"))
    queue.finish(_claimed(queue), "done")
    clock.time += REMEMBERED + 1
    pruned, prune = Event(), queue.prune

    def prune_and_tell() -> None:
        prune()
        pruned.set()

    monkeypatch.setattr(queue, "prune", prune_and_tell)
    monkeypatch.setattr("gatewright.app.bot.workers.LEASE", 0.01)
    handler = Broken(Surroundings(folder=tmp_path, environment={}), ForgeError("no network"))
    workers = Workers(queue, cast("Handler", handler), Metrics(), 1)
    workers.start()
    assert pruned.wait(20)
    workers.stop(1.0)
    assert ({}, "noted") == (queue.counts(), queue.accept("old-delivery", "digest", "push", None))


def test_a_job_that_does_not_end_in_time_is_given_back(
    queue: Queue, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for the network when the bot is stopped has not ended the bot: no attempt is lost."""
    begun, over = Event(), Event()
    handler = Broken(Surroundings(folder=tmp_path, environment={}), ForgeError("no network"))

    def wait(_: Claim) -> str:
        begun.set()
        over.wait(60)
        return "done"

    monkeypatch.setattr(handler, "handle", wait)
    monkeypatch.setattr("gatewright.app.bot.workers._UNWELL", 0.01)
    queue.add(_pull("a"))
    workers = Workers(queue, cast("Handler", handler), Metrics(), 1)
    workers.start()
    assert begun.wait(20)
    workers.stop(0.01)
    counts = queue.counts()
    over.set()
    for thread in workers._threads:
        thread.join(20)
    assert ({"queued": 1}, {"queued": 1}) == (counts, queue.counts())


def test_a_job_that_is_given_back_has_lost_no_attempt(queue: Queue) -> None:
    """To be stopped is no failure."""
    queue.add(_pull("a"))
    queue.release(_claimed(queue))
    assert 1 == _claimed(queue).attempt


def test_our_own_job_is_not_put_in_twice(queue: Queue) -> None:
    """The clock may strike again before the last run was begun."""
    job = Job(kind="remediation", repository="acme/shop", subject="remediation")
    queue.add(job)
    queue.add(job)
    assert {"queued": 1} == queue.counts()


def test_what_is_over_is_forgotten_some_day(queue: Queue, clock: Clock) -> None:
    """Deliveries and finished jobs go after a while; what waits stays."""
    queue.accept("old-delivery", "digest", "push", _pull("a"))
    queue.finish(_claimed(queue), "done")
    queue.add(_pull("b"))
    clock.time += REMEMBERED + 1
    queue.resume()
    assert ({"queued": 1}, "noted") == (queue.counts(), queue.accept("old-delivery", "digest", "push", None))


def test_the_clock_strikes_once(queue: Queue, clock: Clock) -> None:
    """A moment is remembered on disk, so that a restart does not make it come sooner."""
    seen = [queue.is_due("x", 60)]
    queue.remember("x")
    seen.append(queue.is_due("x", 60))
    clock.time += 61
    seen.append(queue.is_due("x", 60))
    assert [True, False, True] == seen


def test_two_bots_do_not_share_a_folder(queue: Queue, tmp_path: Path) -> None:
    """The second is told so, and touches nothing."""
    with pytest.raises(UsageError, match="another bot works in"):
        Queue(tmp_path)


def test_a_queue_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A file of something else is not written over."""
    (tmp_path / "queue.sqlite3").write_bytes(b"this is not a database, and never was one" * 100)
    with pytest.raises(UsageError, match="cannot be used"):
        Queue(tmp_path)
    assert (tmp_path / "queue.sqlite3").read_bytes().startswith(b"this is not")


def test_nobody_else_may_read_the_queue(queue: Queue, tmp_path: Path) -> None:
    """Names of private repositories are in it."""
    made = Queue(tmp_path / "inner")
    made.close()
    assert 0o700 == (tmp_path / "inner").stat().st_mode & 0o777


_SERVER = """
import sys, threading
from pathlib import Path
from gatewright.app.bot import serving
from gatewright.app.bot.handling import Handler

def stuck(self, claim):
    sys.stdout.write(f"working {claim.job.kind} {claim.attempt}\\n")
    sys.stdout.flush()
    self.surroundings.stop.wait()
    from gatewright.app.bot.process import StoppedError
    raise StoppedError

if sys.argv[1] == "stuck":
    Handler.handle = stuck
else:
    def done(self, claim):
        sys.stdout.write(f"done {claim.job.commit[:1]} {claim.attempt}\\n")
        sys.stdout.flush()
        return "done"
    Handler.handle = done
serving.Bot.stop.__defaults__ = (0.2,)
import uvicorn
startup = uvicorn.Server.startup
async def started(self, sockets=None):
    await startup(self, sockets)
    sys.stdout.write(f"port {self.servers[0].sockets[0].getsockname()[1]}\\n")
    sys.stdout.flush()
uvicorn.Server.startup = started
import os
serving.serve(serving.Options(environment=dict(os.environ), data=Path(sys.argv[2]), port=0, workers=1))
"""


def _server(tmp_path: Path, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SERVER, how, str(tmp_path / "data")]
    given = {**environment(), "PYTHONPATH": str(SOURCE), "GATEWRIGHT_WEBHOOK_SECRET": SECRET}
    return subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _line(process: subprocess.Popen[str], start: str) -> str:
    """The next line of the process's output that begins so."""
    assert process.stdout is not None
    return next(line.strip() for line in process.stdout if line.startswith(start))


def _deliver(process: subprocess.Popen[str], *commits: str) -> None:
    port = _line(process, "port").split()[1]
    for commit in commits:
        event = {**push_event(commit * 40), "repository": {"full_name": f"acme/{commit}", "default_branch": "main"}}
        arguments = delivery("push", event, f"delivery-{commit}")
        answer = httpx.post(f"http://127.0.0.1:{port}/webhook", **arguments, timeout=30, trust_env=False)
        assert 202 == answer.status_code


def test_a_crash_loses_no_event(tmp_path: Path) -> None:
    """A bot that is killed while it works has every event that it has answered when it is started again."""
    first = _server(tmp_path, "stuck")
    _deliver(first, "a", "b", "c")
    _line(first, "working")
    first.send_signal(signal.SIGKILL)
    first.communicate()
    second = _server(tmp_path, "done")
    done = sorted(_line(second, "done") for _ in range(3))
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=60)
    assert ["done a 2", "done b 1", "done c 1"] == done


def test_a_bot_that_is_ended_gives_its_job_back(tmp_path: Path) -> None:
    """On SIGTERM a job that does not end in time is in the queue again, with no attempt lost, and the bot ends well."""
    process = _server(tmp_path, "stuck")
    _deliver(process, "a")
    _line(process, "working")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    database = sqlite3.connect(tmp_path / "data" / "queue.sqlite3")
    rows = database.execute("SELECT state, attempts FROM jobs").fetchall()
    database.close()
    assert (0, [("queued", 0)]) == (process.returncode, rows)


def test_secrets_are_not_on_the_command_line(tmp_path: Path) -> None:
    """The command takes them from the environment alone: no option holds one."""
    command = [sys.executable, "-m", "gatewright", "bot", "serve", "--help"]
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "COLUMNS": "200", "HOME": str(tmp_path)}
    told = subprocess.run(command, env=given, capture_output=True, text=True, check=True).stdout
    assert [] == [word for word in ("--secret", "--token", "--key", "--password") if word in told]
