"""KMS keys."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gatewright.model.aws.policy import PolicyDocument
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown


class Key(Properties):
    """A KMS key, whoever made its key material."""

    TYPE: ClassVar[str] = "aws.kms.key"

    description: str | Unknown | None = Field(default=None, description="What the key is for.")
    enabled: bool | Unknown = Field(default=True, description="Whether the key can be used.")
    usage: str | Unknown = Field(
        default="ENCRYPT_DECRYPT",
        description="`ENCRYPT_DECRYPT`, `SIGN_VERIFY`, `GENERATE_VERIFY_MAC` or `KEY_AGREEMENT`.",
    )
    spec: str | Unknown = Field(
        default="SYMMETRIC_DEFAULT", description="Kind of key material, such as `SYMMETRIC_DEFAULT` or `RSA_2048`."
    )
    material: Literal["kms", "imported", "key_store", "primary"] | Unknown = Field(
        default="kms",
        description="Where the key material comes from: KMS itself, an import, a custom or external key store, or, for "
        "a replica, the primary key.",
    )
    multi_region: bool | Unknown = Field(
        default=False, description="Whether the key is a multi-Region key, primary or replica."
    )
    rotation: Literal["on", "off", "unsupported", "primary"] | Unknown = Field(
        default="off",
        description="Automatic rotation of the key material: `unsupported` for keys that are asymmetric or HMAC keys "
        "and for material that KMS did not make; `primary` where the primary key decides.",
    )
    rotation_period: int | Unknown = Field(default=365, description="Days between automatic rotations.")
    deletion_window: int | Unknown = Field(default=30, description="Days between scheduled and final deletion.")
    policy: PolicyDocument | Unknown | None = Field(
        default=None,
        description="Key policy; null for the default, which leaves access to the IAM policies of the key's account.",
    )
