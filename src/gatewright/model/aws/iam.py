"""IAM: users, groups, roles, managed policies, and the permission sets of IAM Identity Center."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gatewright.model.aws.policy import PolicyDocument
from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class InlinePolicy(Model):
    """A policy that is part of the identity it is written into."""

    policy_name: str | Unknown | None = Field(default=None, description="Name; null where AWS will choose one.")
    document: PolicyDocument | Unknown = Field(default_factory=PolicyDocument, description="What it says.")


class AttachedPolicy(Model):
    """A managed policy that is attached to an identity."""

    arn: str | Unknown | None = Field(
        default=None, description="ARN; null where the policy is named only, as in a permission set."
    )
    administrator_access: bool | Unknown = Field(
        default=False, description="Whether it is AWS's own policy `AdministratorAccess`, in any partition."
    )


class Identity(Properties):
    """What users, groups, roles and permission sets have in common."""

    identity_name: str | Unknown | None = Field(default=None, description="Name; null where AWS will choose one.")
    identity_path: str | Unknown = Field(default="/", description="Path that the ARN has in front of the name.")
    permissions_boundary: str | Unknown | None = Field(
        default=None, description="ARN of the policy that bounds what the identity may do; null where none does."
    )
    inline_policies: tuple[InlinePolicy | Unknown, ...] | Unknown = Field(
        default=(), description="Policies written into the identity."
    )
    attached_policies: tuple[AttachedPolicy | Unknown, ...] | Unknown = Field(
        default=(), description="Managed policies attached to the identity."
    )


class User(Identity):
    """An IAM user. Relation: `policies` to the managed policies attached to it."""

    TYPE: ClassVar[str] = "aws.iam.user"


class Group(Identity):
    """An IAM group. Relation: `policies` to the managed policies attached to it."""

    TYPE: ClassVar[str] = "aws.iam.group"


class Role(Identity):
    """An IAM role. Relation: `policies` to the managed policies attached to it."""

    TYPE: ClassVar[str] = "aws.iam.role"

    trust: PolicyDocument | Unknown = Field(
        default_factory=PolicyDocument, description="Trust policy: who may assume the role."
    )
    max_session: int | Unknown = Field(default=3600, description="Longest session, in seconds.")


class PermissionSet(Identity):
    """A permission set, from which IAM Identity Center makes roles. Relation: `policies`, as for a role."""

    TYPE: ClassVar[str] = "aws.sso.permission_set"


class Policy(Properties):
    """A customer managed policy."""

    TYPE: ClassVar[str] = "aws.iam.policy"

    policy_name: str | Unknown | None = Field(default=None, description="Name; null where AWS will choose one.")
    policy_path: str | Unknown = Field(default="/", description="Path that the ARN has in front of the name.")
    document: PolicyDocument | Unknown = Field(default_factory=PolicyDocument, description="What it says.")
