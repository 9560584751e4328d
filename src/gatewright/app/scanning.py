"""Judging what was read: rules are chosen, an engine is asked, what the host knows is joined to its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import JsonValue

from gatewright.app.estate import Estate, LoadOptions, load, load_source, source_tree
from gatewright.app.ownership import owners_of
from gatewright.app.policies import Policies, load_policies
from gatewright.app.pool import Progress, Share, processes, shares, silent, spread
from gatewright.errors import UsageError
from gatewright.evaluate import evaluation
from gatewright.evaluate.evaluation import Judgement
from gatewright.evaluate.request import Refine, Request, as_they_are
from gatewright.evaluate.score import WEIGHTS
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.finding import OUTCOMES, Outcome, Report
from gatewright.model.rule import Framework, Rule, Severity
from gatewright.ports import Engine
from gatewright.rules.selection import Selection, select_frameworks, select_rules
from gatewright.sources.terraform.source import SourceTree

EngineName: TypeAlias = Literal["regorus", "opa"]


@dataclass(frozen=True, slots=True)
class OpaSettings:
    """How to reach an OPA server; without an address one is started from PATH."""

    url: str | None = None
    token: str | None = None
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class JudgeOptions:
    """Which rules are asked, by which engine, and how their answers are weighed."""

    selection: Selection = field(default_factory=Selection)
    rule_dirs: tuple[Path, ...] = ()
    framework_dirs: tuple[Path, ...] = ()
    rules: tuple[Rule, ...] | None = None
    """Exactly these rules, instead of the shipped ones."""
    frameworks: tuple[Framework, ...] = ()
    """Frameworks besides those of the directories, or instead of one of the same id."""
    engine: EngineName | Engine = "regorus"
    opa: OpaSettings = field(default_factory=OpaSettings)
    parameters: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    weights: Mapping[Severity, float] = field(default_factory=lambda: WEIGHTS)
    kept: frozenset[Outcome] = frozenset(OUTCOMES)


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
    work = _Work(path, load_options, judge_options, tree, progress)
    found = spread(work, shares(tree, roots, number), number, progress)
    told = {*tree.syntax_diagnostics(), *(d for share in found for d in share.diagnostics)}
    diagnostics = tuple(sorted(told, key=_order))
    judgements = tuple(share.judgement for share in found)
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


@dataclass(frozen=True)
class _Work:
    """What a process does with its share of the roots, from what was read before where it has that."""

    path: Path
    load_options: LoadOptions
    judge_options: JudgeOptions
    tree: SourceTree | None
    progress: Progress

    def __getstate__(self) -> dict[str, object]:
        """What another process gets: a syntax tree is not passed on but read again, and progress is told here."""
        return {**self.__dict__, "tree": None, "progress": silent}

    def __call__(self, roots: tuple[str, ...]) -> Share:
        tree = self.tree or source_tree(self.path, self.load_options)
        estate = load_source(tree, roots, self.progress)
        request = _request(replace(estate, diagnostics=()), self.judge_options)
        return Share(evaluation.judge(request), estate.diagnostics)


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    start = diagnostic.start
    return (diagnostic.file or "", start.line if start else 0, start.column if start else 0, diagnostic.summary)


def _request(estate: Estate, options: JudgeOptions, policies: Policies | None = None) -> Request:
    if policies is None:
        policies = load_policies(options.rule_dirs, options.framework_dirs)
    rules, frameworks = chosen(policies, options)
    find, problems = owners_of(estate.path)
    return Request(
        documents=estate.documents,
        rules=rules,
        engine=engine_of(options, policies),
        frameworks=frameworks,
        provenance=estate.provenance,
        owners_of=find,
        config=options.parameters,
        severities=options.severities,
        weights=options.weights,
        kept=options.kept,
        diagnostics=(*estate.diagnostics, *problems),
        rule_errors=policies.errors,
    )


def chosen(policies: Policies, options: JudgeOptions) -> tuple[tuple[Rule, ...], tuple[Framework, ...]]:
    """The rules that are asked, and the frameworks whose controls are named beside them."""
    given = {framework.id for framework in options.frameworks}
    known = (*(one for one in policies.frameworks if one.id not in given), *options.frameworks)
    rules = policies.rules if options.rules is None else options.rules
    asked = options.selection
    frameworks = select_frameworks(known, asked.frameworks) if asked.frameworks else known
    return select_rules(rules, known, asked), frameworks


def engine_of(options: JudgeOptions, policies: Policies) -> Engine:
    """The engine that the options ask for."""
    if not isinstance(options.engine, str):
        return options.engine
    if options.engine == "regorus":
        from gatewright.engines.regorus import RegorusEngine  # noqa: PLC0415  # engines are loaded when asked for

        return RegorusEngine(policies.libraries)
    if options.engine == "opa":
        return _opa(options.opa, policies)
    raise UsageError(f"there is no engine `{options.engine}`; choose `regorus` or `opa`")


def _opa(settings: OpaSettings, policies: Policies) -> Engine:
    from gatewright.engines.opa import OpaEngine  # noqa: PLC0415  # needs the extra `opa`

    ca_file = str(settings.ca) if settings.ca is not None else None
    return OpaEngine(policies.libraries, url=settings.url, token=settings.token, ca_file=ca_file)
