"""Unit tests of rules, written in Rego and run on the embedded engine: every `test_…` of every `…_test.rego`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import regorus

from gatewright.engines.recursion import recursive_functions
from gatewright.engines.regorus import guarded, load_libraries
from gatewright.errors import RuleError
from gatewright.rules.catalogue import TEST_SUFFIX
from gatewright.rules.metadata import package_of
from gatewright.rules.portability import code_of

_TEST = re.compile(r"^(test_\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RegoTest:
    """One test and how it ended."""

    file: str
    name: str
    outcome: Literal["pass", "fail", "error"]
    detail: str = ""


def run_tests(modules: Mapping[str, str]) -> tuple[RegoTest, ...]:
    """The results of all tests in the modules (Rego texts by file name), by file and in the order written.

    A module that cannot be loaded is a result of its own, an error without a test's name.
    """
    recursive = recursive_functions(modules)
    engine = load_libraries({})
    guarded(engine.set_input_json, "{}")
    results: list[RegoTest] = []
    for file, text in sorted(modules.items(), key=lambda module: (module[0].endswith(TEST_SUFFIX), module[0])):
        tested = engine.clone() if file.endswith(TEST_SUFFIX) else engine
        try:
            _load(tested, file, text, recursive)
        except RuleError as error:
            results.append(RegoTest(file, "", "error", str(error)))
        else:
            results.extend(_run_file(tested, file, text) if tested is not engine else ())
    return tuple(results)


def _load(engine: regorus.Engine, file: str, text: str, recursive: Mapping[str, str]) -> None:
    package_of(text, file)
    if file in recursive:
        raise RuleError(f"{file}: {recursive[file]}")
    guarded(engine.add_policy, file, text)


def _run_file(engine: regorus.Engine, file: str, text: str) -> Iterator[RegoTest]:
    package = package_of(text, file)
    for name in dict.fromkeys(_TEST.findall(code_of(text))):
        try:
            # A test with an engine of its own cannot see what another one left behind.
            answer = guarded(engine.clone().eval_rule_as_json, f"data.{package}.{name}")
        except RuleError as error:
            yield RegoTest(file, name, "error", str(error))
        else:
            yield RegoTest(file, name, "pass") if answer == "true" else RegoTest(file, name, "fail", answer)
