"""Root modules spread over processes: each loads and judges its share, and the shares add up to one report."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gatewright.evaluate.evaluation import Judgement
from gatewright.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from gatewright.sources.terraform.source import SourceTree

WORTHWHILE = 1_000_000
"""Bytes of configuration, counted once for each root module that evaluates them, from which a second process pays."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process answers: its judgement, and what it could not read."""

    judgement: Judgement
    diagnostics: tuple[Diagnostic, ...]


def processes(jobs: int) -> int:
    """The number of processes that `jobs` asks for; 0 is one for each core that this process may use."""
    if jobs:
        return jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(tree: SourceTree, roots: Sequence[str], number: int) -> list[tuple[str, ...]]:
    """The roots in groups of about equal work, the heaviest first; one group where more would not pay."""
    weights = {root: tree.weight(root) for root in roots}
    if number < 2 or len(roots) < 2 or sum(weights.values()) < WORTHWHILE:
        return [tuple(roots)]
    groups: list[list[str]] = [[] for _ in range(min(number * 4, len(roots)))]
    loads = [0] * len(groups)
    for root in sorted(roots, key=lambda root: (-weights[root], root)):
        lightest = loads.index(min(loads))
        groups[lightest].append(root)
        loads[lightest] += weights[root]
    return [tuple(sorted(group)) for group in groups if group]


def spread(work: Callable[[tuple[str, ...]], Share], groups: Sequence[tuple[str, ...]], number: int) -> list[Share]:
    """The shares of all groups, in order. `work` and what it holds must be picklable."""
    if len(groups) == 1:
        return [work(groups[0])]
    # `spawn`: a fork would copy the locks of an embedding program's threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(number, len(groups)), mp_context=context) as pool:
        return list(pool.map(work, groups))
