"""Values of variables in the form that `--var` takes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pydantic import JsonValue


def variable_texts(variables: Mapping[str, JsonValue]) -> tuple[tuple[str, str], ...]:
    """Names with texts: a string stands for itself, everything else becomes an expression."""
    return tuple((name, value if isinstance(value, str) else _expression(value)) for name, value in variables.items())


def _expression(value: JsonValue) -> str:
    match value:
        case str():
            return _quoted(value)
        case list():
            return f"[{', '.join(_expression(one) for one in value)}]"
        case dict():
            return "{" + ", ".join(f"{_quoted(name)} = {_expression(one)}" for name, one in value.items()) + "}"
        case _:
            return json.dumps(value)


def _quoted(text: str) -> str:
    """The text as Terraform writes strings: what looks like a template stands for itself."""
    escaped = json.dumps(text, ensure_ascii=False).replace("\\b", "\\u0008").replace("\\f", "\\u000c")
    return re.sub(r"[$%](?=\{)", r"\g<0>\g<0>", escaped)
