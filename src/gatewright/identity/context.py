"""The context of a request: what the keys of conditions and variables stand for.

Source: IAM user guide, "AWS global condition context keys".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gatewright.identity.callers import Caller

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Values by key in lower case. A key without values is absent; one of `unknown` may be there or not."""

    values: Mapping[str, Values]
    complete: bool
    """Whether every key that is not listed is absent, rather than unknown."""
    absent: frozenset[str] = frozenset()
    """Keys that are known to be absent although the context is not complete; with a `/` at the end, all such keys."""
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Keys that nobody knows, with the reason."""

    def get(self, key: str) -> Values | None:
        """The values of a key in lower case, `()` where it is absent, None where that is not known."""
        if key in self.unknown:
            return None
        found = self.values.get(key)
        if found is not None:
            return found
        return () if self.complete or key in self.absent or f"{key.partition('/')[0]}/" in self.absent else None

    def why(self, key: str, written: str = "") -> str:
        """Why the key is not known; `written` is how it is spelt where it is asked for."""
        return self.unknown.get(key, f"`{written or key}` is not known before the request is made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An account's place in an organization."""

    id: str
    path: str = ""


def derived(
    caller: Caller,
    *,
    tags: Mapping[str, str] | None,
    organization: Organization | None,
    resource_account: str | None,
    resource_tags: Mapping[str, str] | None,
) -> dict[str, Values]:
    """The keys that follow from the caller and the resource alone."""
    found: dict[str, Values] = {}
    # Only requests signed with AWS credentials say so, not those of the anonymous or on a provider's word.
    if caller.kind not in ("anonymous", "provider"):
        found["aws:principalisawsservice"] = ("true" if caller.kind == "service" else "false",)
    if caller.kind == "service":
        found["aws:principalservicename"] = (caller.arn,)
    if caller.kind == "anonymous":
        found["aws:principaltype"] = ("Anonymous",)
        found["aws:userid"] = ("anonymous",)
    if caller.account is not None and caller.kind != "provider":
        found["aws:principalaccount"] = (caller.account,)
        found["aws:principaltype"] = (_TYPES[caller.kind],)
        found["aws:principalarn"] = (_principal_arn(caller),)
    if caller.kind == "user":
        found["aws:username"] = (caller.name,)
    if caller.kind == "root":
        found["aws:userid"] = (str(caller.account),)
    if caller.kind == "federated":
        found["aws:userid"] = (f"{caller.account}:{caller.name}",)
    if organization is not None and caller.account is not None:
        whose = ["principal"] if caller.kind != "provider" else []  # a provider is no member, but its account is
        whose += ["resource"] if resource_account == caller.account else []
        found |= {f"aws:{one}orgid": (organization.id,) for one in whose}
        found |= {f"aws:{one}orgpaths": (organization.path,) for one in whose if organization.path}
    if resource_account is not None:
        found["aws:resourceaccount"] = (resource_account,)
    for prefix, given in (("aws:principaltag/", tags), ("aws:resourcetag/", resource_tags)):
        found |= {f"{prefix}{key.lower()}": (value,) for key, value in (given or {}).items()}
    return found


_OF_PRINCIPALS = frozenset(
    {
        *("aws:username", "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths"),
        *("aws:principaltag/", "aws:principalisawsservice", "aws:principalservicename"),
        "aws:principalservicenameslist",
    }
)

_TYPES = {
    "user": "User",
    "role": "AssumedRole",
    "session": "AssumedRole",
    "federated": "FederatedUser",
    "root": "Account",
}


def known_absent(caller: Caller) -> frozenset[str]:
    """Keys that such a caller's requests never have."""
    if caller.kind == "anonymous":
        return _OF_PRINCIPALS
    return frozenset() if caller.kind == "user" else frozenset({"aws:username"})


def _principal_arn(caller: Caller) -> str:
    if caller.kind != "session":
        return caller.arn
    if caller.role_arn is not None:
        return caller.role_arn
    partition = caller.arn.split(":", 2)[1]
    return f"arn:{partition}:iam::{caller.account}:role/{caller.name}"
