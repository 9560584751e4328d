"""Reading a mapping of a closed schema: every complaint names the file, the key and what is allowed."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from pydantic import JsonValue

from gatewright.errors import RuleError


def close_match(word: str, choices: Collection[str]) -> str:
    """A hint at the choice that was probably meant, such as `; did you mean `high`?`, or nothing."""
    close = difflib.get_close_matches(word, sorted(choices), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping of a YAML text, read key by key."""

    values: Mapping[str, object]
    file: str
    where: str = ""
    error: type[RuleError] = RuleError

    def closed(self, allowed: Collection[str]) -> Fields:
        """The same fields, once no key is outside `allowed`."""
        for key in self.values:
            if key not in allowed:
                listed = ", ".join(f"`{name}`" for name in allowed)
                raise self.complaint(key, f"is not a key here, allowed are {listed}{close_match(key, allowed)}")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        """The non-empty string at the key; the default where the key is absent, unless there is none."""
        value = self._required(key) if default is None else self.values.get(key, default)
        if not isinstance(value, str):
            raise self.complaint(key, f"must be a string, not {_kind(value)}{_quoting(value)}")
        if default is None and not value.strip():
            raise self.complaint(key, "must not be empty")
        return value.strip()

    def choice(self, key: str, choices: Collection[str]) -> str:
        """The string at the key, one of the choices."""
        value = self.text(key)
        if value not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            raise self.complaint(key, f"is `{value}`, allowed are {listed}{close_match(value, choices)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of strings at the key; empty where the key is absent."""
        return tuple(self._text_of(key, item) for item in self.items(key))

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """The list of lists of strings at the key; the key is required."""
        self._required(key)
        paths: list[tuple[str, ...]] = []
        for item in self.items(key):
            if not isinstance(item, list) or not item:
                raise self.complaint(key, f"must hold non-empty lists of strings, not {_kind(item)}")
            paths.append(tuple(self._text_of(key, part) for part in item))
        return tuple(paths)

    def items(self, key: str) -> list[object]:
        """The list at the key; empty where the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.complaint(key, f"must be a list, not {_kind(value)}")
        return value

    def below(self, key: str) -> Fields:
        """The mapping at the key; empty where the key is absent."""
        return self.nested(key, self.values.get(key, {}))

    def each(self, key: str) -> list[Fields]:
        """The mappings in the list at the key."""
        return [self.nested(f"{key}[{index}]", item) for index, item in enumerate(self.items(key))]

    def nested(self, key: str, value: object) -> Fields:
        """The value, found under the key, as fields of its own."""
        if not is_mapping(value):
            raise self.complaint(key, f"must be a mapping with string keys, not {_kind(value)}")
        return Fields(value, self.file, self._path(key), self.error)

    def json(self, key: str) -> JsonValue:
        """The value at the key as JSON; null where the key is absent."""
        value = self.values.get(key)
        if not _is_json(value):
            raise self.complaint(key, "must hold JSON values only; put dates, times, `.inf` and `.nan` in quotes")
        return value

    def complaint(self, key: str, problem: str) -> RuleError:
        """The error that says what is wrong with the key."""
        return self.error(f"{self.file}: `{self._path(key)}` {problem}")

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _required(self, key: str) -> object:
        if key not in self.values:
            raise self.complaint(key, "is missing")
        return self.values[key]

    def _text_of(self, key: str, item: object) -> str:
        if not isinstance(item, str) or not item:
            raise self.complaint(key, f"must hold non-empty strings, not {_kind(item)}{_quoting(item)}")
        return item


def load_fields(text: str, file: str, error: type[RuleError] = RuleError, *, first_line: int = 1) -> Fields:
    """The mapping that a YAML text holds; `first_line` is where the text starts in the file."""
    # A scan whose rules are in the cache reads none, and to load YAML takes 15 ms.
    from gatewright.rules.yaml_values import YamlError, plain_value  # noqa: PLC0415

    try:
        parsed = plain_value(text)
    except YamlError as problem:
        raise error(f"{file}:{first_line + problem.line}: cannot be read as YAML: {problem}") from None
    except RecursionError:
        raise error(f"{file}:{first_line}: is nested too deeply") from None
    if not is_mapping(parsed):
        raise error(f"{file}:{first_line}: must be a mapping with string keys, not {_kind(parsed)}")
    return Fields(parsed, file, error=error)


def is_mapping(value: object) -> TypeGuard[dict[str, object]]:
    """Whether the value is a mapping with string keys."""
    return isinstance(value, dict) and all(isinstance(key, str) for key in value)


def _is_json(value: object) -> TypeGuard[JsonValue]:
    match value:
        case None | bool() | int() | str():
            return True
        case float():
            return math.isfinite(value)
        case list():
            return all(_is_json(item) for item in value)
        case dict():
            return is_mapping(value) and all(_is_json(item) for item in value.values())
        case _:
            return False


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string" if value else "an empty string"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return "a date"


def _quoting(value: object) -> str:
    return f'; write "{value}" in quotes' if isinstance(value, int | float) and not isinstance(value, bool) else ""
