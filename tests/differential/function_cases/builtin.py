"""Calls of the functions over the built-in provider, and functions that are gone."""

from __future__ import annotations

from function_cases.builders import TEXT, Case, M, S, each

CASES: list[Case] = [
    *each(
        "provider::terraform::encode_tfvars",
        [
            {"a": 1, "b": "x", "c": [1, {"d": None}], "e": {}},
            M(long_name="x", s="y"),
            {"a b": 1},
            [],
            {},
            None,
            {"a": 'q"${x}%{y}\n\\ é'},
            {"a": TEXT},
        ],
    ),
    *each(
        "provider::terraform::encode_expr",
        [
            {"a": 1, "b c": "x", "d": {"e": [True, None]}},
            [],
            ["a", 1.5],
            {},
            None,
            "a\tb\r\u0001😀\u00a0",
            1,
            [[], {"x": [1]}, {}],
            S("b", "a"),
            M(aa="1", b="2"),
            {"a": {"bb": 1, "c": 2}, "dd": 3},
            {"é": 1, "1": 2, "a-b": 3, "null": 1, "for": 2},
            10**30,
            "$${",
            "$",
            "%",
            "$$",
            "${",
            "%%{",
        ],
    ),
    ("provider::terraform::decode_tfvars", [1]),
    ("provider::terraform::decode_tfvars", TEXT),
    ("list", 1),
    ("map", "a", 1),
    ("type", 1),
]
