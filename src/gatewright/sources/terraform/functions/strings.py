"""Functions over strings."""

from __future__ import annotations

from collections.abc import Callable

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, bounded, number, text, whole
from gatewright.sources.terraform.functions.unicode_text import clusters
from gatewright.sources.terraform.typesystem import ListType
from gatewright.sources.terraform.values import EvaluationError, ListValue, UnknownValue, Value

catalogue = Catalogue()

_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space as Go counts it: Python would count the separators 0x1c to 0x1f, too."""


@catalogue.add(text("str"))
def chomp(value: str) -> str:
    """The text without line ends at its end."""
    return value.rstrip("\r\n")


@catalogue.add(text("str"), text("suffix"))
def endswith(value: str, suffix: str) -> bool:
    """Whether the text ends so."""
    return value.endswith(suffix)


@catalogue.add(number("spaces"), text("str"))
def indent(spaces: float, value: str) -> str:
    """The text with spaces before all its lines but the first."""
    count = whole(spaces, "spaces")
    if count < 0:
        raise EvaluationError("invalid value for `spaces`: must not be negative")
    if "\n" not in value:
        return value
    bounded(len(value) + count * value.count("\n"))
    return value.replace("\n", "\n" + " " * count)


@catalogue.add(text("separator"), rest=Parameter("lists", ListType("string")))
def join(separator: str, *lists: list[Value]) -> Value:
    """The elements of all lists in one text, the separator between them."""
    if not lists:
        raise EvaluationError("at least one list is required")
    items = lists[0] if len(lists) == 1 else [item for items in lists for item in items]
    texts = [item for item in items if type(item) is str]
    if len(texts) == len(items):
        return _joined(separator, texts)
    return _joined_with_unknown(separator, items)


@catalogue.add(text("str", unknown="pass"))
def lower(value: str | UnknownValue) -> Value:
    """The text in lower case."""
    return _map(value, lambda known: known.lower() if known.isascii() else "".join(map(_lower, known)))


@catalogue.add(text("separator"), text("str"))
def split(separator: str, value: str) -> Value:
    """The parts of the text between the separators; its characters when the separator is empty."""
    return ListValue(value.split(separator) if separator else value)


@catalogue.add(text("str", unknown="pass"), text("prefix"))
def startswith(value: str | UnknownValue, prefix: str) -> Value:
    """Whether the text begins so; the known beginning of an unknown text may decide it."""
    if isinstance(value, str):
        return value.startswith(prefix)
    if value.prefix.startswith(prefix):
        return True
    return UnknownValue(value.reason) if prefix.startswith(value.prefix) else False


@catalogue.add(text("str"), text("substr"))
def strcontains(value: str, part: str) -> bool:
    """Whether the text contains another."""
    return part in value


@catalogue.add(text("str"))
def strrev(value: str) -> str:
    """The characters of the text in reverse order."""
    return "".join(reversed(clusters(value)))


@catalogue.add(text("str"), number("offset"), number("length"))
def substr(value: str, offset: float, length: float) -> str:
    """The characters from an offset on, from the end when negative; all that follow when the length is negative."""
    start, count = whole(offset, "offset"), whole(length, "length")
    characters = clusters(value)
    if start < 0:
        # INVARIANT: as Terraform does, a length of 0 means all that follow here, and only here.
        rest = characters[max(0, start + len(characters)) :]
        return "".join(rest if count <= 0 else rest[:count])
    if count == 0:
        return ""
    rest = characters[start:]
    return "".join(rest if count < 0 else rest[:count])


@catalogue.add(text("str", unknown="pass"))
def title(value: str | UnknownValue) -> Value:
    """The text with the first letter of every word in title case."""
    return _map(value, _title)


@catalogue.add(text("str"), text("cutset"))
def trim(value: str, cutset: str) -> str:
    """The text without these characters at its start and end."""
    return value.strip(cutset)


@catalogue.add(text("str"), text("prefix"))
def trimprefix(value: str, prefix: str) -> str:
    """The text without the prefix."""
    return value.removeprefix(prefix)


@catalogue.add(text("str"))
def trimspace(value: str) -> str:
    """The text without white space at its start and end."""
    return value.strip(_SPACE)


@catalogue.add(text("str"), text("suffix"))
def trimsuffix(value: str, suffix: str) -> str:
    """The text without the suffix."""
    return value.removesuffix(suffix)


@catalogue.add(text("str", unknown="pass"))
def upper(value: str | UnknownValue) -> Value:
    """The text in upper case."""
    return _map(value, lambda known: known.upper() if known.isascii() else "".join(map(_upper, known)))


def _joined_with_unknown(separator: str, items: list[Value]) -> Value:
    """The joined parts, or an unknown text that begins with those before the first unknown one."""
    parts: list[str] = []
    unknown: UnknownValue | None = None
    prefix = ""
    for index, item in enumerate(items):
        if item is None:
            raise EvaluationError(f"element {index} is null; cannot concatenate null values")
        if isinstance(item, UnknownValue):
            if unknown is None:
                unknown, prefix = item, separator.join([*parts, item.prefix])
        else:
            parts.append(str(item))
    return _joined(separator, parts) if unknown is None else UnknownValue(unknown.reason, prefix=prefix)


def _joined(separator: str, parts: list[str]) -> str:
    bounded(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _map(value: str | UnknownValue, change: Callable[[str], str]) -> Value:
    """The changed text, of which a known beginning stays known."""
    if isinstance(value, UnknownValue):
        return UnknownValue(value.reason, prefix=change(value.prefix))
    return change(value)


def _upper(char: str) -> str:
    """One character for one, as Go maps them: `ß` stays."""
    raised = char.upper()
    if len(raised) == 1:
        return raised
    titled = char.title()
    return titled if len(titled) == 1 else char


def _lower(char: str) -> str:
    return char.lower()[0]


def _title(value: str) -> str:
    result: list[str] = []
    before = " "
    for char in value:
        result.append(_title_case(char) if _separates(before) else char)
        before = char
    return "".join(result)


def _title_case(char: str) -> str:
    titled = char.title()
    return titled if len(titled) == 1 else char


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in _SPACE
