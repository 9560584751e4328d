"""Where each setting came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from gatewright.app.config.file import Config, Key
from gatewright.app.config.model import Configuration, RulesTable

Kind: TypeAlias = Literal["default", "file", "command line"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who decided about a setting."""

    kind: Kind
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file is not None else self.kind


class Origins(Mapping[Key, Origin]):
    """Origins by key, such as `("rules", "enable")`. Lines are looked up when an origin is asked for."""

    def __init__(self, kinds: Mapping[Key, Kind], config: Config | None = None) -> None:
        self._kinds = kinds
        self._config = config

    def __getitem__(self, key: Key) -> Origin:
        kind = self._kinds[key]
        if kind != "file" or self._config is None:
            return Origin(kind)
        return Origin(kind, self._config.place.shown, self._config.line(key))

    def __iter__(self) -> Iterator[Key]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def kinds_of(values: Configuration) -> dict[Key, Kind]:
    """Whether the file or a default decided, by key, in the order of the models.

    Tables whose keys the user chose are told key by key, and tables in lists by the keys that are written.
    """
    found: dict[Key, Kind] = {}
    for name, value, kind in _fields(values):
        if name in ("variables", "owners"):
            found |= _by_name((name,), value, kind)
        elif name == "rules":
            found |= _of_rules(value)
        elif name == "environments":
            found |= _of_tables(name, value.items(), kind)
        elif name in ("bundles", "suppressions"):
            found |= _of_tables(name, enumerate(value), kind)
        else:
            found[(name,)] = kind
    return found


def _fields(table: BaseModel) -> Iterator[tuple[str, Any, Kind]]:
    for name in type(table).model_fields:
        yield name.replace("_", "-"), getattr(table, name), "file" if name in table.model_fields_set else "default"


def _by_name(key: Key, values: Mapping[str, object], kind: Kind) -> dict[Key, Kind]:
    return {(*key, name): kind for name in values} or {key: kind}


def _of_rules(rules: RulesTable) -> dict[Key, Kind]:
    found: dict[Key, Kind] = {}
    for name, value, kind in _fields(rules):
        key = ("rules", name)
        if name == "parameters" and value:
            for identity, parameters in value.items():
                found |= _by_name((*key, identity), parameters, kind)
        else:
            found |= _by_name(key, value, kind) if isinstance(value, Mapping) else {key: kind}
    return found


def _of_tables(name: str, tables: Iterable[tuple[str | int, BaseModel]], kind: Kind) -> dict[Key, Kind]:
    found: dict[Key, Kind] = {}
    for place, table in tables:
        written: dict[Key, Kind] = {(name, place, field): one for field, _, one in _fields(table) if one == "file"}
        found |= written or {(name, place): kind}
    return found or {(name,): kind}
