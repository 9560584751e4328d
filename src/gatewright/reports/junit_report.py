"""JUnit XML: one suite per rule, one case per resource and property.

Every outcome is a case, whatever is asked for: a passing case is what the format is for, and readers of it take a file
without cases for a test run that never started. `unknown` and `skipped` are skipped cases with their reason, and so are
failures that are suppressed: the run is green by them, and says why.
Everything is written through `visible`, which leaves no character that XML cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Report
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import (
    calls,
    changed_text,
    diagnostic_text,
    environments_text,
    is_suppressed,
    origin_text,
    path_text,
    resource_name,
    suppression_text,
    value_text,
)
from gatewright.reports.text import visible

NAME = "junit"
EXTENSION = "xml"


def render(report: Report, _options: RenderOptions) -> str:
    """The report as a `testsuites` document."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    errors = {failure.rule: failure.error for failure in report.rule_errors}
    suites = [_suite(rule, by_rule.get(rule, []), errors.get(rule)) for rule in sorted({*by_rule, *errors})]
    if report.diagnostics or report.changed_since:
        suites.append(_inputs(report.diagnostics, changed_text(report)))
    top = Element("testsuites", {"name": "gatewright", **_totals(suites)})
    top.extend(suites)
    indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(top, encoding="unicode")}\n'


def _suite(rule: str, findings: list[Finding], error: str | None) -> Element:
    suite = Element("testsuite", {"name": visible(rule)})
    for finding in findings:
        _case(suite, finding)
    if error is not None:
        case = SubElement(suite, "testcase", {"name": "the rule itself", "classname": visible(rule)})
        _outcome(case, "error", "the rule could not be run", error)
    suite.attrib.update(_counts(suite))
    return suite


def _case(suite: Element, finding: Finding) -> None:
    name = resource_name(finding) + (f" {path_text(finding.path)}" if finding.path else "")
    if finding.environments:
        name += f" ({environments_text(finding)})"
    case = SubElement(suite, "testcase", {"name": visible(name), "classname": visible(finding.rule.id)})
    if finding.location:
        case.attrib.update({"file": visible(finding.location.file), "line": str(finding.location.start.line)})
    if is_suppressed(finding) and finding.suppression:
        _outcome(case, "skipped", suppression_text(finding.suppression), _details(finding))
        return
    match finding.outcome:
        case "fail":
            _outcome(case, "failure", finding.message or finding.rule.title, _details(finding)).set(
                "type", finding.severity
            )
        case "error":
            _outcome(case, "error", finding.message or "the rule could not be run", _details(finding))
        case "unknown":
            _outcome(case, "skipped", f"unknown: {finding.unknown_reason or 'no reason given'}")
        case "skipped":
            _outcome(case, "skipped", f"skipped: {finding.message or 'no reason given'}")
        case "pass":
            pass


def _inputs(diagnostics: Sequence[Diagnostic], changed: str) -> Element:
    """A suite for the inputs: what could not be read is an error, what else there is to say a line of output."""
    suite = Element("testsuite", {"name": "inputs"})
    output = [changed] if changed else []
    for diagnostic in diagnostics:
        place = f"{diagnostic.file or 'input'}{f':{diagnostic.start.line}' if diagnostic.start else ''}"
        if diagnostic.severity != "error":
            output.append(f"{place}: {diagnostic_text(diagnostic)}")
            continue
        case = SubElement(suite, "testcase", {"name": visible(place), "classname": "inputs"})
        _outcome(case, "error", diagnostic.summary, diagnostic.detail)
    suite.attrib.update(_counts(suite))
    if output:
        SubElement(suite, "system-out").text = "\n".join(visible(line) for line in output)
    return suite


def _outcome(case: Element, tag: str, message: str, details: str = "") -> Element:
    outcome = SubElement(case, tag, {"message": visible(message)})
    outcome.text = "\n".join(visible(line) for line in details.split("\n")) or None
    return outcome


def _details(finding: Finding) -> str:
    rule = finding.rule
    lines = [f"{rule.title} ({finding.severity})"]
    if finding.location:
        start = finding.location.start
        lines.append(f"at {finding.location.file}:{start.line}:{start.column}")
    lines += [f"called as {frame.symbol} at {frame.file}:{frame.start.line}" for frame in calls(finding)]
    if finding.path and finding.outcome == "fail":
        lines.append(f"value: {value_text(finding.evidence)}")
    if finding.value_from:
        lines.append(f"from: {origin_text(finding.value_from)}")
    if finding.owners:
        lines.append(f"owners: {', '.join(finding.owners)}")
    return "\n".join(line.replace("\n", "\\n") for line in lines)


def _counts(suite: Element) -> dict[str, str]:
    cases = suite.findall("testcase")
    counts = {"tests": len(cases)}
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[attribute] = sum(case.find(tag) is not None for case in cases)
    return {attribute: str(count) for attribute, count in counts.items()}


def _totals(suites: list[Element]) -> dict[str, str]:
    return {
        attribute: str(sum(int(suite.attrib[attribute]) for suite in suites))
        for attribute in ("tests", "failures", "errors", "skipped")
    }
