"""A baseline: the findings that were there when somebody began to check, so that only new ones fail.

The file holds one JSON object a line. The first line says what it is; each other line is one finding, ordered by
fingerprint. Fingerprints are spread evenly, so the lines of two branches seldom meet, and git merges the file. A line
holds nothing that changes while its finding stays, such as line numbers, so it is never touched without need.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from gatewright.errors import InputError
from gatewright.evaluate.standing import Standings
from gatewright.evaluate.suppression import Entry
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding
from gatewright.model.location import Position

VERSION = 1
HEADER = "gatewright-baseline"
_REQUIRED = ("fingerprint", "rule", "resource", "since")
_OPTIONAL = ("file", "environments", "reason", "owner", "until")
_CONFLICT = re.compile(r"<{7}( |$)|={7}$|>{7}( |$)|\|{7}( |$)")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One finding that a baseline holds."""

    fingerprint: str
    rule: str
    resource: str
    """Id of the document."""
    since: date
    """The day on which it was added."""
    file: str | None = None
    """Where it was found, for people who read the baseline."""
    environments: tuple[str, ...] = ()
    """The environments in which it may fail; empty for all."""
    reason: str = ""
    owner: str | None = None
    until: date | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline file says; `path` is the scan root from the file's folder, when known."""

    held: tuple[Held, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """A baseline brought up to date, and what was done."""

    baseline: Baseline
    added: int = 0
    removed: int = 0
    kept: int = 0
    unseen: int = 0
    """Of those kept: entries that this run could not tell anything about."""
    left_out: int = 0
    """Failures of rules that a baseline may not hold."""


def parse(text: str, file: str) -> tuple[Baseline, tuple[Diagnostic, ...]]:
    """The baseline in a text, and what is odd about it; raises InputError where it cannot be relied on.

    A baseline that is read in part would let old findings fail and hide none: it is refused as a whole.
    """
    numbered = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    lines = [(number, line.strip()) for number, line in numbered if line.strip()]
    for number, line in lines:
        if _CONFLICT.match(line):
            raise InputError(
                f"`{file}` line {number} is left from a merge conflict; every line is one finding, so remove the lines "
                "of `<`, `=` and `>`, keep the lines of both sides, and run `gatewright baseline update`"
            )
    if not lines:
        raise InputError(f"`{file}` is empty and no baseline; remove it and run `gatewright baseline create`")
    path = _header(_Line(file, *lines[0]))
    held: dict[str, Held] = {}
    told: list[Diagnostic] = []
    for number, line in lines[1:]:
        one = _held(_Line(file, number, line))
        first = held.setdefault(one.fingerprint, one)
        if first is not one:
            held[one.fingerprint] = _united(first, one)
            told.append(_twice(file, first, one))
    return Baseline(tuple(held.values()), path), tuple(told)


def serialise(baseline: Baseline) -> str:
    """The text of a baseline: the same for equal baselines, whatever the order of what they hold."""
    header: dict[str, object] = {HEADER: VERSION}
    if baseline.path is not None:
        header["path"] = baseline.path
    ordered = sorted(baseline.held, key=lambda one: one.fingerprint)
    return "".join(f"{_json(line)}\n" for line in (header, *map(_fields, ordered)))


def entries(baseline: Baseline, file: str) -> tuple[Entry, ...]:
    """The suppressions that a baseline amounts to."""
    return tuple(
        Entry(
            kind="baseline",
            rules=(one.rule,),
            written=f"{one.rule} on {one.resource}",
            reason=one.reason,
            owner=one.owner,
            until=one.until,
            file=file,
            line=one.line,
            resource=one.resource,
            environments=one.environments,
            fingerprints=frozenset({one.fingerprint}),
        )
        for one in baseline.held
    )


def update(
    old: Baseline,
    findings: Iterable[Finding],
    today: date,
    *,
    judged: Collection[str],
    unread: Callable[[str], bool] = lambda _: False,
    forbids: Callable[[str], bool] = lambda _: False,
    prune_only: bool = False,
) -> Update:
    """The baseline of what fails and counts, in which what was held before keeps its date and what people added to it.

    What is held leaves where its rule is among the `judged`, and passes on the document, or the document is gone and
    not `unread`. For that, `findings` hold passes and what is unknown beside the failures. Rules that are forbidden
    leave. With `prune_only` nothing is added. An expired entry whose finding still fails stays as it is, and expired.
    """
    allowed = _allowed(forbids)
    findings = tuple(findings)
    present = {one.fingerprint: one for one in old.held}
    wanted = {(one.rule, one.resource) for one in old.held}
    standings = Standings(((finding.environments, finding) for finding in findings), wanted)
    found: dict[str, Held] = {}
    forbidden: set[str] = set()
    for finding in filter(holds, findings):
        if allowed(finding.rule.id):
            found[finding.fingerprint] = _joined(finding, found.get(finding.fingerprint), today)
        else:
            forbidden.add(finding.fingerprint)
    kept = {
        key: refreshed
        for key, one in present.items()
        if key in found
        and (refreshed := _refreshed(one, found[key], standings.open_in(one.rule, one.resource), prune_only=prune_only))
        is not None
    }
    unseen = {
        key: one
        for key, one in present.items()
        if key not in found and allowed(one.rule) and not (one.rule in judged and _is_gone(one, standings, unread))
    }
    added = {} if prune_only else {key: one for key, one in found.items() if key not in present}
    held = sorted({**kept, **unseen, **added}.values(), key=lambda one: one.fingerprint)
    return Update(
        replace(old, held=tuple(held)),
        added=len(added),
        removed=len(present) - len(kept) - len(unseen),
        kept=len(kept) + len(unseen),
        unseen=len(unseen),
        left_out=len(forbidden),
    )


def _allowed(forbids: Callable[[str], bool]) -> Callable[[str], bool]:
    """Whether a baseline may hold a rule's findings, asked once for each rule."""
    return cache(lambda rule: not forbids(rule))


def holds(finding: Finding) -> bool:
    """Whether a baseline holds such a finding: one that fails, unless somebody has suppressed it for another reason."""
    return finding.outcome == "fail" and (finding.suppression is None or finding.suppression.kind == "baseline")


def _joined(finding: Finding, other: Held | None, today: date) -> Held:
    """What is held of a finding; of one that differs by environment there are several, each with its own."""
    environments = finding.environments
    if other is not None:
        both = other.environments and environments
        environments = tuple(sorted({*other.environments, *environments})) if both else ()
    return Held(
        fingerprint=finding.fingerprint,
        rule=finding.rule.id,
        resource=finding.document.id,
        since=today,
        file=finding.location.file if finding.location else None,
        environments=tuple(sorted(environments)),
    )


def _is_gone(one: Held, standings: Standings, unread: Callable[[str], bool]) -> bool:
    standing = standings.of(one.rule, one.resource, one.environments)
    return standing == "decided" or (standing == "absent" and not unread(one.resource))


def _refreshed(old: Held, new: Held, unknown: Collection[str], *, prune_only: bool) -> Held | None:
    """What is held already, with what may have changed; None where it fails in other environments alone.

    It stays held in environments in which it is `unknown` now.
    """
    environments = new.environments
    if environments:
        still = (one for one in unknown if not old.environments or one in old.environments)
        environments = tuple(sorted({*environments, *still}))
    if prune_only and old.environments:
        environments = tuple(one for one in old.environments if not environments or one in environments)
        if not environments:
            return None
    return replace(old, file=new.file, environments=environments)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a baseline file, and complaints about it."""

    file: str
    number: int
    text: str

    def wrong(self, what: str) -> InputError:
        return InputError(f"`{self.file}` line {self.number} {what}")

    def fields(self) -> Mapping[str, object]:
        try:
            value = json.loads(self.text)
        except (ValueError, RecursionError):
            raise self.wrong(
                "is not JSON; restore it from git, or remove it and run `gatewright baseline update`"
            ) from None
        if not isinstance(value, dict):
            raise self.wrong("is not a JSON object; every line is one finding")
        return value


def _header(line: _Line) -> str | None:
    fields = line.fields()
    version, path = fields.get(HEADER), fields.get("path")
    if version is None:
        raise line.wrong(
            f'must be the header `{{"{HEADER}": {VERSION}}}`; is it a baseline? `gatewright baseline create` writes one'
        )
    if type(version) is not int or version != VERSION:
        raise line.wrong(f"is of version `{version}`, but this release reads version {VERSION}; use a newer release")
    if path is not None and not isinstance(path, str):
        raise line.wrong("has a `path` that is no string")
    return path


def _held(line: _Line) -> Held:
    fields = line.fields()
    for key in fields:
        if key not in (*_REQUIRED, *_OPTIONAL):
            listed = ", ".join(f"`{name}`" for name in (*_REQUIRED, *_OPTIONAL))
            raise line.wrong(f"has the key `{key}`; allowed are {listed}")
    for key in _REQUIRED:
        if not fields.get(key):
            raise line.wrong(f"has no `{key}`")
    fingerprint = _text(line, fields, "fingerprint") or ""
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise line.wrong(f"has the fingerprint `{fingerprint}`, which is not 32 hexadecimal digits")
    return Held(
        fingerprint=fingerprint,
        rule=_text(line, fields, "rule") or "",
        resource=_text(line, fields, "resource") or "",
        since=_day(line, fields, "since") or date.min,
        file=_text(line, fields, "file"),
        environments=_names(line, fields, "environments"),
        reason=_text(line, fields, "reason") or "",
        owner=_text(line, fields, "owner"),
        until=_day(line, fields, "until"),
        line=line.number,
    )


def _text(line: _Line, fields: Mapping[str, object], key: str) -> str | None:
    value = fields.get(key)
    if value is not None and not isinstance(value, str):
        raise line.wrong(f"has a `{key}` that is no string")
    return value


def _day(line: _Line, fields: Mapping[str, object], key: str) -> date | None:
    text = _text(line, fields, key)
    if text is None:
        return None
    if _DATE.fullmatch(text):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
    raise line.wrong(f"has `{text}` as `{key}`, which is no day; write it as 2027-01-31")


def _names(line: _Line, fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = fields.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise line.wrong(f"has `{key}` that is no list of names")
    return tuple(value)


def _fields(one: Held) -> dict[str, object]:
    fields: dict[str, object] = {
        "fingerprint": one.fingerprint,
        "rule": one.rule,
        "resource": one.resource,
        "file": one.file,
        "environments": list(one.environments),
        "since": one.since.isoformat(),
        "reason": one.reason,
        "owner": one.owner,
        "until": one.until.isoformat() if one.until else None,
    }
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def _json(fields: Mapping[str, object]) -> str:
    text = json.dumps(fields, ensure_ascii=False, separators=(", ", ": "))
    # Half of a pair is no text of its own in UTF-8, but Terraform's JSON may hold one.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_SAID = ("reason", "owner", "until")
"""What people add to a line."""


def _weight(one: Held) -> tuple[int, str, str, str, int]:
    """How much is said of a finding; of as much, an order that does not depend on that of the lines."""
    until = one.until.isoformat() if one.until else ""
    said = sum(bool(part) for part in (one.reason, one.owner, until))
    return (said, one.reason, one.owner or "", until, -(one.line or 0))


def _united(one: Held, other: Held) -> Held:
    """One line of two on the same finding, as a merge that keeps both sides leaves them: the one with more said.

    It holds where and since when one of the two held.
    """
    both = one.environments and other.environments
    environments = tuple(sorted({*one.environments, *other.environments})) if both else ()
    return replace(max(one, other, key=_weight), environments=environments, since=min(one.since, other.since))


def _twice(file: str, first: Held, second: Held) -> Diagnostic:
    used, unused = (first, second) if _weight(first) >= _weight(second) else (second, first)
    differing = [f"`{name}`" for name in _SAID if getattr(unused, name) not in (None, "", getattr(used, name))]
    what = f", with another {' and '.join(differing)}" if differing else ""
    how = "decide, and remove one of the two" if differing else "remove one of the two"
    return Diagnostic(
        severity="warning",
        summary=f"the finding is in line {first.line} too{what}",
        detail=f"line {used.line} is used: {how}; `gatewright baseline update` keeps that one",
        file=file,
        start=Position(line=second.line, column=1) if second.line else None,
    )
