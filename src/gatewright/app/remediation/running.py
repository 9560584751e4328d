"""From a check to pull requests: the scan, its patches, and the forge, wired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from gatewright.app.bot.credentials import Secrets
from gatewright.app.checking import Check, judge_options
from gatewright.app.fixing.fixing import Fixed, Wanted, fix
from gatewright.app.remediation.checkout import checkout
from gatewright.app.remediation.remedying import Outcome, Tell, remedy
from gatewright.app.remediation.wishes import Candidates, Remake, Wishes
from gatewright.app.scanning import policies_of
from gatewright.app.workflow import REPOSITORY, Workflow
from gatewright.errors import UsageError
from gatewright.model.patch import Patch
from gatewright.ports import Workbench
from gatewright.reports.text import visible
from gatewright.rules.selection import select_rules


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run found and did."""

    fixed: Fixed
    outcome: Outcome


def open_pull_requests(
    asked: Check,
    wanted: Wanted,
    bench: Workbench,
    wishes: Wishes,
    *,
    environment: Mapping[str, str],
    tell: Tell = lambda _: None,
) -> Ran:
    """Scan the checkout, make its patches, and let the repository's pull requests be what these ask for.

    `asked` judges by every rule, as the proof needs them all; `wanted` says which findings are mended.
    """
    if asked.scan_root is None or asked.source is not None or asked.changed_since is not None:
        raise UsageError("pull requests are made for a folder of source, and for all that is in it; name the folder")
    fixed = fix(asked, wanted)
    sources = checkout(asked.scan_root, environment)
    candidates = Candidates(
        report=fixed.report,
        patches=fixed.fixes.patches,
        refusals=fixed.fixes.refusals,
        judged=_judged(asked),
        complete=not fixed.fixes.incomplete and _everywhere(asked),
    )
    outcome = remedy(candidates, sources, bench, wishes, remake=remake(asked, wanted), tell=tell)
    return Ran(fixed, outcome)


def connected(repository: str, environment: Mapping[str, str]) -> tuple[Workbench, str | None]:
    """A repository on GitHub by the environment's token or App, and its default branch where the event tells it."""
    if not REPOSITORY.fullmatch(repository):
        raise UsageError(f"`--repo {visible(repository)}` is no repository; write OWNER/NAME")
    if find_spec("github") is None:
        raise UsageError("pull requests on GitHub need PyGithub: install `gatewright[github]`")
    from gatewright.forges.pull_requests import Access, GitHubWorkbench  # noqa: PLC0415  # an extra, and slow to load

    secrets, workflow = Secrets(environment), Workflow(environment)
    branch, server = workflow.default_branch(repository), workflow.server()
    access = Access(repository=repository, token=secrets.tokens().token(repository, 0), server=server)
    return GitHubWorkbench(access), branch


def remake(asked: Check, wanted: Wanted) -> Remake:
    """What makes the patches for some findings alone, by the whole proof once more."""

    def make(fingerprints: tuple[str, ...]) -> tuple[tuple[Patch, ...], Mapping[str, bytes]]:
        alone = Wanted(selection=wanted.selection, fingerprints=fingerprints, confidence=wanted.confidence)
        fixed = fix(asked, alone)
        return fixed.fixes.patches, {file: after for file, (_, after) in fixed.files.items()}

    return make


def _everywhere(asked: Check) -> bool:
    """Whether no environment of the configuration was left out."""
    config = asked.settings.config
    named = {*(config.values.environments if config is not None else ())}
    return not asked.environments or named <= {one.name for one in asked.environments}


def _judged(asked: Check) -> frozenset[str]:
    options = asked.judge or judge_options(asked)
    policies = policies_of(options, asked.cache if asked.settings.cache else None)
    return frozenset(rule.id for rule in select_rules(policies.rules, policies.frameworks, options.selection))
