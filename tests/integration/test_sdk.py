"""The library as a program of its own uses it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import JsonValue

import gatewright as gw

BUCKET = {"type": "aws.s3.bucket", "id": "b", "properties": {"versioning": {"enabled": False}}}
VERSIONING = "aws.s3.bucket_versioning_disabled"

OWN_RULE = """\
# METADATA
# title: Queue has no name
# description: A queue without a name cannot be found; name it.
# custom:
#   severity: low
#   resource_types: [terraform.acme_queue]
#   reads: [[label]]
#   parameters: {wanted: ""}
package rules.acme.queue_without_name

import data.lib.finding
import data.lib.known

deny contains finding.at(queue, ["label"], "the label is empty") if {
	some queue in input.resources["terraform.acme_queue"]
	known.equal(queue.properties.label, data.config["acme.queue_without_name"].wanted)
}
"""

OWN_FRAMEWORK = """\
name: acme
version: "1"
title: What Acme asks for
requirements:
  - id: "1"
    title: Storage
    controls:
      - {id: "1.1", title: Versions are kept, rules: [aws.s3.bucket_versioning_disabled]}
"""


class _Queues:
    """A source of one's own."""

    def collect(self) -> gw.Collected:
        queue = gw.document({"type": "terraform.acme_queue", "id": "q", "properties": {"label": ""}})
        return gw.Collected((queue,))


class _Silent:
    """An engine that never finds anything."""

    name = "silent"

    def evaluate(
        self, rules: Sequence[gw.Rule], documents: Sequence[gw.Document], config: Mapping[str, JsonValue]
    ) -> gw.Evaluation:
        return gw.Evaluation({rule.id: () for rule in rules})


def _failing(report: gw.Report) -> list[tuple[str, str]]:
    return [(f.rule.id, f.document.id) for f in report.findings if f.outcome == "fail"]


def test_exported_names_are_sorted_and_complete() -> None:
    """What the package offers is what `__all__` lists, in order."""
    homes = {name for names in gw._HOMES.values() for name in names}
    assert sorted(gw.__all__) == gw.__all__
    assert homes | {"__version__"} == set(gw.__all__)
    assert all(getattr(gw, name) is not None for name in gw.__all__)
    assert set(gw.__all__) <= set(dir(gw))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """A misspelt name raises what `hasattr` expects."""
    assert not hasattr(gw, "scann")


