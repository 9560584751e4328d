"""`yamlencode` and `yamldecode`."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import TYPE_CHECKING

from gatewright.sources.terraform.functions.json_text import plain
from gatewright.sources.terraform.functions.signature import (
    LARGEST_COLLECTION,
    Catalogue,
    Parameter,
    bounded,
    bounded_count,
    text,
)
from gatewright.sources.terraform.typesystem import number_text, parse_number, to_text
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value

if TYPE_CHECKING:
    import yaml

catalogue = Catalogue()

_TAG = "tag:yaml.org,2002:"
_WORDS: Mapping[str, tuple[Value, str]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), (True, "bool")),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), (False, "bool")),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (None, "null")),
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)
_INFINITY = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


@catalogue.add(Parameter("value", null=True, unknown="stop inside"))
def yamlencode(value: Value) -> str:
    """The value in YAML: block style, strings quoted, keys in order."""
    import yaml  # noqa: PLC0415  # slow to load

    from gatewright.sources.terraform.functions.yaml_emitter import Emitter  # noqa: PLC0415  # needs yaml

    stream = StringIO()
    emitter = Emitter(stream, allow_unicode=True)
    try:
        for event in _events(value):
            emitter.emit(event)
    except yaml.YAMLError as error:
        raise EvaluationError(f"cannot write YAML: {error}") from None
    encoded = stream.getvalue()
    bounded(len(encoded))
    if isinstance(value, (str, list, dict)):
        return encoded.removesuffix("...\n") if encoded.endswith("\n...\n") else encoded
    return encoded


@catalogue.add(text("src", unknown="pass"))
def yamldecode(source: str | UnknownValue) -> Value:
    """The value that a YAML text stands for; the document of an unknown one."""
    if isinstance(source, UnknownValue):
        return UnknownValue(source.reason) if source.document is None else plain(source.document)
    import yaml  # noqa: PLC0415  # slow to load

    try:
        return _Reader(yaml.parse(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).document()
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "not valid YAML"
        mark = getattr(error, "problem_mark", None)
        where = f"on line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
        raise EvaluationError(f"{where}{problem}") from None


def _events(value: Value) -> Iterator[yaml.Event]:
    import yaml  # noqa: PLC0415  # slow to load

    yield yaml.StreamStartEvent()
    yield yaml.DocumentStartEvent(explicit=False)
    yield from _value_events(value)
    yield yaml.DocumentEndEvent(explicit=False)
    yield yaml.StreamEndEvent()


def _value_events(value: Value) -> Iterator[yaml.Event]:
    import yaml  # noqa: PLC0415  # slow to load

    if isinstance(value, dict):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key in sorted(value):
            yield from _value_events(key)
            yield from _value_events(value[key])
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for item in value:
            yield from _value_events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, str):
        style = "|" if "\n" in value else '"'
        yield yaml.ScalarEvent(None, None, (True, True), value, style=style)
    else:
        word = "null" if value is None else to_text(value) if isinstance(value, bool) else _digits(value)
        yield yaml.ScalarEvent(None, None, (True, True), word)


def _digits(value: Value) -> str:
    return number_text(value) if isinstance(value, (int, float)) else to_text(value)


class _Reader:
    """Values from the events of one YAML document."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        import yaml  # noqa: PLC0415  # slow to load

        self._yaml = yaml
        self._events = events
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._size = 0

    def document(self) -> Value:
        """The one value of the stream."""
        next(self._events)
        if not isinstance(next(self._events), self._yaml.DocumentStartEvent):
            raise EvaluationError("missing start of document")
        value = self._value(next(self._events))
        next(self._events)
        if not isinstance(next(self._events), self._yaml.StreamEndEvent):
            raise EvaluationError("only a single document is allowed")
        return value

    def _value(self, event: yaml.Event) -> Value:
        if isinstance(event, self._yaml.AliasEvent):
            return self._alias(event)
        before = self._size
        self._grow(1)
        if isinstance(event, self._yaml.ScalarEvent):
            value = _scalar(event)
        elif isinstance(event, self._yaml.SequenceStartEvent):
            _require_tag(event.tag, "seq")
            value = self._sequence()
        elif isinstance(event, self._yaml.MappingStartEvent):
            _require_tag(event.tag, "map")
            value = self._mapping()
        else:
            raise EvaluationError("expecting value but found the end of the document")
        if event.anchor:
            self._anchors[event.anchor] = value, self._size - before
        return value

    def _alias(self, event: yaml.AliasEvent) -> Value:
        if event.anchor not in self._anchors:
            raise EvaluationError(f"reference to undefined anchor `{event.anchor}`")
        value, size = self._anchors[event.anchor]
        self._grow(size)
        return value

    def _sequence(self) -> list[Value]:
        items: list[Value] = []
        while not isinstance(event := next(self._events), self._yaml.SequenceEndEvent):
            items.append(self._value(event))
        return items

    def _mapping(self) -> dict[str, Value]:
        items: dict[str, Value] = {}
        while not isinstance(event := next(self._events), self._yaml.MappingEndEvent):
            if not isinstance(event, self._yaml.ScalarEvent):
                raise EvaluationError("only strings are allowed as mapping keys")
            if (event.tag is None and event.value == "<<") or event.tag == _TAG + "merge":
                _merge_into(items, self._value(next(self._events)))
                continue
            key = _scalar(event)
            if key is None:
                raise EvaluationError("mapping key cannot be null")
            items[to_text(key)] = self._value(next(self._events))
        return items

    def _grow(self, size: int) -> None:
        """Count what the document holds, aliases written out: a few lines of them can stand for billions of values."""
        self._size += size
        if self._size > LARGEST_COLLECTION:
            bounded_count(self._size)


