"""Policy documents of AWS: what a policy's JSON says, and what each statement amounts to.

The elements stand as they are written, with single values as tuples. Beside them stand a few facts that follow from
them (`allows_everyone` and its like), because what is unknown inside a statement matters to some questions and not to
others: an unknown ARN in `Resource` leaves open what a statement covers, but not whom it allows. A fact is Unknown only
where its own answer is open.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.unknown import Unknown

Texts = tuple[str | Unknown, ...] | None | Unknown
"""The values of an element; null where the statement does not have the element."""


class Principal(Model):
    """One principal that a statement names."""

    type: str | Unknown = Field(
        default="*", description="Kind: `AWS`, `Service`, `Federated`, `CanonicalUser`, or `*` for a bare `*`."
    )
    value: str | Unknown = Field(default="*", description="The identifier, as it is written.")
    everyone: bool | Unknown = Field(default=False, description="Whether this is everybody: `*`, bare or as `AWS`.")
    account: str | Unknown | None = Field(
        default=None,
        description="Account id of an `AWS` principal; null where it names none, or where it is a resource that is "
        "managed together with the one that has the policy.",
    )


class Condition(Model):
    """One key under one operator; all conditions of a statement must hold, and any one of the values of each."""

    operator: str | Unknown = Field(default="", description="Operator with its modifiers, as it is written.")
    key: str | Unknown = Field(default="", description="Condition key, as it is written; AWS ignores its case.")
    values: Texts = Field(default=(), description="Values, any one of which satisfies the condition.")
    narrows: Literal["caller", "organization", "external_id", "mfa"] | Unknown | None = Field(
        default=None,
        description="What a request must prove to satisfy it: that it comes from a `caller` known beforehand (account, "
        "resource, network) or from a given `organization`, the agreed `external_id`, or `mfa`; null where anybody can "
        "satisfy it.",
    )


class Statement(Model):
    """One statement."""

    sid: str | Unknown | None = Field(default=None, description="Statement id.")
    effect: Literal["Allow", "Deny"] | Unknown = Field(default="Deny", description="`Allow` or `Deny`.")
    principals: tuple[Principal | Unknown, ...] | Unknown | None = Field(
        default=None, description="Whom it is about; null where the statement has no `Principal`."
    )
    not_principals: tuple[Principal | Unknown, ...] | Unknown | None = Field(
        default=None, description="Whom it is not about; null where the statement has no `NotPrincipal`."
    )
    actions: Texts = Field(default=None, description="`Action`; AWS ignores the case.")
    not_actions: Texts = Field(default=None, description="`NotAction`; AWS ignores the case.")
    resources: Texts = Field(default=None, description="`Resource`.")
    not_resources: Texts = Field(default=None, description="`NotResource`.")
    conditions: tuple[Condition | Unknown, ...] | Unknown = Field(
        default=(), description="Conditions, all of which must hold."
    )
    allows_everyone: bool | Unknown = Field(
        default=False, description="Whether it allows something to everybody, no condition narrowing who that is."
    )
    allows_everything: bool | Unknown = Field(
        default=False, description="Whether it allows every action on every resource, whatever its conditions."
    )
    allows_all_of_iam: bool | Unknown = Field(
        default=False,
        description="Whether it allows every action of IAM, named as such (`iam:*`), on every resource, whatever its "
        "conditions.",
    )
    unconfirmed_accounts: tuple[str | Unknown, ...] | Unknown = Field(
        default=(),
        description="Accounts of the `AWS` principals that it allows without asking for an external id, MFA or "
        "membership of an organization.",
    )


class PolicyDocument(Model):
    """A policy: its statements."""

    statements: tuple[Statement | Unknown, ...] | Unknown = Field(default=(), description="Statements, in order.")
