"""The syntax tree: bodies, blocks and attributes at once, expressions when they are asked for.

Every node knows its byte range in its file. INVARIANT: nodes are never changed after they are made, except that an
attribute parses its expression at the first use and an expression remembers its references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf
from typing import TypeAlias

from gatewright.sources.terraform.syntax.text import SourceText

Span: TypeAlias = tuple[int, int]


@dataclass(slots=True, eq=False)
class Literal:
    """null, true, false, a number, or a string without templates."""

    span: Span
    value: bool | float | str | None


@dataclass(slots=True, eq=False)
class Template:
    """A string with interpolations and directives; `wrapped` when it is exactly one interpolation."""

    span: Span
    parts: tuple[Expression, ...]
    wrapped: bool = False


@dataclass(slots=True, eq=False)
class TemplateIf:
    """`%{ if condition }then%{ else }otherwise%{ endif }` inside of a template."""

    span: Span
    condition: Expression
    then: Template
    otherwise: Template


@dataclass(slots=True, eq=False)
class TemplateFor:
    """`%{ for key, value in collection }body%{ endfor }` inside of a template."""

    span: Span
    key: str | None
    value: str
    collection: Expression
    body: Template


@dataclass(slots=True, eq=False)
class Traversal:
    """A name with constant steps, `aws_s3_bucket.logs[0].id`: the most frequent expression by far."""

    span: Span
    root: str
    steps: tuple[str | int, ...]


@dataclass(slots=True, eq=False)
class Index:
    """`object[key]`, and `object.name` after something that is not a plain name."""

    span: Span
    object: Expression
    key: Expression


@dataclass(slots=True, eq=False)
class Splat:
    """`object[*].rest` and `object.*.rest`; `rest` is evaluated with the element as the name `ELEMENT`."""

    span: Span
    object: Expression
    rest: Expression


ELEMENT = "*"
"""The name under which a splat's element is known while its rest is evaluated; no user can write it."""


@dataclass(slots=True, eq=False)
class TupleCons:
    """`[a, b]`."""

    span: Span
    items: tuple[Expression, ...]


@dataclass(slots=True, eq=False)
class ObjectCons:
    """`{a = 1, (b) = 2}`; a bare name as key is a `Literal`."""

    span: Span
    items: tuple[tuple[Expression, Expression], ...]


@dataclass(slots=True, eq=False)
class Call:
    """`name(arguments...)`; `expand` when the last argument is followed by an ellipsis."""

    span: Span
    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


@dataclass(slots=True, eq=False)
class Unary:
    """`!x` and `-x`."""

    span: Span
    operator: str
    operand: Expression


@dataclass(slots=True, eq=False)
class Binary:
    """An arithmetic, comparing or logical operation."""

    span: Span
    operator: str
    left: Expression
    right: Expression


@dataclass(slots=True, eq=False)
class Conditional:
    """`condition ? then : otherwise`."""

    span: Span
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(slots=True, eq=False)
class For:
    """`[for k, v in collection : value if condition]`, and with `=>` the object form; `group` with an ellipsis."""

    span: Span
    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    group: bool = False


@dataclass(slots=True, eq=False)
class Invalid:
    """What could not be parsed; its value is unknown."""

    span: Span
    problem: str


Expression: TypeAlias = (
    Literal
    | Template
    | TemplateIf
    | TemplateFor
    | Traversal
    | Index
    | Splat
    | TupleCons
    | ObjectCons
    | Call
    | Unary
    | Binary
    | Conditional
    | For
    | Invalid
)

Parse: TypeAlias = Callable[[], Expression]


class Attribute:
    """`name = expression`."""

    __slots__ = ("_expression", "_parse", "name", "span", "text")

    def __init__(self, name: str, span: Span, text: SourceText, parse: Parse) -> None:
        self.name = name
        self.span = span
        self.text = text
        self._parse: Parse | None = parse
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The expression, parsed at the first use."""
        if self._expression is None:
            parse = self._parse
            assert parse is not None  # noqa: S101  # INVARIANT: one of the two is there
            self._expression = parse()
            self._parse = None
        return self._expression


@dataclass(slots=True, eq=False)
class Block:
    """`type "label" { body }`; `header` is the range up to the opening brace."""

    type: str
    labels: tuple[str, ...]
    body: Body
    span: Span
    header: Span
    text: SourceText


@dataclass(slots=True, eq=False)
class Body:
    """The attributes and blocks of a file or block, in order. `span` is the range between the braces.

    With `json` the body was written in JSON, where only the schema tells an attribute from a nested block: everything
    is an attribute then.
    """

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    span: Span = (0, 0)
    syntax: OneOf["hcl", "json"] = "hcl"

    def of(self, *types: str) -> Iterator[Block]:
        """The blocks of these types, in order."""
        return (block for block in self.blocks if block.type in types)
