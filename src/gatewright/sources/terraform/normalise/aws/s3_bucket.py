"""`aws_s3_bucket` and the resources that hold its settings, as `aws.s3.bucket`.

Since version 4 of the provider, ACL, policy, versioning and the rest are resources of their own; before, they were
arguments and blocks of the bucket. Both forms are read, and the resource of its own wins where both are there.

A setting whose `bucket` is not an instance of this root module makes a partial bucket of its own. So does one whose
`bucket` is unknown without saying what it refers to; but it may belong to any bucket here, so buckets without such a
setting are unknown in this respect. Where that unknown name is exactly the unknown name of one bucket, it is that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from gatewright.model.aws.s3 import Bucket, PublicAccessBlock
from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._s3_access import put_exposure, take_acl
from gatewright.sources.terraform.normalise.aws._s3_transport import requires_tls
from gatewright.sources.terraform.normalise.draft import ELSEWHERE, Draft
from gatewright.sources.terraform.normalise.group import Group, Target, value_at
from gatewright.sources.terraform.normalise.policies import policy_document
from gatewright.sources.terraform.values import UnknownValue, Value

BUCKET = "aws_s3_bucket"
_SETTINGS = {
    "aws_s3_bucket_acl": "acl",
    "aws_s3_bucket_logging": "logging",
    "aws_s3_bucket_ownership_controls": "object_ownership",
    "aws_s3_bucket_policy": "policy",
    "aws_s3_bucket_public_access_block": "public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration": "encryption",
    "aws_s3_bucket_versioning": "versioning",
}
_ACCOUNT_BLOCK = "aws_s3_account_public_access_block"
TYPES = (BUCKET, *_SETTINGS)
_ENCRYPTION: Path = ("rule", 0, "apply_server_side_encryption_by_default", 0)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each bucket, and a partial one for each bucket that only its settings are managed of."""
    attached, rest = group.companions(_SETTINGS, "bucket", BUCKET)
    elsewhere, unplaced = _placed(group, attached, rest)
    destinations = _log_destinations(group)
    for instance in group.of(BUCKET):
        draft = Draft(Bucket, instance, name=value_at(instance, ("bucket",)))
        settings = {_SETTINGS[setting.type]: setting for setting in attached.get(instance.address, ())}
        _take_inline(draft, instance, settings)
        for facet, setting in settings.items():
            _TAKERS[facet](draft, setting)
        for setting in unplaced:
            _leave_open(draft, setting, settings)
        if instance.address in destinations:
            _mark_destination(draft)
        _relate(draft, group, settings.get("logging"), instance)
        yield _finished(draft, group)
    for settings_elsewhere in elsewhere:
        yield _finished(_partial(settings_elsewhere), group)


def _placed(
    group: Group, attached: dict[str, list[Instance]], rest: list[tuple[Instance, Target]]
) -> tuple[list[list[Instance]], list[Instance]]:
    """Settings of buckets elsewhere, bucket by bucket, and those among them that could be of any bucket here."""
    elsewhere: dict[str, list[Instance]] = defaultdict(list)
    unplaced: list[Instance] = []
    buckets = group.of(BUCKET)
    for setting, target in rest:
        name = value_at(setting, ("bucket",))
        same = [bucket for bucket in buckets if value_at(bucket, ("bucket",)) == name]
        if isinstance(target, UnknownValue) and target.reference is None:
            if len(same) == 1:
                attached.setdefault(same[0].address, []).append(setting)
                continue
            unplaced.append(setting)
        elsewhere[_place_of(target, setting)].append(setting)
    return list(elsewhere.values()), unplaced


def _place_of(target: Target, setting: Instance) -> str:
    if isinstance(target, UnknownValue) and target.reference is not None:
        return target.reference.address
    return target if isinstance(target, str) else setting.address


def _partial(settings: list[Instance]) -> Draft:
    draft = Draft(Bucket, settings[0], name=value_at(settings[0], ("bucket",)), partial=True)
    draft.take(("bucket_name",), (settings[0], ("bucket",)))
    for setting in settings:
        _TAKERS[_SETTINGS[setting.type]](draft, setting)
    return draft


def _leave_open(draft: Draft, setting: Instance, settings: dict[str, Instance]) -> None:
    """The setting may be this bucket's, so what it would decide is unknown where nothing else decides it."""
    facet = _SETTINGS[setting.type]
    if facet not in settings and not any(path[0] == facet for path in draft.places):
        draft.put((facet,), Unknown(f"`{setting.address}` may set it: {_reason(value_at(setting, ('bucket',)))}"))


def _reason(value: Value) -> str:
    return value.reason if isinstance(value, UnknownValue) else "its bucket is unknown"


def _take_inline(draft: Draft, bucket: Instance, settings: dict[str, Instance]) -> None:
    """Take what the bucket itself says, but for facets that have a resource of their own."""
    draft.take(("bucket_name",), (bucket, ("bucket",)))
    inline: dict[str, tuple[str, Callable[[Draft, Instance], None]]] = {
        "acl": ("grant" if value_at(bucket, ("acl",)) is None else "acl", _inline_acl),
        "encryption": ("server_side_encryption_configuration", _inline_encryption),
        "logging": ("logging", _inline_logging),
        "policy": ("policy", _take_policy),
        "versioning": ("versioning", _inline_versioning),
    }
    for facet, (attribute, take) in inline.items():
        value = value_at(bucket, (attribute,))
        if facet not in settings and (isinstance(value, UnknownValue) or value):
            take(draft, bucket)


def _inline_acl(draft: Draft, bucket: Instance) -> None:
    take_acl(draft, bucket, ("grant",), one_permission=False)


