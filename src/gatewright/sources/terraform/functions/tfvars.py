"""The functions of Terraform's built-in provider."""

from __future__ import annotations

import re
from itertools import groupby

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, bounded, text
from gatewright.sources.terraform.typesystem import to_text
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value

catalogue = Catalogue()

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "${": "$${", "%{": "%%{"}
_ESCAPED = re.compile(r'[\n\r\t"\\]|\$\{|%\{')


@catalogue.add(Parameter("value", unknown="stop inside"), name="provider::terraform::encode_tfvars")
def encode_tfvars(value: Value) -> str:
    """The attributes of an object in the form of a tfvars file."""
    if not isinstance(value, dict):
        raise EvaluationError("invalid value to encode: must be an object whose attribute names become variable names")
    for key in value:
        if not _IDENTIFIER.fullmatch(key):
            raise EvaluationError(f"invalid variable name `{key}`: must be a valid identifier")
    lines = _assignments([(key, _expression(value[key], "")) for key in sorted(value)], "")
    bounded(sum(map(len, lines)))
    return "".join(lines)


@catalogue.add(text("src"), name="provider::terraform::decode_tfvars")
def decode_tfvars(source: str) -> Value:
    """Unknown: the text would have to be parsed as a configuration."""
    del source
    return UnknownValue("read by Terraform only")


@catalogue.add(Parameter("value", unknown="stop inside"), name="provider::terraform::encode_expr")
def encode_expr(value: Value) -> str:
    """The value as an expression of the language."""
    encoded = _expression(value, "")
    bounded(len(encoded))
    return encoded


def _expression(value: Value, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(_expression(item, indent) for item in value)}]"
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = indent + "  "
        lines = _assignments([(_key(key), _expression(value[key], inner)) for key in sorted(value)], inner)
        return "{\n" + "".join(lines) + indent + "}"
    return to_text(value)


def _assignments(pairs: list[tuple[str, str]], indent: str) -> list[str]:
    """The lines `key = value`, the equals signs of neighbouring short ones under each other."""
    lines: list[str] = []
    for multiline, group in groupby(pairs, key=lambda pair: "\n" in pair[1]):
        members = list(group)
        width = 0 if multiline else max(len(key) for key, _ in members)
        lines += [f"{indent}{key.ljust(width)} = {value}\n" for key, value in members]
    return lines


def _quoted(value: str) -> str:
    escaped = _ESCAPED.sub(lambda found: _ESCAPES[found.group()], value)
    if not escaped.isprintable():
        escaped = "".join(char if char.isprintable() else _code(char) for char in escaped)
    return f'"{escaped}"'


def _code(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _key(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else _expression(key, "")
