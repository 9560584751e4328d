"""Where an evaluated instance is declared: the place of each attribute, the calls around it, and its value's origin."""

from __future__ import annotations

from dataclasses import dataclass

from gatewright.model.document import Path
from gatewright.model.location import Frame, Location, StackKind, Trace
from gatewright.sources.terraform.evaluator.bodies import Written
from gatewright.sources.terraform.evaluator.instance import ModuleInstance
from gatewright.sources.terraform.evaluator.origins import Place, origin
from gatewright.sources.terraform.evaluator.root import Placed
from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.syntax.nodes import Body, Expression, Literal, ObjectCons, Span, TupleCons
from gatewright.sources.terraform.syntax.text import SourceText


def frame(kind: StackKind, text: SourceText, span: Span, symbol: str) -> Frame:
    """One frame of a location stack."""
    location = text.location(span, symbol)
    return Frame(kind=kind, file=location.file, start=location.start, end=location.end, symbol=symbol)


@dataclass(frozen=True, slots=True)
class SourceDeclaration:
    """The declaration of an instance that was evaluated from source."""

    placed: Placed

    def trace(self, path: Path) -> Trace:
        """The trace of an attribute path; see `Declaration`."""
        placed = self.placed
        frames = [frame("resource", placed.block.text, placed.block.header, placed.evaluated.address)]
        body, scope, text = placed.block.body, placed.evaluated.scope, placed.block.text
        rest = path
        value_from = None
        while rest:
            attribute = body.attributes.get(str(rest[0]))
            nested = None if attribute is not None and body.syntax == "hcl" else self._nested(body, scope, text, rest)
            if nested is not None:
                frames.append(frame("block", nested.text, nested.span, str(rest[0])))
                body, scope, text = nested.body, nested.scope, nested.text
                rest = rest[2:] if len(rest) > 1 and isinstance(rest[1], int) else rest[1:]
                continue
            if attribute is not None:
                span, symbol, expression, left = _narrow(attribute.span, attribute.name, attribute.expression, rest[1:])
                frames.append(frame("attribute", attribute.text, span, symbol))
                value_from = origin(Place(expression, attribute.text, scope, left, "literal", symbol, span))
            break
        frames.reverse()
        first = frames[0]
        location = Location(file=first.file, start=first.start, end=first.end, symbol=first.symbol)
        return Trace(location=location, stack=(*frames, *calls(placed.module)), value_from=value_from)

    def _nested(self, body: Body, scope: Scope, text: SourceText, path: Path) -> Written | None:
        """The nested block that a path leads into: the n-th that the body makes, dynamic ones expanded."""
        index = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        written = self.placed.module.root.evaluator.written(str(path[0]), body, scope, text)
        for number, one in enumerate(written):
            if not isinstance(one, Written):
                return _template(str(path[0]), body, scope)
            if number == index:
                return one
        return None


def _template(name: str, body: Body, scope: Scope) -> Written | None:
    """The content of a dynamic block that makes an unknown number of blocks."""
    for block in body.of("dynamic"):
        content = next(iter(block.body.of("content")), None)
        if block.labels == (name,) and content is not None:
            return Written(content.body, content, block.text, scope, block.header)
    return None


def _narrow(span: Span, symbol: str, expression: Expression, path: Path) -> tuple[Span, str, Expression, Path]:
    """The part of a written object or list that a path asks for, as far as it is written out."""
    while path:
        if isinstance(expression, ObjectCons):
            found = [(k, v) for k, v in expression.items if isinstance(k, Literal) and k.value == path[0]]
            if not found:
                break
            key, expression = found[-1]
            span, symbol = (key.span[0], expression.span[1]), str(path[0])
        elif isinstance(expression, TupleCons) and isinstance(path[0], int) and path[0] < len(expression.items):
            expression = expression.items[path[0]]
            span = expression.span
        else:
            break
        path = path[1:]
    return span, symbol, expression, path


def calls(module: ModuleInstance) -> tuple[Frame, ...]:
    """The module calls around a module instance, from the innermost outward."""
    frames: list[Frame] = []
    current = module
    while current.caller is not None:
        block = current.caller.block
        frames.append(frame("module_call", block.text, block.header, current.address))
        current = current.caller.module
    return tuple(frames)
