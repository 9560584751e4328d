"""The guards of `lib.known` are tested by removing them: the library's own tests must turn red each time."""

import pytest

from gatewright.engines.rego_tests import run_tests
from gatewright.sources.policies import read_shipped_policies

MODULES = {file.name: file.text for file in read_shipped_policies() if file.name.startswith("lib/known/")}
KNOWN = "lib/known/known.rego"

MUTATIONS = [
    # Nothing is unknown any more: neither a value itself nor a part of it.
    ('_unknown(v) if v["$unknown"]', '_unknown(v) if v["$nothing"]'),
    ("\twalk(v, [_, part])\n", "\tpart := v\n"),
    # A helper forgets its guard.
    ("value(v) if not _unknown(v)", "value(_) if true"),
    ("by the name `equal`\n\t_settled(v)", "by the name `equal`"),
    ("v != x\n\t_settled(v)", "v != x"),
    ("v != x\n\t_settled(v)\n\t_settled(x)", "v != x\n\t_settled(v)"),
    ("\tv in choices\n\t_settled(v)", "\tv in choices"),
    ("not v in choices\n\t_settled(v)", "not v in choices"),
    ("\t_settled(choices)", ""),
    ("v < n\n\tis_number(v)", "v < n"),
    ("v < n\n\tis_number(v)\n\tis_number(n)", "v < n\n\tis_number(v)"),
    ("v > n\n\tis_number(v)", "v > n"),
    ("v > n\n\tis_number(v)\n\tis_number(n)", "v > n\n\tis_number(v)"),
    ("not missing(v)\n\tnot _unknown(v)", "not missing(v)"),
    ("not _unknown(v)\n} else := fallback if", "true\n} else := fallback if"),
    ("{\n\tnot _unknown_on(resource.properties, path)\n}", "true"),
    ("some end in numbers.range(0, count(path))", "some end in [count(path)]"),
]


def test_the_libraries_pass_as_they_are() -> None:
    """Every mutation below starts from green."""
    assert {"pass"} == {test.outcome for test in run_tests(MODULES)}


@pytest.mark.parametrize(("old", "new"), MUTATIONS)
def test_a_removed_guard_turns_a_test_red(old: str, new: str) -> None:
    """Without the guard a rule would speak about what nobody knows, and a test of the library says so."""
    assert MODULES[KNOWN].count(old) == 1
    results = run_tests({**MODULES, KNOWN: MODULES[KNOWN].replace(old, new)})

    outcomes = {test.outcome for test in results}
    assert {"fail", "pass"} == outcomes
