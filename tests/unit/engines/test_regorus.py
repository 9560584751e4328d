"""The embedded engine gives hits, and keeps the failure of a rule to that rule."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from gatewright.engines.regorus import RegorusEngine
from gatewright.errors import EngineError, UsageError
from gatewright.model.document import Document, Origin, RawProperties
from gatewright.model.finding import Hit
from gatewright.model.rule import Rule
from gatewright.rules.metadata import parse_rule

HEAD = """\
# METADATA
# title: T
# description: D
# custom:
#   severity: low
#   resource_types: [test.bucket]
#   reads: [["@key", name]]
#   parameters: {days: 7}
"""
SOUND = """\
package rules.test.sound

deny contains {"resource": bucket.id, "path": ["enabled"], "message": "is off"} if {
	some bucket in input.resources["test.bucket"]
	bucket.properties.enabled == false
}
"""


def _rule(body: str, head: str = HEAD) -> Rule:
    return parse_rule(head + body)


def _document(identity: str, kind: str = "test.bucket", **properties: JsonValue) -> Document:
    return Document(
        id=identity,
        type=kind,
        properties=RawProperties.model_validate(properties),
        origin=Origin(source="memory"),
    )


DOCUMENTS = (_document("a", enabled=True), _document("b", enabled=False), _document("k", "test.key"))


def test_a_rule_that_finds_something_has_hits() -> None:
    """A hit names the document, the path and what is wrong."""
    evaluation = RegorusEngine({}).evaluate([_rule(SOUND)], DOCUMENTS, {})

    expected = {"test.sound": (Hit(resource="b", path=("enabled",), message="is off"),)}
    assert expected == evaluation.hits
    assert evaluation.errors == {}


def test_a_library_is_called() -> None:
    """What a rule imports comes from the libraries that the engine was made with."""
    library = 'package lib.names\nname(v) := concat("-", ["x", v])'
    body = """\
package rules.test.named
import data.lib.names
deny contains {"resource": "a", "path": [], "message": names.name("y")}
"""
    evaluation = RegorusEngine({"names.rego": library}).evaluate([_rule(body)], DOCUMENTS, {})

    assert evaluation.hits == {"test.named": (Hit(resource="a", path=(), message="x-y"),)}


@pytest.mark.parametrize(("config", "message"), [({}, "7"), ({"test.days": {"days": 30}}, "30")])
def test_parameters_come_from_the_caller_or_the_metadata(config: dict[str, JsonValue], message: str) -> None:
    """`data.config` holds the parameters of every rule by its id."""
    body = """\
package rules.test.days
deny contains {"resource": "a", "path": [], "message": sprintf("%d", [data.config["test.days"].days])}
"""
    evaluation = RegorusEngine({}).evaluate([_rule(body)], DOCUMENTS, config)

    assert evaluation.hits == {"test.days": (Hit(resource="a", path=(), message=message),)}


def test_what_a_relation_points_to_is_found_by_id() -> None:
    """`input.by_id` holds the targets of relations, and nothing else."""
    bucket = _document("a").model_copy(update={"relations": {"key": ("k",)}})
    body = """\
package rules.test.targets
deny contains {"resource": "a", "path": [], "message": id} if some id, _ in input.by_id
"""
    evaluation = RegorusEngine({}).evaluate([_rule(body)], (bucket, _document("k", "test.key"), _document("x")), {})

    assert evaluation.hits == {"test.targets": (Hit(resource="a", path=(), message="k"),)}


BROKEN = [
    ("deny contains 1 if {", "test.broken, line 12: expecting expression"),
    ("deny contains 1 if nowhere(1)", "test.broken, line 11: could not find function nowhere"),
    ('deny contains 1 if to_number("x")', "test.broken, line 11: could not parse string as number"),
    ("deny contains 1 if 1 / 0", "test.broken, line 11: divide by zero"),
    ("deny contains 1 if a\na if b\nb if a", "test.broken, line 12: recursion detected when evaluating rule"),
    ("f(x) if f(x + 1)\ndeny contains 1 if f(1)", "the function `f` calls itself; Rego has no recursion"),
    ("violation contains 1", "defines no `deny`; write `deny contains finding.at(…) if {…}`"),
    ("deny := true", "`deny` must be a set of hits; write `deny contains finding.at(…) if {…}`"),
    (
        'deny contains "x"',
        "a hit must be `{resource, path, message}`, and its `hit` is wrong; use `finding.at`",
    ),
    (
        'deny contains {"resource": "a", "message": "m"}',
        "a hit must be `{resource, path, message}`, and its `path` is wrong; use `finding.at`",
    ),
    (
        'deny contains {"resource": "z", "path": [], "message": "m"}',
        "a hit names `z`, which is no document's id; use `finding.at` on a document",
    ),
    (
        'deny contains {"resource": "k", "path": [], "message": "m"}',
        "a hit names `k` of type `test.key`, which is not in `resource_types`; add it",
    ),
]


@pytest.mark.parametrize(("body", "error"), BROKEN)
def test_a_failing_rule_is_an_error_and_the_others_go_on(body: str, error: str) -> None:
    """A rule that does not compile, fails or answers nonsense is named with the reason."""
    broken = _rule(f"package rules.test.broken\n\n{body}\n")
    evaluation = RegorusEngine({}).evaluate([broken, _rule(SOUND)], DOCUMENTS, {})

    assert evaluation.errors == {"test.broken": error}
    assert list(evaluation.hits) == ["test.sound"]


def test_an_error_tells_no_values() -> None:
    """The engine prints the variables in scope; they may be long, and none of the reader's business."""
    body = 'package rules.test.scope\nf(v) if not walk(v, [_, {"k": _}])\ndeny contains 1 if f([{"k": "hidden"}])\n'
    evaluation = RegorusEngine({}).evaluate([_rule(body)], DOCUMENTS, {})

    assert evaluation.errors == {"test.scope": "test.scope, line 10: var _ is unsafe"}


