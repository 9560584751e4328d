"""`jsonencode` and `jsondecode`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from json.encoder import encode_basestring
from typing import NoReturn

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, bounded, first_unknown, text
from gatewright.sources.terraform.typesystem import number_text, parse_number
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value

catalogue = Catalogue()

_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x7f": "\x7f"}
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@catalogue.add(Parameter("val", null=True, unknown="pass"))
def jsonencode(value: Value) -> Value:
    """The value in JSON; with an unknown part in it, unknown, but with the value as its document."""
    unknown = first_unknown(value)
    if unknown is not None:
        opening = "{" if isinstance(value, dict) else "[" if isinstance(value, list) else ""
        return UnknownValue(unknown.reason, prefix=opening, document=value)
    return encode(value)


@catalogue.add(text("str", unknown="pass"))
def jsondecode(source: str | UnknownValue) -> Value:
    """The value that a JSON text stands for; the document of an unknown one."""
    if isinstance(source, UnknownValue):
        return UnknownValue(source.reason) if source.document is None else plain(source.document)
    try:
        return _cleaned(_DECODER.decode(source))
    except ValueError as error:
        raise EvaluationError(f"invalid JSON: {error}") from None


def encode(value: Value) -> str:
    """A known value in Terraform's JSON: compact, keys in order, `<`, `>` and `&` escaped."""
    parts: list[str] = []
    _write(value, parts)
    bounded(sum(map(len, parts)))
    return "".join(parts)


def quoted(value: str) -> str:
    """A string in JSON."""
    return encode_basestring(value).translate(_ESCAPES)


def plain(value: Value) -> Value:
    """The value as it comes back from JSON: lists and sets as tuples, maps as objects."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def _write(value: Value, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(quoted(value))
    elif value is None:
        parts.append("null")
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif isinstance(value, (int, float)):
        parts.append(number_text(value))
    elif isinstance(value, dict):
        opening = "{"
        for key in sorted(value):
            parts.append(f"{opening}{quoted(key)}:")
            _write(value[key], parts)
            opening = ","
        parts.append("}" if value else "{}")
    elif isinstance(value, list):
        opening = "["
        for item in value:
            parts.append(opening)
            _write(item, parts)
            opening = ","
        parts.append("]" if value else "[]")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _decimal(digits: str) -> int | float:
    number = Decimal(digits)
    return parse_number(digits) if -400 < number.adjusted() < 400 else _refuse_constant(digits)


_DECODER = json.JSONDecoder(parse_float=_decimal, parse_constant=_refuse_constant)


def _cleaned(value: Value) -> Value:
    """The value with lone surrogates, which are no characters, replaced as Go does."""
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {_cleaned_key(key): _cleaned(item) for key, item in value.items()}
    return value


def _cleaned_key(key: str) -> str:
    return key if key.isascii() else _SURROGATE.sub("\ufffd", key)
