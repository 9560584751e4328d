"""How a rule stands on a document today: what an older finding of the two needs to be told gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal, TypeAlias

from gatewright.model.finding import Finding

Standing: TypeAlias = Literal["open", "decided", "absent"]
"""Nobody knows; a pass, or a failure whose findings are all there; nothing is known of such a document."""

_KEY = re.compile(r'\[(?:\*|-?\d+|"(?:[^"\\]|\\.)*")\]')
_ALL = "[*]"


def keyless(address: str) -> str:
    """An address in which one instance stands for all of them, as where nobody knows how many there are.

    >>> keyless('module.m["eu"].aws_s3_bucket.b[0]')
    'module.m[*].aws_s3_bucket.b[*]'
    """
    return _KEY.sub(_ALL, address)


class Standings:
    """Outcomes by rule and document, of the pairs that somebody wants to know about."""

    def __init__(
        self, found: Iterable[tuple[tuple[str, ...], Finding]], wanted: Collection[tuple[str, str | None]]
    ) -> None:
        """Read findings, each with the environments that it holds in: without any it holds in all of them."""
        exact = {pair for pair in wanted if pair[1] is not None}
        keys = {(rule, keyless(document)) for rule, document in exact if document}
        self._seen: dict[tuple[str, str], list[tuple[tuple[str, ...], Finding]]] = {}
        for environments, finding in found if exact else ():
            rule, document = finding.rule.id, finding.document.id
            place = (rule, keyless(document)) if _ALL in document else (rule, document)
            if place in (keys if _ALL in document else exact):
                self._seen.setdefault(place, []).append((environments, finding))

    def of(self, rule: str, document: str | None, environments: Collection[str] = ()) -> Standing:
        """How a rule stands on a document in these environments, without any in all of them."""
        seen = self._of(rule, document, environments)
        return "absent" if not seen else "open" if any(is_open for _, is_open in seen) else "decided"

    def open_in(self, rule: str, document: str) -> tuple[str, ...]:
        """The environments in which nobody knows, as far as they have names."""
        seen = self._of(rule, document, ())
        return tuple(dict.fromkeys(name for names, is_open in seen for name in names if is_open))

    def _of(self, rule: str, document: str | None, environments: Collection[str]) -> list[tuple[tuple[str, ...], bool]]:
        if document is None:
            return []
        places = dict.fromkeys(((rule, document), (rule, keyless(document))))
        return [
            (names, _is_open(finding, document))
            for place in places
            for names, finding in self._seen.get(place, ())
            if not environments or not names or not set(environments).isdisjoint(names)
        ]


def _is_open(finding: Finding, document: str) -> bool:
    """Whether a finding leaves open how its rule stands on a document, which may be one of those it stands for."""
    if finding.outcome == "fail":
        # One that stands for all fails under another fingerprint than each of them.
        return finding.partial or finding.document.id != document
    return finding.outcome != "pass"
