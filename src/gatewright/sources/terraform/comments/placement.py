"""What a statement covers: each tool's own rules, said in the items of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from gatewright.sources.terraform.comments.layout import Item, Spot
from gatewright.sources.terraform.comments.statements import Statement
from gatewright.sources.terraform.syntax.nodes import Body, Literal


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Why a statement covers nothing, and what to do about it."""

    problem: str
    hint: str


def place(statement: Statement, spot: Spot, *, several_lines: Callable[[Item], bool]) -> Item | Misplaced:
    """The item that a statement covers where it stands; `several_lines` tells how long one is."""
    if spot.container.kind == "broken":
        return Misplaced("stands in a part that has a syntax error", "mend the syntax; `terraform fmt` finds it")
    match statement.tool:
        case "gatewright":
            found = _ours(spot)
        case "checkov" | "terrascan":
            found = _of_block(spot, statement.tool)
        case "tfsec" | "trivy":
            found = _of_line(statement, spot)
        case "kics":
            found = _kics(statement, spot, several_lines)
    if isinstance(found, Item) and found.kind == "broken":
        return Misplaced("stands at a part that has a syntax error", "mend the syntax; `terraform fmt` finds it")
    return found


def _ours(spot: Spot) -> Item | Misplaced:
    at = spot.behind or spot.above
    if at is not None:
        return at
    if spot.container.kind != "file" or spot.head:
        return spot.container
    return Misplaced(
        "stands at nothing: no block or argument is directly below it or before it in its line",
        "move it to what it is about, or to the top of the file for all of the file",
    )


def _of_block(spot: Spot, tool: str) -> Item | Misplaced:
    if len(spot.path) > 1 and spot.path[1].kind == "block":
        return spot.path[1]
    return Misplaced(f"stands outside of a block, where {tool} does not read it", "move it into the block")


def _of_line(statement: Statement, spot: Spot) -> Item | Misplaced:
    at = spot.above if spot.behind is None else spot.behind
    if at is None and not spot.own_line and spot.first_line and spot.container.kind != "file":
        at = spot.container
    if at is None:
        return Misplaced(
            f"stands at nothing that {statement.tool} would apply it to",
            "move it to the line above the block or argument that it is about",
        )
    return at if all(_holds(condition, at) for condition in statement.conditions) else _unmet(statement)


def _unmet(statement: Statement) -> Misplaced:
    listed = ", ".join(f"`[{condition}]`" for condition in statement.conditions)
    return Misplaced(
        f"the condition {listed} does not hold in the block by what is written there",
        "it is not honoured; a condition is understood where it compares one argument that is a plain value",
    )


def _holds(condition: str, item: Item) -> bool:
    """Whether a block says plainly, and once, what the condition asks for."""
    name, equals, wanted = condition.partition("=")
    *outer, last = name.strip().split(".")
    body: Body | None = item.body
    for step in outer:
        inner = [] if body is None else [one for one in body.of(step, "dynamic") if step in (one.type, *one.labels)]
        if len(inner) != 1 or inner[0].type == "dynamic":
            return False
        body = inner[0].body
    attribute = body.attributes.get(last) if body is not None else None
    if not equals or attribute is None or not isinstance(attribute.expression, Literal):
        return False
    return fnmatchcase(_written(attribute.expression.value), wanted.strip().strip('"'))


def _written(value: bool | float | str | None) -> str:  # noqa: FBT001  # a literal's value, whichever it is
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _kics(statement: Statement, spot: Spot, several_lines: Callable[[Item], bool]) -> Item | Misplaced:
    if statement.verb in ("ignore", "disable", "enable"):
        if spot.head and spot.own_line:
            return spot.path[0]
        return Misplaced("kics reads this at the head of a file only", "move it above everything else")
    if not spot.own_line or spot.above is None:
        return Misplaced("there is nothing in the line below it", f"move it above what `{statement.verb}` is about")
    if statement.verb == "ignore-line" and spot.above.kind == "block" and several_lines(spot.above):
        return Misplaced(
            "`ignore-line` above a block speaks of the block's first line alone, which no finding here lies in",
            "write `ignore-block`, or move it to the line that it is about",
        )
    return spot.above
