"""Keys for what is asked: every option, and the bytes of every file and folder that an option names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

from pydantic import BaseModel, JsonValue

from gatewright.app.asking import JudgeOptions
from gatewright.app.cache.identity import code_identity, digest_of, key_of
from gatewright.app.estate import LoadOptions
from gatewright.app.ownership import code_owners
from gatewright.sources.policies import policy_files
from gatewright.sources.terraform.modules.files import ScanRoot

_PREFIX = "TF_VAR_"
_NOT_LOADED = frozenset({"environment", "include", "exclude", "prefix", "var_files"})
"""Options that choose root modules, the environment, of which a part is all that is read, and files of variables, which
are known by what a report calls them: the same folder in another place has the same answers."""
_NOT_JUDGED = frozenset({"engine", "opa"})
"""The embedded engine is the only one whose answers are kept, and its version is the code's."""


class Unkeyed(Exception):  # noqa: N818  # no error of the program: a request whose answer is not kept
    """A request that no key can be made for."""


def request_key(path: Path, load: LoadOptions, judge: JudgeOptions) -> str:
    """A key for all that an answer depends on besides the scanned folder and the root module; raises Unkeyed."""
    environment = {name: value for name, value in load.environment.items() if name.startswith(_PREFIX)}
    root = ScanRoot(path)
    try:
        return key_of(
            code_identity(),
            environment,
            [[root.name_of(file), *_contents(file)] for file in load.var_files],
            _fields(load, _NOT_LOADED),
            _fields(judge, _NOT_JUDGED),
            _written(code_owners(path)),
        )
    except OSError as error:
        raise Unkeyed(str(error)) from error


def policies_key(judge: JudgeOptions) -> str:
    """A key for the bytes of all rules and frameworks, with the names that messages call them by."""
    return key_of("policies", code_identity(), _written(judge.rule_dirs), _written(judge.framework_dirs))


def _fields(value: object, left_out: frozenset[str] = frozenset()) -> JsonValue:
    assert is_dataclass(value)  # noqa: S101  # INVARIANT: the callers ask first
    return {
        one.name: _written(getattr(value, one.name))
        for one in fields(value)
        if one.compare and one.name not in left_out
    }


def _written(value: object) -> JsonValue:
    """A value as JSON, all of it; raises Unkeyed for one of a type that is not known here."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Path):
        return [value.as_posix(), os.path.realpath(value), *_contents(value)]
    if isinstance(value, bytes):
        return digest_of(value)
    if isinstance(value, BaseModel):
        written: JsonValue = value.model_dump(mode="json")
        return written
    if isinstance(value, Mapping):
        return {str(key): _written(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return [*sorted(map(str, value))]
    if isinstance(value, tuple | list):
        return [_written(item) for item in value]
    if is_dataclass(value):
        return _fields(value)
    raise Unkeyed(f"{type(value)}")


def _contents(path: Path) -> Iterable[JsonValue]:
    """The bytes of a file, or of all policies in a folder."""
    if not path.is_dir():
        yield digest_of(path.read_bytes())
        return
    for file in policy_files(path, ".rego", ".yaml", ".yml"):
        try:
            yield [file.as_posix(), digest_of(file.read_bytes())]
        except OSError as error:
            yield [file.as_posix(), str(error)]
