"""Tests of rules, written in Rego, are run one by one."""

from gatewright.engines.rego_tests import RegoTest, run_tests
from gatewright.sources.policies import read_shipped_policies

MODULES = {
    "a.rego": "package a\n\nf(x) := x + 1",
    "a_test.rego": """\
package a_test

import data.a

test_right if a.f(1) == 2

test_wrong if a.f(1) == 3

test_false := false

test_mocked if {
	input.x == 5 with input as {"x": 5}
}

test_broken if to_number("x")

not_a_test := "test_no"
""",
}


def test_every_test_has_a_result() -> None:
    """A test passes when it is true; what is false or undefined fails, and what cannot be computed is an error."""
    expected = (
        RegoTest("a_test.rego", "test_right", "pass"),
        RegoTest("a_test.rego", "test_wrong", "fail", '"<undefined>"'),
        RegoTest("a_test.rego", "test_false", "fail", "false"),
        RegoTest("a_test.rego", "test_mocked", "pass"),
        RegoTest("a_test.rego", "test_broken", "error", "a_test.rego, line 15: could not parse string as number"),
    )

    assert expected == run_tests(MODULES)


def test_a_module_that_does_not_load_is_a_result() -> None:
    """The tests of other modules run all the same."""
    results = run_tests({**MODULES, "b.rego": "package b\n\nf(x) if f(x)", "c_test.rego": "package c_test\n\nx if {"})

    assert [result for result in results if not result.name] == [
        RegoTest("b.rego", "", "error", "b.rego: the function `f` calls itself; Rego has no recursion"),
        RegoTest("c_test.rego", "", "error", "c_test.rego, line 3: expecting expression"),
    ]
    assert sum(result.file == "a_test.rego" for result in results) == 5


def test_shipped_policies_pass_their_tests() -> None:
    """Every rule and library that is shipped does what its tests say, on the embedded engine."""
    results = run_tests({file.name: file.text for file in read_shipped_policies()})

    assert [result for result in results if result.outcome != "pass"] == []
    assert len(results) > 30
