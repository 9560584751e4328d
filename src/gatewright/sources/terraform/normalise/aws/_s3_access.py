"""Who is let into a bucket: the grants of its ACL, and what they and the policy come to in the end.

An ACL grant to the public takes effect unless `ignore_public_acls` is on for the bucket or its account, or the bucket
has no ACLs (`BucketOwnerEnforced`). A policy for everyone takes effect unless `restrict_public_buckets` is on for the
bucket or its account. `block_public_acls` and `block_public_policy` refuse new settings but leave old ones in force, so
they protect nothing that is already declared.

Where no ownership and no block is declared, a declared public ACL or policy is taken to work: S3 refuses one on a
bucket that still has the safe defaults of April 2023, so a bucket that has it has lost them. The same goes for a bucket
that is managed elsewhere: the policy is what this root module decides, and nothing in it restricts the policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gatewright.model.aws.policy import PolicyDocument, Statement
from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import ELSEWHERE, Draft
from gatewright.sources.terraform.normalise.group import value_at
from gatewright.sources.terraform.normalise.three_valued import Answer, all_of, any_of, negated
from gatewright.sources.terraform.values import UnknownValue, Value

_GROUPS = {
    "/groups/global/AllUsers": "everyone",
    "/groups/global/AuthenticatedUsers": "authenticated_users",
    "/groups/s3/LogDelivery": "log_delivery",
}
_CANNED: dict[str, tuple[dict[str, Any], ...]] = {
    "public-read": ({"grantee": "everyone", "permissions": ("READ",)},),
    "public-read-write": ({"grantee": "everyone", "permissions": ("READ", "WRITE")},),
    "authenticated-read": ({"grantee": "authenticated_users", "permissions": ("READ",)},),
    "log-delivery-write": ({"grantee": "log_delivery", "permissions": ("WRITE", "READ_ACP")},),
    "aws-exec-read": ({"grantee": "account", "permissions": ("READ",)},),
}


def take_acl(draft: Draft, instance: Instance, grants: Path, *, one_permission: bool) -> None:
    """Set the ACL from `acl`, or from the grant blocks at the path where no canned ACL is named."""
    canned = value_at(instance, ("acl",))
    blocks = value_at(instance, grants)
    if canned is None and (isinstance(blocks, UnknownValue) or blocks):
        draft.put(("acl", "canned"), None, (instance, (str(grants[0]),)))
        _put_grants(draft, instance, grants, blocks, one_permission=one_permission)
        return
    name = draft.take(("acl", "canned"), (instance, ("acl",)), default="private")
    expanded = name if isinstance(name, Unknown) else _CANNED.get(name, ())
    draft.put(("acl", "grants"), expanded, (instance, ("acl",)))


def _put_grants(draft: Draft, instance: Instance, at: Path, blocks: Value, *, one_permission: bool) -> None:
    """Set the grants, in an order of their own: as a set they come in another one from each source."""
    if not isinstance(blocks, list):
        draft.put(("acl", "grants"), Unknown(getattr(blocks, "reason", "is not a list")), (instance, at[:1]))
        return
    listed = [(_grant(block, one_permission=one_permission), index) for index, block in enumerate(blocks)]
    listed.sort(key=lambda pair: repr(pair[0]))
    draft.put(("acl", "grants"), tuple(grant for grant, _ in listed), (instance, at[:1]))
    for position, (_, index) in enumerate(listed):
        draft.places["acl", "grants", position] = (instance, (*at, index))


def _grant(block: Value, *, one_permission: bool) -> Any:
    """A grant block: of `access_control_policy`, with one permission and a nested grantee, or of the bucket itself."""
    if isinstance(block, UnknownValue) or not isinstance(block, dict):
        return Unknown(getattr(block, "reason", "is not a grant"))
    if not one_permission:
        return {"grantee": _grantee(block), "permissions": _permissions(block.get("permissions"))}
    nested = block.get("grantee")
    inner = nested[0] if isinstance(nested, list) and nested else nested
    grantee = _grantee(inner) if isinstance(inner, dict) else Unknown(getattr(inner, "reason", "has no grantee"))
    return {"grantee": grantee, "permissions": _permissions([block.get("permission")])}


def _grantee(holder: dict[str, Value]) -> Any:
    uri = holder.get("uri")
    if isinstance(uri, UnknownValue):
        return "account" if holder.get("type") in ("CanonicalUser", "AmazonCustomerByEmail") else Unknown(uri.reason)
    found = [grantee for suffix, grantee in _GROUPS.items() if isinstance(uri, str) and uri.endswith(suffix)]
    return found[0] if found else "account"


def _permissions(value: Value) -> Any:
    if isinstance(value, UnknownValue) or not isinstance(value, list):
        return Unknown(getattr(value, "reason", "has no permissions"))
    return tuple(Unknown(item.reason) if isinstance(item, UnknownValue) else item for item in value)


def put_exposure(draft: Draft, account_blocks: Iterable[Instance]) -> None:
    """Set what ACL and policy come to, from the properties that the draft has by now."""
    properties = draft.properties
    blocks = list(account_blocks)
    ignored = any_of([*_switch(draft, blocks, "ignore_public_acls"), _has_no_acls(properties.get("object_ownership"))])
    restricted = any_of(_switch(draft, blocks, "restrict_public_buckets"))
    acl = properties.get("acl", ELSEWHERE if draft.partial else {})
    for name, grantee in (("acl_everyone", "everyone"), ("acl_authenticated_users", "authenticated_users")):
        draft.put(("exposure", name), all_of([_grants_to(acl, grantee), negated(ignored)]))
    policy = properties.get("policy", ELSEWHERE if draft.partial else None)
    draft.put(("exposure", "policy_everyone"), all_of([_policy_for_everyone(policy), negated(restricted)]))


def _switch(draft: Draft, account_blocks: list[Instance], name: str) -> list[Answer]:
    block = draft.properties.get("public_access_block")
    own: Answer = False
    if isinstance(block, Unknown):
        own = block
    elif isinstance(block, dict):
        own = block.get(name, False)
    return [own, *(_of_account(value_at(instance, (name,))) for instance in account_blocks)]


def _of_account(value: Value) -> Answer:
    return Unknown(value.reason) if isinstance(value, UnknownValue) else value is True


def _has_no_acls(ownership: Any) -> Answer:
    return ownership if isinstance(ownership, Unknown) else ownership == "BucketOwnerEnforced"


def _grants_to(acl: Any, grantee: str) -> Answer:
    grants = acl if isinstance(acl, Unknown) else acl.get("grants", ())
    if isinstance(grants, Unknown):
        return grants
    return any_of(grant if isinstance(grant, Unknown) else _is(grant["grantee"], grantee) for grant in grants)


def _is(value: Any, expected: str) -> Answer:
    return value if isinstance(value, Unknown) else value == expected


def _policy_for_everyone(policy: PolicyDocument | Unknown | None) -> Answer:
    if not isinstance(policy, PolicyDocument):
        return policy or False
    if isinstance(policy.statements, Unknown):
        return policy.statements
    return any_of(part.allows_everyone if isinstance(part, Statement) else part for part in policy.statements)
