"""Explaining one finding: found by its fingerprint, with the way of its value through the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Protocol, runtime_checkable

from pydantic import JsonValue

from gatewright.app.checking import Check, check, loads
from gatewright.app.estate import Estate, LoadOptions, load
from gatewright.app.output import Excerpts, without_secrets
from gatewright.errors import UsageError
from gatewright.model.document import Document, Path
from gatewright.model.finding import Finding, Report
from gatewright.model.location import Hop
from gatewright.model.unknown import KEY
from gatewright.reports.explanation import Explanation, Read, Silence, Stop

SHORTEST = 6
"""Digits that a fingerprint must be given with at least."""

_DIGITS = re.compile(rf"[0-9a-f]{{{SHORTEST},32}}")
_LISTED = 5
_MOST_READS = 20
_REFERENCE = re.compile(r"""^[^=:]*[=:]\s*[A-Za-z_][\w.\[\]*-]*\s*$""")
_VALUE = re.compile(r"[=:].*$", re.DOTALL)
_INSTALLED = "/.terraform/"
_COMMENTED = (".tf", ".tofu")


@runtime_checkable
class Routes(Protocol):
    """Provenance that tells the way of a value."""

    def route(self, document: str, path: Path) -> tuple[Hop, ...]:
        """The value's way from where it was written to where it is used."""


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, and the engine that judged."""

    explanation: Explanation
    engine: str


def explain(fingerprint: str, asked: Check) -> Explained:
    """The explanation of the finding whose fingerprint begins so, among everything that the check finds.

    An outcome of any kind can be explained, also a pass, and what is suppressed.
    """
    digits = _checked(fingerprint)
    report = check(asked)
    finding = find(report, digits, asked.path)
    loading = _loading(asked, finding)
    return Explained(explanation(finding, load(asked.path, loading), report, loading.var_files), report.engine)


def find(report: Report, digits: str, path: FilePath) -> Finding:
    """The one finding whose fingerprint begins with these digits."""
    found = {one.fingerprint: one for one in report.findings if one.fingerprint.startswith(digits)}
    if len(found) == 1:
        return next(iter(found.values()))
    how = f"`gatewright scan {path} --all --format json` lists their fingerprints"
    if not found:
        number = len(report.findings)
        raise UsageError(f"no finding's fingerprint begins with `{digits}`; there are {number} outcomes, {how}")
    named = [f"{one.fingerprint} ({one.rule.id})" for one in list(found.values())[:_LISTED]]
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise UsageError(
        f"`{digits}` begins the fingerprints of {len(found)} outcomes: {', '.join(named)}{more}; "
        f"give more digits, {how}"
    )


def explanation(finding: Finding, estate: Estate, report: Report, var_files: Sequence[FilePath] = ()) -> Explanation:
    """Everything that is known about a finding of the estate."""
    about = next((one for one in estate.documents if one.id == finding.document.id), None)
    provenance = estate.provenance
    reads = tuple(_reads(finding, about, estate)) if about is not None and finding.outcome != "fail" else ()
    paths = [finding.path] if finding.path else []
    paths += [read.path for read in reads if _is_unknown(read.value)] if finding.outcome == "unknown" else []
    routes = (provenance.route(finding.document.id, one) for one in paths) if isinstance(provenance, Routes) else ()
    errors = [failure.error for failure in report.rule_errors if failure.rule == finding.rule.id]
    return Explanation(
        finding,
        tuple(_stops(next(filter(None, routes), ()), finding, estate, var_files)),
        reads,
        _silence(finding),
        errors[0] if errors else None,
        planned=about is not None and about.origin.source == "plan",
    )


def _loading(asked: Check, finding: Finding) -> LoadOptions:
    """How the place is read where the finding holds: in the first of its environments, where there are several."""
    ways = loads(asked)
    return next(way for name, way in ways.items() if not finding.environments or name in finding.environments)


def _checked(fingerprint: str) -> str:
    digits = fingerprint.strip().lower()
    if not _DIGITS.fullmatch(digits):
        raise UsageError(
            f"`{fingerprint}` is no fingerprint; give at least the first {SHORTEST} of its 32 hexadecimal digits, "
            "as `gatewright scan PATH --format json` lists them"
        )
    return digits


def _stops(route: Sequence[Hop], finding: Finding, estate: Estate, var_files: Sequence[FilePath]) -> Iterator[Stop]:
    """The stops with their lines of source; of a value that is secret only names are shown, on the whole way."""
    if not route:
        return
    excerpts = Excerpts(estate.path) if estate.path is not None else None
    given = {file.as_posix(): file for file in var_files}
    secret = _is_secret(finding, route)
    for hop in route:
        text = None
        if hop.file in given:
            text = _line(Excerpts(given[hop.file].parent), given[hop.file].name, hop)
        elif hop.file and excerpts:
            text = _line(excerpts, hop.file, hop)
        yield Stop(hop, _masked(text) if text and secret else text)


def _line(excerpts: Excerpts, file: str, hop: Hop) -> str | None:
    lines = excerpts.lines(file)
    if not lines or hop.start is None or hop.start.line > len(lines):
        return None
    more = " …" if hop.end is not None and hop.end.line > hop.start.line else ""
    return lines[hop.start.line - 1].strip() + more


def _is_secret(finding: Finding, route: Iterable[Hop]) -> bool:
    """Whether anything that the value goes by is called as secrets are, or the value was marked as one."""
    if isinstance(finding.evidence, dict) and "sensitive" in str(finding.evidence.get(KEY, "")):
        return True
    names = [*(hop.symbol.rpartition(".")[2] for hop in route), *(str(step) for step in finding.path)]
    return any(without_secrets(line) != line for line in (f'{name} = "x"' for name in names))


def _masked(text: str) -> str:
    """The line without its value, unless that is a mere reference to another one."""
    return text if _REFERENCE.match(text) else _VALUE.sub("= …", text)


def _reads(finding: Finding, document: Document, estate: Estate) -> Iterator[Read]:
    """The properties of the document itself that the rule reads; relations are the rule's own affair."""
    properties: JsonValue = document.model_dump(mode="json")["properties"]
    paths = [path for path in finding.rule.reads if not path[0].startswith("@")]
    found = {walked: value for path in paths for walked, value in _values(properties, path, ())}
    for walked, value in list(found.items())[:_MOST_READS]:
        trace = estate.provenance.trace(document.id, walked) if estate.provenance else None
        yield Read(walked, value, trace.location if trace else None)


