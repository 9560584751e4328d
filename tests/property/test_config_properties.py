"""Any text gives settings or an error with a line, and the published schema accepts what the models do."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gatewright.app.config import toml_text
from gatewright.app.config.checking import check, missing_files
from gatewright.app.config.display import as_json, as_toml
from gatewright.app.config.entries import code_owners, entries
from gatewright.app.config.file import Place
from gatewright.app.config.keys import Key
from gatewright.app.config.model import validated
from gatewright.app.config.parsing import parse
from gatewright.app.config.positions import key_lines
from gatewright.app.config.schema import json_schema
from gatewright.app.config.settings import Settings, settle
from gatewright.app.policies import load_policies
from gatewright.errors import UsageError

SEVERITIES = ["critical", "high", "medium", "low", "info", "never", "hihg"]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=6) | st.sampled_from(
    [
        "aws.s3.*",
        "infra/",
        "@acme/team",
        "a@b",
        "2027-02-28",
        "2027-02-30",
        "*\\a**",
        "\\#a",
        "!a",
        "a\\",
        "***",
        "a[",
        " ",
    ]
)
JSON = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=6,
)
LISTS = st.lists(TEXTS, max_size=3)
NAMES = st.sampled_from(["prod", "a.b", "-", "", "a b"]) | TEXTS


def _table(fields: Mapping[str, st.SearchStrategy[Any]], *needed: str) -> st.SearchStrategy[dict[str, Any]]:
    """A table mostly as it should be: sometimes a value is of another kind, or a key is foreign."""
    parts: dict[str, st.SearchStrategy[Any]] = {key: st.one_of(*[value] * 9, JSON) for key, value in fields.items()}
    optional = {key: value for key, value in parts.items() if key not in needed}
    return st.fixed_dictionaries({key: parts[key] for key in needed}, optional=optional) | st.dictionaries(
        st.sampled_from(sorted(fields)) | TEXTS, JSON, max_size=2
    )


VARIABLES = st.dictionaries(TEXTS, JSON, max_size=3)
RULES = _table(
    {
        "enable": LISTS,
        "disable": LISTS,
        "severities": st.dictionaries(TEXTS, st.sampled_from(SEVERITIES), max_size=2),
        "parameters": st.dictionaries(TEXTS, VARIABLES, max_size=2),
    }
)
ENVIRONMENT = _table({"var-files": LISTS, "variables": VARIABLES, "workspace": TEXTS})
SUPPRESSION = _table(
    {
        "rules": st.lists(TEXTS, min_size=1, max_size=2),
        "reason": TEXTS,
        "until": st.dates().map(date.isoformat) | TEXTS,
        "paths": LISTS,
        "environments": st.lists(NAMES, max_size=2),
        "tags": st.dictionaries(TEXTS, TEXTS, max_size=2),
        "owner": TEXTS,
    },
    "rules",
    "reason",
)
CONFIGURATIONS = _table(
    {
        "fail-on": st.sampled_from(SEVERITIES),
        "engine": st.sampled_from(["regorus", "opa", "regopy"]),
        "jobs": st.integers(-1, 1025),
        "include": LISTS,
        "var-files": LISTS,
        "baseline": TEXTS,
        "require-reason": st.booleans(),
        "variables": VARIABLES,
        "bundles": st.lists(_table({"path": TEXTS, "key": TEXTS}, "path"), max_size=2),
        "rules": RULES,
        "owners": st.dictionaries(TEXTS, LISTS, max_size=2),
        "environments": st.dictionaries(NAMES, ENVIRONMENT, max_size=2),
        "suppressions": st.lists(SUPPRESSION, max_size=2),
    }
)
ALONE = st.one_of(
    st.dictionaries(TEXTS, LISTS, max_size=1).map(lambda owners: {"owners": owners}),
    st.dictionaries(NAMES, ENVIRONMENT, max_size=1).map(lambda environments: {"environments": environments}),
    st.lists(SUPPRESSION, max_size=1).map(lambda suppressions: {"suppressions": suppressions}),
    LISTS.map(lambda patterns: {"exclude": patterns}),
    LISTS.map(lambda paths: {"rules-dirs": paths}),
    RULES.map(lambda rules: {"rules": rules}),
)
"""One thing at a time: among many keys one that is wrong would hide what another one shows."""
VALIDATOR = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())
FOLDER = Path(tempfile.gettempdir()).resolve()
PLACE = Place(FOLDER / "gatewright.toml", "gatewright.toml", FOLDER)


def _is_whole(value: object) -> bool:
    """Whether a float is an integer to JSON Schema, which knows no difference between `1.0` and `1`; TOML does."""
    return isinstance(value, float) and value.is_integer()


@settings(max_examples=400, deadline=None)
@given(CONFIGURATIONS | ALONE)
@example({"suppressions": [{"rules": ["a"]}], "require-reason": False})
@example({"suppressions": [{"rules": ["a"], "reason": ""}]})
@example({"suppressions": [{"rules": ["a"], "reason": "b", "until": "2027-02-28"}]})
@example({"suppressions": [{"rules": ["a"], "reason": "b", "until": "2027-02-30"}]})
@example({"suppressions": [{"rules": ["a"], "reason": "b", "until": "20270228"}]})
@example({"include": ["*\\a**"]})
@example({"include": ["\\\n"]})
def test_the_schema_accepts_what_the_models_accept(values: dict[str, Any]) -> None:
    """The published schema and the models agree on every configuration."""
    if _is_whole(values.get("jobs")):
        return
    try:
        validated(values)
        accepted = True
    except ValidationError:
        accepted = False
    assert accepted == VALIDATOR.is_valid(values)


def _problems(text: bytes) -> list[str]:
    """What is said about a text, a line each; nothing where it can be used."""
    try:
        _use(text)
    except UsageError as error:
        lines = str(error).split("\n  ")
        return lines[len(lines) > 1 :]
    return []


def _use(text: bytes) -> Settings:
    """Everything that is done with a configuration, short of scanning."""
    config = parse(PLACE, text)
    assert config is not None
    result = settle(config, {"disable": ("aws.s3.*",)})
    assert [] != as_json(result)["settings"]
    missing_files(result)
    check(result, load_policies())
    entries(result)
    code_owners(result)
    return result


WORDS = "fail-on rules suppressions [ ] [[ ]] { } = . , # 1 -1 0x1 1e5 inf 2027-01-31 2027-13-01 true é"
PIECES = st.sampled_from([*WORDS.split(), " = ", "\n", '"', "'", '"""', "\\", '"aws.*"', "\x00", "\x1b", "\r", " "])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join).map(str.encode) | st.binary(max_size=40))
@example(b"\xef\xbb\xbf\xff")
@example(b"a = 0x" + b"f" * 5000)
@example(b'variables.a = "' + b"." * 3000 + b'"')
def test_any_text_gives_settings_or_an_error_with_a_line(text: bytes) -> None:
    """No text makes anything but UsageError, and that names a line."""
    problems = _problems(text)
    assert [] == [line for line in problems if not re.match(r"gatewright\.toml:[1-9]\d*: ", line)]
    assert [] == [letter for line in problems for letter in line if letter < " "]


