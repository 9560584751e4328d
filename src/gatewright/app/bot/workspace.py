"""A private folder for one job: the files of a head, those of its base, and nothing that stays."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event

from gatewright.app.bot.cloning import Limits, Remote, clone
from gatewright.app.bot.exchange import Answer, Request
from gatewright.app.bot.host import Bases
from gatewright.app.bot.judging import Child, judge

_LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What jobs work with."""

    folder: Path
    """Where private folders are made."""
    environment: Mapping[str, str] = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    stop: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A head, beside its base where that has another configuration."""

    folder: Path
    bases: Bases | None
    surroundings: Surroundings

    @property
    def head(self) -> Path:
        """The folder with the head's files."""
        return self.folder / "head"

    def judged(self, today: date, asked: Mapping[str, str] | None = None) -> Answer:
        """The judgement; `asked` holds fields of a request beyond the folders."""
        request = Request.model_validate(
            {
                "head": str(self.head),
                "base": None if self.bases is None else str(self.folder / "base"),
                "changed_since": None if self.bases is None else self.bases.merge,
                "today": today,
                **(asked or {}),
            }
        )
        return judge(request, self.child("child"))

    def child(self, module: str, given: Mapping[str, str] | None = None) -> Child:
        """A process for this checkout, with `given` in its environment."""
        own = self.folder / "own"
        own.mkdir(mode=0o700, exist_ok=True)
        around = self.surroundings
        return Child(
            module=module,
            folder=own,
            seconds=2 * around.limits.seconds,
            stop=around.stop,
            environment=around.environment,
            given=given or {},
        )


@contextmanager
def checked_out(remote: Remote, head: str, bases: Bases | None, surroundings: Surroundings) -> Iterator[Checkout]:
    """A checkout of a commit, which is gone with the block."""
    surroundings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="job-", dir=surroundings.folder)))
    try:
        commits = dict.fromkeys((head,) if bases is None else (head, bases.merge, bases.tip))
        made = clone(
            remote,
            folder / "head",
            tuple(commits),
            limits=surroundings.limits,
            stop=surroundings.stop,
            environment=surroundings.environment,
        )
        if bases is not None:
            made.export(bases.tip, folder / "base")
        made.tree(head)
        if bases is not None:
            made.pretend(bases.merge)
        yield Checkout(folder, bases, surroundings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private(folder: Path) -> Iterator[Path]:
    """A folder in a folder, for a run beside others; it is gone with the block, with all that is in it.

    Those of runs that were killed go first: nobody holds their locks any more.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for lock in folder.glob(f"once-*/{_LOCK}"):
        with contextlib.suppress(OSError), lock.open("rb") as held:  # one that is held is not to be had
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent)
    made = Path(tempfile.mkdtemp(prefix="once-", dir=folder))
    try:
        with (made / ".new").open("xb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            (made / ".new").rename(made / _LOCK)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove what jobs of a process that is gone have left."""
    for left in folder.glob("job-*"):
        with contextlib.suppress(OSError):
            shutil.rmtree(left)
