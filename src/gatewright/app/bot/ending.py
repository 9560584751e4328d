"""A run that a signal ends in good order: programs that it has started end with it, and so do its folders."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

GRACE = 10.0
"""Seconds for what runs to end after a signal."""
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LOOK = 0.2


class EndedError(Exception):
    """A signal has ended the run; `code` is the exit code that says so."""

    def __init__(self, number: int) -> None:
        super().__init__(f"ended by {signal.Signals(number).name}")
        self.code = 128 + number


@dataclass(slots=True)
class Ending:
    """Does something in a thread of its own, so that a signal can have it stopped between any two steps of it.

    An exception that a handler raises could come before a program that has just begun is known to anybody.
    """

    stop: Event = field(default_factory=Event)
    number: int = 0

    def note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # as handlers are called
        """Take a signal; the first one counts."""
        self.number = self.number or number
        self.stop.set()

    def done(self, action: Callable[[], T]) -> T:
        """The result, or the exception, of the action; raises EndedError where a signal came before."""
        results, errors = list[T](), list[BaseException]()

        def act() -> None:
            try:
                results.append(action())
            except BaseException as error:  # noqa: BLE001  # raised by who waits
                errors.append(error)

        thread = Thread(target=act, name="run", daemon=True)
        thread.start()
        while thread.is_alive() and not self.stop.is_set():
            thread.join(_LOOK)
        if self.stop.is_set():
            thread.join(GRACE)
            raise EndedError(self.number)
        if errors:
            raise errors[0]
        return results[0]


@contextmanager
def until_signal() -> Iterator[Ending]:
    """A run that SIGTERM, SIGINT and SIGHUP end; further ones change nothing until it is over."""
    ending = Ending()
    before: dict[int, Any] = {one: signal.signal(one, ending.note) for one in _SIGNALS}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
