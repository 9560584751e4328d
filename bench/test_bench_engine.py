"""How fast the embedded engine is: 40,000 documents, one core, eight rules that use every function of the library."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gatewright.engines.regorus import RegorusEngine
from gatewright.evaluate.evaluation import evaluate
from gatewright.evaluate.request import Request
from gatewright.model.document import Document, Origin, RawProperties
from gatewright.model.rule import Rule
from gatewright.rules.catalogue import build_catalogue
from gatewright.rules.metadata import parse_rule
from gatewright.sources.policies import read_shipped_policies

MANY = 40_000
UNKNOWN = {"$unknown": "decided on apply"}
TEMPLATE = """\
# METADATA
# title: T
# description: D
# custom:
#   severity: low
#   resource_types: [test.bucket]
#   reads: [[versioning, enabled], [acl]]
package rules.test.{name}

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["{name}"], "is wrong") if {{
	some bucket in input.resources["test.bucket"]
	{condition}
}}
"""
CONDITIONS = {
    "literal": "bucket.properties.versioning.enabled == false",
    "literal_in_list": 'some rule in bucket.properties.rules\n\trule.cidr == "0.0.0.0/0"',
    "equal": "known.equal(bucket.properties.versioning.enabled, false)",
    "differs": 'known.differs(bucket.properties.acl, "private")',
    "one_of": 'known.one_of(bucket.properties.acl, {"public-read", "public-read-write"})',
    "missing": "known.missing(bucket.properties.logging)",
    "less": "known.less(bucket.properties.retention, 7)",
    "get": 'known.get(bucket, ["versioning", "enabled"], true) == false',
}
Answer = TypeVar("Answer")

# The time of the one processor that does the work: what else runs on the machine does not count.
pytestmark = pytest.mark.benchmark(timer=time.process_time)


def _rule(name: str, condition: str) -> Rule:
    return parse_rule(TEMPLATE.format(name=name, condition=condition))


RULES = tuple(_rule(name, body) for name, body in CONDITIONS.items())


def _documents(count: int) -> tuple[Document, ...]:
    """Buckets of which one in twenty fails each rule, and one in fifty is unknown to it."""
    return tuple(
        Document(
            id=f"bucket-{number}",
            type="test.bucket",
            properties=RawProperties.model_validate(
                {
                    "acl": "public-read" if number % 20 == 1 else "private",
                    "logging": None if number % 20 == 2 else {"target": "logs"},
                    "retention": 3 if number % 20 == 3 else 30,
                    "rules": [{"cidr": "0.0.0.0/0" if number % 20 == 4 else "10.0.0.0/8", "port": 22}],
                    "versioning": {
                        "enabled": {"$unknown": "decided on apply"} if number % 50 == 0 else number % 20 > 0
                    },
                }
            ),
            origin=Origin(source="memory", address=f"test_bucket.b[{number}]"),
        )
        for number in range(count)
    )


@pytest.fixture(scope="module")
def engine() -> RegorusEngine:
    """The embedded engine with the shipped libraries."""
    return RegorusEngine(build_catalogue(read_shipped_policies()).libraries)


def _measured(benchmark: BenchmarkFixture, call: Callable[[], Answer], evaluations: int) -> Answer:
    """What the call answers; how many evaluations of a rule on a document it makes a second is noted."""
    answer: Answer = benchmark.pedantic(call, rounds=3, warmup_rounds=1)  # type: ignore[no-untyped-call]  # untyped there
    benchmark.extra_info["evaluations_per_second"] = round(evaluations / _best(benchmark))
    return answer


def _best(benchmark: BenchmarkFixture) -> float:
    assert benchmark.stats is not None
    return float(benchmark.stats["min"])


def test_eight_rules(benchmark: BenchmarkFixture, engine: RegorusEngine) -> None:
    """Serialising the documents and reading the hits are part of it."""
    documents = _documents(MANY)

    evaluation = _measured(benchmark, lambda: engine.evaluate(RULES, documents, {}), len(RULES) * MANY)

    assert evaluation.errors == {}


def test_forty_rules(benchmark: BenchmarkFixture, engine: RegorusEngine) -> None:
    """As many rules as a scan has: the documents are handed over once for all of them."""
    documents = _documents(MANY)
    rules = tuple(_rule(f"{name}_{copy}", body) for copy in range(5) for name, body in CONDITIONS.items())

    evaluation = _measured(benchmark, lambda: engine.evaluate(rules, documents, {}), len(rules) * MANY)

    assert evaluation.errors == {}


def test_report(benchmark: BenchmarkFixture, engine: RegorusEngine) -> None:
    """Outcomes, findings and score come on top; passes are counted but not kept."""
    request = Request(
        documents=_documents(MANY), rules=RULES, engine=engine, kept=frozenset({"fail", "unknown", "error"})
    )

    report = _measured(benchmark, lambda: evaluate(request), len(RULES) * MANY)

    assert sum(report.summary.outcomes.values()) == len(RULES) * MANY


def test_twice_the_documents(benchmark: BenchmarkFixture, engine: RegorusEngine) -> None:
    """The time for 40,000 documents over that for 20,000: 2.0 is linear."""
    half, whole = _documents(MANY // 2), _documents(MANY)
    before = min(_seconds(engine, half) for _ in range(3))

    _measured(benchmark, lambda: engine.evaluate(RULES, whole, {}), len(RULES) * MANY)

    benchmark.extra_info["ratio"] = round(_best(benchmark) / before, 2)


def _seconds(engine: RegorusEngine, documents: tuple[Document, ...]) -> float:
    started = time.process_time()
    engine.evaluate(RULES, documents, {})
    return time.process_time() - started
