"""Answers about access: who can, or what can be done, by which statements and over which roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from gatewright.identity.parties import Principal, Target
from gatewright.identity.policies import Effect
from gatewright.identity.procedure import Answer

Way = Literal["direct", "indirect"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement that a decision rests on, and where it is written."""

    policy: str
    index: int | None
    """None for a policy of which nothing is known."""
    effect: Effect
    file: str | None
    line: int | None

    def as_json(self) -> dict[str, JsonValue]:
        """The statement as reports show it."""
        return {
            "policy": self.policy,
            "index": self.index,
            "effect": self.effect,
            "file": self.file,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision with its statements in their places."""

    outcome: Answer
    condition: str | None = None
    unknown: tuple[str, ...] = ()
    statements: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step from a principal to a role whose session it can get."""

    source: Principal
    target: Principal
    action: str
    verdict: Verdict

    def as_json(self) -> dict[str, JsonValue]:
        """The step as reports show it."""
        return {
            "from": self.source.arn or None,
            "to": self.target.arn,
            "action": self.action,
            "outcome": self.verdict.outcome,
            "condition": self.verdict.condition,
            "statements": [one.as_json() for one in self.verdict.statements],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One principal's access to what was asked about. `verdict` is that of the last principal of the chain."""

    principal: Principal
    way: Way
    outcome: Answer
    verdict: Verdict
    resource: str
    """ARN that the answer is about; with `*` where only some of what is below the resource can be reached."""
    hops: tuple[Hop, ...] = ()

    @property
    def condition(self) -> str | None:
        """What has to hold, over all steps."""
        parts = [one.verdict.condition for one in self.hops] + [self.verdict.condition]
        kept = list(dict.fromkeys(part for part in parts if part))
        return kept[0] if len(kept) == 1 else " and ".join(f"({part})" for part in kept) or None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why it is not known, over all steps."""
        parts = [reason for one in self.hops for reason in one.verdict.unknown]
        return tuple(dict.fromkeys((*parts, *self.verdict.unknown)))

    def as_json(self) -> dict[str, JsonValue]:
        """The answer as `who-can` writes it."""
        return {
            "principal": principal_json(self.principal),
            "access": self.way,
            "outcome": self.outcome,
            "condition": self.condition,
            "unknown": list(self.unknown),
            "resource": self.resource,
            "statements": [one.as_json() for one in self.verdict.statements],
            "hops": [one.as_json() for one in self.hops],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What a principal can do with one resource in one way."""

    target: Target
    resource: str
    way: Way
    outcome: Answer
    actions: tuple[str, ...]
    condition: str | None = None
    unknown: tuple[str, ...] = ()
    statements: tuple[Evidence, ...] = ()
    hops: tuple[Hop, ...] = ()

    def as_json(self) -> dict[str, JsonValue]:
        """The right as `access` writes it."""
        target = self.target
        return {
            "resource": {
                "arn": self.resource,
                "name": target.name,
                "address": target.address or None,
                "account": target.account,
            },
            "access": self.way,
            "outcome": self.outcome,
            "actions": list(self.actions),
            "condition": self.condition,
            "unknown": list(self.unknown),
            "statements": [one.as_json() for one in self.statements],
            "hops": [one.as_json() for one in self.hops],
        }


def principal_json(one: Principal) -> dict[str, JsonValue]:
    """A principal as reports show it."""
    return {
        "arn": one.arn or None,
        "name": one.name,
        "address": one.address or None,
        "kind": one.kind,
        "account": one.account,
    }
