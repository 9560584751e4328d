"""Settings: defaults, over them the configuration file, over both what the command line says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue

from gatewright.app.config.file import Config
from gatewright.app.config.keys import Key
from gatewright.app.config.origins import Origins
from gatewright.app.config.variables import variable_texts
from gatewright.errors import UsageError
from gatewright.model.rule import Severity

if TYPE_CHECKING:  # a run without a file needs no models
    from gatewright.app.config.model import EngineName, EnvironmentTable, FailOn, SuppressionTable


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle with rules, and the public key that it must be signed for."""

    path: Path
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment, with everything that holds in all of them."""

    name: str
    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    workspace: str = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is asked to do. Paths in the configuration have become paths from the caller's folder."""

    fail_on: FailOn = "low"
    severity: Severity = "info"
    engine: EngineName = "regorus"
    frameworks: tuple[str, ...] = ()
    rules_dirs: tuple[Path, ...] = ()
    frameworks_dirs: tuple[Path, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Names with texts as `--var` takes them."""
    workspace: str = "default"
    baseline: Path | None = None
    allow_inline: bool = True
    require_reason: bool = True
    compat: bool = True
    unskippable: tuple[str, ...] = ()
    cache: bool = True
    jobs: int = 0
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict)
    owners: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of files with their owners; the last that fits decides."""
    environments: tuple[Environment, ...] = ()
    suppressions: tuple[SuppressionTable, ...] = ()
    config: Config | None = field(default=None, repr=False)
    origins: Origins = field(default_factory=Origins, repr=False)

    def environment(self, name: str, var_files: tuple[Path, ...]) -> Environment:
        """An environment that differs by variable files, with everything that holds in all of them."""
        return Environment(name, (*self.var_files, *var_files), self.variables, self.workspace)


_OF_RULES = ("enable", "disable", "severities", "parameters")
_ELSEWHERE = frozenset({"config", "origins", "environments", "bundles", "owners", "variables", "baseline", *_OF_RULES})
"""Fields that the configuration has in another form, or in another place."""
OVERRIDES = frozenset(Settings.__dataclass_fields__) - {"config", "origins", "owners", "suppressions"}
"""What the command line may decide."""


def key_of(name: str) -> Key:
    """The key of a setting, such as `("rules", "enable")`."""
    return ("rules", name) if name in _OF_RULES else (name.replace("_", "-"),)


def settle(config: Config | None = None, overrides: Mapping[str, object] | None = None) -> Settings:
    """The settings of a run. `overrides` holds the options that were given, by the names of fields of Settings.

    A list on the command line takes the place of the file's, with two exceptions: `disable` adds to the file's, and
    `variables` (pairs) go over the file's name by name. `environments` holds names of those that are wanted.
    """
    given = dict(overrides or {})
    unknown = sorted(set(given) - OVERRIDES)
    if unknown:
        raise TypeError(f"no setting may be overridden by the name {unknown}")
    chosen: Any = given.pop("environments", ())
    values: dict[str, Any] = _from_file(config) if config is not None else {}
    for name, value in given.items():
        added = name in ("disable", "variables")
        values[name] = _united((*values.get(name, ()), *_pairs(value))) if added else value
    values["environments"] = _environments(config, values, tuple(chosen), given)
    return Settings(**values, config=config, origins=Origins(config, _overridden(given)))


def _pairs(value: Any) -> tuple[Any, ...]:
    return tuple(value.items()) if isinstance(value, Mapping) else tuple(value)


def _united(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values once each; of pairs with the same name the last."""
    if values and isinstance(values[0], tuple):
        return tuple(dict(values).items())
    return tuple(dict.fromkeys(values))


def _from_file(config: Config) -> dict[str, Any]:
    """The fields that the file decides, with paths from the caller's folder."""
    file, folder = config.values, config.place.folder
    values: dict[str, Any] = {
        name: getattr(file, name) for name in Settings.__dataclass_fields__ if name not in _ELSEWHERE
    }
    for name in ("rules_dirs", "frameworks_dirs", "var_files"):
        values[name] = tuple(folder / path for path in values[name])
    return {
        **values,
        "bundles": tuple(Bundle(folder / one.path, folder / one.key if one.key else None) for one in file.bundles),
        "baseline": folder / file.baseline if file.baseline else None,
        "variables": variable_texts(file.variables),
        "owners": tuple(file.owners.items()),
        "enable": file.rules.enable,
        "disable": file.rules.disable,
        "severities": file.rules.severities,
        "parameters": file.rules.parameters,
    }


def _environments(
    config: Config | None, values: Mapping[str, Any], chosen: tuple[str, ...], given: Mapping[str, object]
) -> tuple[Environment, ...]:
    """The environments of the file, or those of them that are chosen, with what holds in all of them."""
    there = config.values.environments if config is not None else {}
    for name in chosen:
        if name not in there:
            listed = ", ".join(f"`{one}`" for one in there) or "none"
            raise UsageError(f"there is no environment `{name}` in the configuration; it has {listed}")
    wanted = {name: table for name, table in there.items() if not chosen or name in chosen}
    return tuple(_environment(name, table, config, {**values, "given": given}) for name, table in wanted.items())


def _environment(name: str, table: EnvironmentTable, config: Config | None, values: Mapping[str, Any]) -> Environment:
    """An environment: its own values over the file's, and the command line's over both."""
    given = values["given"]
    folder = config.place.folder if config is not None else Path()
    own = dict(variable_texts(table.variables))
    above = dict(_pairs(given.get("variables", ())))
    return Environment(
        name,
        (*values.get("var_files", ()), *(folder / path for path in table.var_files)),
        tuple({**dict(values.get("variables", ())), **own, **above}.items()),
        given.get("workspace") or table.workspace or values.get("workspace", "default"),
    )


def _overridden(given: Mapping[str, object]) -> Iterator[Key]:
    """The keys that the command line decided about."""
    for name, value in given.items():
        if name == "variables":
            yield from ((*key_of(name), str(one)) for one, _ in _pairs(value))
        else:
            yield key_of(name)
