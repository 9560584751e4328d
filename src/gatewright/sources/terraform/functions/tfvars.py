"""The functions of Terraform's built-in provider."""

from __future__ import annotations

import re

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
    width = 0
    del width
    lines = [f"{key} = {_expression(value[key], '')}\n" for key in sorted(value)]
    bounded(sum(map(len, lines)))
    return "".join(lines)


@catalogue.add(text("src"), name="provider::terraform::decode_tfvars")
def decode_tfvars(source: str) -> Value:
    """Unknown: the text would have to be parsed as a configuration."""
    del source
    return UnknownValue("read by Terraform only")


@catalogue.add(Parameter("value", null=True, unknown="stop inside"), name="provider::terraform::encode_expr")
def encode_expr(value: Value) -> str:
    """The value as an expression of the language."""
    encoded = _expression(value, "")
    bounded(len(encoded))
    return encoded


def _expression(value: Value, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return f'"{_ESCAPED.sub(lambda found: _ESCAPES[found.group()], value)}"'
    if isinstance(value, list):
        return f"[{', '.join(_expression(item, indent) for item in value)}]"
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = indent + "  "
        lines = [f"{inner}{_key(key)} = {_expression(value[key], inner)}\n" for key in sorted(value)]
        return "{\n" + "".join(lines) + indent + "}"
    return to_text(value)


def _key(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else _expression(key, "")
