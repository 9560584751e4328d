"""Lambda."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from pydantic import Field, computed_field

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

    @computed_field(description="Whether anybody with an AWS account may, whoever it is; derived.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def everybody(self) -> bool | Unknown:
        """Whether anybody may."""
        return self._unlimited(is_meant=lambda principal: principal == "*")

    @computed_field(description="Whether an AWS service may on behalf of any of its customers; derived.")  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @cached_property
    def any_customer_of_service(self) -> bool | Unknown:
        """Whether an AWS service may on behalf of any of its customers."""
        return self._unlimited(is_meant=lambda principal: principal.endswith((".amazonaws.com", ".amazonaws.com.cn")))

    def _unlimited(self, *, is_meant: Callable[[str], bool]) -> bool | Unknown:
        if isinstance(self.principal, str) and not is_meant(self.principal):
            return False
        limits = (self.limited_by,) if isinstance(self.limited_by, Unknown) else self.limited_by
        if any(isinstance(limit, str) for limit in limits):
            return False
        return next((v for v in (*limits, self.principal) if isinstance(v, Unknown)), True)


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
