"""Who and what a world is made of: principals with the policies that bear on them, and resources with theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from gatewright.identity.callers import Caller
from gatewright.identity.policies import Policy
from gatewright.model.document import Path

PartyKind = Literal["user", "role", "compute", "account", "federated", "service", "anonymous", "external"]


UNCERTAIN = "[*]"
"""In the address of what may be made any number of times, none included."""


@dataclass(frozen=True, slots=True)
class Held:
    """A policy in its place: what it is called, and the document and property that it stands in."""

    policy: Policy
    name: str
    document: str | None = None
    path: Path = ()
    """Path of the policy's statements within the document."""


Signature: TypeAlias = tuple[str, ...]
"""What decides alike for all that share it, unless a policy looks at who the principal is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Principal:
    """Somebody who makes requests."""

    arn: str
    name: str
    kind: PartyKind
    caller: Caller
    account: str | None = None
    address: str = ""
    document: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    boundary: Held | None = None
    trust: Held | None = None
    """Trust policy of a role."""

    @property
    def key(self) -> str:
        """What tells the principal from others; of one without an ARN, why nobody knows it."""
        return self.arn or self.name

    @cached_property
    def signature(self) -> Signature:
        """What kind of principal, of which account, and the keys of its policies, the boundary's first."""
        boundary = "" if self.boundary is None else self.boundary.policy.name
        who = (self.caller.kind, self.account or "", str(self.caller.service_linked), str(UNCERTAIN in self.address))
        return (*who, boundary, *(one.policy.name for one in self.held))

    def holding(self, policy: str) -> Held | None:
        """The place of a policy by the key of its content."""
        own = (*self.held, *(one for one in (self.boundary, self.trust) if one is not None))
        return next((one for one in own if one.policy.name == policy), None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """Something that requests are about."""

    arn: str
    name: str
    account: str | None = None
    address: str = ""
    document: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    policy: Held | None = None
    guarded: bool | str = False
    """Whether a public policy lets in nobody from outside; a text says why that is not known."""
