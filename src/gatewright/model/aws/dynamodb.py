"""DynamoDB."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown

KeyOwner: TypeAlias = Literal["aws_owned", "aws_managed", "customer"]


class Replica(Model):
    """A copy of a global table in another region."""

    region: str | Unknown = Field(default="", description="Region of the copy.")
    point_in_time_recovery: bool | Unknown = Field(
        default=False, description="Whether the copy can be restored to any second of the last days."
    )
    encryption_key: KeyOwner | Unknown = Field(
        default="aws_owned", description="Whose key encrypts it: `aws_owned`, `aws_managed` or `customer`."
    )


class Table(Properties):
    """A table."""

    TYPE: ClassVar[str] = "aws.dynamodb.table"

    point_in_time_recovery: bool | Unknown = Field(
        default=False, description="Whether the table can be restored to any second of the last days."
    )
    encryption_key: KeyOwner | Unknown = Field(
        default="aws_owned",
        description="Whose key encrypts it: `aws_owned`, `aws_managed` (`alias/aws/dynamodb`) or `customer`.",
    )
    kms_key: str | Unknown | None = Field(default=None, description="The customer's KMS key; null where there is none.")
    replicas: tuple[Replica | Unknown, ...] | Unknown = Field(default=(), description="Copies in other regions.")
