"""How long it takes to find out which of 5,000 suppressions fit which of 50,000 findings."""

from collections.abc import Callable
from datetime import date

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gatewright.evaluate.fitting import Paths
from gatewright.evaluate.suppressing import Governance, Run, suppress
from gatewright.evaluate.suppression import Entry, Scope
from gatewright.model.finding import DocumentRef, Finding
from gatewright.model.location import Frame, Location, Position
from gatewright.model.rule import Rule
from gatewright.owners.pattern import expression

FINDINGS, ENTRIES, RULES, MODULES = 50_000, 5_000, 300, 2_000


def _at(line: int) -> Position:
    return Position(line=line, column=1)


def _rule(number: int) -> Rule:
    return Rule(
        id=f"aws.service{number % 20}.rule{number}",
        title="T",
        description="D",
        severity="low",
        resource_types=("test.bucket",),
        reads=(),
        package="p",
        source="",
    )


def _finding(number: int, rule: Rule) -> Finding:
    module, line = number % MODULES, 1 + number // MODULES * 10
    file = f"modules/m{module}/main.tf"
    return Finding(
        fingerprint=f"{number:032x}",
        rule=rule,
        severity="low",
        outcome="fail",
        message="is wrong",
        document=DocumentRef(
            id=f"d{number}",
            type="test.bucket",
            name="n",
            address=f'module.m{module}["a"].test_bucket.b{number}',
            root=".",
            provider="aws",
            account="111111111111",
            region=None,
            tags={"stage": str(number % 50)},
        ),
        location=Location(file=file, start=_at(line + 1), end=_at(line + 2)),
        stack=(
            Frame(kind="resource", file=file, start=_at(line), end=_at(line)),
            Frame(kind="module_call", file="main.tf", start=_at(module * 5 + 1), end=_at(module * 5 + 1)),
        ),
    )


def _comment(number: int) -> Entry:
    scope = Scope("main.tf", _at(number + 1), _at(number + 6))
    return Entry(kind="inline", rules=("*",), reason="r", file="main.tf", line=number, scope=scope)


def _addressed(number: int) -> Entry:
    address = f"module.m{number % MODULES}[*].test_bucket.b{number}"
    return Entry(kind="config", rules=("aws.*",), reason="r", file="c", line=number, addresses=(address,))


def _anywhere(number: int) -> Entry:
    return Entry(kind="config", rules=("aws.*",), reason="r", file="c", line=number, addresses=(f"*.b{number}",))


def _below(number: int) -> Entry:
    path = f"/modules/m{number % MODULES}/{number}/**"
    return Entry(kind="config", rules=("aws.*",), reason="r", file="c", line=number, paths=(path,))


def _tagged(number: int) -> Entry:
    return Entry(kind="config", reason="r", file="c", line=number, tags={"stage": str(number)})


def _held(number: int) -> Entry:
    return Entry(kind="baseline", file="b", line=number, fingerprints=frozenset({f"{number:032x}"}))


@pytest.mark.parametrize("entry", [_comment, _addressed, _anywhere, _below, _tagged, _held])
def test_suppress(benchmark: BenchmarkFixture, entry: Callable[[int], Entry]) -> None:
    """All entries are of one kind, which is the hardest."""
    rules = [_rule(number) for number in range(RULES)]
    findings = {"": [_finding(number, rules[number % RULES]) for number in range(FINDINGS)]}
    entries = [entry(number) for number in range(ENTRIES)]
    ids = frozenset(rule.id for rule in rules)
    run = Run(today=date(2026, 1, 1), ran=ids, known=ids, paths=Paths(expression))

    refined = benchmark.pedantic(  # type: ignore[no-untyped-call]  # the plugin is typed in part
        suppress, (findings, entries, Governance(), run), rounds=1
    )

    assert len(refined.findings[""]) == FINDINGS
