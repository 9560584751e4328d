"""What documents are asked: rules are chosen, an engine is made, what the host knows is put beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import JsonValue

from gatewright.app.estate import Estate
from gatewright.app.ownership import OwnersMap, owners_of
from gatewright.app.policies import Policies
from gatewright.errors import UsageError
from gatewright.evaluate.request import Request
from gatewright.evaluate.score import WEIGHTS
from gatewright.model.document import Document
from gatewright.model.finding import OUTCOMES, Outcome
from gatewright.model.rule import Framework, Rule, Severity
from gatewright.ports import Engine, Evaluation
from gatewright.rules.selection import Selection, select_frameworks, select_rules

if TYPE_CHECKING:
    from gatewright.sources.bundles import Bundle

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
    bundles: tuple[Bundle, ...] = ()
    """OPA bundles whose rules are asked too."""
    rules: tuple[Rule, ...] | None = None
    """Exactly these rules, instead of the shipped ones."""
    frameworks: tuple[Framework, ...] = ()
    """Frameworks besides those of the directories, or instead of one of the same id."""
    engine: EngineName | Engine = "regorus"
    opa: OpaSettings = field(default_factory=OpaSettings)
    parameters: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    weights: Mapping[Severity, float] = field(default_factory=lambda: WEIGHTS)
    owners: OwnersMap | None = None
    kept: frozenset[Outcome] = frozenset(OUTCOMES)


@dataclass(frozen=True, slots=True)
class Asked:
    """An engine that has given its answers already."""

    name: str

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Nothing: there is nobody left to ask."""
        del rules, documents, config
        return Evaluation()


def request_of(estate: Estate, options: JudgeOptions, policies: Policies, *, engine: Engine | None = None) -> Request:
    """The request that options make of an estate; with an engine of the caller's own where one is given."""
    rules, frameworks = chosen(policies, options)
    find, problems = owners_of(estate.path, options.owners)
    return Request(
        documents=estate.documents,
        rules=rules,
        engine=engine_of(options, policies) if engine is None else engine,
        frameworks=frameworks,
        provenance=estate.provenance,
        owners_of=find,
        config=options.parameters,
        severities=options.severities,
        weights=options.weights,
        kept=options.kept,
        diagnostics=(*estate.diagnostics, *problems, *policies.diagnostics),
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
