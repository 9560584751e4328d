"""Logic with a third value: `Unknown` where the answer depends on something unknown, and only there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from gatewright.model.unknown import Unknown

Answer: TypeAlias = bool | Unknown


def any_of(answers: Iterable[Answer]) -> Answer:
    """True when one answer is, else the first Unknown, else False."""
    open_: Unknown | None = None
    for answer in answers:
        if answer is True:
            return True
        if isinstance(answer, Unknown) and open_ is None:
            open_ = answer
    return False if open_ is None else open_


def all_of(answers: Iterable[Answer]) -> Answer:
    """False when one answer is, else the first Unknown, else True."""
    return negated(any_of(negated(answer) for answer in answers))


def negated(answer: Answer) -> Answer:
    """The opposite; of Unknown, itself."""
    return answer if isinstance(answer, Unknown) else not answer
