"""JSON, version 1: the contract with programs; schemas/report-1.schema.json describes it."""

from __future__ import annotations

from pydantic import JsonValue
from pydantic_core import PydanticSerializationError, to_json

from gatewright._version import __version__
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import DocumentRef, Finding, Report, Score, Suppression
from gatewright.model.location import Frame, Location, Position, ValueOrigin
from gatewright.reports.options import RenderOptions
from gatewright.reports.selection import outcome_counts, severity_counts, shown, weights
from gatewright.reports.text import encodable

NAME = "json"
EXTENSION = "json"
SCHEMA = "gatewright-report/1"

Json = dict[str, JsonValue]


def render(report: Report, options: RenderOptions) -> str:
    """The report as indented JSON, ending in a newline."""
    return written(
        {
            "schema": SCHEMA,
            "tool": {"name": "gatewright", "version": __version__, "engine": report.engine},
            "changed_since": report.changed_since,
            "summary": summary(report),
            "findings": [_finding(finding) for finding in shown(report, options)],
            "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
            "rule_errors": [{"rule": failure.rule, "error": failure.error} for failure in report.rule_errors],
        }
    )


def written(payload: JsonValue) -> str:
    """A value as indented JSON text that every reader takes: no lone surrogates, no bare infinities."""
    try:
        return _text(payload)
    except (PydanticSerializationError, UnicodeEncodeError):
        return _text(_encodable(payload))


def summary(report: Report) -> Json:
    """Counts and score; every outcome and severity is there, at zero too."""
    return {
        "documents": report.summary.documents,
        "outcomes": dict(outcome_counts(report).items()),
        "score": _score(report.summary.score),
        "by_severity": dict(severity_counts(report).items()),
        "suppressed": report.summary.suppressed,
    }


def _score(score: Score) -> Json:
    return {
        "overall": score.overall,
        "weights": dict(weights(score).items()),
        "accounts": _sorted(score.accounts),
        "frameworks": _sorted(score.frameworks),
    }


def _finding(finding: Finding) -> Json:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule.id,
        "title": finding.rule.title,
        "severity": finding.severity,
        "outcome": finding.outcome,
        "message": finding.message,
        "document": _document(finding.document),
        "path": list(finding.path),
        "evidence": _key_sorted(finding.evidence),
        "location": _location(finding.location) if finding.location else None,
        "stack": [{"kind": frame.kind, **_location(frame)} for frame in finding.stack],
        "value_from": _origin(finding.value_from) if finding.value_from else None,
        "owners": list(finding.owners),
        "controls": [
            {"framework": c.framework, "version": c.version, "requirement": c.requirement, "control": c.control}
            for c in finding.controls
        ],
        "equivalents": {tool: list(ids) for tool, ids in sorted(finding.rule.equivalents.items())},
        "unknown_reason": finding.unknown_reason,
        "suppression": _suppression(finding.suppression) if finding.suppression else None,
        "environments": list(finding.environments),
    }


def _suppression(suppression: Suppression) -> Json:
    return {
        "kind": suppression.kind,
        "reason": suppression.reason,
        "owner": suppression.owner,
        "until": suppression.until.isoformat() if suppression.until else None,
        "file": suppression.file,
        "line": suppression.line,
    }


def _document(document: DocumentRef) -> Json:
    return {
        "id": document.id,
        "type": document.type,
        "name": document.name,
        "address": document.address,
        "root": document.root,
        "provider": document.provider,
        "account": document.account,
        "region": document.region,
    }


def _location(location: Location | Frame) -> Json:
    return {
        "file": location.file,
        "start": _position(location.start),
        "end": _position(location.end),
        "symbol": location.symbol,
    }


def _origin(origin: ValueOrigin) -> Json:
    return {
        "kind": origin.kind,
        "file": origin.file,
        "start": _position(origin.start),
        "end": _position(origin.end),
        "symbol": origin.symbol,
    }


def _diagnostic(diagnostic: Diagnostic) -> Json:
    return {
        "severity": diagnostic.severity,
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
        "file": diagnostic.file,
        "start": _position(diagnostic.start),
    }


def _position(position: Position | None) -> Json | None:
    return {"line": position.line, "column": position.column} if position else None


def _sorted(scores: dict[str, float]) -> Json:
    return {name: scores[name] for name in sorted(scores)}


def _key_sorted(value: JsonValue) -> JsonValue:
    match value:
        case dict():
            return {key: _key_sorted(value[key]) for key in sorted(value)}
        case list():
            return [_key_sorted(element) for element in value]
        case _:
            return value


def _text(payload: JsonValue) -> str:
    return to_json(payload, indent=2, inf_nan_mode="strings").decode() + "\n"


def _encodable(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return encodable(value)
        case dict():
            return {encodable(key): _encodable(element) for key, element in value.items()}
        case list():
            return [_encodable(element) for element in value]
        case _:
            return value