@settings(max_examples=200, deadline=None)
@given(CONFIGURATIONS | ALONE)
def test_any_values_give_settings_or_errors_with_lines(values: dict[str, Any]) -> None:
    """Values of any kind give settings that survive being shown, or errors that all name a line."""
    text = "".join(f"{toml_text.key(key)} = {toml_text.value(value)}\n" for key, value in values.items())
    assert values == tomllib.loads(text)
    problems = _problems(text.encode())
    assert [] == [line for line in problems if not re.match(r"gatewright\.toml:[1-9]\d*: ", line)]
    if not problems:
        result = _use(text.encode())
        assert _values(result) == _values(_use(as_toml(result).encode()))


def _values(result: Settings) -> dict[str, Any]:
    return {name: getattr(result, name) for name in Settings.__dataclass_fields__ if name not in ("config", "origins")}


def _leaves(value: object, key: Key = ()) -> Iterator[Key]:
    if isinstance(value, dict | list) and value:
        for name, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(one, (*key, name))
    else:
        yield key


def _lines(table: Mapping[str, Any], path: Key, lines: list[str], expected: dict[Key, int]) -> None:
    """Write a table a key a line, tables below it under headers of their own, and note where each leaf is."""
    below: list[tuple[Key, str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            below.append(((*path, name), "[{}]", value))
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            below += [((*path, name, index), "[[{}]]", one) for index, one in enumerate(value)]
        else:
            lines.append(f"{toml_text.key(name)} = {toml_text.value(value)}")
            expected |= {(*path, name, *leaf): len(lines) for leaf in _leaves(value)}
    for key, header, value in below:
        names = [part for part in key if isinstance(part, str)]
        lines += ["", header.format(toml_text.dotted(names))]
        if not value:
            expected[key] = len(lines)
        _lines(value, key, lines, expected)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(TEXTS, JSON, max_size=4))
@example({"a": [{"b": [{"c": 1}, {"c": 2}]}, {"b": [{"c": 3}]}]})
@example({"a": [{"b": {"c": 1}}, {"b": {"c": [1, {"d.e": []}]}}]})
def test_every_key_has_its_line(values: dict[str, Any]) -> None:
    """The line of each leaf is the one that it was written on, in tables, lists of tables and inline."""
    lines: list[str] = []
    expected: dict[Key, int] = {}
    _lines(values, (), lines, expected)
    text = "\n".join(lines) + "\n"
    assert values == tomllib.loads(text)
    found = key_lines(text)
    assert expected == {key: found.get(key) for key in expected}
