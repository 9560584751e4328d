"""Functions that call themselves are found before the interpreter runs out of stack."""

import pytest

from gatewright.engines.recursion import recursive_functions

RECURSIVE = {
    "direct": {"a": "package a\nf(x) if f(x)"},
    "not formatted": {"a": "package a\n  f(x) if {\nf(x) }"},
    "through another": {"a": "package a\nf(x) if g(x)\ng(x) := y if {\n\ty := f(x)\n}"},
    "through else": {"a": "package a\nf(x) := 1 if {\n\tx\n} else := f(x)"},
    "through another module": {
        "a": "package a\nimport data.b\nf(x) if b.g(x)",
        "b": "package b\ng(x) if data.a.f(x)",
    },
    "through an alias": {"a": "package a\n# é\nimport data.a as q\nf(x) if q.f(x)"},
    "with brackets": {"a": 'package a\nf(x) if data.a["f"](x)'},
    "put in a function's place": {"a": "package a\nf(x) if g(x) with g as f\ng(x) if x"},
}
SOUND = {
    "other function": "package a\nf(x) if g(x)\ng(x) if count(x) > 0",
    "two bodies": "package a\nf(x) if x == 1\nf(x) if x == 2\ndeny contains 1 if f(1)",
    "same name elsewhere": "package a\nimport data.lib.b\nf(x) if b.f(x)",
    "in a string": 'package a\nf(x) if x == "f(x)" # f(x)',
    "not Rego": "package a\nf(x) if {",
}


@pytest.mark.parametrize("name", RECURSIVE)
def test_recursion_is_found(name: str) -> None:
    """Every module that takes part is named."""
    found = recursive_functions(RECURSIVE[name])

    assert sorted(RECURSIVE[name]) == sorted(found)


@pytest.mark.parametrize("name", SOUND)
def test_what_only_looks_like_recursion_is_not(name: str) -> None:
    """Names in strings, in other packages and in other bodies call nothing."""
    assert recursive_functions({"a": SOUND[name]}) == {}


def test_the_function_is_named() -> None:
    """The reader learns which function to change."""
    expected = {"a": "the function `f` calls itself; Rego has no recursion"}

    assert expected == recursive_functions(RECURSIVE["direct"])
