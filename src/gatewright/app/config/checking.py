"""Whether a configuration speaks of what is there: rules, parameters, frameworks, environments, files."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pydantic import JsonValue

from gatewright.app.config import toml_text
from gatewright.app.config.file import Config, Problem
from gatewright.app.config.hints import Hints
from gatewright.app.config.keys import Key
from gatewright.app.config.model import Configuration
from gatewright.app.config.settings import Settings
from gatewright.errors import UsageError

if TYPE_CHECKING:
    from gatewright.app.policies import Policies
    from gatewright.model.rule import Rule

_HINT = "`gatewright rules list` names all rules"
_LONGEST_SHOWN = 100


def check(settings: Settings, policies: Policies, environments: Iterable[str] = ()) -> tuple[str, ...]:
    """What the configuration file names that is not there, with file and line; empty where all is well.

    `environments` are those that the caller asks for besides the file's.
    """
    if settings.config is None:
        return ()
    values, hints = settings.config.values, Hints()
    rules = {rule.id: rule for rule in policies.rules}
    ids = sorted({*rules, *(failure.rule for failure in policies.errors)})
    return settings.config.complaints(
        [
            *_unknown_patterns(values, ids, hints),
            *_unknown_rules(values, ids, hints),
            *_wrong_parameters(values, rules, hints),
            *_unknown_frameworks(values, policies),
            *_unknown_environments(values, {*values.environments, *environments}, hints),
        ]
    )


def missing_files(settings: Settings) -> tuple[str, ...]:
    """Files and folders that the configuration file names and that are not there, with file and line."""
    return settings.config.complaints(_missing(settings.config)) if settings.config is not None else ()


def _missing(config: Config) -> Iterator[Problem]:
    values, folder = config.values, config.place.folder
    for key, path in _files(values):
        if not (folder / path).is_file():
            yield Problem(key, "names no file; create it or remove it here")
    for name, paths in (("rules-dirs", values.rules_dirs), ("frameworks-dirs", values.frameworks_dirs)):
        for index, path in enumerate(paths):
            if not (folder / path).is_dir():
                yield Problem((name, index), "names no folder; create it or remove it here")


def _files(values: Configuration) -> Iterator[tuple[Key, str]]:
    yield from ((("var-files", index), path) for index, path in enumerate(values.var_files))
    for name, table in values.environments.items():
        yield from ((("environments", name, "var-files", index), path) for index, path in enumerate(table.var_files))
    for index, bundle in enumerate(values.bundles):
        yield ("bundles", index, "path"), bundle.path
        if bundle.key is not None:
            yield ("bundles", index, "key"), bundle.key
    if values.baseline is not None:
        yield ("baseline",), values.baseline


def _unknown_patterns(values: Configuration, ids: Collection[str], hints: Hints) -> Iterator[Problem]:
    lists: list[tuple[Key, tuple[str, ...]]] = [
        (("rules", "enable"), values.rules.enable),
        (("rules", "disable"), values.rules.disable),
        (("unskippable",), values.unskippable),
        *((("suppressions", index, "rules"), one.rules) for index, one in enumerate(values.suppressions)),
    ]
    for key, patterns in lists:
        for index, pattern in enumerate(patterns):
            if not any(fnmatch.fnmatchcase(identity, pattern) for identity in ids):
                yield Problem(
                    (*key, index), f"is {_shown(pattern)}, which matches no rule{hints.meant(pattern, ids)}; {_HINT}"
                )


def _unknown_rules(values: Configuration, ids: Collection[str], hints: Hints) -> Iterator[Problem]:
    for table, named in (("severities", values.rules.severities), ("parameters", values.rules.parameters)):
        for identity in named:
            if identity not in ids:
                yield Problem(("rules", table, identity), f"names no rule{hints.meant(identity, ids)}; {_HINT}")


def _wrong_parameters(values: Configuration, rules: dict[str, Rule], hints: Hints) -> Iterator[Problem]:
    for identity, given in values.rules.parameters.items():
        defaults = rules[identity].parameters if identity in rules else None
        for name, value in given.items() if defaults is not None else ():
            key = ("rules", "parameters", identity, name)
            if name not in (defaults or {}):
                known = ", ".join(f"`{parameter}`" for parameter in defaults or {}) or "none"
                yield Problem(
                    key, f"is not a parameter of this rule{hints.meant(name, defaults or {})}; it has {known}"
                )
            elif defaults and defaults[name] is not None and _kind(value) != _kind(defaults[name]):
                yield Problem(key, f"must be {_kind(defaults[name])}, such as the default {_shown(defaults[name])}")


def _unknown_frameworks(values: Configuration, policies: Policies) -> Iterator[Problem]:
    from gatewright.rules.selection import select_frameworks  # noqa: PLC0415  # a valid run has loaded it already

    for index, name in enumerate(values.frameworks):
        try:
            select_frameworks(policies.frameworks, (name,))
        except UsageError as error:
            yield Problem(("frameworks", index), f"cannot be used: {error}")


def _unknown_environments(values: Configuration, there: Collection[str], hints: Hints) -> Iterator[Problem]:
    for index, suppression in enumerate(values.suppressions):
        for place, name in enumerate(suppression.environments):
            if name not in there:
                known = ", ".join(f"`{one}`" for one in sorted(there)) or "none"
                yield Problem(
                    ("suppressions", index, "environments", place),
                    f"is {_shown(name)}, which is no environment{hints.meant(name, there)}; there are {known}",
                )


def _shown(value: JsonValue) -> str:
    text = toml_text.value(value)
    return f"`{text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + '…'}`"


def _kind(value: JsonValue) -> str:
    match value:
        case bool():
            return "`true` or `false`"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "a table"
