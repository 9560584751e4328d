"""Syntax trees as short text, so that a test shows a whole tree in one line."""

from __future__ import annotations

from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Body, Expression
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse


def shape(body: Body) -> str:
    """A body as `name=expression` and `type "label" {…}`, arguments first."""
    attributes = [f"{name}={text_of(attribute.expression)}" for name, attribute in body.attributes.items()]
    blocks = [" ".join([b.type, *(f'"{label}"' for label in b.labels), f"{{{shape(b.body)}}}"]) for b in body.blocks]
    return " ".join([*attributes, *blocks])


def text_of(expression: Expression) -> str:
    """An expression as a term: literals as Python shows them, everything else by its kind."""
    match expression:
        case nodes.Literal():
            return repr(expression.value)
        case nodes.Traversal():
            return "".join([expression.root, *(f"[{step!r}]" for step in expression.steps)])
        case nodes.Index():
            return f"({text_of(expression.object)})[{text_of(expression.key)}]"
        case nodes.Splat():
            return f"splat({text_of(expression.object)}, {text_of(expression.rest)})"
        case nodes.TupleCons():
            return f"[{', '.join(map(text_of, expression.items))}]"
        case nodes.ObjectCons():
            return "{" + ", ".join(f"{text_of(key)}: {text_of(value)}" for key, value in expression.items) + "}"
        case nodes.Template():
            return f"template({', '.join(map(text_of, expression.parts))})"
        case nodes.Call():
            return f"{expression.name}({', '.join(map(text_of, expression.arguments))})"
        case nodes.Unary():
            return f"({expression.operator}{text_of(expression.operand)})"
        case nodes.Binary():
            return f"({text_of(expression.left)} {expression.operator} {text_of(expression.right)})"
        case nodes.Conditional():
            parts = (expression.condition, expression.then, expression.otherwise)
            return "({} ? {} : {})".format(*map(text_of, parts))
        case nodes.Invalid():
            return f"invalid({expression.problem})"
    return type(expression).__name__


def shape_of(text: str) -> str:
    """The shape of a text in HCL's native syntax."""
    return shape(parse("main.tf", text.encode()).body)


def expression_of(text: str) -> Expression:
    """The expression of the one argument `x` of a text."""
    return parse("main.tf", text.encode()).body.attributes["x"].expression


def places(parsed: ParsedFile) -> list[tuple[int, int, str]]:
    """Line, column and summary of each diagnostic."""
    return [(d.start.line if d.start else 0, d.start.column if d.start else 0, d.summary) for d in parsed.diagnostics]
