"""OCSF: an array of Compliance Findings (class 2003), made by the models of `py-ocsf-models`.

`gatewright[ocsf]` installs the models. What the class has no attribute for is in `unmapped`. Findings alone are events:
of what could not be read, the exit code and the other formats tell.
"""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import BaseModel, JsonValue

from gatewright._version import __version__
from gatewright.errors import UsageError
from gatewright.model.finding import Finding, Outcome, Report
from gatewright.model.rule import Severity
from gatewright.reports.json_report import written
from gatewright.reports.moments import moment
from gatewright.reports.options import RenderOptions
from gatewright.reports.places import repository_path
from gatewright.reports.selection import (
    environments_text,
    origin_text,
    resource_name,
    shown,
    suppression_text,
    value_text,
)
from gatewright.reports.text import visible

NAME = "ocsf"
EXTENSION = "json"
SEVERITIES: dict[Severity, tuple[int, str]] = {
    "critical": (5, "Critical"),
    "high": (4, "High"),
    "medium": (3, "Medium"),
    "low": (2, "Low"),
    "info": (1, "Informational"),
}
# Of the compliance object: 1 Pass, 2 Warning (no result, for information is missing), 3 Fail, 99 Other.
OUTCOMES: dict[Outcome, int] = {"pass": 1, "unknown": 2, "fail": 3, "error": 99, "skipped": 99}
_CREATE, _TYPE_CREATE = 1, 200301
_NEW, _SUPPRESSED = (1, "New"), (3, "Suppressed")

Json = dict[str, JsonValue]


def render(report: Report, options: RenderOptions) -> str:
    """The report as an array of Compliance Findings; it needs the time of the scan."""
    time = moment(options, NAME)
    model = _model()
    events = [model.model_validate(_event(finding, time, options)) for finding in shown(report, options)]
    return written([json.loads(event.model_dump_json(exclude_none=True)) for event in events])


def _model() -> type[BaseModel]:
    try:
        from py_ocsf_models.events.findings import compliance_finding  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        needed = "the format `ocsf` needs an extra; install it with `pip install 'gatewright[ocsf]'`"
        raise UsageError(needed) from error
    model: type[BaseModel] = compliance_finding.ComplianceFinding
    return model


def _event(finding: Finding, time: datetime, options: RenderOptions) -> Json:
    milliseconds = int(time.timestamp() * 1000)
    severity_id, severity = SEVERITIES[finding.severity]
    status_id, status = _SUPPRESSED if finding.suppression else _NEW
    rule = finding.rule
    event: Json = {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "class_name": "Compliance Finding",
        "type_uid": _TYPE_CREATE,
        "type_name": "Compliance Finding: Create",
        "time": milliseconds,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": finding.outcome,
        "message": _message(finding),
        "metadata": {
            "event_code": rule.id,
            "product": {"name": "Gatewright", "uid": "gatewright", "vendor_name": "Gatewright", "version": __version__},
        },
        "compliance": _compliance(finding),
        "finding_info": {
            "uid": visible(finding.fingerprint),
            "title": visible(rule.title or rule.id),
            "desc": visible(rule.description),
            "created_time": milliseconds,
            "types": ["Compliance"],
        },
        "resources": [_resource(finding)],
        "unmapped": _unmapped(finding, options),
    }
    detail = finding.unknown_reason or (suppression_text(finding.suppression) if finding.suppression else "")
    if detail:
        event["status_detail"] = visible(detail)
    if rule.remediation.terraform:
        event["remediation"] = {"desc": visible(rule.remediation.terraform)}
    return event


def _message(finding: Finding) -> str:
    text = f"{resource_name(finding)}: {finding.message or finding.rule.title}"
    return visible(f"{text} ({environments_text(finding)})" if finding.environments else text)


def _compliance(finding: Finding) -> Json:
    controls = finding.controls
    compliance: Json = {"status_id": OUTCOMES[finding.outcome], "desc": visible(finding.rule.title)}
    if controls:
        standards = dict.fromkeys(f"{control.framework}-{control.version}" for control in controls)
        requirements = dict.fromkeys(
            f"{control.framework}-{control.version}/{control.requirement}" for control in controls
        )
        compliance |= {
            "standards": [*standards],
            "requirements": [*requirements],
            "control": controls[0].control,
        }
    return compliance


def _resource(finding: Finding) -> Json:
    document = finding.document
    data = {"provider": document.provider, "account": document.account, "address": document.address}
    return {
        "uid": visible(document.id),
        "name": visible(resource_name(finding)),
        "type": document.type,
        "region": document.region,
        "data": {name: visible(value) for name, value in data.items() if value},
    }


def _unmapped(finding: Finding, options: RenderOptions) -> Json:
    """Where it is written, what the value is and where it came from, whose it is, and why it does not count."""
    place, suppression = finding.location, finding.suppression
    known: Json = {
        "file": visible(repository_path(options.scan_root, place.file) or place.file) if place else None,
        "line": place.start.line if place else None,
        "path": [visible(step) if isinstance(step, str) else step for step in finding.path],
        "value": visible(value_text(finding.evidence)) if finding.path and finding.outcome == "fail" else None,
        "value_from": visible(origin_text(finding.value_from)) if finding.value_from else None,
        "owners": [visible(owner) for owner in finding.owners],
        "controls": [f"{c.framework}-{c.version}/{c.control}" for c in finding.controls],
        "environments": list(finding.environments),
        "suppression": suppression.model_dump(mode="json") if suppression else None,
    }
    return {name: value for name, value in known.items() if value not in (None, [])}
