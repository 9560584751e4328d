"""Who makes a request, and which of a policy's principals that is.

Source: IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal", and "Policy evaluation for requests
within a single account".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

CallerKind = Literal["user", "role", "session", "federated", "root", "anonymous", "service", "provider"]

ANONYMOUS = "anonymous"

_ACCOUNT = re.compile(r"\d{12}\Z")
_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root\Z")


class Reach(Enum):
    """What a grant by a resource policy is limited by, which depends on whom it names."""

    WHOLE = auto()
    """A user, a session, or everybody: nothing but explicit denies limits it."""
    ROLE = auto()
    """A role, whose session calls: its boundary and session policies limit it."""
    ACCOUNT = auto()
    """An account: it hands the decision on to the account's own policies."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal of a request."""

    arn: str
    kind: CallerKind
    account: str | None = None
    name: str = ""
    """Name of the user or role without its path; the issuing user's of a federated session."""
    role_arn: str | None = None
    """The role's ARN with its path, where it is known."""
    service_linked: bool = False

    @property
    def linked_by_name(self) -> bool:
        """Whether nothing but the role's name tells that it is service-linked: other roles may have such a name."""
        return self.kind == "session" and self.service_linked and self.role_arn is None

    @property
    def is_role(self) -> bool:
        """Whether a role's session makes the request."""
        return self.kind in ("role", "session")


def caller_of(arn: str, principal_arn: str | None = None) -> Caller:
    """The caller that an ARN, a service's name or `anonymous` stands for; raises ValueError where it is none.

    `principal_arn` is the request's `aws:PrincipalArn`, which tells a session's role with its path.
    """
    if arn == ANONYMOUS:
        return Caller(arn, "anonymous")
    parts = arn.split(":", 5)
    if len(parts) < 6:
        if re.fullmatch(r"[\w.-]+\.[\w.-]+", arn):
            return Caller(arn, "service", name=arn)
        raise ValueError(
            f"`{arn}` is no principal: give an ARN, a service such as `lambda.amazonaws.com`, or `anonymous`"
        )
    service, account, resource = parts[2], parts[4], parts[5]
    kind, _, rest = resource.partition("/")
    if not _ACCOUNT.match(account):
        raise ValueError(f"`{arn}` is no principal: its account is not twelve digits")
    name = rest.rsplit("/", 1)[-1]
    match service, kind:
        case "iam", "root":
            return Caller(arn, "root", account)
        case "iam", "user" if name:
            return Caller(arn, "user", account, name)
        case "iam", "role" if name:
            return Caller(arn, "role", account, name, arn, "/aws-service-role/" in f"/{rest}")
        case "iam", "oidc-provider" | "saml-provider":
            return Caller(arn, "provider", account, rest)
        case "sts", "assumed-role" if rest.count("/") == 1:
            role = rest.partition("/")[0]
            known = principal_arn if principal_arn and _names_role(principal_arn, account, role) else None
            linked = "/aws-service-role/" in known if known else role.startswith("AWSServiceRoleFor")
            return Caller(arn, "session", account, role, known, linked)
        case "sts", "federated-user" if name:
            return Caller(arn, "federated", account, name)
    raise ValueError(f"`{arn}` is no principal that can make a request")


def reach_of(kind: str, name: str, caller: Caller) -> Reach | None:
    """What a grant to this principal of a resource policy gives the caller; None where it is somebody else."""
    if kind == "AWS":
        return _aws(name, caller)
    if kind == "Service":
        return Reach.WHOLE if caller.kind == "service" and name == caller.arn else None
    if kind == "Federated":
        federated = caller.kind in ("provider", "service")
        return Reach.WHOLE if federated and name == caller.arn else None
    return None


def _aws(name: str, caller: Caller) -> Reach | None:
    if name == "*":
        return Reach.WHOLE
    if caller.account is None or caller.kind == "provider":
        return None
    root = _ROOT.match(name)
    account = root[1] if root else name
    if _ACCOUNT.match(account):
        if account != caller.account:
            return None
        return Reach.WHOLE if caller.kind == "root" else Reach.ACCOUNT
    if name == caller.arn:
        return Reach.ROLE if caller.kind == "role" else Reach.WHOLE
    if caller.kind == "session" and _is_role_of(name, caller):
        return Reach.ROLE
    if caller.kind == "federated" and _names(name, caller.account, "user", caller.name):
        return Reach.ROLE
    return None


def sessions_of(listed: tuple[tuple[str, str], ...], caller: Caller) -> tuple[str, ...]:
    """The sessions of a role that are listed, where its ARN stands for a session of which the name is not known."""
    if caller.kind != "role":
        return ()
    beginning = f":sts::{caller.account}:assumed-role/{caller.name}/"
    return tuple(sorted({name for kind, name in listed if kind == "AWS" and beginning in name}))


def exempt(listed: tuple[tuple[str, str], ...], caller: Caller) -> bool:
    """Whether `NotPrincipal` with `Deny` spares the caller: its account, role and session must all be listed.

    For a role, of whose session the name is not known, the answer is that of a session that is listed.
    """
    names = {name for kind, name in listed if kind == "AWS"}
    if "*" in names:
        return True
    if caller.account is None or caller.kind == "provider":
        return any(reach_of(kind, name, caller) for kind, name in listed)
    account = any(_aws(name, Caller("", "root", caller.account)) for name in names)
    if caller.kind == "root":
        return account
    if caller.kind == "session":
        role = any(_is_role_of(name, caller) for name in names)
        return account and role and caller.arn in names
    if caller.kind == "federated":
        user = any(_names(name, caller.account, "user", caller.name) for name in names)
        return account and user and caller.arn in names
    return account and caller.arn in names and (caller.kind != "role" or bool(sessions_of(listed, caller)))


def _is_role_of(arn: str, caller: Caller) -> bool:
    if caller.role_arn is not None:
        return arn == caller.role_arn
    return caller.account is not None and _names(arn, caller.account, "role", caller.name)


def _names_role(arn: str, account: str, name: str) -> bool:
    return _names(arn, account, "role", name)


def _names(arn: str, account: str, kind: str, name: str) -> bool:
    parts = arn.split(":", 5)
    return (
        len(parts) == 6
        and parts[2] == "iam"
        and parts[4] == account
        and parts[5].startswith(f"{kind}/")
        and parts[5].rsplit("/", 1)[-1] == name
    )
