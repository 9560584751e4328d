"""Functions over timestamps (RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from gatewright.sources.terraform.functions.signature import Catalogue, text
from gatewright.sources.terraform.values import EvaluationError

catalogue = Catalogue()

_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_DURATION = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_LONGEST = 2**63
_TOKEN = re.compile(r"'(?:[^']|'')*'?|([a-zA-Z])\1*|[^'a-zA-Z]+")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@catalogue.add(text("format"), text("time"))
def formatdate(pattern: str, timestamp: str) -> str:
    """The timestamp in another form."""
    moment, _ = _parse(timestamp)
    return "".join(_token(found.group(), moment) for found in _TOKEN.finditer(pattern))


@catalogue.add(text("timestamp"), text("duration"))
def timeadd(timestamp: str, duration: str) -> str:
    """The timestamp moved by a duration such as `1h30m`."""
    moment, nanoseconds = _parse(timestamp)
    seconds = (nanoseconds + _duration(duration)) // 1_000_000_000
    try:
        moved = moment + timedelta(seconds=seconds)
    except OverflowError:
        raise EvaluationError("the result is not within the years 1 to 9999") from None
    return moved.strftime("%Y").rjust(4, "0") + moved.strftime("-%m-%dT%H:%M:%S") + _offset(moved, colon=True)


@catalogue.add(text("timestamp_a"), text("timestamp_b"))
def timecmp(one: str, other: str) -> int:
    """-1, 0 or 1: whether the first timestamp is before, at, or after the second."""
    first, second = _parse(one), _parse(other)
    return (first > second) - (first < second)


def _parse(timestamp: str) -> tuple[datetime, int]:
    """The moment in whole seconds, and the nanoseconds over."""
    found = _TIMESTAMP.fullmatch(timestamp)
    if found is None:
        raise EvaluationError(f"`{timestamp[:100]}` is not a valid RFC3339 timestamp")
    year, month, day, hour, minute, second, fraction, sign, offset_hour, offset_minute = found.groups()
    zone = UTC
    if sign is not None:
        offset = timedelta(hours=int(offset_hour), minutes=int(offset_minute))
        if int(offset_hour) > 23 or int(offset_minute) > 59:
            raise EvaluationError(f"`{timestamp}` is not a valid RFC3339 timestamp: time zone offset out of range")
        zone = timezone(-offset if sign == "-" else offset)
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError as error:
        raise EvaluationError(f"`{timestamp}` is not a valid RFC3339 timestamp: {error}") from None
    return moment, int((fraction or "").ljust(9, "0")[:9])


def _duration(source: str) -> int:
    """The nanoseconds of a duration."""
    unsigned = source[1:] if source[:1] in ("+", "-") else source
    if unsigned == "0":
        return 0
    parts = list(_DURATION.finditer(unsigned))
    if not parts or "".join(part.group() for part in parts) != unsigned or len(unsigned) > 200:
        raise EvaluationError(f"`{source[:100]}` is not a valid duration; write it like `1h30m`")
    total = sum(int(Fraction(part.group(1)) * _NANOSECONDS[part.group(2)]) for part in parts)
    if total >= _LONGEST:
        raise EvaluationError(f"duration `{source}` is too long")
    return -total if source[0] == "-" else total


def _token(token: str, moment: datetime) -> str:
    """One part of a date format, filled in."""
    if token[0] == "'":
        if len(token) == 1 or token[-1] != "'" or token.count("'") % 2:
            raise EvaluationError("invalid value for `format`: unterminated literal '")
        return token[1:-1].replace("''", "'") or "'"
    if not (token[0].isascii() and token[0].isalpha()):
        return token
    try:
        return _verb(token, moment)
    except KeyError:
        raise EvaluationError(f"invalid value for `format`: invalid date format verb `{token}`") from None


def _verb(token: str, moment: datetime) -> str:
    size = len(token)
    if token[0] == "Y":
        return {2: f"{moment.year % 100:02}", 4: f"{moment.year:04}"}[size]
    if token[0] == "M":
        month = _MONTHS[moment.month - 1]
        return {1: f"{moment.month}", 2: f"{moment.month:02}", 3: month[:3], 4: month}[size]
    if token[0] == "E":
        day = _DAYS[moment.weekday()]
        return {3: day[:3], 4: day}[size]
    if token[0] in "Aa":
        half = "AM" if moment.hour < 12 else "PM"
        return {2: half if token[0] == "A" else half.lower()}[size]
    if token[0] == "Z":
        plain, with_colon = _offset(moment, colon=False), _offset(moment, colon=True)
        utc = with_colon == "Z"
        return {
            1: with_colon,
            3: "UTC" if utc else plain,
            4: "+0000" if utc else plain,
            5: "+00:00" if utc else with_colon,
        }[size]
    value = {
        "D": moment.day,
        "h": moment.hour,
        "H": moment.hour % 12 or 12,
        "m": moment.minute,
        "s": moment.second,
    }[token[0]]
    return {1: f"{value}", 2: f"{value:02}"}[size]


def _offset(moment: datetime, *, colon: bool) -> str:
    """The time zone; `Z` for UTC."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{':' if colon else ''}{rest:02}"
