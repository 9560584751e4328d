"""One check, as the command and the library run it: settings, environments, what counts, and one report.

`scanning` judges one place; here is what stands around that: the configuration file, several sets of variables,
suppressions and the baseline, and what changed since a commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.app.asking import JudgeOptions, OpaSettings, chosen
from gatewright.app.cache.store import Store
from gatewright.app.config.settings import Environment, Settings
from gatewright.app.estate import LoadOptions
from gatewright.app.leaving import refuse_none
from gatewright.app.ownership import OwnersMap
from gatewright.app.policies import Policies
from gatewright.app.pool import Progress, silent
from gatewright.app.review import Before, Review, ReviewOptions, prepare
from gatewright.app.scanning import Judged, judge_path, policies_of, report_on
from gatewright.errors import InputError, UsageError
from gatewright.evaluate.changes import failing
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import OUTCOMES, Outcome, Report
from gatewright.rules.selection import Selection

if TYPE_CHECKING:
    from gatewright.sources.bundles import Bundle


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
    cache: Store | None = None
    """Answers of earlier checks, where the settings do not forbid to use them."""
    kept: frozenset[Outcome] = frozenset(OUTCOMES)
    judge: JudgeOptions | None = None
    """Instead of what the settings say about judging."""

    @property
    def store(self) -> Store | None:
        """The cache, where it may be used."""
        return self.cache if self.settings.cache else None

    @property
    def scan_root(self) -> Path | None:
        """The folder with the source; None where there is a plan or a state alone."""
        return self.path if self.path.is_dir() else self.source


def check(asked: Check, progress: Progress = silent) -> Report:
    """The report of a check.

    Raises `UsageError` and `InputError` where the request, the configuration, the baseline or the input cannot be used.
    """
    ways = loads(asked)
    options = asked.judge or judge_options(asked)
    judge = Judge(options, policies_of(options, asked.store), progress)
    review = review_of(asked, judge)
    return report_of(asked, judge.parts(asked, ways), judge, review)


def review_of(asked: Check, judge: Judge) -> Review:
    """Everything that decides which findings count; raises where the configuration names what does not exist."""
    _refuse(asked, judge.policies)
    refuse_none(asked.settings, judge.options, judge.policies)
    return prepare(asked.scan_root, judge.policies.rules, _review_options(asked))


def report_of(asked: Check, parts: Mapping[str, Judged], judge: Judge, review: Review) -> Report:
    """The report on what was judged, by environment, with what does not count marked."""
    unread = any(d.leaves_gaps for judged in parts.values() for d in judged.estate.diagnostics)
    apart = asked.settings.include or asked.settings.exclude or not asked.path.is_dir()
    roots = [root for judged in parts.values() for root in judged.estate.roots] if apart else None
    refine = review.refine(
        judge.ran(parts),
        whole=not unread and not judge.policies.errors,
        roots=roots,
        before=partial(_before, asked, judge, review),
    )
    return report_on(parts, judge.options, refine=refine, changed_since=review.changed_since)


@dataclass(frozen=True)
class Judge:
    """The rules that a check asks, of whichever folder."""

    options: JudgeOptions
    policies: Policies
    progress: Progress = silent

    def parts(self, asked: Check, ways: Mapping[str, LoadOptions]) -> dict[str, Judged]:
        """What was found, by environment."""
        return {
            name: judge_path(
                asked.path,
                load,
                self.options,
                jobs=asked.settings.jobs,
                progress=self.progress,
                cache=asked.store,
                policies=self.policies,
            )
            for name, load in ways.items()
        }

    def ran(self, parts: Mapping[str, Judged]) -> set[str]:
        """Ids of the rules that gave answers."""
        judgements = [judgement for judged in parts.values() for judgement in judged.judgements]
        failed = {failure.rule for judgement in judgements for failure in judgement.failures}
        rules, _ = chosen(self.policies, self.options)
        return {rule.id for rule in rules} - failed


def _before(asked: Check, judge: Judge, review: Review) -> Before:
    """What counted as a failure at the commit that is compared with.

    A plan or state has none: to plan what was then would need the provider's answers of then.
    """
    if review.comparison is None or not asked.path.is_dir():
        return Before()
    from gatewright.app.former import former  # noqa: PLC0415  # only for who compares
    from gatewright.sources.restoring import Unrestorable  # noqa: PLC0415

    try:
        with former(asked.path, review.comparison, asked.settings, asked.environments) as then:
            old = replace(asked, path=then.path, settings=then.settings, environments=then.environments)
            return Before(_failing(replace(old, changed_since=None), judge), then.diagnostics)
    except Unrestorable as refused:
        missing = Diagnostic(
            severity="warning",
            summary=f"what changed is told by lines alone: {refused.reason}",
            detail=f"failures that the change brings elsewhere are not reported; {refused.advice}",
        )
        return Before(diagnostics=(missing,))


def _failing(old: Check, judge: Judge) -> dict[str, frozenset[str]]:
    """The failures of an earlier folder that count, by environment; none where it cannot be judged."""
    try:
        parts = judge.parts(old, loads(old))
        review = prepare(old.path, judge.policies.rules, _review_options(old))
    except (InputError, UsageError):  # there was no configuration yet, or none that is chosen
        return {}
    findings = {
        name: [one for judgement in judged.judgements for one in judgement.findings] for name, judged in parts.items()
    }
    return failing(review.refine(judge.ran(parts), whole=False)(findings).findings)


def judge_options(asked: Check) -> JudgeOptions:
    """What the settings of a check say about judging."""
    settings = asked.settings
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
        bundles=_bundles(asked),
        engine=settings.engine,
        opa=asked.opa,
        parameters=settings.parameters,
        severities=settings.severities,
        owners=_owners(settings, asked.scan_root),
        kept=asked.kept,
    )


def _bundles(asked: Check) -> tuple[Bundle, ...]:
    """The bundles of the settings; the shared secret of those without a key is in the environment."""
    if not asked.settings.bundles:
        return ()
    from gatewright.sources.bundles import Bundle  # noqa: PLC0415  # few have any, and archives take time to load

    secret = asked.process_environment.get("GATEWRIGHT_BUNDLE_SECRET")
    return tuple(Bundle(one.path, one.key, None if one.key else secret) for one in asked.settings.bundles)


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
        config_folder=config.pattern_folder if config is not None else None,
        allow_inline=settings.allow_inline,
        require_reason=settings.require_reason,
        compat=settings.compat,
        unskippable=settings.unskippable,
        baseline=settings.baseline,
        changed_since=asked.changed_since,
        environments=frozenset((*named, *(one.name for one in asked.environments))),
        process_environment=asked.process_environment,
    )


def _refuse(asked: Check, policies: Policies) -> None:
    """Raise where the configuration names rules or parameters that do not exist."""
    if asked.settings.config is None:
        return
    from gatewright.app.config.checking import check as problems_of  # noqa: PLC0415  # only with a configuration
    from gatewright.app.config.file import unusable  # noqa: PLC0415

    problems = problems_of(asked.settings, policies, [one.name for one in asked.environments])
    if problems:
        raise unusable(problems)