@pytest.mark.parametrize("depth", [200, 400])
def test_a_document_that_the_engine_cannot_take_is_an_error_of_the_rules_about_it(depth: int) -> None:
    """What is nested too deeply for the engine, or for JSON at all, must not read as a pass."""
    deep: JsonValue = "x"
    for _ in range(depth):
        deep = [deep]
    about_keys = _rule("package rules.test.keys\ndeny contains 1 if false", HEAD.replace("test.bucket", "test.key"))
    documents = (*DOCUMENTS, _document("deep", "test.key", name=deep))
    alone = _rule(SOUND, HEAD.replace('"@key", ', ""))

    evaluation = RegorusEngine({}).evaluate([about_keys, alone], documents, {})

    assert list(evaluation.errors) == ["test.keys"]
    assert evaluation.errors["test.keys"].startswith("the document `deep` cannot be given to the engine: ")
    assert [hit.resource for hit in evaluation.hits["test.sound"]] == ["b"]


def test_a_rule_that_follows_a_relation_needs_the_document_at_its_end() -> None:
    """A target that the engine cannot take is missing for the rules that follow relations."""
    deep: JsonValue = "x"
    for _ in range(200):
        deep = [deep]
    bucket = _document("a").model_copy(update={"relations": {"key": ("deep",)}})

    evaluation = RegorusEngine({}).evaluate([_rule(SOUND)], (bucket, _document("deep", "test.key", name=deep)), {})

    assert list(evaluation.errors) == ["test.sound"]


def test_a_rule_does_not_pay_for_another_ones_fault() -> None:
    """A rule that fails beside the others is tried alone."""
    intruder = _rule("package rules.test\n\nsound.deny := 1\ndeny contains 1 if false")

    evaluation = RegorusEngine({}).evaluate([intruder, _rule(SOUND)], DOCUMENTS, {})

    assert [hit.resource for hit in evaluation.hits["test.sound"]] == ["b"]


def test_a_broken_library_is_an_engine_error() -> None:
    """Without its library no rule means what it says."""
    with pytest.raises(EngineError) as caught:
        RegorusEngine({"x.rego": "package lib.x\n\nf(v) if {"}).evaluate([], (), {})

    assert str(caught.value) == "a library cannot be loaded: x.rego, line 3: expecting expression"


def test_two_rules_of_one_name_are_refused() -> None:
    """Two rules in one package would run as one."""
    with pytest.raises(UsageError) as caught:
        RegorusEngine({}).evaluate([_rule(SOUND), _rule(SOUND)], (), {})

    assert str(caught.value) == "two rules are called `test.sound`; give each rule a package of its own"


def test_a_rule_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """`print` in a rule is for its author, not for the user of a library."""
    body = 'package rules.test.loud\ndeny contains 1 if {\n\tprint("here")\n\tfalse\n}'
    RegorusEngine({}).evaluate([_rule(body)], DOCUMENTS, {})

    assert capfd.readouterr() == ("", "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from(list('abfx(){}[]:=".,|\n\t ')) | st.sampled_from("é0")))
def test_noise_is_an_error_and_never_the_end(noise: str) -> None:
    """Whatever a rule's body is, the other rule answers."""
    broken = _rule(f"package rules.test.noise\ndeny contains 1 if false\n{noise}")
    evaluation = RegorusEngine({}).evaluate([broken, _rule(SOUND)], DOCUMENTS, {})

    assert [hit.resource for hit in evaluation.hits["test.sound"]] == ["b"]
    assert ("test.noise" in evaluation.errors) != ("test.noise" in evaluation.hits)
