"""Who decided about each setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from gatewright.app.config.keys import Key, Kind
from gatewright.app.config.model import Configuration, RulesTable


def kinds_of(values: Configuration | None, overridden: Iterable[Key]) -> dict[Key, Kind]:
    """Whether the command line, the file or a default decided, by key, in the order of the models.

    Tables whose keys the user chose are told key by key, and tables in lists by the keys that are written.
    """
    found = _of_file(values if values is not None else Configuration())
    for key in overridden:
        found = {one: kind for one, kind in found.items() if one[: len(key)] != key and key[: len(one)] != one}
        found[key] = "command line"
    return found


def _of_file(values: Configuration) -> dict[Key, Kind]:
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
