"""Suppressions: who decided that which findings do not count, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from gatewright.model.finding import SuppressionKind
from gatewright.model.location import Position


@dataclass(frozen=True, slots=True)
class Scope:
    """A range of a file of the scan root that a comment speaks about."""

    file: str
    start: Position
    end: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One suppression, whoever wrote it. Every part that is given must fit; a part that is empty fits everything."""

    kind: SuppressionKind
    rules: tuple[str, ...] = ()
    """Ids or patterns of rules, such as `aws.s3.*`."""
    written: str = ""
    """How the rules are named where it is written, such as `CKV_AWS_20`; for messages."""
    tool: str | None = None
    """The other tool whose comment it is."""
    resource: str | None = None
    """Id of the document that an entry of a baseline is about."""
    reason: str = ""
    owner: str | None = None
    until: date | None = None
    """The last day on which it holds."""
    file: str | None = None
    line: int | None = None
    scope: Scope | None = None
    paths: tuple[str, ...] = ()
    """Patterns of files from the configuration file's folder, in the language of CODEOWNERS."""
    addresses: tuple[str, ...] = ()
    """Patterns of addresses, in which `*` stands for any characters; brackets stand for themselves."""
    accounts: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    """Tag keys with patterns of their values."""
    environments: tuple[str, ...] = ()
    """Names or, in comments, patterns such as `dev-*`."""
    fingerprints: frozenset[str] = frozenset()