def test_parts_of_the_package_do_not_hide_its_functions() -> None:
    """`gatewright.rules` and `gatewright.evaluate` are packages too; the functions win, whatever is imported first."""
    program = (
        "import gatewright.rules.catalogue, gatewright.evaluate.score; import gatewright as gw; "
        "assert callable(gw.rules) and callable(gw.evaluate)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_importing_loads_nothing_else() -> None:
    """`import gatewright` leaves pydantic, rich, the parser and the engine alone."""
    program = (
        "import sys, gatewright; "
        "print(sorted({'pydantic', 'rich', 'typer', 'regorus', 'tree_sitter', 'typing'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {program}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert answer.stdout == "[]\n"


def test_scan_is_load_and_evaluate(shop: Path) -> None:
    """The report of a scan is that of an evaluation of what was loaded."""
    assert gw.evaluate(gw.load(shop), rules=["aws.s3.*"]) == gw.scan(shop, rules=["aws.s3.*"])


def test_a_finding_says_rule_outcome_place_and_owners(shop: Path) -> None:
    """A finding carries what a person needs, and its place prints as editors take it."""
    report = gw.scan(str(shop), rules=["aws.s3.bucket_policy_public"])
    (finding,) = (f for f in report.findings if f.outcome == "fail")
    assert "aws.s3.bucket_policy_public" == finding.rule.id
    assert "modules/storage/main.tf:128:3" == str(finding.location)
    assert ("@acme/data", "@acme/platform", "catalogue", "platform") == finding.owners


def test_variables_take_values_of_any_kind(tmp_path: Path) -> None:
    """Text stands for itself, other values for an expression that is never interpolated."""
    (tmp_path / "main.tf").write_text(
        'variable "name" { type = string }\nvariable "tags" { type = map(string) }\n'
        'resource "aws_s3_bucket" "b" {\n  bucket = var.name\n  tags = var.tags\n}\n'
    )
    estate = gw.load(tmp_path, variables={"name": "logs", "tags": {"team": "${x}"}})
    assert ("logs", {"team": "${x}"}) == (estate.documents[0].name, estate.documents[0].tags)


def test_the_environment_is_not_looked_at_unless_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TF_VAR_ variables count when the caller passes the environment."""
    (tmp_path / "main.tf").write_text(
        'variable "name" { default = "d" }\nresource "aws_s3_bucket" "b" { bucket = var.name }\n'
    )
    monkeypatch.setenv("TF_VAR_name", "e")
    names = [gw.load(tmp_path, environment=given).documents[0].name for given in ({}, {"TF_VAR_name": "e"})]
    assert ["d", "e"] == names


def test_a_document_from_a_dictionary_is_typed() -> None:
    """A type that has a model gets typed properties with the provider's defaults."""
    bucket = gw.document(BUCKET)
    assert ("aws.s3.bucket", "aws", "memory") == (bucket.type, bucket.provider, bucket.origin.source)
    assert False is bucket.properties.versioning.enabled  # type: ignore[attr-defined]  # typed by the resource type
    assert [(VERSIONING, "b")] == _failing(gw.evaluate([bucket], rules=[VERSIONING]))


def test_a_document_without_a_model_keeps_its_attributes() -> None:
    """Raw properties hold what they are given, with unknown values as such."""
    queue = gw.document({"type": "terraform.acme_queue", "properties": {"label": {"$unknown": "later"}}})
    assert gw.Unknown("later") == queue.properties.label  # type: ignore[attr-defined]  # raw
    assert {"label": {"$unknown": "later"}} == queue.model_dump(mode="json")["properties"]


def test_a_document_round_trips_through_inspect() -> None:
    """What `inspect` writes can be read back."""
    bucket = gw.document({**BUCKET, "properties": {"versioning": {"$unknown": "later"}}})
    assert bucket == gw.document({**bucket.model_dump(mode="json"), "unknowns": [], "provenance": []})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "a document needs a `type`, such as `aws.s3.bucket`"),
        (
            {"type": "aws.s3.bucket", "properties": {"versionin": {}}},
            (
                "the properties of a `aws.s3.bucket` cannot be used: `versionin` is not a property of it; "
                "did you mean `versioning`?"
            ),
        ),
        (
            {"type": "aws.s3.bucket", "id": "b", "colour": "red"},
            "the document `b` cannot be used: `colour` is not a property of it",
        ),
    ],
)
def test_a_document_that_cannot_be_used_says_why(fields: dict[str, JsonValue], message: str) -> None:
    """The message names the place and what is wrong there."""
    with pytest.raises(gw.InputError) as caught:
        gw.document(fields)
    assert message == str(caught.value)


def test_a_rule_from_a_string_and_a_source_of_ones_own() -> None:
    """A rule given as it is judges the documents of a source given as it is."""
    report = gw.evaluate(gw.collect(_Queues()), rules=[gw.rule(OWN_RULE)])
    assert [("acme.queue_without_name", "q")] == _failing(report)


def test_rules_may_be_patterns_and_rules_of_ones_own_together() -> None:
    """Patterns choose among the shipped rules; a rule given as it is comes on top."""
    documents = [gw.document(BUCKET), *_Queues().collect().documents]
    report = gw.evaluate(documents, rules=["aws.s3.bucket_vers*", gw.rule(OWN_RULE)])
    assert {(VERSIONING, "b"), ("acme.queue_without_name", "q")} == set(_failing(report))


def test_a_rule_of_the_same_id_stands_in_for_the_shipped_one() -> None:
    """A changed copy of a shipped rule is used instead of it."""
    shipped = next(rule for rule in gw.rules() if rule.id == VERSIONING)
    report = gw.evaluate([gw.document(BUCKET)], rules=["aws.s3.*", shipped.model_copy(update={"severity": "critical"})])
    assert ["critical"] == [f.severity for f in report.findings if f.rule.id == VERSIONING]


