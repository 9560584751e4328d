"""The skip comments of other tools, as their users write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gatewright.sources.terraform.comments.statements import EVERY, Piece, Statement, Tool, day

_NEXT = re.compile(r"(?:checkov|bridgecrew):skip|(?:tfsec|trivy):ignore|ts:skip")
"""Where a reason ends, because the next statement begins."""

_CHECKOV = re.compile(r"(checkov|bridgecrew):skip(=?)[ \t]*([\w.-]*(?:[ \t]*,[ \t]*[\w.-]+)*)")
_TERRASCAN = re.compile(r"(?<![\w:])(ts):skip(=?)[ \t]*([\w.-]*(?:[ \t]*,[ \t]*[\w.-]+)*)")
_AQUA = re.compile(r"(tfsec|trivy):ignore((?::[^\s:\[\],#]*(?:\[[^\]\n]*\])*)*)(\S*)")
_AQUA_PART = re.compile(r":([^\s:\[\],#]*)((?:\[[^\]\n]*\])*)")
_KICS = re.compile(r"(kics-scan|dd-iac-scan)[ \t]+(\S+)")
_KICS_BARE = ("ignore", "ignore-line", "ignore-block")
_KICS_LISTS = ("disable", "enable")
_GLUE = " \t-:;,.#/"


def read_others(piece: Piece) -> Iterator[Statement]:
    """Every statement of another tool in a line of a comment, in order."""
    found = [*_checkov(piece), *_terrascan(piece), *_aqua(piece), *_kics(piece)]
    yield from sorted(found, key=lambda statement: statement.span)


def _listed(piece: Piece, match: re.Match[str], tool: Tool) -> Statement:
    """A statement of the form `KEYWORD=ID,ID`, its reason still missing."""
    ids = tuple(dict.fromkeys(part.strip() for part in match[3].split(",") if part.strip()))
    statement = Statement(
        tool=tool,
        verb="skip",
        span=piece.span(*match.span()),
        written=" ".join(match[0].split()).rstrip(),
        ids=ids,
        ids_span=piece.span(*match.span(3)),
    )
    if match[2] and ids:
        return statement
    return replace(statement, problem=f"`{match[1]}:skip` names no id", hint=f"write `{match[1]}:skip=ID`")


def _until_next(piece: Piece, start: int) -> int:
    """Where the text from `start` on ends: at the next statement or with the line."""
    following = _NEXT.search(piece.text, start)
    return len(piece.text) if following is None else start + len(piece.text[start : following.start()].rstrip(" \t#/"))


def _checkov(piece: Piece) -> Iterator[Statement]:
    for match in _CHECKOV.finditer(piece.text):
        statement = _listed(piece, match, "checkov")
        if piece.text.startswith(":", match.end()):
            end = _until_next(piece, match.end())
            reason = piece.text[match.end() + 1 : end].strip()
            statement = replace(statement, reason=reason, span=piece.span(match.start(), end))
        yield statement


def _terrascan(piece: Piece) -> Iterator[Statement]:
    for match in _TERRASCAN.finditer(piece.text):
        end = _until_next(piece, match.end())
        reason = piece.text[match.end() : end].strip(_GLUE)
        yield replace(_listed(piece, match, "terrascan"), reason=reason, span=piece.span(match.start(), end))


def _aqua(piece: Piece) -> Iterator[Statement]:
    """Statements of tfsec and Trivy, such as `tfsec:ignore:ID[attribute=value]:exp:DATE:ws:NAME`.

    They have no place for a reason: the text around the statements is taken for it, as it is what their author had
    to say.
    """
    matches = list(_AQUA.finditer(piece.text))
    ends = [0, *(match.end() for match in matches)]
    starts = [*(match.start() for match in matches), len(piece.text)]
    between = [piece.text[start:end] for start, end in zip(ends, starts, strict=True)]
    words = (re.split(r"(?:checkov|bridgecrew):skip|ts:skip|kics-scan", text)[0].strip(_GLUE) for text in between)
    reason = " ".join(word for word in words if word)
    for match in matches:
        yield _aqua_statement(piece, match, reason)


def _aqua_statement(piece: Piece, match: re.Match[str], reason: str) -> Statement:
    tool: Tool = "tfsec" if match[1] == "tfsec" else "trivy"
    parts = _AQUA_PART.findall(match[2])
    statement = Statement(
        tool=tool, span=piece.span(*match.span()), ids_span=piece.span(*match.span()), written=match[0], reason=reason
    )
    if not parts or not parts[0][0] or match[3]:
        problem = f"`{match[0]}` is not understood"
        return replace(statement, problem=problem, hint=f"write `{tool}:ignore:ID`, statements separated by spaces")
    statement = replace(statement, ids=(parts[0][0],))
    conditions = tuple(one for _, brackets in parts for one in re.findall(r"\[([^\]]*)\]", brackets))
    names = [name for name, _ in parts[1:]]
    if len(names) % 2:
        return replace(statement, problem=f"`{match[0]}` is not understood", hint="write `:exp:DATE` or `:ws:NAME`")
    return _with_aqua_keys(replace(statement, conditions=conditions), list(zip(names[::2], names[1::2], strict=True)))


def _with_aqua_keys(statement: Statement, pairs: list[tuple[str, str]]) -> Statement:
    for key, value in pairs:
        if key == "exp":
            until = day(value)
            if until is None:
                return replace(statement, problem=f"`{value}` is no date", hint="write it as `:exp:2027-01-31`")
            statement = replace(statement, until=until)
        elif key == "ws" and value:
            statement = replace(statement, environments=(*statement.environments, value))
        else:
            return replace(statement, problem=f"`:{key}:` is not understood", hint="write `:exp:DATE` or `:ws:NAME`")
    return statement


def _kics(piece: Piece) -> Iterator[Statement]:
    match = _KICS.match(piece.text)
    if match is None:
        return
    verb, equals, listed = match[2].partition("=")
    ids = tuple(dict.fromkeys(one for one in listed.split(",") if one))
    reason = piece.text[match.end() :].strip(_GLUE)
    start = match.start(2) + len(verb) + len(equals)
    statement = Statement(
        tool="kics",
        verb=verb,
        span=piece.span(0, len(piece.text)),
        written=" ".join(match[0].split()),
        ids=ids or (EVERY,),
        ids_span=piece.span(start, match.end()),
        reason=reason,
    )
    bare = verb in _KICS_BARE and not equals
    if not bare and not (verb in _KICS_LISTS and ids):
        known = ", ".join(f"`{one}`" for one in (*_KICS_BARE, "disable=ID", "enable=ID"))
        statement = replace(statement, problem=f"`{statement.written}` is not understood", hint=f"known are {known}")
    yield statement
