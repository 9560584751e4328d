"""SARIF 2.1.0 as GitHub code scanning accepts it.

What GitHub does decides some questions that the standard leaves open:

- It turns every result into an alert, whatever the result's `kind`. So results are what fails; with `all_outcomes` also
  `pass` (kind pass), `unknown` (kind open) and `skipped` (kind notApplicable), each with the level none that the
  standard asks for. The counts of all outcomes are in `run.properties` and in a notification, always.
- An outcome `error` says something about the rule, not about the code: it is a notification of the tool at the level
  error, never a result, and `executionSuccessful` is false.
- It refuses a log with a result that has no file. `sarif_places` says what is done; what finds no place is a
  notification.
- It does not know `suppressions`, and opens an alert for a suppressed result as for any other. So suppressed findings
  are results only with `all_outcomes`, and then carry their suppression; without, a notification names them.
- It refuses more than 25,000 results: the gravest are kept, and a notification says how many are left out.
- It only reads the fingerprint `primaryLocationLineHash`, which its upload action computes from the source when it is
  absent. It is absent: our own, `gatewright/v1`, does not hash lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from gatewright._version import __version__
from gatewright.model.finding import Finding, Outcome, Report
from gatewright.model.rule import SEVERITIES
from gatewright.reports.json_report import summary, written
from gatewright.reports.options import RenderOptions
from gatewright.reports.sarif_fixes import fixes_of
from gatewright.reports.sarif_notices import LeftOut, notifications
from gatewright.reports.sarif_places import BASE, Repository
from gatewright.reports.sarif_rules import LEVELS, descriptors
from gatewright.reports.sarif_suppressions import suppressions
from gatewright.reports.selection import calls, environments_text, is_suppressed, listed, origin_text, resource_name
from gatewright.reports.text import visible

NAME = "sarif"
EXTENSION = "sarif"
RESULTS = 25_000
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS: dict[Outcome, str] = {"fail": "fail", "pass": "pass", "unknown": "open", "skipped": "notApplicable"}

Json = dict[str, JsonValue]


def render(report: Report, options: RenderOptions) -> str:
    """The report as one SARIF run."""
    repository = Repository.of(report, options.scan_root)
    placed = [(f, repository.place(f)) for f in listed(report, options) if f.outcome in KINDS]
    kept, cut = _gravest([(finding, place) for finding, place in placed if place])
    left_out = LeftOut(
        homeless=[finding for finding, place in placed if place is None],
        suppressed=[] if options.all_outcomes else [f for f in report.findings if is_suppressed(f)],
        cut=cut,
    )
    rules = descriptors(report.findings)
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    notices = notifications(report, repository, left_out)
    run: Json = {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [
            {
                "executionSuccessful": not any(notice["level"] == "error" for notice in notices),
                "toolExecutionNotifications": _values(notices),
            }
        ],
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {**_result(finding, place, index, repository), **_mended(finding, options, repository)}
            for finding, place in kept
        ],
        "properties": {"gatewright": {**summary(report), "changed_since": report.changed_since}},
    }
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _gravest(results: list[tuple[Finding, Json]]) -> tuple[list[tuple[Finding, Json]], int]:
    """At most as many results as GitHub takes, failures and the gravest first, in the report's order."""
    if len(results) <= RESULTS:
        return results, 0
    ranked = sorted(
        range(len(results)),
        key=lambda number: (results[number][0].outcome != "fail", SEVERITIES.index(results[number][0].severity)),
    )
    return [results[number] for number in sorted(ranked[:RESULTS])], len(results) - RESULTS


def _driver(report: Report, rules: list[Json]) -> Json:
    return {
        "name": "Gatewright",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": _values(rules),
        "properties": {"engine": report.engine},
    }


def _result(finding: Finding, place: Json, index: dict[str, int], repository: Repository) -> Json:
    failed = finding.outcome == "fail"
    related = _related(finding, repository)
    result: Json = {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "kind": KINDS[finding.outcome],
        "level": LEVELS[finding.severity] if failed else "none",
        "message": {"text": _message(finding, related)},
        "locations": [{"physicalLocation": place, "logicalLocations": [_logical(finding)]}],
        "partialFingerprints": {"gatewright/v1": finding.fingerprint},
        "properties": _properties(finding),
    }
    if finding.suppression:
        result["suppressions"] = suppressions(finding.suppression, repository)
    if related:
        result["relatedLocations"] = _values(related)
    return result


def _mended(finding: Finding, options: RenderOptions, repository: Repository) -> Json:
    """The patches of a finding, where there are any."""
    fixes = fixes_of(finding, options.fixes, repository)
    return {"fixes": _values(fixes)} if fixes else {}


def _properties(finding: Finding) -> Json:
    properties: Json = {"severity": finding.severity, "outcome": finding.outcome, "owners": list(finding.owners)}
    if finding.environments:
        properties["environments"] = list(finding.environments)
    return properties


def _logical(finding: Finding) -> Json:
    return {"fullyQualifiedName": resource_name(finding), "kind": "resource"}


def _related(finding: Finding, repository: Repository) -> list[Json]:
    """The module calls on the way to the place, then where the value came from; `id` is what messages link to."""
    words = [(frame, f"module call {frame.symbol}".strip()) for frame in calls(finding)]
    places = [(repository.related(frame), text) for frame, text in words]
    origin = finding.value_from
    if origin and origin.file and origin.start:
        places.append((repository.physical(origin.file, origin.start, origin.end), f"value: {origin_text(origin)}"))
    known = [(place, text) for place, text in places if place]
    return [
        {"id": number, "physicalLocation": place, "message": {"text": _unlinked(text)}}
        for number, (place, text) in enumerate(known, start=1)
    ]


def _message(finding: Finding, related: list[Json]) -> str:
    """What was found on which resource, with links to the related places."""
    text = _unlinked(f"{resource_name(finding)}: {finding.message or finding.rule.title}")
    if finding.outcome == "unknown" and finding.unknown_reason:
        text += _unlinked(f" (unknown: {finding.unknown_reason})")
    if finding.environments:
        text += _unlinked(f" ({environments_text(finding)})")
    links = ", ".join(f"[{number}]({number})" for number in range(1, len(related) + 1))
    return f"{text}. Related places: {links}." if links else text


def _unlinked(text: str) -> str:
    """The text on one line, without anything that SARIF reads as a link."""
    return visible(text).replace("](", "] (")


def _values(parts: Iterable[Json]) -> list[JsonValue]:
    return list(parts)
