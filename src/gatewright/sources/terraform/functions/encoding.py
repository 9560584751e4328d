"""Functions over encodings: Base64, character sets, URLs, CSV."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from urllib.parse import quote_plus

from gatewright.sources.terraform.functions.signature import Catalogue, text
from gatewright.sources.terraform.values import EvaluationError, ListValue, UnknownValue, Value

catalogue = Catalogue()

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_CHARACTER_SET = re.compile(
    r"utf-?8|utf-16(?:be|le)?|iso[-_]8859-(?:[1-9]|1[03456])(?:-[ei])?|latin[1-6]|windows-(?:874|125[0-8])"
    r"|ibm(?:037|437|850|852|855|858|860|862|863|865|866|1047|0?1140)|cp(?:437|850|852|855|862|866)"
    r"|koi8-[ru]|macintosh|gbk|gb18030|gb2312|hz-gb-2312|big5|euc-(?:jp|kr)|shift_jis|iso-2022-jp",
    re.IGNORECASE,
)
_PYTHON_NAMES = {"macintosh": "mac-roman", "windows-874": "cp874", "hz-gb-2312": "hz", "ibm01140": "cp1140"}


@catalogue.add(text("str"))
def base64decode(source: str) -> str:
    """The text that a Base64 text stands for."""
    try:
        return _decode(source).decode()
    except UnicodeDecodeError:
        raise EvaluationError("the result of decoding the provided string is not valid UTF-8") from None


@catalogue.add(text("str"))
def base64encode(value: str) -> str:
    """The text in Base64."""
    return b64encode(value.encode()).decode()


@catalogue.add(text("str"))
def base64gzip(value: str) -> Value:
    """Unknown: the bytes of a compressed text are the compressor's own, and Terraform's is not at hand."""
    del value
    return UnknownValue("compressed by Terraform only")


@catalogue.add(text("source"), text("encoding"))
def textdecodebase64(source: str, encoding: str) -> str:
    """The text that a Base64 text stands for in a character set."""
    name = _character_set(encoding)
    data = _decode(source)
    if name == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16-be"
    try:
        decoded = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        decoded = "\ufffd"
    if "\ufffd" in decoded:
        raise EvaluationError(f"the given string contains symbols that are not defined for {encoding}")
    return decoded


@catalogue.add(text("string"), text("encoding"))
def textencodebase64(value: str, encoding: str) -> str:
    """The text in a character set, in Base64."""
    name = _character_set(encoding)
    try:
        encoded = b"\xfe\xff" + value.encode("utf-16-be") if name == "utf-16" else value.encode(name)
    except (UnicodeEncodeError, LookupError):
        raise EvaluationError(
            f"the given string contains characters that cannot be represented in {encoding}"
        ) from None
    return b64encode(encoded).decode()


@catalogue.add(text("str"))
def urlencode(value: str) -> str:
    """The text as part of a URL's query."""
    return quote_plus(value)


@catalogue.add(text("str"))
def csvdecode(source: str) -> Value:
    """The lines of a CSV text as objects, their attributes named by the first line."""
    records = _csv_records(source)
    if not records:
        raise EvaluationError("missing header line")
    header, *rows = records
    if len(set(header)) < len(header):
        raise EvaluationError("duplicate column name in the header line")
    for row in rows:
        if len(row) != len(header):
            raise EvaluationError("CSV parse error: wrong number of fields")
    return ListValue(dict(zip(header, row, strict=True)) for row in rows)


def _decode(source: str) -> bytes:
    compact = source.replace("\r", "").replace("\n", "")
    if not _BASE64.fullmatch(compact):
        raise EvaluationError("failed to decode base64 data")
    return b64decode(compact)


def _character_set(name: str) -> str:
    """Python's name of a character set that Terraform knows."""
    if not _CHARACTER_SET.fullmatch(name):
        raise EvaluationError(f"`{name}` is not a supported IANA encoding name or alias")
    lowered = name.lower()
    return _PYTHON_NAMES.get(lowered, lowered)


def _csv_records(source: str) -> list[list[str]]:
    """The records as Go reads them: empty lines skipped, quotes only around whole fields."""
    records: list[list[str]] = []
    text_left = source.replace("\r\n", "\n")
    position = 0
    while position < len(text_left):
        if text_left[position] == "\n":
            position += 1
            continue
        record: list[str] = []
        more = True
        while more:
            field, position = _csv_field(text_left, position)
            record.append(field)
            more = text_left[position : position + 1] == ","
            position += 1
        records.append(record)
    return records


_PLAIN_FIELD = re.compile(r"[^,\n]*")
_QUOTED_FIELD = re.compile(r'"((?:[^"]|"")*)"(?=,|\n|\Z)')


def _csv_field(source: str, position: int) -> tuple[str, int]:
    """One field and where it ends."""
    if source[position : position + 1] == '"':
        quoted = _QUOTED_FIELD.match(source, position)
        if quoted is None:
            raise EvaluationError('CSV parse error: extraneous or missing " in quoted field')
        return quoted.group(1).replace('""', '"'), quoted.end()
    bare = _PLAIN_FIELD.match(source, position)
    field = bare.group() if bare else ""
    if '"' in field:
        raise EvaluationError('CSV parse error: bare " in non-quoted field')
    return field, position + len(field)
