"""Settings with their origins: as TOML that could be the configuration, or as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, JsonValue

from gatewright.app.config import toml_text
from gatewright.app.config.keys import Key
from gatewright.app.config.settings import Settings


def as_json(settings: Settings) -> dict[str, JsonValue]:
    """The file, and each setting with its key, value and origin."""
    return {
        "file": settings.config.place.shown if settings.config is not None else None,
        "settings": [
            {
                "key": list(key),
                "value": _jsonable(_value(settings, key)),
                "origin": {"kind": origin.kind, "file": origin.file, "line": origin.line},
            }
            for key, origin in settings.origins.items()
        ],
    }


def as_toml(settings: Settings) -> str:
    """A configuration of the same meaning, each setting with its origin in a comment."""
    head = f"from {settings.config.place.shown}" if settings.config is not None else "there is no configuration file"
    tables: dict[Key, list[str]] = {(): [f"# {head}"]}
    for key, origin in settings.origins.items():
        value = _value(settings, key)
        name = toml_text.key(str(key[-1]))
        line = f"# {name} is not set" if value is None else f"{name} = {toml_text.value(value)}  # {origin}"
        tables.setdefault(key[:-1], []).append(line)
    return "\n\n".join("\n".join([*_header(table), *lines]) for table, lines in tables.items()) + "\n"


def _header(table: Key) -> list[str]:
    if not table:
        return []
    return [f"[[{toml_text.dotted(table[:-1])}]]" if isinstance(table[-1], int) else f"[{toml_text.dotted(table)}]"]


def _value(settings: Settings, key: Key) -> Any:
    """The value of a setting, with paths as the configuration writes them; None where it is not set."""
    found: Any = _top(settings, str(key[0]))
    for part in key[1:]:
        found = getattr(found, str(part).replace("-", "_")) if isinstance(found, BaseModel) else found[part]
    return _written(found, settings)


def _top(settings: Settings, name: str) -> Any:
    if name == "rules":
        return {part: getattr(settings, part) for part in ("enable", "disable", "severities", "parameters")}
    if name in ("environments", "bundles"):
        return getattr(settings.config.values, name) if settings.config is not None else {}
    value = getattr(settings, name.replace("-", "_"))
    return dict(value) if name in ("variables", "owners") else value


def _written(value: Any, settings: Settings) -> Any:
    match value:
        case Path():
            folder = settings.config.place.folder if settings.config is not None else Path()
            return (value.relative_to(folder) if value.is_relative_to(folder) else value).as_posix()
        case BaseModel():
            return {}
        case Mapping():
            return {name: _written(one, settings) for name, one in value.items()}
        case list() | tuple():
            return [_written(one, settings) for one in value]
        case _:
            return value


def _jsonable(value: Any) -> JsonValue:
    match value:
        case date():
            return value.isoformat()
        case list():
            return [_jsonable(one) for one in value]
        case dict():
            return {name: _jsonable(one) for name, one in value.items()}
        case _:
            return value  # type: ignore[no-any-return]  # what is left is JSON already