def _values(value: JsonValue, path: Sequence[str], walked: Path) -> Iterator[tuple[Path, JsonValue]]:
    """The values at a path of `reads`, in which `*` is every element."""
    if not path or _is_unknown(value):
        yield walked, value
    elif isinstance(value, list):
        rest = path[1:] if path[0] == "*" else path
        for index, item in enumerate(value):
            yield from _values(item, rest, (*walked, index))
    elif isinstance(value, dict) and path[0] == "*":
        for key, item in value.items():
            yield from _values(item, path[1:], (*walked, key))
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:], (*walked, path[0]))
    elif walked:
        yield walked, value


def _is_unknown(value: JsonValue) -> bool:
    return isinstance(value, dict) and KEY in value


def _silence(finding: Finding) -> Silence | None:
    """The comment that suppresses the finding, and the line of one's own code that it goes above."""
    if finding.outcome != "fail" or finding.suppression is not None:
        return None
    comment = f"# gatewright:ignore {finding.rule.id} -- REASON"
    places = [
        *([(finding.location.file, finding.location.start.line)] if finding.location else []),
        *((frame.file, frame.start.line) for frame in finding.stack if frame.kind == "module_call"),
    ]
    for file, line in places:
        if file.endswith(_COMMENTED) and _INSTALLED not in f"/{file}":
            return Silence(comment, file, line)
    return None
