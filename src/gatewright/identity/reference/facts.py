"""What the reference knows of one request: who calls, and the context in one assumed world.

IAM guide, "Policy evaluation logic", step "Processing the request context": principal, action, resource, environment.
Pages are cited by their title in the IAM User Guide unless another guide is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Test: TypeAlias = tuple[str, ...]
Kind: TypeAlias = Literal["root", "user", "role", "session", "federated", "service", "provider", "anonymous"]


class Undecided(Exception):  # noqa: N818  # no error: the question that the enumeration answers both ways
    """Raised where the decision hangs on a test that the world at hand does not answer."""

    def __init__(self, test: Test) -> None:
        super().__init__(test)
        self.test = test


def members(value: object) -> dict[str, object]:
    """The members of a JSON object; none of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The items of a JSON list; none of anything else."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A scalar as policies and contexts compare it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Caller:
    """Who calls. `name` is the user's, role's or federated user's, without path; `identity` is its ARN in IAM."""

    kind: Kind
    arn: str
    account: str | None = None
    name: str = ""
    identity: str = ""
    path_known: bool = True
    """Whether `identity` has the role's path; a session's ARN does not tell it."""

    @property
    def in_account(self) -> bool:
        """Whether it is a principal of an account: root user, user, role or a session of these."""
        return self.kind in {"root", "user", "role", "session", "federated"}

    @property
    def service_linked(self) -> bool:
        """Whether it is a service-linked role.

        "Create a service-linked role": their path is /aws-service-role/, their name begins with AWSServiceRoleFor. The
        ARN of a session has no path ("IAM identifiers"), so there the name has to do.
        """
        if self.kind not in {"role", "session"}:
            return False
        if self.path_known:
            return ":role/aws-service-role/" in self.identity
        return self.linked_by_name

    @property
    def linked_by_name(self) -> bool:
        """Whether the name alone says so: any role may have it."""
        return self.kind == "session" and not self.path_known and self.name.startswith("AWSServiceRoleFor")


def caller(arn: str, principal_arn: str | None) -> Caller:
    """The caller behind an ARN, `anonymous` or a service's name.

    "IAM identifiers" gives the forms; "AWS global condition context keys", aws:PrincipalArn: for a session it is the
    role's ARN, not the session's.
    """
    if arn == "anonymous":
        return Caller("anonymous", arn)
    if not arn.startswith("arn:"):
        return Caller("service", arn)
    _, partition, _, _, account, rest = arn.split(":", 5)
    form, _, name = rest.partition("/")
    last = name.split("/")[-1]
    if form == "root":
        return Caller("root", arn, account, "", arn)
    if form == "user":
        return Caller("user", arn, account, last, arn)
    if form == "role":
        return Caller("role", arn, account, last, arn)
    if form == "assumed-role":
        role = name.split("/")[0]
        if principal_arn and re.fullmatch(rf"arn:[^:]*:iam::{account}:role/(.*/)?{re.escape(role)}", principal_arn):
            return Caller("session", arn, account, role, principal_arn)
        return Caller("session", arn, account, role, f"arn:{partition}:iam::{account}:role/{role}", path_known=False)
    if form == "federated-user":
        return Caller("federated", arn, account, name, arn)
    return Caller("provider", arn, account, "", arn)


@dataclass(frozen=True)
class Facts:
    """One request in one world: what is known, and what is assumed of the tests that nobody can know."""

    caller: Caller
    action: str
    resource: str
    resource_account: str | None
    values: Mapping[str, tuple[str, ...]]
    complete: bool
    bounded: bool
    assumed: Mapping[Test, bool] = field(default_factory=dict)

    def known(self, key: str) -> tuple[str, ...] | None:
        """The values of a key, none where it is surely absent, None where nobody knows.

        "Policy elements: Variables and tags", table of principal values: aws:username exists for users alone; what
        speaks of the principal does not exist for the anonymous.
        """
        key = key.lower()
        if key in self.values:
            return self.values[key]
        if self.complete or (key == "aws:username" and self.caller.kind != "user"):
            return ()
        if self.caller.kind == "anonymous" and key.startswith("aws:principal"):
            return ()
        return None

    def ask(self, test: Test) -> bool:
        """What this world says of a test that cannot be known."""
        if test not in self.assumed:
            raise Undecided(test)
        return self.assumed[test]


_PLACES = {"orgid": "id", "orgpaths": "path"}


def derived(who: Caller, principal: Mapping[str, object], body: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The keys that follow from the request itself ("AWS global condition context keys", one sentence each)."""
    found: dict[str, str] = {}
    organization = members(body.get("organization"))
    if who.in_account:
        # aws:PrincipalArn, aws:PrincipalAccount: of every signed request.
        found["aws:principalarn"] = who.identity
        found["aws:principalaccount"] = str(who.account)
        # aws:PrincipalOrgID, aws:PrincipalOrgPaths: only if the principal is in an organization.
        if organization.get("id"):
            found["aws:principalorgid"] = str(organization["id"])
        if organization.get("path"):
            found["aws:principalorgpaths"] = str(organization["path"])
        # aws:PrincipalTag: tags of the user or role, and of the session, which win ("Passing session tags").
        for tags in (members(principal.get("tags")), members(principal.get("session_tags"))):
            found |= {f"aws:principaltag/{name.lower()}": str(value) for name, value in tags.items()}
    if who.kind == "user":
        found["aws:username"] = who.name
    # aws:PrincipalType, in "Variables and tags", table of principal values.
    types = {"root": "Account", "user": "User", "role": "AssumedRole", "session": "AssumedRole"}
    types |= {"federated": "FederatedUser", "anonymous": "Anonymous"}
    if who.kind in types:
        found["aws:principaltype"] = types[who.kind]
    # The same table, aws:userid: of a root user the account, of a federated user account:name, of the anonymous so.
    userids = {"root": str(who.account), "federated": f"{who.account}:{who.name}", "anonymous": "anonymous"}
    if who.kind in userids:
        found["aws:userid"] = userids[who.kind]
    # aws:PrincipalIsAWSService: of every request signed with AWS credentials, so neither of the anonymous nor of whom a
    # provider vouches for; true where a service calls with its own principal.
    if who.in_account or who.kind == "service":
        found["aws:principalisawsservice"] = "true" if who.kind == "service" else "false"
    if who.kind == "service":
        found["aws:principalservicename"] = who.arn
    resource = members(body.get("resource"))
    account = resource.get("account")
    if account:
        found["aws:resourceaccount"] = str(account)
        # aws:ResourceOrgID, aws:ResourceOrgPaths: of the account that owns the resource; here known where it calls.
        if account == who.account:
            found |= {
                f"aws:resource{key}": str(organization[of]) for key, of in _PLACES.items() if organization.get(of)
            }
    for name, value in members(resource.get("tags")).items():
        found[f"aws:resourcetag/{name.lower()}"] = str(value)
    return {key: (value,) for key, value in found.items()}
