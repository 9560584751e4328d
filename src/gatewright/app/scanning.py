"""Judging what was read: one place after another, in several processes, from the cache where it has the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gatewright.app.asking import EngineName, JudgeOptions, OpaSettings, chosen, engine_of, request_of
from gatewright.app.estate import Estate, LoadOptions, load, source_tree
from gatewright.app.judging import Work
from gatewright.app.policies import Policies, load_policies
from gatewright.app.pool import Progress, processes, shares, silent, spread
from gatewright.evaluate import evaluation
from gatewright.evaluate.evaluation import Judgement
from gatewright.evaluate.request import Refine, Request, as_they_are
from gatewright.model.diagnostic import Diagnostic
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


def scan_path(
    path: Path,
    load_options: LoadOptions,
    judge_options: JudgeOptions,
    *,
    jobs: int = 1,
    progress: Progress = silent,
) -> Report:
    """Load, judge and sum up; the parameters are those of `judge_path`."""
    return report_on({"": judge_path(path, load_options, judge_options, jobs=jobs, progress=progress)}, judge_options)


def judge_path(
    path: Path,
    load_options: LoadOptions,
    judge_options: JudgeOptions,
    *,
    jobs: int = 1,
    progress: Progress = silent,
) -> Judged:
    """Load and judge. `jobs` is the number of processes that root modules are spread over; 0 is one for each core.

    The report is the same, byte for byte, however many there are.
    """
    if not path.is_dir() or not isinstance(judge_options.engine, str):
        estate = load(path, load_options)
        judgement = evaluation.judge(_request(replace(estate, diagnostics=()), judge_options))
        return Judged((judgement,), replace(estate, documents=(), instances=(), provenance=None))
    tree = source_tree(path, load_options)
    roots = load_options.chosen(tree.roots())
    number = processes(jobs)
    work = Work(path, load_options, judge_options, tree, progress)
    weights = {root: tree.layout.weight(root) for root in roots}
    found = spread(work, shares(weights, number), number, progress)
    told = {*tree.syntax_diagnostics(), *(d for share in found for d in share.diagnostics)}
    diagnostics = tuple(sorted(told, key=_order))
    judgements = tuple(judgement for share in found for judgement in share.judgements)
    return Judged(judgements, Estate((), diagnostics=diagnostics, roots=roots, path=path))


def report_on(
    parts: Mapping[str, Judged],
    judge_options: JudgeOptions,
    *,
    refine: Refine = as_they_are,
    changed_since: str | None = None,
) -> Report:
    """The one report on what was judged, by environment (one without a name where there are none)."""
    estates = [judged.estate for judged in parts.values()]
    diagnostics = tuple(dict.fromkeys(d for estate in estates for d in estate.diagnostics))
    whole = _request(Estate((), diagnostics=diagnostics, path=estates[0].path), judge_options)
    judgements = {name: judged.judgements for name, judged in parts.items()}
    return evaluation.report(judgements, replace(whole, refine=refine, changed_since=changed_since))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    start = diagnostic.start
    return (diagnostic.file or "", start.line if start else 0, start.column if start else 0, diagnostic.summary)


def _request(estate: Estate, options: JudgeOptions, policies: Policies | None = None) -> Request:
    if policies is None:
        policies = load_policies(options.rule_dirs, options.framework_dirs)
    return request_of(estate, options, policies)
