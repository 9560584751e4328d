"""One check, as the command and the library run it: settings, environments, what counts, and one report.

`scanning` judges one place; here is what stands around that: the configuration file, several sets of variables,
suppressions and the baseline, and what changed since a commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gatewright.app.asking import JudgeOptions, OpaSettings
from gatewright.app.config.settings import Environment, Settings
from gatewright.app.estate import LoadOptions
from gatewright.app.ownership import OwnersMap
from gatewright.app.policies import Policies, load_policies
from gatewright.app.pool import Progress, silent
from gatewright.app.review import Review, ReviewOptions, prepare
from gatewright.app.scanning import Judged, judge_path, report_on
from gatewright.errors import UsageError
from gatewright.model.finding import OUTCOMES, Outcome, Report
from gatewright.rules.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Everything that one check is asked. Nothing is taken from the process, not even the day."""

    path: Path
    settings: Settings
    today: date
    source: Path | None = None
    """The folder that a plan or state was made from."""
    environments: tuple[Environment, ...] = ()
    """Those that the caller asks for; by default every one of the settings, where the path is a folder."""
    changed_since: str | None = None
    opa: OpaSettings = field(default_factory=OpaSettings)
    process_environment: Mapping[str, str] = field(default_factory=dict)
    kept: frozenset[Outcome] = frozenset(OUTCOMES)

    @property
    def scan_root(self) -> Path | None:
        """The folder with the source; None where there is a plan or a state alone."""
        return self.path if self.path.is_dir() else self.source


def check(asked: Check, progress: Progress = silent) -> Report:
    """The report of a check.

    Raises `UsageError` and `InputError` where the request, the configuration, the baseline or the input cannot be used.
    """
    chosen = loads(asked)
    policies = load_policies(asked.settings.rules_dirs, asked.settings.frameworks_dirs)
    _refuse(asked.settings, policies)
    options = judge_options(asked.settings, asked.opa, asked.kept, asked.scan_root)
    review = prepare(asked.scan_root, policies.rules, _review_options(asked))
    parts = {
        name: judge_path(asked.path, load, options, jobs=asked.settings.jobs, progress=progress)
        for name, load in chosen.items()
    }
    return _report(asked, parts, options, review)


def _report(asked: Check, parts: Mapping[str, Judged], options: JudgeOptions, review: Review) -> Report:
    judgements = [judgement for judged in parts.values() for judgement in judged.judgements]
    failed = {failure.rule for judgement in judgements for failure in judgement.failures}
    ran = {rule for judgement in judgements for _, rule, _, _ in judgement.tally.judged} - failed
    whole = not any(d.severity == "error" for judged in parts.values() for d in judged.estate.diagnostics)
    partial = asked.settings.include or asked.settings.exclude
    roots = [root for judged in parts.values() for root in judged.estate.roots] if partial else None
    refine = review.refine(ran, whole=whole, roots=roots)
    return report_on(parts, options, refine=refine, changed_since=review.changed_since)


def judge_options(
    settings: Settings, opa: OpaSettings, kept: frozenset[Outcome], scan_root: Path | None
) -> JudgeOptions:
    """What the settings say about judging."""
    selection = Selection(
        include=settings.enable,
        exclude=settings.disable,
        severity=None if settings.severity == "info" else settings.severity,
        frameworks=settings.frameworks,
    )
    return JudgeOptions(
        selection=selection,
        rule_dirs=settings.rules_dirs,
        framework_dirs=settings.frameworks_dirs,
        engine=settings.engine,
        opa=opa,
        parameters=settings.parameters,
        severities=settings.severities,
        owners=_owners(settings, scan_root),
        kept=kept,
    )


def _owners(settings: Settings, scan_root: Path | None) -> OwnersMap | None:
    if not settings.owners or settings.config is None or scan_root is None:
        return None
    from gatewright.app.config.entries import code_owners  # noqa: PLC0415  # only where the configuration names owners

    return OwnersMap(code_owners(settings), settings.config.prefix)


def loads(asked: Check) -> Mapping[str, LoadOptions]:
    """How the place is read in each environment; one without a name where there are none."""
    settings = asked.settings
    environments = asked.environments
    if asked.path.is_dir():
        environments = environments or settings.environments
    elif len(environments) > 1:
        raise UsageError(f"`{asked.path}` was made for one environment; choose it with one `--environment`")
    if not environments:
        return {"": _load(asked, Environment("", settings.var_files, settings.variables, settings.workspace))}
    return {one.name: _load(asked, one) for one in environments}


def _load(asked: Check, environment: Environment) -> LoadOptions:
    config = asked.settings.config
    return LoadOptions(
        var_files=environment.var_files,
        variables=environment.variables,
        environment=asked.process_environment,
        source=asked.source,
        workspace=environment.workspace,
        include=asked.settings.include,
        exclude=asked.settings.exclude,
        prefix=config.prefix if config is not None else "",
    )


def _review_options(asked: Check) -> ReviewOptions:
    settings = asked.settings
    config = settings.config
    named: Iterable[str] = config.values.environments if config is not None else ()
    if config is not None and settings.suppressions:
        from gatewright.app.config.entries import entries  # noqa: PLC0415  # only where there are suppressions

        suppressions = entries(settings)
    else:
        suppressions = ()
    return ReviewOptions(
        today=asked.today,
        entries=suppressions,
        config_folder=config.place.folder if config is not None else None,
        allow_inline=settings.allow_inline,
        require_reason=settings.require_reason,
        compat=settings.compat,
        unskippable=settings.unskippable,
        baseline=settings.baseline,
        changed_since=asked.changed_since,
        environments=frozenset((*named, *(one.name for one in asked.environments))) or None,
        process_environment=asked.process_environment,
    )


def _refuse(settings: Settings, policies: Policies) -> None:
    """Raise where the configuration names rules or parameters that do not exist."""
    if settings.config is None:
        return
    from gatewright.app.config.checking import check as problems_of  # noqa: PLC0415  # only with a configuration
    from gatewright.app.config.file import unusable  # noqa: PLC0415

    problems = problems_of(settings, policies)
    if problems:
        raise unusable(problems)
