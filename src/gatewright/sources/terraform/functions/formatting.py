"""`format` and `formatlist`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from gatewright.sources.terraform.functions.json_text import encode, quoted
from gatewright.sources.terraform.functions.signature import (
    Catalogue,
    Parameter,
    bounded,
    first_unknown,
    is_no_list,
    text,
)
from gatewright.sources.terraform.functions.unicode_text import clusters, length
from gatewright.sources.terraform.typesystem import convert, to_text
from gatewright.sources.terraform.values import EvaluationError, ListValue, SetValue, UnknownValue, Value

catalogue = Catalogue()

_VERB = re.compile(
    r"%(?:%|(?P<flags>[0#+ -]*)(?P<width>[1-9][0-9]*)?(?:\.(?P<precision>[0-9]*))?"
    r"(?:\[(?P<arg>[1-9][0-9]*)\])?(?P<mode>[a-zA-Z]))"
)
_WIDEST = 1_000_000
_FINEST = 1_000
_ARGUMENTS = Parameter("args", null=True, unknown="pass")
_EXACT = Context(prec=6000, rounding=ROUND_HALF_EVEN)


class _Verb:
    """One formatting sequence, such as `%-10.3[2]s`."""

    __slots__ = ("arg", "flags", "mode", "precision", "raw", "width")

    def __init__(self, found: re.Match[str], following: int) -> None:
        self.raw = found.group()
        self.flags = found["flags"]
        self.mode = found["mode"]
        self.width = _size(found["width"] or "0")
        self.precision = None if found["precision"] is None else _size(found["precision"] or "0")
        if self.precision is not None and self.precision > _FINEST and self.mode in "eEfgG":
            raise EvaluationError(f"a precision in a format string is larger than {_FINEST}")
        self.arg = _size(found["arg"]) if found["arg"] else following


@catalogue.add(text("format"), rest=_ARGUMENTS)
def format_(pattern: str, *args: Value) -> Value:
    """The pattern with its verbs filled in; what comes before an unknown argument stays known."""
    return _filled(pattern, args)


@catalogue.add(text("format"), rest=_ARGUMENTS)
def formatlist(pattern: str, *args: Value) -> Value:
    """The pattern filled in once for each element of the lists among the arguments."""
    lists = [arg for arg in args if isinstance(arg, list)]
    if len({len(items) for items in lists}) > 1:
        raise EvaluationError("the list arguments of `formatlist` have different lengths")
    unknown = next((arg for arg in args if isinstance(arg, UnknownValue) and not is_no_list(arg)), None)
    unsettled = [first_unknown(items) for items in lists if isinstance(items, SetValue) and len(items) > 1]
    unknown = unknown or next((gap for gap in unsettled if gap is not None), None)
    if unknown is not None:
        return UnknownValue(unknown.reason)
    count = len(lists[0]) if lists else 1
    found = ListValue()
    size = 0
    for index in range(count):
        filled = _filled(pattern, [arg[index] if isinstance(arg, list) else arg for arg in args])
        size = bounded(size + len(filled) if isinstance(filled, str) else size)
        found.append(filled)
    return found


def _filled(pattern: str, args: Sequence[Value]) -> str | UnknownValue:
    parts: list[str] = []
    position = highest = size = 0
    following = 1
    unknown: UnknownValue | None = None
    known_parts = 0
    while position < len(pattern):
        start = pattern.find("%", position)
        if start < 0:
            parts.append(pattern[position:])
            break
        parts.append(pattern[position:start])
        found = _VERB.match(pattern, start)
        if found is None:
            raise EvaluationError(f"unrecognized format character at offset {start}")
        position = found.end()
        if found.group() == "%%":
            parts.append("%")
            continue
        verb = _Verb(found, following)
        following = verb.arg + 1
        highest = max(highest, verb.arg)
        if verb.arg > len(args):
            raise EvaluationError(
                f"not enough arguments for `{verb.raw}`: need index {verb.arg} but have {len(args)} total"
            )
        gap = first_unknown(args[verb.arg - 1])
        if gap is None:
            parts.append(_formatted(verb, args[verb.arg - 1]))
            size = bounded(size + len(parts[-1]))
        elif unknown is None:
            prefix = gap.prefix if gap is args[verb.arg - 1] and verb.mode in "sv" and not verb.width else ""
            parts.append(prefix)
            unknown, known_parts = gap, len(parts)
    if unknown is None:
        unknown = next((gap for gap in map(first_unknown, args[highest:]) if gap is not None), None)
        known_parts = 0
    if unknown is not None:
        return UnknownValue(unknown.reason, prefix="".join(parts[:known_parts]))
    if highest < len(args):
        raise EvaluationError(f"too many arguments; only {highest} used by format string")
    return "".join(parts)


def _formatted(verb: _Verb, arg: Value) -> str:
    if verb.mode == "v":
        return _as_is(verb, arg)
    if arg is None:
        raise EvaluationError(f"unsupported value for `{verb.raw}`: null value cannot be formatted")
    if verb.mode in "sq":
        string = to_text(arg)
        if verb.precision:
            string = "".join(clusters(string)[: verb.precision])
        return _padded(verb, quoted(string) if verb.mode == "q" else string)
    if verb.mode == "t":
        return "true" if convert(arg, "bool") else "false"
    if verb.mode in "bdoxXeEfgG":
        number = convert(arg, "number")
        if isinstance(number, (int, float)):
            return _number(verb, number)
    raise EvaluationError(f"unsupported format verb `{verb.mode}` in `{verb.raw}`")


def _as_is(verb: _Verb, arg: Value) -> str:
    if "#" not in verb.flags:
        if isinstance(arg, str):
            return _padded(verb, arg)
        if isinstance(arg, (int, float)) and not isinstance(arg, bool):
            return _padded(verb, _general(_decimal(arg), None, "e"))
    return _padded(verb, encode(arg))


def _padded(verb: _Verb, value: str) -> str:
    missing = verb.width - length(value)
    if missing <= 0:
        return value
    pad = ("0" if "0" in verb.flags else " ") * missing
    return value + pad if "-" in verb.flags else pad + value


def _number(verb: _Verb, number: float) -> str:
    if verb.mode in "bdoxX":
        if number != int(number):
            raise EvaluationError(f"unsupported value for `{verb.raw}`: an integer is required")
        digits = format(abs(int(number)), verb.mode)
        digits = digits.rjust(verb.precision or 0, "0")
        if verb.precision == 0 and number == 0:
            digits = ""
        prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    else:
        digits, prefix = _floating(verb, abs(_decimal(number))), ""
    sign = "-" if number < 0 else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    zeros = "0" in verb.flags and "-" not in verb.flags and (verb.mode not in "bdoxX" or verb.precision is None)
    if zeros:
        digits = digits.rjust(verb.width - len(sign) - len(prefix), "0")
    whole = sign + prefix + digits
    return whole.ljust(verb.width) if "-" in verb.flags else whole.rjust(verb.width)


def _floating(verb: _Verb, number: Decimal) -> str:
    precision = verb.precision
    mode = verb.mode
    if mode == "f":
        return format(_EXACT.quantize(number, Decimal(1).scaleb(-(6 if precision is None else precision))), "f")
    if mode in "eE":
        return _scientific(number, 6 if precision is None else precision, mode)
    return _general(number, precision, "e" if mode == "g" else "E")


def _general(number: Decimal, precision: int | None, letter: str) -> str:
    """%g: the shortest of both notations, an exponent from a million on or with so many digits that it takes them."""
    if not number:
        return "0"
    significant = precision if precision is None else max(precision, 1)
    rounded = number if significant is None else Context(prec=significant, rounding=ROUND_HALF_EVEN).plus(number)
    digits = "".join(map(str, rounded.as_tuple().digits)).rstrip("0") or "0"
    exponent = rounded.adjusted()
    threshold = 21 if significant is None else significant
    if significant is not None and threshold > len(digits) and len(digits) >= exponent + 1:
        threshold = len(digits)
    if significant is None:
        threshold = 6
    if exponent < -4 or exponent >= threshold:
        return _scientific(rounded, len(digits) - 1, letter)
    return format(rounded.normalize(_EXACT), "f")


def _scientific(number: Decimal, precision: int, letter: str) -> str:
    rounded = Context(prec=precision + 1, rounding=ROUND_HALF_EVEN).plus(number)
    sign = "-" if rounded < 0 else ""
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(precision + 1, "0")
    exponent = rounded.adjusted() if rounded else 0
    mantissa = digits[0] + ("." + digits[1 : precision + 1] if precision else "")
    return f"{sign}{mantissa}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def _decimal(number: float) -> Decimal:
    return Decimal(number) if isinstance(number, int) else Decimal(repr(number))


def _size(digits: str) -> int:
    if len(digits) > 7 or int(digits) > _WIDEST:
        raise EvaluationError(f"a width, precision or index in a format string is larger than {_WIDEST}")
    return int(digits)
