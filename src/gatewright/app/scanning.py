"""Judging what was read: one place after another, in several processes, from the cache where it has the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gatewright.app.asking import Asked, EngineName, JudgeOptions, OpaSettings, chosen, engine_of, request_of
from gatewright.app.cache.policies import recalled_policies
from gatewright.app.cache.scan import recalled
from gatewright.app.cache.store import Store
from gatewright.app.estate import Estate, LoadOptions, load
from gatewright.app.judging import Work, in_order, judge_tree
from gatewright.app.policies import Policies, load_policies
from gatewright.app.pool import Progress, silent
from gatewright.evaluate import evaluation
from gatewright.evaluate.evaluation import Judgement
from gatewright.evaluate.request import Refine, Request, as_they_are
from gatewright.model.document import Document
from gatewright.model.finding import Report

__all__ = [
    "EngineName",
    "JudgeOptions",
    "Judged",
    "OpaSettings",
    "chosen",
    "engine_of",
    "judge",
    "judge_path",
    "policies_of",
    "report_on",
    "scan_path",
]


def judge(documents: Estate | Iterable[Document], options: JudgeOptions, *, policies: Policies | None = None) -> Report:
    """The report on documents: every chosen rule on every document of its types.

    `policies` are those of the options' directories, where the caller has read them already.
    """
    estate = documents if isinstance(documents, Estate) else Estate(tuple(documents))
    return evaluation.evaluate(_request(estate, options, policies))


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one place, before it is summed up."""

    judgements: tuple[Judgement, ...]
    estate: Estate
    """The place without its documents: diagnostics, root modules, path."""
    engine: str
    """Name and version of the engine that judged."""
    policies: Policies | None = None
    """What was asked, where it has been read already."""


def scan_path(
    path: Path,
    load_options: LoadOptions,
    judge_options: JudgeOptions,
    *,
    jobs: int = 1,
    progress: Progress = silent,
    cache: Store | None = None,
) -> Report:
    """Load, judge and sum up; the parameters are those of `judge_path`."""
    judged = judge_path(path, load_options, judge_options, jobs=jobs, progress=progress, cache=cache)
    return report_on({"": judged}, judge_options)


def judge_path(
    path: Path,
    load_options: LoadOptions,
    judge_options: JudgeOptions,
    *,
    jobs: int = 1,
    progress: Progress = silent,
    cache: Store | None = None,
    policies: Policies | None = None,
) -> Judged:
    """Load and judge. `jobs` is the number of processes that root modules are spread over; 0 is one for each core.

    The report is the same, byte for byte, however many there are, and whatever of it is in the cache. What is wrong
    with the cache itself is a note. `policies` are those of the options' directories, where they have been read.
    """
    if not path.is_dir() or not isinstance(judge_options.engine, str):
        estate = load(path, load_options)
        request = _request(replace(estate, diagnostics=()), judge_options, policies)
        judgement = evaluation.judge(request)
        told = (*estate.diagnostics, *(cache.diagnostics if cache is not None else ()))
        bare = replace(estate, documents=(), instances=(), diagnostics=told, provenance=None, evaluated={})
        return Judged((judgement,), bare, request.engine.name, policies)
    policies = policies_of(judge_options, cache) if policies is None else policies
    work = Work(path, load_options, judge_options, policies, progress=progress)
    # Only what the embedded engine answers is kept: an OPA server may have rules and data of its own.
    kept = cache is not None and judge_options.engine == "regorus"
    found = recalled(work, jobs, cache) if cache is not None and kept else judge_tree(work, jobs)
    told = in_order((*found.diagnostics, *cache.diagnostics)) if cache is not None else found.diagnostics
    estate = Estate((), diagnostics=told, roots=found.roots, path=path)
    return Judged(found.judgements, estate, found.engine, policies)


def policies_of(options: JudgeOptions, cache: Store | None = None) -> Policies:
    """The rules and frameworks of the options' directories, out of the cache where they are in it."""

    def load() -> Policies:
        return load_policies(options.rule_dirs, options.framework_dirs, options.bundles)

    # The signatures of bundles are verified every time.
    return load() if cache is None or options.bundles else recalled_policies(cache, options, load)


def report_on(
    parts: Mapping[str, Judged],
    judge_options: JudgeOptions,
    *,
    refine: Refine = as_they_are,
    changed_since: str | None = None,
) -> Report:
    """The one report on what was judged, by environment (one without a name where there are none)."""
    first = next(iter(parts.values()))
    estates = [judged.estate for judged in parts.values()]
    diagnostics = tuple(dict.fromkeys(d for estate in estates for d in estate.diagnostics))
    policies = policies_of(judge_options) if first.policies is None else first.policies
    estate = Estate((), diagnostics=diagnostics, path=first.estate.path)
    whole = request_of(estate, judge_options, policies, engine=Asked(first.engine))
    judgements = {name: judged.judgements for name, judged in parts.items()}
    return evaluation.report(judgements, replace(whole, refine=refine, changed_since=changed_since))


def _request(estate: Estate, options: JudgeOptions, policies: Policies | None = None) -> Request:
    return request_of(estate, options, policies_of(options) if policies is None else policies)
