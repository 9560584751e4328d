"""The library's own functions: what `import gatewright as gw` offers, over the use cases of this package.

Nothing here prints, exits or keeps state: the same arguments give equal answers, in any thread.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import JsonValue

from gatewright.app import estate as estates
from gatewright.app import output, scanning
from gatewright.app.checking import Check, judge_options
from gatewright.app.checking import check as checked
from gatewright.app.config.reading import read_config
from gatewright.app.config.settings import settle
from gatewright.app.documents import document_from
from gatewright.app.estate import Estate, LoadOptions
from gatewright.app.policies import Policies, load_policies
from gatewright.app.scanning import EngineName, JudgeOptions, OpaSettings
from gatewright.errors import UsageError
from gatewright.model.document import Document
from gatewright.model.finding import Report
from gatewright.model.fix import Confidence
from gatewright.model.patch import Fixes
from gatewright.model.rule import SEVERITIES, Framework, Rule, Severity
from gatewright.ports import Engine, Source
from gatewright.reports import RenderOptions
from gatewright.rules.fields import close_match
from gatewright.rules.frameworks import check_rules, parse_framework
from gatewright.rules.metadata import parse_rule
from gatewright.rules.selection import Selection, select_rules

FilePath: TypeAlias = str | os.PathLike[str]
FilePaths: TypeAlias = Sequence[FilePath]
Parameters: TypeAlias = Mapping[str, Mapping[str, JsonValue]]

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_STARTED_HERE = OpaSettings()


def load(
    path: FilePath,
    *,
    var_files: FilePaths = (),
    variables: Mapping[str, JsonValue] = _NOTHING,
    environment: Mapping[str, str] = _NOTHING,
    source: FilePath | None = None,
    workspace: str = "default",
    expected_names: bool = False,
) -> Estate:
    """What a folder of Terraform source, a plan or a state holds: documents, instances, diagnostics.

    `source` is the folder that a plan or state was made from. Nothing is taken from the process: whoever wants
    `TF_VAR_` variables passes `os.environ` as `environment`. Raises `InputError` where the path holds nothing that can
    be read; a problem with a part of it is a diagnostic of the estate.

    `expected_names` puts together ARNs and ids that only the cloud knows for sure, as questions of `gw.identity` need.
    """
    reading = _reading(
        var_files=var_files, variables=variables, environment=environment, source=source, workspace=workspace
    )
    return estates.load(Path(path), replace(reading, expected_names=expected_names))


def collect(source: Source) -> Estate:
    """What a source of your own holds."""
    return estates.collect(source)


def evaluate(
    documents: Estate | Iterable[Document],
    *,
    rules: Iterable[str | Rule] | None = None,
    frameworks: Iterable[str | Framework] | None = None,
    rules_dirs: FilePaths = (),
    frameworks_dirs: FilePaths = (),
    engine: EngineName | Engine | None = None,
    opa: OpaSettings = _STARTED_HERE,
    parameters: Parameters = _NOTHING,
    severities: Mapping[str, Severity] = _NOTHING,
    weights: Mapping[Severity, float] | None = None,
) -> Report:
    """The report on documents: every chosen rule on every document of its types.

    `rules` holds ids, patterns such as `aws.s3.*`, and rules of your own; all rules by default. `frameworks` restricts
    them to those that the frameworks' controls name. `parameters` and `severities` are by rule id, over the rules' own;
    `weights` are by severity, over the default ones.
    """
    asking = _Asking(
        rules=rules,
        frameworks=tuple(frameworks or ()),
        rules_dirs=tuple(map(Path, rules_dirs)),
        frameworks_dirs=tuple(map(Path, frameworks_dirs)),
        engine=engine,
        opa=opa,
        parameters=parameters,
        severities=severities,
        weights=weights,
    )
    policies = load_policies(asking.rules_dirs, asking.frameworks_dirs)
    return scanning.judge(documents, asking.over(JudgeOptions(), policies), policies=policies)


def scan(
    path: FilePath,
    *,
    var_files: FilePaths = (),
    variables: Mapping[str, JsonValue] = _NOTHING,
    environment: Mapping[str, str] = _NOTHING,
    source: FilePath | None = None,
    workspace: str = "default",
    rules: Iterable[str | Rule] | None = None,
    frameworks: Iterable[str | Framework] | None = None,
    rules_dirs: FilePaths = (),
    frameworks_dirs: FilePaths = (),
    engine: EngineName | Engine | None = None,
    opa: OpaSettings = _STARTED_HERE,
    parameters: Parameters = _NOTHING,
    severities: Mapping[str, Severity] = _NOTHING,
    weights: Mapping[Severity, float] | None = None,
    config: FilePath | None = None,
    environments: Mapping[str, FilePaths] = _NOTHING,
    baseline: FilePath | None = None,
    changed_since: str | None = None,
    today: date | None = None,
) -> Report:
    """The report on a path, with what is suppressed marked: what `gatewright scan` does.

    The arguments of `load` and `evaluate` go over what the file `config` says; no file is looked for. `environments`
    are several sets of variable files, by name; `baseline` is a file of findings that do not count; `changed_since` a
    git commit. Suppressions end with the day `today`, by default the present one.
    """
    reading = _reading(
        var_files=var_files, variables=variables, environment=environment, source=source, workspace=workspace
    )
    asking = _Asking(
        rules=rules,
        frameworks=tuple(frameworks or ()),
        rules_dirs=tuple(map(Path, rules_dirs)),
        frameworks_dirs=tuple(map(Path, frameworks_dirs)),
        engine=engine,
        opa=opa,
        parameters=parameters,
        severities=severities,
        weights=weights,
    )
    own = _Reviewing(config, environments, baseline, changed_since, today)
    return checked(_check(Path(path), reading, asking, own))


def fix(
    path: FilePath,
    *,
    rules: Iterable[str] = (),
    fingerprints: Iterable[str] = (),
    confidence: Confidence = "certain",
    var_files: FilePaths = (),
    variables: Mapping[str, JsonValue] = _NOTHING,
    environment: Mapping[str, str] = _NOTHING,
    workspace: str = "default",
    rules_dirs: FilePaths = (),
    engine: EngineName | Engine | None = None,
    opa: OpaSettings = _STARTED_HERE,
    parameters: Parameters = _NOTHING,
    config: FilePath | None = None,
    environments: Mapping[str, FilePaths] = _NOTHING,
    baseline: FilePath | None = None,
    changed_since: str | None = None,
    today: date | None = None,
) -> Fixes:
    """Proved patches for what fails in a folder of source, and what has none and why. Nothing is written.

    `rules` are ids or patterns and `fingerprints` those of findings, or their beginnings; all that fails by default,
    but for what is suppressed. `confidence="review"` also gives what a person should look at. The other arguments are
    those of `scan`. Needs the extra `gatewright[fix]`.
    """
    from gatewright.app.fixing.fixing import Wanted  # noqa: PLC0415  # needs an extra, and loads the editor
    from gatewright.app.fixing.fixing import fix as fixed  # noqa: PLC0415

    asking = _Asking(
        rules=None,
        frameworks=(),
        rules_dirs=tuple(map(Path, rules_dirs)),
        frameworks_dirs=(),
        engine=engine,
        opa=opa,
        parameters=parameters,
        severities={},
        weights=None,
    )
    reading = _reading(
        var_files=var_files, variables=variables, environment=environment, source=None, workspace=workspace
    )
    own = _Reviewing(config, environments, baseline, changed_since, today)
    wanted = Wanted(
        selection=Selection(include=(rules,) if isinstance(rules, str) else tuple(rules)),
        fingerprints=(fingerprints,) if isinstance(fingerprints, str) else tuple(fingerprints),
        confidence=confidence,
    )
    return fixed(_check(Path(path), reading, asking, own), wanted).fixes


def render(
    report: Report,
    format: str,  # noqa: A002  # the word that a caller expects
    *,
    all_outcomes: bool = False,
    root: FilePath | None = None,
    width: int = 100,
    colour: bool = False,
    now: datetime | None = None,
    account: str | None = None,
    region: str | None = None,
) -> str:
    """The report in a format: `json`, `sarif`, `html` and so on; a name that is none is an error that lists them.

    `root` is the folder that was scanned: formats that show excerpts read them there, and name files from the root of
    its repository. `now` is the time of formats that state one, `account` and `region` are those of ASFF.
    """
    folder = None if root is None else Path(root)
    options = RenderOptions(
        all_outcomes=all_outcomes,
        source=None if folder is None else output.Excerpts(folder).lines,
        width=width,
        colour=colour,
        scan_root=output.below_repository(folder),
        now=now,
        account=account,
        region=region,
    )
    return output.render(report, format, options)


def rule(text: str, *, file: str = "<memory>") -> Rule:
    """The rule that a Rego text holds; `file` is what messages call it. Raises `RuleError` where it cannot be used."""
    return parse_rule(text, file)


def framework(text: str, *, file: str = "<memory>") -> Framework:
    """The framework that a YAML text holds. Raises `FrameworkError` where it cannot be used."""
    return parse_framework(text, file)


def document(fields: Mapping[str, Any]) -> Document:
    """The document that a dictionary describes, its properties typed where the type has a model.

    Only `type` is required. Raises `InputError` that names what is wrong.
    """
    return document_from(fields)


def rules(*, rules_dirs: FilePaths = ()) -> tuple[Rule, ...]:
    """All shipped rules, and those of your own directories, by id."""
    return load_policies(tuple(map(Path, rules_dirs))).rules


def frameworks(*, rules_dirs: FilePaths = (), frameworks_dirs: FilePaths = ()) -> tuple[Framework, ...]:
    """All shipped frameworks, and those of your own directories."""
    return load_policies(tuple(map(Path, rules_dirs)), tuple(map(Path, frameworks_dirs))).frameworks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """The arguments about rules and engines, as the caller gave them."""

    rules: Iterable[str | Rule] | None
    frameworks: tuple[str | Framework, ...]
    rules_dirs: tuple[Path, ...]
    frameworks_dirs: tuple[Path, ...]
    engine: EngineName | Engine | None
    opa: OpaSettings
    parameters: Parameters
    severities: Mapping[str, Severity]
    weights: Mapping[Severity, float] | None

    def over(self, options: JudgeOptions, policies: Policies) -> JudgeOptions:
        """The options with these arguments over them; raises UsageError where they name what does not exist."""
        own = tuple(framework for framework in self.frameworks if isinstance(framework, Framework))
        chosen = _chosen(policies, self.rules)
        known = {rule.id for rule in (*policies.rules, *chosen)}
        check_rules(own, known)
        _check_ids("parameters", self.parameters, known)
        _check_ids("severities", self.severities, known)
        _check_severities((*self.severities.values(), *(self.weights or ())))
        names = tuple(one if isinstance(one, str) else one.id for one in self.frameworks)
        selection = replace(options.selection, frameworks=names) if names else options.selection
        return replace(
            options,
            selection=selection,
            rule_dirs=self.rules_dirs or options.rule_dirs,
            framework_dirs=self.frameworks_dirs or options.framework_dirs,
            rules=chosen,
            frameworks=own,
            engine=self.engine or options.engine,
            opa=self.opa,
            parameters={**options.parameters, **self.parameters},
            severities={**options.severities, **self.severities},
            weights={**options.weights, **(self.weights or {})},
        )


@dataclass(frozen=True, slots=True)
class _Reviewing:
    """The arguments about what counts."""

    config: FilePath | None
    environments: Mapping[str, FilePaths]
    baseline: FilePath | None
    changed_since: str | None
    today: date | None


def _check(path: Path, reading: LoadOptions, asking: _Asking, reviewing: _Reviewing) -> Check:
    given: dict[str, object] = {
        "var_files": reading.var_files,
        "variables": reading.variables,
        "workspace": "" if reading.workspace == "default" else reading.workspace,
        "rules_dirs": asking.rules_dirs,
        "frameworks_dirs": asking.frameworks_dirs,
        "baseline": None if reviewing.baseline is None else Path(reviewing.baseline),
    }
    config = None if reviewing.config is None else read_config(Path(reviewing.config), reading.source or path)
    settings = settle(config, {name: value for name, value in given.items() if value})
    check = Check(
        path=path,
        settings=settings,
        today=reviewing.today or date.today(),  # noqa: DTZ011  # a suppression ends with the day where it is read
        source=reading.source,
        environments=tuple(
            settings.environment(name, tuple(map(Path, files))) for name, files in reviewing.environments.items()
        ),
        changed_since=reviewing.changed_since,
        process_environment=reading.environment,
    )
    options = judge_options(check)
    policies = load_policies(options.rule_dirs, options.framework_dirs, options.bundles)
    return replace(check, judge=asking.over(options, policies))


def _reading(
    *,
    var_files: FilePaths,
    variables: Mapping[str, JsonValue],
    environment: Mapping[str, str],
    source: FilePath | None,
    workspace: str,
) -> LoadOptions:
    return LoadOptions(
        var_files=tuple(Path(file) for file in var_files),
        variables=tuple((name, _variable(value)) for name, value in variables.items()),
        environment=environment,
        source=None if source is None else Path(source),
        workspace=workspace,
    )


def _chosen(policies: Policies, wanted: Iterable[str | Rule] | None) -> tuple[Rule, ...]:
    """The rules asked for by id or pattern, and those given as they are, which win over one of their id."""
    if wanted is None:
        return policies.rules
    listed = [wanted] if isinstance(wanted, str) else list(wanted)
    given = {one.id: one for one in listed if isinstance(one, Rule)}
    patterns = tuple(one for one in listed if isinstance(one, str))
    named = select_rules(policies.rules, (), Selection(patterns)) if patterns else ()
    return tuple({**{one.id: one for one in named}, **given}.values())


def _variable(value: JsonValue) -> str:
    """The value as `--var` takes it: text as it is, anything else as an expression."""
    return value if isinstance(value, str) else json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def _check_ids(argument: str, by_rule: Mapping[str, object], known: Iterable[str]) -> None:
    for identity in by_rule:
        if identity not in (ids := set(known)):
            raise UsageError(
                f"`{argument}` names the rule `{identity}`, which does not exist{close_match(identity, ids)}"
            )


def _check_severities(given: Iterable[str]) -> None:
    for severity in given:
        if severity not in SEVERITIES:
            raise UsageError(f"`{severity}` is no severity; choose one of {', '.join(SEVERITIES)}")
