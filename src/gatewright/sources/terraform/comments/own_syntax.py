"""Our own comment: `gatewright:ignore RULE[,RULE] until=DATE owner=WHO environment=NAME -- reason`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gatewright.sources.terraform.comments.statements import Piece, Statement, day

KEYWORD = "gatewright:ignore"
USAGE = "write `gatewright:ignore RULE until=2027-01-31 owner=@team -- reason`"
_START = re.compile(r"gatewright\s*:\s*(\S*)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?<![`\w])gatewright:ignore\b")
_REASON = re.compile(r"(?:^|\s)--(?:\s+|$)")
_KEYS = ("until", "owner", "environment")


def read_ours(piece: Piece) -> Iterator[Statement]:
    """The statement of a line of a comment, if it begins with our keyword."""
    start = _START.match(piece.text)
    if start is None:
        found = _ELSEWHERE.search(piece.text)
        if found is not None:
            statement = _statement(piece, found.start(), "")
            problem = "`gatewright:ignore` is not at the beginning of its comment"
            yield replace(statement, problem=problem, hint="write it in a comment line of its own")
        return
    if not piece.text.startswith(KEYWORD) or start[1] != "ignore":
        wrong = " ".join(start[0].split())
        yield replace(_statement(piece, 0, ""), problem=f"`{wrong}` is not understood", hint=USAGE)
        return
    yield _read(piece, piece.text[len(KEYWORD) :])


def write_ours(statement: Statement, rules: tuple[str, ...], reason: str) -> str:
    """The comment, without its mark, that says in our words what a statement says."""
    parts = [KEYWORD, ",".join(rules)]
    if statement.until:
        parts.append(f"until={statement.until}")
    if statement.environments:
        parts.append(f"environment={','.join(statement.environments)}")
    return " ".join([*parts, "--", reason])


def _statement(piece: Piece, start: int, written: str) -> Statement:
    return Statement(tool="gatewright", span=piece.span(start, len(piece.text)), written=written or KEYWORD)


def _read(piece: Piece, rest: str) -> Statement:
    reason = _REASON.search(rest)
    head = rest if reason is None else rest[: reason.start()]
    words = ",".join(part.strip() for part in head.split(",")).split()
    statement = replace(_statement(piece, 0, ""), reason="" if reason is None else rest[reason.end() :].strip())
    names = [word for word in words if "=" not in word]
    if not names or "=" in words[0]:
        return replace(statement, problem="no rule is named", hint=USAGE)
    if len(names) > 1:
        return replace(
            statement,
            problem=f"`{names[1]}` is not understood",
            hint="separate rules by commas, and write the reason behind ` -- `",
        )
    ids = tuple(dict.fromkeys(name for name in names[0].split(",") if name))
    if not ids:
        return replace(statement, problem="no rule is named", hint=USAGE)
    statement = replace(statement, ids=ids, written=",".join(ids))
    return _with_keys(statement, [word.partition("=")[::2] for word in words if "=" in word])


def _with_keys(statement: Statement, pairs: list[tuple[str, str]]) -> Statement:
    seen: set[str] = set()
    for key, value in pairs:
        if key not in _KEYS:
            return replace(statement, problem=f"`{key}=` is not understood", hint=f"known are {_known()}")
        if key in seen or not value:
            return replace(statement, problem=f"`{key}=` needs one value", hint=USAGE)
        seen.add(key)
        if key == "until":
            until = day(value)
            if until is None:
                return replace(statement, problem=f"`{value}` is no date", hint="write it as `until=2027-01-31`")
            statement = replace(statement, until=until)
        elif key == "owner":
            statement = replace(statement, owner=value)
        else:
            statement = replace(statement, environments=tuple(name for name in value.split(",") if name))
    return statement


def _known() -> str:
    return ", ".join(f"`{key}=`" for key in _KEYS)
