"""Content as HCL text in the layout of `terraform fmt`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gatewright.sources.terraform.editing.content import Block, Content, Raw
from gatewright.sources.terraform.editing.splices import EditRefusedError
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.syntax.nodes import Invalid
from gatewright.sources.terraform.syntax.parser import parse_expression

INDENT = "  "
WIDTH = 100
"""Columns up to which a list of plain values stays on one line."""

_META = frozenset({"count", "for_each", "provider", "source", "version"})
"""Arguments at the head of a block that a blank line sets off from the others."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_OPENS = re.compile(r"[$%](?=\{)")
_RESERVED = frozenset({"for", "if", "in", "null", "true", "false"})
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\\u2028\u2029\ufeff]|[$%](?=\{)')


def expression(value: Content, indent: str = "", *, inline: bool = False) -> str:
    """The value as an expression on a line that begins with `indent`; `inline` keeps all of it on that line.

    Raises EditRefusedError where HCL has no text for it.
    """
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int() | float():
            return _number(value)
        case str():
            return string(value)
        case Raw():
            return raw(value)
        case Mapping():
            return _line(value) if inline else _object(value, indent)
        case Sequence() if not isinstance(value, (bytes, bytearray)):
            return _tuple(value, indent, inline=inline)
    raise EditRefusedError(f"a value of type `{type(value).__name__}` cannot be written as HCL")


def string(text: str) -> str:
    """The text as a quoted string that holds no template."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise EditRefusedError("a text with half of a surrogate pair cannot be written as HCL") from None
    return f'"{_SPECIAL.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return char * 2 if char in "$%" else _ESCAPES.get(char, f"\\u{ord(char):04x}")


def raw(value: Raw) -> str:
    """The text of an expression, once it is known to be one and nothing more."""
    text = value.text.strip()
    parsed, _ = parse_expression("", text.encode("utf-8", "replace"))
    if isinstance(parsed, Invalid) or not text or "\r" in text:
        raise EditRefusedError(f"`{value.text}` is no expression of HCL; write one that parses")
    if text.startswith("<<") or _comments(text):
        raise EditRefusedError(f"`{value.text}` holds a heredoc or a comment; write the expression without it")
    return text


def _comments(text: str) -> bool:
    return any(token.kind in ("comment", "heredoc") for token in tokens(text.encode()))


def _number(value: float) -> str:
    if not math.isfinite(value):
        raise EditRefusedError(f"the number `{value}` cannot be written as HCL")
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def _line(items: Mapping[str, Content]) -> str:
    texts = [f"{key_text(key)} = {expression(value, inline=True)}" for key, value in items.items()]
    return f"{{ {', '.join(texts)} }}" if texts else "{}"


def _tuple(items: Sequence[Content], indent: str, *, inline: bool) -> str:
    inner = indent + INDENT
    texts = [expression(item, inner, inline=inline) for item in items]
    line = f"[{', '.join(texts)}]"
    plain = not any(isinstance(item, Mapping) and item for item in items) and "\n" not in line
    if inline or (plain and (len(indent) + len(line) <= WIDTH or len(texts) <= 1)):
        return line
    return "[\n" + "".join(f"{inner}{text},\n" for text in texts) + indent + "]"


def _object(items: Mapping[str, Content], indent: str) -> str:
    if not items:
        return "{}"
    inner = indent + INDENT
    lines = [(key_text(key), expression(value, inner)) for key, value in items.items()]
    return "{\n" + "".join(f"{inner}{line}\n" for line in _columns(lines)) + indent + "}"


def key_text(key: str) -> str:
    """The key of an object's item: bare where it is a name."""
    if not isinstance(key, str):
        raise EditRefusedError(f"a key of type `{type(key).__name__}` cannot be written as HCL")
    return key if _NAME.fullmatch(key) and key not in _RESERVED else string(key)


def _columns(lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    """`name = value` with the `=` of neighbours in one column; what goes over several lines stands by itself."""
    run: list[tuple[str, str]] = []
    for name, value in lines:
        if "\n" in value:
            yield from _run(run)
            run = []
            yield f"{name} = {value}"
        else:
            run.append((name, value))
    yield from _run(run)


def _run(run: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _ in run), default=0)
    yield from (f"{name:<{width}} = {value}" for name, value in run)


def block(content: Block, indent: str = "") -> str:
    """The block's lines without the last line's end; its first line is indented, too."""
    head = " ".join([name(content.type), *(string(label) for label in content.labels)])
    inner = indent + INDENT
    attributes: list[tuple[str, str]] = []
    blocks: list[str] = []
    for key, value in content.attributes.items():
        nested = nested_blocks(key, value)
        if nested is None:
            attributes.append((name(key), expression(value, inner)))  # type: ignore[arg-type]  # no block
        else:
            blocks += [block(one, inner) for one in nested]
    first = next((at for at, (key, _) in enumerate(attributes) if key not in _META), len(attributes))
    runs = [run for run in (attributes[:first], attributes[first:]) if run]
    parts = ["\n".join(inner + line for line in _columns(run)) for run in runs]
    body = "\n\n".join([*parts, *blocks])
    return f"{indent}{head} {{\n{body}\n{indent}}}" if body else f"{indent}{head} {{}}"


def nested_blocks(key: str, value: object) -> list[Block] | None:
    """The blocks that a value is, under the name that it is given; None where it is a value."""
    several = [value] if isinstance(value, Block) else value
    if not isinstance(several, Sequence) or isinstance(several, str) or not several:
        return None
    found = [one for one in several if isinstance(one, Block)]
    if not found:
        return None
    if len(found) != len(several):
        raise EditRefusedError(f"`{key}` mixes blocks and values; give one or the other")
    return [Block(key, one.labels, one.attributes) for one in found]


def name(text: str) -> str:
    """A name of an attribute or block; raises EditRefusedError where it is none."""
    if not _NAME.fullmatch(text):
        raise EditRefusedError(f"`{text}` is no name of an attribute or block")
    return text


def doubled(text: str) -> str:
    """The text with the marks of templates doubled, as heredocs and JSON strings have them."""
    return _OPENS.sub(lambda match: match[0] * 2, text)
