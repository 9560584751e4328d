"""Templates: from the pieces that the parser finds to one expression, as HCL's specification of templates says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal as OneOf
from unicodedata import normalize

from gatewright.sources.terraform.syntax.nodes import (
    Expression,
    Invalid,
    Literal,
    Span,
    Template,
    TemplateFor,
    TemplateIf,
)

_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|(\$\$|%%)(?=\{)')
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_DOUBLED = re.compile(r"(\$\$|%%)(?=\{)")

MAX_DIRECTIVES = 50
"""Levels of `%{ if }` and `%{ for }` within each other in one template."""


@dataclass(slots=True)
class Piece:
    """One token of a template: text, an interpolation, or a directive's `if`, `else`, `endif`, `for`, `endfor`."""

    kind: OneOf["text", "value", "if", "else", "endif", "for", "endfor"]
    span: Span
    text: str = ""
    expression: Expression | None = None
    names: tuple[str | None, str] = (None, "")
    strip_left: bool = False
    strip_right: bool = False


def unescape(text: str) -> str:
    """A quoted string's text with its escapes replaced; an escape that HCL does not know stays as it is."""
    if "\\" not in text and "{" not in text:
        return normalized(text)
    return normalized(_ESCAPE.sub(_replace, text))


def normalized(text: str) -> str:
    """The text as Terraform keeps every string: composed (NFC)."""
    return text if text.isascii() else normalize("NFC", text)


def _replace(match: re.Match[str]) -> str:
    simple, short, long, doubled = match.groups()
    if simple:
        return _SIMPLE[simple]
    if doubled:
        return str(doubled[0])
    code = int(short or long, 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def undouble(text: str) -> str:
    """A heredoc's text, where only `$${` and `%%{` are escapes."""
    return _DOUBLED.sub(lambda match: match[1][0], text) if "{" in text else text


def by_lines(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a heredoc with each line of text a piece of its own: the unit that `~` and `<<-` work on."""
    lines: list[Piece] = []
    for piece in pieces:
        if piece.kind == "text":
            lines += [Piece("text", piece.span, line) for line in _LINE.findall(piece.text)]
        else:
            lines.append(piece)
    return lines


def strip(pieces: list[Piece]) -> None:
    """Apply the `~` markers: the whitespace of the text piece beside each goes, newlines included."""
    for index, piece in enumerate(pieces):
        if piece.strip_left and index and pieces[index - 1].kind == "text":
            pieces[index - 1].text = pieces[index - 1].text.rstrip()
        if piece.strip_right and index + 1 < len(pieces) and pieces[index + 1].kind == "text":
            pieces[index + 1].text = pieces[index + 1].text.lstrip()


def flush(lines: list[Piece]) -> None:
    """Take the least indentation of all lines off each line, as `<<-` asks for.

    Blank lines neither count nor change. Terraform decides what begins a line after it has applied the `~` markers: the
    text after a newline that a marker has eaten keeps its indentation.
    """
    least: int | None = None
    starting: list[Piece] = []
    at_start = True
    for line in lines:
        if line.kind == "text":
            if at_start and (line.text.strip() or not line.text.endswith("\n")):
                starting.append(line)
                indent = _indent(line.text)
                least = indent if least is None else min(least, indent)
            at_start = line.text.endswith("\n")
        else:
            least = 0 if at_start else least
            at_start = False
    for line in starting:
        line.text = line.text[least or 0 :]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def assemble(pieces: list[Piece], span: Span) -> Expression:
    """The expression of a template: a literal when it is all text, else a Template with its directives nested."""
    wrapped = len(pieces) == 1 and pieces[0].kind == "value"
    reader = _Reader([p for p in pieces if p.kind != "text" or p.text])
    template = reader.template(span, until=())
    if reader.problem or reader.rest():
        return Invalid(span, reader.problem or "a template directive has no beginning")
    texts = [part.value for part in template.parts if isinstance(part, Literal) and isinstance(part.value, str)]
    if len(texts) == len(template.parts) and all(p.kind == "text" for p in pieces):
        return Literal(span, normalized("".join(texts)))
    return Template(span, template.parts, wrapped)


class _Reader:
    """Nests `if` and `for` directives, as deeply as MAX_DIRECTIVES."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._at = 0
        self._depth = 0
        self.problem = ""

    def rest(self) -> bool:
        return self._at < len(self._pieces)

    def template(self, span: Span, until: tuple[str, ...]) -> Template:
        parts: list[Expression] = []
        while self._at < len(self._pieces) and self._pieces[self._at].kind not in until:
            piece = self._pieces[self._at]
            if piece.kind in ("else", "endif", "endfor"):
                break
            self._at += 1
            parts.append(self._part(piece))
        return Template(span, tuple(parts))

    def _part(self, piece: Piece) -> Expression:
        if piece.kind == "text":
            return Literal(piece.span, piece.text)
        expression = piece.expression or Invalid(piece.span, "an interpolation is empty")
        return expression if piece.kind == "value" else self._directive(piece, expression)

    def _directive(self, piece: Piece, expression: Expression) -> Expression:
        self._depth += 1
        if self._depth > MAX_DIRECTIVES:
            self._at = len(self._pieces)
            self.problem = f"template directives are nested deeper than {MAX_DIRECTIVES} levels"
            return Invalid(piece.span, self.problem)
        made = self._for(piece, expression) if piece.kind == "for" else self._if(piece, expression)
        self._depth -= 1
        return made

    def _for(self, piece: Piece, collection: Expression) -> TemplateFor:
        body = self.template(piece.span, until=("endfor",))
        self._close("endfor")
        return TemplateFor(piece.span, piece.names[0], piece.names[1], collection, body)

    def _if(self, piece: Piece, condition: Expression) -> TemplateIf:
        then = self.template(piece.span, until=("else", "endif"))
        otherwise = Template(piece.span, ())
        if self.rest() and self._pieces[self._at].kind == "else":
            self._at += 1
            otherwise = self.template(piece.span, until=("endif",))
        self._close("endif")
        return TemplateIf(piece.span, condition, then, otherwise)

    def _close(self, kind: str) -> None:
        if self.rest() and self._pieces[self._at].kind == kind:
            self._at += 1
        else:
            self.problem = self.problem or f"a template directive has no `{kind}`"
