"""S3: buckets, and the public access block of an account."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gatewright.model.aws.policy import PolicyDocument
from gatewright.model.base import Model
from gatewright.model.document import Properties
from gatewright.model.unknown import Unknown

Ownership = Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]
Grantee = Literal["everyone", "authenticated_users", "log_delivery", "account"]
Permission = Literal["READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"]


class PublicAccessBlock(Model):
    """The four switches that refuse or ignore public access."""

    block_public_acls: bool | Unknown = Field(
        default=False, description="Whether requests that set a public ACL are refused; ACLs already set stay."
    )
    block_public_policy: bool | Unknown = Field(
        default=False,
        description="Whether requests that set a public bucket policy are refused; one already set stays.",
    )
    ignore_public_acls: bool | Unknown = Field(
        default=False, description="Whether public ACLs have no effect, however they came to be."
    )
    restrict_public_buckets: bool | Unknown = Field(
        default=False,
        description="Whether a public bucket policy lets in the owner's account and AWS services only.",
    )


class Grant(Model):
    """What an ACL gives to somebody other than the owner."""

    grantee: Grantee | Unknown = Field(
        default="account",
        description="`everyone`; `authenticated_users`, which are those of any AWS account; `log_delivery`, which is "
        "S3 itself; `account` for a single one.",
    )
    permissions: tuple[Permission | Unknown, ...] | Unknown = Field(
        default=(), description="What the grantee may do with the bucket, or with its ACL (`_ACP`)."
    )


class AccessControlList(Model):
    """The bucket's ACL."""

    canned: str | Unknown | None = Field(
        default="private", description="Name of the canned ACL; null where grants are listed one by one."
    )
    grants: tuple[Grant | Unknown, ...] | Unknown = Field(
        default=(), description="Grants other than the owner's; those that a canned ACL stands for included."
    )


class Versioning(Model):
    """Whether old versions of objects are kept."""

    enabled: bool | Unknown = Field(
        default=False, description="Whether new versions leave the old ones in place; false when suspended."
    )
    mfa_delete: bool | Unknown = Field(
        default=False, description="Whether deleting a version for good takes a second factor."
    )


class Logging(Model):
    """Server access logs."""

    enabled: bool | Unknown = Field(default=False, description="Whether requests to the bucket are logged.")
    target_bucket: str | Unknown | None = Field(default=None, description="Name of the bucket that the logs go to.")
    target_prefix: str | Unknown | None = Field(default=None, description="Key prefix of the log objects.")
    destination: bool | Unknown = Field(
        default=False, description="Whether access logs of other buckets are delivered to this one."
    )


class Encryption(Model):
    """Encryption of new objects whose request asks for none. Every bucket has it since January 2023."""

    algorithm: str | Unknown = Field(default="AES256", description="`AES256`, `aws:kms` or `aws:kms:dsse`.")
    kms_key: str | Unknown | None = Field(
        default=None, description="Id or ARN of the KMS key; null for the key that AWS manages."
    )
    bucket_key: bool | Unknown = Field(default=False, description="Whether a bucket key spares calls to KMS.")


class Exposure(Model):
    """Who can reach the bucket from outside: ACL, policy, ownership and public access blocks taken together."""

    acl_everyone: bool | Unknown = Field(default=False, description="Whether an ACL grant to everyone takes effect.")
    acl_authenticated_users: bool | Unknown = Field(
        default=False, description="Whether an ACL grant to the users of all AWS accounts takes effect."
    )
    policy_everyone: bool | Unknown = Field(
        default=False, description="Whether a statement of the bucket policy that allows everyone takes effect."
    )


class Bucket(Properties):
    """An S3 general purpose bucket."""

    TYPE: ClassVar[str] = "aws.s3.bucket"

    bucket_name: str | Unknown | None = Field(default=None, description="Name; null where AWS will choose one.")
    public_access_block: PublicAccessBlock | Unknown | None = Field(
        default=None,
        description="The bucket's own public access block; null where none is declared. S3 gives new buckets one with "
        "all four switches on since April 2023, which anybody with the permission may take away.",
    )
    object_ownership: Ownership | Unknown | None = Field(
        default=None,
        description="Who owns objects; `BucketOwnerEnforced` also switches ACLs off. Null where none is declared: then "
        "`BucketOwnerEnforced` for buckets made since April 2023, `ObjectWriter` for older ones.",
    )
    acl: AccessControlList | Unknown = Field(default_factory=AccessControlList, description="The bucket's ACL.")
    policy: PolicyDocument | Unknown | None = Field(
        default=None, description="Bucket policy; null where there is none."
    )
    requires_tls: bool | Unknown = Field(
        default=False,
        description="Whether the policy refuses to everyone the reading and writing of objects without TLS.",
    )
    versioning: Versioning | Unknown = Field(default_factory=Versioning, description="Versions of objects.")
    logging: Logging | Unknown = Field(default_factory=Logging, description="Server access logs.")
    encryption: Encryption | Unknown = Field(default_factory=Encryption, description="Default encryption.")
    exposure: Exposure | Unknown = Field(
        default_factory=Exposure, description="What access from outside comes to, all settings together."
    )


class AccountPublicAccessBlock(Properties):
    """The public access block of an account, which holds for all its buckets."""

    TYPE: ClassVar[str] = "aws.s3.account_public_access_block"

    block_public_acls: bool | Unknown = Field(
        default=False, description="Whether requests that set a public ACL are refused; ACLs already set stay."
    )
    block_public_policy: bool | Unknown = Field(
        default=False,
        description="Whether requests that set a public bucket policy are refused; one already set stays.",
    )
    ignore_public_acls: bool | Unknown = Field(
        default=False, description="Whether public ACLs have no effect, however they came to be."
    )
    restrict_public_buckets: bool | Unknown = Field(
        default=False,
        description="Whether a public bucket policy lets in the owner's account and AWS services only.",
    )