def _merge_into(items: dict[str, Value], merged: Value) -> None:
    for mapping in merged if isinstance(merged, list) else [merged]:
        if not isinstance(mapping, dict):
            raise EvaluationError("only mappings can be merged into a mapping")
        items.update(mapping)


def _require_tag(tag: str | None, kind: str) -> None:
    if tag not in (None, "!", _TAG + kind):
        raise EvaluationError(f"unsupported tag `{tag}`")


def _scalar(event: yaml.ScalarEvent) -> Value:
    tag = "" if event.tag is None else event.tag.removeprefix(_TAG)
    source = event.value
    if tag not in ("", "str", "bool", "int", "float", "null", "timestamp", "binary"):
        raise EvaluationError(f"unsupported tag `{event.tag}`")
    if tag in ("str", "binary"):
        return _binary(source) if tag == "binary" else source
    resolved = not source or source[0] in "+-.0123456789yYnNtTfFoO~"
    if resolved and event.style in ("'", '"'):
        return source
    if resolved and source in _WORDS:
        return _WORDS[source][0]
    if _INFINITY.fullmatch(source):
        raise EvaluationError(f"number `{source}` is not supported")
    if tag in ("", "timestamp") and (moment := _timestamp(source)) is not None:
        return moment
    if tag == "" and resolved and (_WHOLE.fullmatch(source) or _FLOAT.fullmatch(source)):
        tag = "int"
    return source if tag == "" else _tagged(tag, source)


def _tagged(tag: str, source: str) -> Value:
    if tag == "null":
        return None
    if tag in ("int", "float"):
        digits = source.replace("_", "")
        try:
            return parse_number(digits)
        except EvaluationError:
            if re.fullmatch(r"[-+]?0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)", digits):
                return int(digits, 0)
    raise EvaluationError(f"cannot parse `{source}` as !!{tag}")


def _binary(source: str) -> str:
    try:
        b64decode(source.replace("\n", ""), validate=True)
    except Base64Error:
        raise EvaluationError("cannot parse !!binary: not valid base64") from None
    return source


def _timestamp(source: str) -> str | None:
    """A YAML timestamp in RFC 3339, or None when it is none."""
    found = _TIME.fullmatch(source)
    if found is None:
        return None
    year, month, day, joint, hour, minute, second, zone = found.groups()
    if (joint == " " and zone) or (joint in ("T", "t") and not zone):
        return None
    from datetime import datetime  # noqa: PLC0415  # rare

    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001  # the zone is added as it was written
    except ValueError:
        return None
    return moment.isoformat() + ("Z" if not zone or zone[1:] == "00:00" else zone)
