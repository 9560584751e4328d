"""What services decide by rules of their own, whatever policies say.

Sources: STS API reference (GetCallerIdentity, GetSessionToken, AssumeRole), IAM user guide ("Compare AWS STS
credentials"), KMS developer guide ("Key policies in AWS KMS"), S3 API
reference (PutBucketPolicy), IAM user guide ("AWS managed policies"), Organizations user guide ("Services that support
RCPs").
"""

from __future__ import annotations

import re

from gatewright.identity.actions import access_level
from gatewright.identity.matching import Request

RCP_SERVICES = frozenset(
    {"aoss", "cognito-identity", "cognito-idp", "ecr", "kms", "logs", "s3", "secretsmanager", "sqs", "sts"}
)
"""Prefixes of the services whose resources RCPs bound, as of November 2026."""

_READING = frozenset({"List", "Read"})
_AWS_OWN = re.compile(r"arn:[\w-]+:iam::(?:aws:policy/|\d{12}:role/aws-reserved/)")
_AWS_ALIAS = re.compile(r"arn:[\w-]+:kms:[^:]*:[^:]*:alias/aws/")
_KEY = re.compile(r"arn:[\w-]+:kms:[^:]*:[^:]*:key/")
_BUCKET_POLICY = frozenset({"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"})
_TRUST = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:tagsession",
        "sts:setsourceidentity",
    }
)
_ALIAS_CHANGES = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


_SESSION_CALLS = frozenset({"sts:getsessiontoken", "sts:getfederationtoken"})


def always_allowed(request: Request) -> bool:
    """What asks for no permission and no policy can deny: `sts:GetCallerIdentity`, and users' `sts:GetSessionToken`."""
    action = request.action.lower()
    if action == "sts:getsessiontoken":
        return request.caller.kind == "user"
    return action == "sts:getcalleridentity" and request.caller.kind != "anonymous"


def never_allowed(request: Request) -> bool:
    """Changes of what AWS itself manages in an account, roles assumed by a root user, what sessions cannot call."""
    action = request.action.lower()
    if action in _SESSION_CALLS and (request.caller.is_role or request.caller.kind == "federated"):
        return True
    if request.caller.kind == "federated" and action.startswith(("iam:", "sts:")):
        return action != "sts:getcalleridentity"
    if action in _ALIAS_CHANGES:
        return _AWS_ALIAS.match(request.resource) is not None
    if action == "sts:assumerole" and request.caller.kind == "root":
        return True
    return (
        action.startswith("iam:")
        and _AWS_OWN.match(request.resource) is not None
        and access_level(request.action) not in _READING
        and action != "iam:passrole"
    )


def governed_by_resource_policy(request: Request) -> bool:
    """Whether the resource's policy must speak even for callers of its own account: roles' trust, and KMS keys."""
    action = request.action.lower()
    return action in _TRUST or (action.startswith("kms:") and _KEY.match(request.resource) is not None)


def beyond_resource_policies(request: Request) -> bool:
    """Whether the caller is the root user of a bucket's account, whom no bucket policy keeps from its bucket policy."""
    caller = request.caller
    return (
        caller.kind == "root"
        and request.action.lower() in _BUCKET_POLICY
        and request.resource_account in (None, caller.account)
    )


def rcp_service(request: Request) -> bool:
    """Whether RCPs bound the action: its service's, but not `kms:RetireGrant`."""
    return request.action.lower() != "kms:retiregrant" and request.action.partition(":")[0].lower() in RCP_SERVICES
