"""Both engines say the same: the embedded one, and OPA as the reference."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from gatewright.app.estate import LoadOptions, load
from gatewright.app.policies import load_policies
from gatewright.engines.opa import OpaEngine
from gatewright.engines.opa_process import running_opa
from gatewright.engines.rego_tests import run_tests
from gatewright.engines.regorus import RegorusEngine
from gatewright.model.document import Document
from gatewright.model.rule import Rule
from gatewright.rules.catalogue import build_catalogue
from gatewright.rules.metadata import parse_rule
from gatewright.sources.policies import read_shipped_policies, shipped_policies
from gatewright.testing.strategies import estates

pytestmark = pytest.mark.opa

CATALOGUE = build_catalogue(read_shipped_policies())
FIXTURES = Path(__file__).parent.parent.parent / "terraform_fixtures"

TEMPLATE = """\
# METADATA
# title: T
# description: D
# custom:
#   severity: low
#   resource_types: [test.bucket, test.key, test.network]
#   reads: []
package rules.test.{name}

import data.lib.finding
import data.lib.known
import data.lib.related

deny contains finding.at(document, ["{name}"], message) if {{
	some documents in input.resources
	some document in documents
	{body}
}}
"""
BODIES = {
    "value": 'known.value(document.properties.enabled)\n\tmessage := "m"',
    "equal": 'known.equal(document.properties.enabled, document.properties.port)\n\tmessage := "m"',
    "equal_literal": 'known.equal(document.properties.enabled, false)\n\tmessage := "m"',
    "differs": 'known.differs(document.properties.enabled, document.properties.port)\n\tmessage := "m"',
    "differs_literal": 'known.differs(document.properties.enabled, true)\n\tmessage := "m"',
    "one_of": 'known.one_of(document.properties.name, {"a", "", 3, null})\n\tmessage := "m"',
    "one_of_rules": 'known.one_of(document.properties.name, document.properties.rules)\n\tmessage := "m"',
    "none_of": 'known.none_of(document.properties.name, {"a", "", 3, null})\n\tmessage := "m"',
    "none_of_rules": 'known.none_of(document.properties.name, document.properties.rules)\n\tmessage := "m"',
    "less": 'known.less(document.properties.port, 4)\n\tmessage := "m"',
    "more": 'known.more(document.properties.port, 4)\n\tmessage := "m"',
    "missing": 'known.missing(document.properties.name)\n\tmessage := "m"',
    "present": 'known.present(document.properties.name)\n\tmessage := "m"',
    # The value is bound first: the engines differ about `not f(x)` where `x` is undefined.
    "not_value": 'value := document.properties.enabled\n\tnot known.value(value)\n\tmessage := "m"',
    "get": 'message := json.marshal(known.get(document, ["rules", "name"], "absent"))',
    "get_index": 'message := json.marshal(known.get(document, ["rules", 0, "port"], 7))',
    "every": 'every rule in document.properties.rules { known.more(rule, 1) }\n\tmessage := "m"',
    "related": 'some key in related.each(document, "key")\n\tmessage := json.marshal(key)',
    # Fails while it runs wherever a name is no string.
    "strict": 'startswith(document.properties.name, "a")\n\tmessage := "m"',
}
RULES = [parse_rule(TEMPLATE.format(name=name, body=body)) for name, body in BODIES.items()]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The URL of an OPA server."""
    with running_opa("opa") as running:
        yield running


def _answers(engine: RegorusEngine | OpaEngine, rules: list[Rule], documents: tuple[Document, ...]) -> object:
    """Hits by rule; of a rule that failed only that it did, for the engines word their errors differently."""
    evaluation = engine.evaluate(rules, documents, {})
    return dict(evaluation.hits), sorted(evaluation.errors)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(estates(max_size=12))
def test_the_libraries_mean_the_same(url: str, documents: tuple[Document, ...]) -> None:
    """Every function of the libraries gives the same hits, and the same rules fail, on generated documents."""
    expected = _answers(OpaEngine(CATALOGUE.libraries, url=url), RULES, documents)

    assert expected == _answers(RegorusEngine(CATALOGUE.libraries), RULES, documents)


def test_shipped_tests_end_the_same() -> None:
    """Every Rego test of the shipped policies has the same result under `opa test`."""
    modules = {file.name: file.text for file in read_shipped_policies()}

    ours = {(test.file, test.name): test.outcome == "pass" for test in run_tests(modules)}

    assert _opa_tests() == ours


def _opa_tests() -> Mapping[tuple[str, str], bool]:
    finished = subprocess.run(
        ["opa", "test", "--format=json", "."], cwd=shipped_policies(), capture_output=True, check=False
    )
    return {
        (test["location"]["file"].removeprefix("./"), test["name"]): not (test.get("fail") or test.get("error"))
        for test in json.loads(finished.stdout)
    }


def test_shipped_rules_hit_alike_on_every_fixture() -> None:
    """Every shipped rule has the same hits on the documents of all fixtures and of the shop, whichever engine asks."""
    policies = load_policies()
    fixtures = load(FIXTURES / "aws", LoadOptions()).documents
    shop = load(FIXTURES / "estates" / "shop", LoadOptions()).documents

    embedded = RegorusEngine(policies.libraries).evaluate(policies.rules, (*fixtures, *shop), {})
    server = OpaEngine(policies.libraries).evaluate(policies.rules, (*fixtures, *shop), {})

    assert embedded.errors == {}
    assert all(hits for hits in embedded.hits.values())
    assert (embedded.hits, embedded.errors) == (server.hits, server.errors)