def _take_acl(draft: Draft, setting: Instance) -> None:
    take_acl(draft, setting, ("access_control_policy", 0, "grant"), one_permission=True)


def _inline_encryption(draft: Draft, bucket: Instance) -> None:
    _encryption(draft, bucket, ("server_side_encryption_configuration", 0))


def _take_encryption(draft: Draft, setting: Instance) -> None:
    _encryption(draft, setting, ())


def _encryption(draft: Draft, holder: Instance, at: Path) -> None:
    default = (*at, *_ENCRYPTION)
    draft.take(("encryption", "algorithm"), (holder, (*default, "sse_algorithm")), default="AES256")
    draft.take(("encryption", "kms_key"), (holder, (*default, "kms_master_key_id")), using=lambda key: key or None)
    draft.take(("encryption", "bucket_key"), (holder, (*at, "rule", 0, "bucket_key_enabled")), default=False)
    draft.places["encryption",] = (holder, at)


def _inline_logging(draft: Draft, bucket: Instance) -> None:
    _logging(draft, bucket, ("logging", 0))


def _take_logging(draft: Draft, setting: Instance) -> None:
    _logging(draft, setting, ())


def _logging(draft: Draft, holder: Instance, at: Path) -> None:
    blocks = value_at(holder, at[:1]) if at else None
    enabled: Any = Unknown(blocks.reason) if isinstance(blocks, UnknownValue) else True
    draft.put(("logging", "enabled"), enabled, (holder, (*at, "target_bucket")))
    draft.take(("logging", "target_bucket"), (holder, (*at, "target_bucket")))
    draft.take(("logging", "target_prefix"), (holder, (*at, "target_prefix")))


def _take_ownership(draft: Draft, setting: Instance) -> None:
    draft.take(("object_ownership",), (setting, ("rule", 0, "object_ownership")))


def _take_policy(draft: Draft, holder: Instance) -> None:
    draft.put(("policy",), policy_document(value_at(holder, ("policy",))), (holder, ("policy",)))


def _take_block(draft: Draft, setting: Instance) -> None:
    for flag in PublicAccessBlock.model_fields:
        draft.take(("public_access_block", flag), (setting, (flag,)), default=False)
    draft.places["public_access_block",] = (setting, ())


def _inline_versioning(draft: Draft, bucket: Instance) -> None:
    draft.take(("versioning", "enabled"), (bucket, ("versioning", 0, "enabled")), default=False)
    draft.take(("versioning", "mfa_delete"), (bucket, ("versioning", 0, "mfa_delete")), default=False)


def _take_versioning(draft: Draft, setting: Instance) -> None:
    at: Path = ("versioning_configuration", 0)
    draft.take(("versioning", "enabled"), (setting, (*at, "status")), default=False, using=_is_enabled)
    draft.take(("versioning", "mfa_delete"), (setting, (*at, "mfa_delete")), default=False, using=_is_enabled)


def _is_enabled(status: Any) -> bool:
    return bool(status == "Enabled")


_TAKERS: dict[str, Callable[[Draft, Instance], None]] = {
    "acl": _take_acl,
    "encryption": _take_encryption,
    "logging": _take_logging,
    "object_ownership": _take_ownership,
    "policy": _take_policy,
    "public_access_block": _take_block,
    "versioning": _take_versioning,
}


def _log_destinations(group: Group) -> set[str]:
    """Addresses of the buckets that receive the access logs of another one."""
    found: set[str] = set()
    for setting in group.of("aws_s3_bucket_logging"):
        source = group.target(setting, ("bucket",), BUCKET)
        target = group.target(setting, ("target_bucket",), BUCKET)
        if isinstance(target, Instance) and target is not source:
            found.add(target.address)
    for bucket in group.of(BUCKET):
        target = group.target(bucket, ("logging", 0, "target_bucket"), BUCKET)
        if isinstance(target, Instance) and target is not bucket:
            found.add(target.address)
    return found


def _relate(draft: Draft, group: Group, setting: Instance | None, bucket: Instance) -> None:
    """Relate the bucket to the one that its access logs go to."""
    if setting is not None:
        draft.relate("log_bucket", group.target(setting, ("target_bucket",), BUCKET))
    else:
        draft.relate("log_bucket", group.target(bucket, ("logging", 0, "target_bucket"), BUCKET))


def _finished(draft: Draft, group: Group) -> Draft:
    """The draft with what follows from its settings taken together."""
    properties = draft.properties
    account = draft.instance.provider.account
    blocks = [block for block in group.of(_ACCOUNT_BLOCK) if _same_account(account, block)]
    put_exposure(draft, blocks)
    policy = properties.get("policy", ELSEWHERE if draft.partial else None)
    written = draft.places.get(("policy",))
    draft.put(("requires_tls",), requires_tls(policy), written)
    grants = properties.get("acl", {}).get("grants", ()) if isinstance(properties.get("acl"), dict) else ()
    if not isinstance(grants, Unknown) and any(_is_log_grant(grant) for grant in grants):
        _mark_destination(draft)
    return draft


def _mark_destination(draft: Draft) -> None:
    """Logs of others arrive here; where nothing is known of the bucket's own logs, this says nothing of them."""
    if isinstance(draft.properties.get("logging", ELSEWHERE if draft.partial else {}), dict):
        draft.put(("logging", "destination"), value=True)


def _is_log_grant(grant: Any) -> bool:
    return isinstance(grant, dict) and grant["grantee"] == "log_delivery"


def _same_account(account: Value, block: Instance) -> bool:
    """Whether a block can be of the same account: they differ only where both are known to."""
    other = value_at(block, ("account_id",)) or block.provider.account
    return not (isinstance(account, str) and isinstance(other, str)) or account == other
