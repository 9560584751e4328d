"""Root modules spread over processes: each loads and judges its share, and the shares add up to one report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from gatewright.evaluate.evaluation import Judgement
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.modules.observations import Observations

WORTHWHILE = 150_000
"""Bytes of configuration, counted once for each root module that evaluates them, from which a second process pays."""

Work: TypeAlias = Callable[[tuple[str, ...]], "Share"]
Progress: TypeAlias = Callable[[int, int], None]
"""Hears how many root modules are done, and how many there are."""


def silent(_done: int, _total: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one root module, what could not be read there, and all of the folder that this depends on."""

    judgement: Judgement
    diagnostics: tuple[Diagnostic, ...]
    seen: Observations
    identities: tuple[str, ...] = ()
    """Ids of documents that do not begin with the root module: another one might have a document of the same id."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process answers: its judgements, and what it could not read."""

    engine: str
    """Name and version of the engine that judged."""
    judgements: tuple[Judgement, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    """The same by root module, where that was asked for."""


def processes(jobs: int) -> int:
    """The number of processes that `jobs` asks for; 0 is one for each core that this process may use."""
    if jobs:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(weights: Mapping[str, int], number: int) -> list[tuple[str, ...]]:
    """The roots, given with their weights, in groups of about equal work; one group where more would not pay."""
    roots = tuple(weights)
    if number < 2 or len(roots) < 2 or sum(weights.values()) < WORTHWHILE:
        return [roots]
    groups: list[list[str]] = [[] for _ in range(min(number * 4, len(roots)))]
    loads = [0] * len(groups)
    for root in sorted(roots, key=lambda root: (-weights[root], root)):
        lightest = loads.index(min(loads))
        groups[lightest].append(root)
        loads[lightest] += weights[root]
    return [tuple(sorted(group)) for group in groups if group]


def spread(work: Work, groups: Sequence[tuple[str, ...]], number: int, progress: Progress) -> list[Share]:
    """The shares of all groups, in order; `work` must be picklable. `progress` hears of each share that is done.

    Processes are forked where nothing speaks against it, and have then what this one has read already. An embedding
    program's other threads may hold locks that a fork would copy: beside them, processes start from nothing.
    """
    if len(groups) == 1:
        return [work(groups[0])]
    # What only a second process needs takes 20 ms to load.
    import multiprocessing  # noqa: PLC0415
    import threading  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    forks = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else "spawn")
    try:
        with ProcessPoolExecutor(min(number, len(groups)), context, _adopt, (work,)) as pool:
            return list(_watched(pool.map(_share, groups), groups, progress))
    except BrokenProcessPool:
        # A process that cannot start (no main module to import) or was killed for memory: the work is still to do.
        return [work(group) for group in groups]


def _watched(found: Iterable[Share], groups: Sequence[tuple[str, ...]], progress: Progress) -> Iterator[Share]:
    total, done = sum(map(len, groups)), 0
    for share, group in zip(found, groups, strict=True):
        done += len(group)
        progress(done, total)
        yield share


_adopted: list[Work] = []
"""The work of this process, when it is one of a pool's."""


def _adopt(work: Work) -> None:
    _adopted.append(work)


def _share(roots: tuple[str, ...]) -> Share:
    return _adopted[-1](roots)
