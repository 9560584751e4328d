"""Functions over numbers."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, number, whole
from gatewright.sources.terraform.typesystem import convert
from gatewright.sources.terraform.values import EvaluationError, ListValue, Value

catalogue = Catalogue()

_MOST_ELEMENTS = 1024
_MOST_DIGITS = 4000
_LARGEST = 10**_MOST_DIGITS
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

Number = int | float


@catalogue.add(number("num"), name="abs")
def absolute(num: Number) -> Number:
    """The number without its sign."""
    return abs(num)


@catalogue.add(number("num"))
def ceil(num: Number) -> Number:
    """The least whole number that is not less."""
    return math.ceil(num)


@catalogue.add(number("num"))
def floor(num: Number) -> Number:
    """The greatest whole number that is not greater."""
    return math.floor(num)


@catalogue.add(number("num"), number("base"))
def log(num: Number, base: Number) -> Number:
    """The logarithm of a number to a base."""
    try:
        return _exactly(math.log(num) / math.log(base))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise EvaluationError("the logarithm is not a finite number") from None


@catalogue.add(rest=number("numbers"), name="max")
def largest(*numbers: Number) -> Number:
    """The greatest of the numbers."""
    return max(_some(numbers))


@catalogue.add(rest=number("numbers"), name="min")
def smallest(*numbers: Number) -> Number:
    """The least of the numbers."""
    return min(_some(numbers))


@catalogue.add(Parameter("number"), number("base"))
def parseint(text: Value, base: Number) -> Number:
    """The whole number that a text in some base stands for."""
    if not isinstance(text, str):
        raise EvaluationError("invalid value for `number`: first argument must be a string")
    radix = whole(base, "base")
    if not 2 <= radix <= 62:
        raise EvaluationError("invalid value for `base`: base must be a whole number between 2 and 62")
    digits = text[1:] if text[:1] in ("+", "-") else text
    if radix <= 36:
        digits = digits.lower()
    if not digits or len(digits) > _MOST_DIGITS or any(char not in _DIGITS[:radix] for char in digits):
        raise EvaluationError(f"cannot parse `{text[:100]}` as a base {radix} integer")
    value = 0
    for char in digits:
        value = value * radix + _DIGITS.index(char)
    if value >= _LARGEST:
        raise EvaluationError(f"numbers of more than {_MOST_DIGITS} digits are not supported")
    return -value if text[0] == "-" else value


@catalogue.add(number("num"), number("power"))
def pow_(num: Number, power: Number) -> Number:
    """A number raised to a power, in double precision as Terraform does it."""
    try:
        return _exactly(_power(float(num), float(power)))
    except (OverflowError, ZeroDivisionError, ValueError):
        raise EvaluationError("the power is not a finite number") from None


@catalogue.add(rest=number("params"), name="range")
def sequence(*params: Number) -> Value:
    """The numbers from a start up to, or down to, an end."""
    if not 1 <= len(params) <= 3:
        raise EvaluationError("`range` must have one, two, or three arguments")
    start, end = (0, params[0]) if len(params) == 1 else params[:2]
    step = params[2] if len(params) == 3 else (-1 if end < start else 1)
    if step == 0:
        if start == end:
            return ListValue()
        raise EvaluationError("invalid value for `step`: step must not be zero")
    if (start > end and step > 0) or (start < end and step < 0):
        side = "less" if step < 0 else "greater"
        raise EvaluationError(f"end must be {side} than start when step is {'negative' if step < 0 else 'positive'}")
    exact_start, exact_step = fraction_of(start), fraction_of(step)
    count = max(0, math.ceil((fraction_of(end) - exact_start) / exact_step))
    if count > _MOST_ELEMENTS:
        raise EvaluationError(f"more than {_MOST_ELEMENTS} values were generated; use a larger step or a nearer end")
    return ListValue(number_of(exact_start + index * exact_step) for index in range(count))


@catalogue.add(number("num"))
def signum(num: Number) -> Number:
    """-1, 0 or 1: the sign of a whole number."""
    value = whole(num, "num")
    return (value > 0) - (value < 0)


@catalogue.add(Parameter("list", unknown="stop inside"), name="sum")
def total(items: Value) -> Value:
    """The sum of a list's numbers."""
    if not isinstance(items, list):
        raise EvaluationError("invalid value for `list`: argument must be list, set, or tuple")
    if not items:
        raise EvaluationError("invalid value for `list`: cannot sum an empty list")
    numbers = [convert(item, "number") for item in items]
    known = [found for found in numbers if isinstance(found, (int, float))]
    if len(known) < len(numbers):
        raise EvaluationError("invalid value for `list`: argument must be list, set, or tuple of number values")
    if all(isinstance(found, int) for found in known):
        return sum(known)
    return number_of(sum(map(fraction_of, known), Fraction(0)))


def fraction_of(value: Number) -> Fraction:
    """The number that was written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(value))


def number_of(value: Fraction) -> Number:
    """The number as the values of the language hold it."""
    return value.numerator if value.denominator == 1 else float(value)


def _exactly(result: float) -> Number:
    """A double as Terraform shows it: a whole one by its shortest digits, filled up with zeros."""
    if not math.isfinite(result):
        raise EvaluationError("the result is not a finite number")
    return int(Decimal(repr(result))) if result.is_integer() else result


def _power(base: float, exponent: float) -> float:
    """The power by repeated squaring, step by step as Go does it: the last digits depend on the way."""
    if exponent == 0 or base == 1:
        return 1.0
    if abs(exponent) == 0.5:
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    if base == 0 or abs(exponent) >= 2**53:
        return math.pow(base, exponent)
    rest, steps = math.modf(abs(exponent))
    if rest > 0.5:
        rest, steps = rest - 1, steps + 1
    result, scale = (math.exp(rest * math.log(base)) if rest else 1.0), 0
    mantissa, power_of_two = math.frexp(base)
    remaining = int(steps)
    while remaining and abs(power_of_two) <= 1 << 12:
        if remaining & 1:
            result *= mantissa
            scale += power_of_two
        mantissa *= mantissa
        power_of_two <<= 1
        if mantissa < 0.5:
            mantissa += mantissa
            power_of_two -= 1
        remaining >>= 1
    if remaining:
        scale += power_of_two
    return math.ldexp(1 / result, -scale) if exponent < 0 else math.ldexp(result, scale)


def _some(numbers: tuple[Number, ...]) -> tuple[Number, ...]:
    if not numbers:
        raise EvaluationError("must pass at least one number")
    return numbers
