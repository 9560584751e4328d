"""The library's own functions: what `import gatewright as gw` offers, over the use cases of this package.

Nothing here prints, exits or keeps state: the same arguments give equal answers, in any thread.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from pydantic import JsonValue

from gatewright.app import estate as estates
from gatewright.app import output, scanning
from gatewright.app.documents import document_from
from gatewright.app.estate import Estate, LoadOptions
from gatewright.app.policies import Policies, load_policies
from gatewright.app.scanning import EngineName, JudgeOptions, OpaSettings
from gatewright.errors import UsageError
from gatewright.evaluate.score import WEIGHTS
from gatewright.model.document import Document
from gatewright.model.finding import Report
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
    options = LoadOptions(
        var_files=tuple(Path(file) for file in var_files),
        variables=tuple((name, _variable(value)) for name, value in variables.items()),
        environment=environment,
        source=None if source is None else Path(source),
        workspace=workspace,
        expected_names=expected_names,
    )
    return estates.load(Path(path), options)


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
    engine: EngineName | Engine = "regorus",
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
    asked = tuple(frameworks or ())
    policies = load_policies(tuple(map(Path, rules_dirs)), tuple(map(Path, frameworks_dirs)))
    chosen = _chosen(policies, rules)
    own = tuple(framework for framework in asked if isinstance(framework, Framework))
    known = {rule.id for rule in (*policies.rules, *chosen)}
    check_rules(own, known)
    _check_ids("parameters", parameters, known)
    _check_ids("severities", severities, known)
    _check_severities((*severities.values(), *(weights or ())))
    options = JudgeOptions(
        selection=Selection(frameworks=tuple(one if isinstance(one, str) else one.id for one in asked)),
        rule_dirs=tuple(map(Path, rules_dirs)),
        framework_dirs=tuple(map(Path, frameworks_dirs)),
        rules=chosen,
        frameworks=own,
        engine=engine,
        opa=opa,
        parameters=parameters,
        severities=severities,
        weights={**WEIGHTS, **(weights or {})},
    )
    return scanning.judge(documents, options, policies=policies)


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
    engine: EngineName | Engine = "regorus",
    opa: OpaSettings = _STARTED_HERE,
    parameters: Parameters = _NOTHING,
    severities: Mapping[str, Severity] = _NOTHING,
    weights: Mapping[Severity, float] | None = None,
) -> Report:
    """The report on a path: `load`, then `evaluate`, with the arguments of both."""
    estate = load(
        path,
        var_files=var_files,
        variables=variables,
        environment=environment,
        source=source,
        workspace=workspace,
    )
    return evaluate(
        estate,
        rules=rules,
        frameworks=frameworks,
        rules_dirs=rules_dirs,
        frameworks_dirs=frameworks_dirs,
        engine=engine,
        opa=opa,
        parameters=parameters,
        severities=severities,
        weights=weights,
    )


def render(
    report: Report,
    format: str,  # noqa: A002  # the word that a caller expects
    *,
    all_outcomes: bool = False,
    root: FilePath | None = None,
    width: int = 100,
    colour: bool = False,
) -> str:
    """The report in a format: `json`, `sarif`, `junit`, `markdown` or `terminal`.

    `root` is the folder that was scanned: formats that show excerpts read them there, and name files from the root of
    its repository.
    """
    folder = None if root is None else Path(root)
    options = RenderOptions(
        all_outcomes=all_outcomes,
        source=None if folder is None else output.Excerpts(folder).lines,
        width=width,
        colour=colour,
        scan_root=output.below_repository(folder),
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
