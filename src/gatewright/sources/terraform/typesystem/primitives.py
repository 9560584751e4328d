"""Strings, numbers and booleans, and how they become each other."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from gatewright.sources.terraform.typesystem.types import describe, type_of
from gatewright.sources.terraform.values import EvaluationError, Value

_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\Z")
_MOST_DIGITS = 4000
"""Longer numbers are refused: reading them takes quadratic time."""


_LARGEST = 10**_MOST_DIGITS


def number_text(number: float) -> str:
    """A number as Terraform writes it in a string: whole ones without a point, and never an exponent."""
    if isinstance(number, int):
        return str(number) if -_LARGEST < number < _LARGEST else _refuse_size()
    text = repr(number)
    if number.is_integer():
        return str(int(Decimal(text)))
    return format(Decimal(text), "f") if "e" in text else text


def normal(number: float) -> int | float:
    """The number, an `int` when it is whole."""
    if isinstance(number, float) and number.is_integer():
        return int(number)
    return number


def parse_number(text: str) -> int | float:
    """The number that a decimal text stands for."""
    if len(text) <= _MOST_DIGITS:
        if _INTEGER.match(text):
            return int(text)
        if _NUMBER.match(text):
            return _parse_decimal(text)
    raise EvaluationError("a number is required")


def parse_bool(text: str) -> bool:
    """The boolean that a text stands for."""
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    word = text.lower()
    if word in ("true", "false"):
        raise EvaluationError(f"a bool is required; to convert from string, use lowercase `{word}`")
    raise EvaluationError("a bool is required")


def to_text(value: Value) -> str:
    """A known, unmarked value as a template shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if value is None:
        raise EvaluationError("a null value cannot be part of a string")
    raise EvaluationError(f"string required, but have {describe(type_of(value))}")


def _parse_decimal(text: str) -> int | float:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise EvaluationError("a number is required") from None
    if number.adjusted() > _MOST_DIGITS:
        _refuse_size()
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def _refuse_size() -> str:
    raise EvaluationError(f"numbers of more than {_MOST_DIGITS} digits are not supported")
