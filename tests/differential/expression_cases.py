"""Expressions to evaluate: every construct of the language by itself, and generated trees of operators."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

U = "terraform_data.text.id"
"""A string that only apply decides."""
D = f"jsondecode({U})"
"""A value of any type that only apply decides."""

_HERE = Path(__file__).parent


def constructs() -> list[str]:
    """The cases of `constructs.txt`, one a line, and of `constructs_of_lines.txt`, set apart by `====`."""
    lines = (_HERE / "constructs.txt").read_text().splitlines()
    blocks = (_HERE / "constructs_of_lines.txt").read_text().split("\n====\n")
    named = [line for line in lines if line and not line.startswith("#")] + blocks
    return [case.replace("DYNAMIC", D).replace("UNKNOWN", U).replace("\\r", "\r") for case in named]


_OPERATORS = ("||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%")
_NUMBERS = ("1", "2", "3.5", "-4", "7", "0.1")
_BOOLS = ("true", "false")


def operator_pairs() -> Iterator[str]:
    """Two operators in a row, for every pair, with operands that one of the ways to nest them admits."""
    kinds = {**dict.fromkeys(("||", "&&"), ("b", "b")), **dict.fromkeys(("==", "!="), ("a", "b"))}
    for first in _OPERATORS:
        for second in _OPERATORS:
            one, other = kinds.get(first, ("n", "n"))[0], kinds.get(second, ("n", "n"))[0]
            for operands in {_operands(one, other), _operands(other, one), ("7", "2", "3"), ("true", "false", "true")}:
                yield f"{operands[0]} {first} {operands[1]} {second} {operands[2]}"


def _operands(one: str, other: str) -> tuple[str, str, str]:
    values = {"n": ("7", "2", "3"), "b": ("true", "false", "true"), "a": ("7", "7", "true")}
    return values[one][0], values[one][1], values[other][2]


def trees(count: int) -> list[str]:
    """Random expressions without more parentheses than chance puts there."""
    random_ = random.Random(20)  # noqa: S311  # a reproducible choice, no secret
    return [_tree(random_, random_.choice(("number", "bool", "string", "any")), 4) for _ in range(count)]


def _tree(random_: random.Random, kind: str, depth: int) -> str:
    if depth == 0 or random_.random() < 0.12:
        return random_.choice(_LEAVES[kind])
    template = random_.choice(_TEMPLATES[kind])
    for of in ("number", "bool", "string", "any", "list", "map"):
        while f"<{of}>" in template:
            template = template.replace(f"<{of}>", _tree(random_, of, depth - 1), 1)
    return template


_LEAVES = {
    "number": (*_NUMBERS, '"12"', "10000000000000000000000", "1000"),
    "bool": (*_BOOLS, '"true"', "1 < 2"),
    "string": ('"a"', '""', '"${1}x"', '"é\\n"', "null", U, '"%%{if}"'),
    "any": ("1", '"b"', "true", "null", "[]", "{}", D),
    "list": ("[]", '["a", "b"]', "[1, null]", "toset([2, 1, 2])", "tolist([true])", "null", f"[{U}]", D),
    "map": ("{}", '{a = 1, "b" = "x"}', "tomap({a = 1})", f"{{a = {U}}}", "{1 = 2, (true) = 3}", D),
}
_TEMPLATES = {
    "number": (
        *("<number> + <number>", "<number> - <number>", "<number> * <number>", "<number> / 4"),
        *("<number> % <number>", "-<number>", "(<number>)", "<bool> ? <number> : <number>", "length(<list>)"),
        *("try(<list>[<number>], <number>)", 'try(<map>["a"], <number>)', 'lookup(<map>, "a", <number>)'),
    ),
    "bool": (
        *("<bool> && <bool>", "<bool> || <bool>", "!<bool>", "(<bool>)", "<any> == <any>", "<any> != <any>"),
        *("<number> < <number>", "<number> >= <number>", "<string> == <string>", "<bool> ? <bool> : <bool>"),
        *("can(<list>[<number>])", "can(<map>.b)", "<list> == <list>", "<map> != <map>", "contains(<list>, <any>)"),
    ),
    "string": (
        *('"x${<any>}y"', '"${<number>}"', '"%{if <bool>}<string%{else}n%{endif}"', '"${<string>}-${<string>}"'),
        *("<bool> ? <string> : <string>", '"%{for v in <list>}(${v})%{endfor}"', 'join("-", <list>)'),
        *('"%{for k, v in <map>~} ${k} %{~endfor}"', "jsonencode(<any>)", "coalesce(<string>, <string>)"),
    ),
    "any": ("<list>", "<map>", "<string>", "<number>", "<bool>", "<bool> ? <any> : <any>", "[<any>, <any>][<number>]"),
    "list": (
        *("[<any>, <any>]", "[for v in <list> : <any>]", "[for k, v in <map> : k]", "<bool> ? <list> : <list>"),
        *("[for i, v in <list> : i if <bool>]", "<list>[*]", "concat(<list>, <list>)", "flatten([<list>, <any>])"),
        *("values(<map>)", "keys(<map>)", "[for v in <list> : [v]]", "<any>[*]"),
        *("[{a = <any>}, {a = <any>}][*].a", "[{a = <any>}].*.a", "tolist(<list>)", "distinct(<list>)"),
    ),
    "map": (
        *("{a = <any>, b = <any>}", "{for k, v in <map> : k => <any>}", "merge(<map>, <map>)", "tomap(<map>)"),
        *("{for v in <list> : v => <any>...}", "<bool> ? <map> : <map>", '{for v in <list> : "k${v}" => v}'),
    ),
}
