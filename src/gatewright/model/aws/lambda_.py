"""Lambda."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Permission(Model):
    """A statement of a function's resource policy that lets somebody invoke it."""

    principal: str | Unknown = Field(
        default="*",
        description="Who may: an account, an ARN, a service such as `s3.amazonaws.com`, or `*` for everybody.",
    )
    action: str | Unknown = Field(default="lambda:InvokeFunction", description="What they may do.")
    limited_by: tuple[str | Unknown, ...] | Unknown = Field(
        default=(),
        description="What else must hold: `source_arn`, `source_account`, `organisation` (the caller's) or "
        "`event_source_token`; empty when nothing does.",
    )


class FunctionUrl(Model):
    """A web address that invokes a function."""

    authentication: str | Unknown = Field(
        default="NONE", description="Who may call it: `AWS_IAM` (signed requests) or `NONE` (everybody)."
    )
    qualifier: str | Unknown | None = Field(default=None, description="Alias that it invokes; null for the function.")


class Function(Properties):
    """A function."""

    TYPE: ClassVar[str] = "aws.lambda.function"

    permissions: tuple[Permission | Unknown, ...] | Unknown = Field(
        default=(), description="Statements of its resource policy."
    )
    urls: tuple[FunctionUrl | Unknown, ...] | Unknown = Field(default=(), description="Its web addresses.")