def test_parameters_severities_and_weights_are_the_callers() -> None:
    """Each is by name, over the rule's own and over the default weights."""
    report = gw.evaluate(
        gw.collect(_Queues()),
        rules=[gw.rule(OWN_RULE)],
        parameters={"acme.queue_without_name": {"wanted": "x"}},
        severities={"acme.queue_without_name": "high"},
        weights={"high": 7},
    )
    assert [("pass", "high")] == [(f.outcome, f.severity) for f in report.findings]
    assert (7.0, 5.0) == (report.summary.score.weights["high"], report.summary.score.weights["critical"])


def test_a_framework_of_ones_own_restricts_the_rules() -> None:
    """Only rules that its controls name are asked, and findings name the control."""
    report = gw.evaluate([gw.document(BUCKET)], frameworks=[gw.framework(OWN_FRAMEWORK)])
    (finding,) = report.findings
    assert [gw.Control(framework="acme", version="1", requirement="1", control="1.1")] == list(finding.controls)


def test_an_engine_of_ones_own_answers() -> None:
    """The report carries the engine's name and its answers."""
    report = gw.evaluate([gw.document(BUCKET)], rules=[VERSIONING], engine=_Silent())
    assert ("silent", ["pass"]) == (report.engine, [f.outcome for f in report.findings])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rules": ["aws.s3.bucket_acl_pubic"]}, "no rule matches `aws.s3.bucket_acl_pubic`; did you mean"),
        ({"frameworks": ["nist"]}, "no framework `nist`"),
        ({"parameters": {"aws.x": {}}}, "`parameters` names the rule `aws.x`, which does not exist"),
        ({"severities": {VERSIONING: "grave"}}, "`grave` is no severity; choose one of critical, high"),
        ({"engine": "other"}, "there is no engine `other`; choose `regorus` or `opa`"),
        ({"rules_dirs": ["no-such-folder"]}, "no directory `no-such-folder`"),
    ],
)
def test_a_wrong_argument_says_what_would_be_right(arguments: dict[str, object], message: str) -> None:
    """Usage errors name the value and what to do next."""
    with pytest.raises(gw.UsageError) as caught:
        gw.evaluate([gw.document(BUCKET)], **arguments)  # type: ignore[arg-type]  # wrong on purpose
    assert str(caught.value).startswith(message)


def test_render_takes_a_format_by_name(shop: Path) -> None:
    """A report in a format, with excerpts where the folder is given."""
    report = gw.scan(shop, rules=["aws.s3.bucket_policy_public"])
    assert gw.render(report, "json").startswith('{\n  "schema": "gatewright-report/1"')
    assert "> 128 |" in gw.render(report, "terminal", root=shop)
    with pytest.raises(gw.UsageError, match="there is no format `pdf`"):
        gw.render(report, "pdf")


def test_scans_in_threads_answer_as_one_alone(shop: Path) -> None:
    """Four scans at once, in a process that has scanned nothing before, give what one gives."""
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(gw.scan, [shop] * 4))
    assert [reports[0]] * 3 == reports[1:]


def test_first_scans_in_threads_of_a_new_process(shop: Path) -> None:
    """Nothing that is made at first use is made wrongly by four threads at once."""
    program = (
        "from concurrent.futures import ThreadPoolExecutor; import gatewright as gw\n"
        f"with ThreadPoolExecutor(4) as pool: reports = list(pool.map(gw.scan, [{str(shop)!r}] * 4))\n"
        "assert all(report == reports[0] for report in reports)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_nothing_is_printed(shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The library writes to no stream."""
    gw.render(gw.scan(shop), "terminal")
    assert ("", "") == capfd.readouterr()


def test_results_are_frozen(shop: Path) -> None:
    """Nobody can change what another thread reads."""
    estate = gw.load(shop)
    with pytest.raises(AttributeError):
        estate.documents = ()  # type: ignore[misc]  # frozen, that is the point
    with pytest.raises(ValueError, match="frozen"):
        estate.documents[0].name = "x"  # type: ignore[misc]  # frozen, that is the point


def test_the_network_is_out_of_reach_in_tests() -> None:
    """The guard of the test suite itself works."""
    with socket.socket() as connection, pytest.raises(RuntimeError, match="tests reach loopback only"):
        connection.connect(("192.0.2.1", 80))
