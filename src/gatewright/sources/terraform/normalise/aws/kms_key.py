"""KMS keys of all four kinds, with `aws_kms_key_policy`, as `aws.kms.key`.

A key policy whose key is not an instance of this root module makes a partial key. One whose key is unknown without
saying what it refers to may also be that of any key here that has no policy of its own, and these are unknown in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewright.model.aws.kms import Key
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import Draft
from gatewright.sources.terraform.normalise.group import Group, is_set, value_at
from gatewright.sources.terraform.normalise.policies import policy_document
from gatewright.sources.terraform.values import UnknownValue

_MATERIAL = {
    "aws_kms_key": "kms",
    "aws_kms_external_key": "imported",
    "aws_kms_replica_key": "primary",
    "aws_kms_replica_external_key": "imported",
}
_POLICY = "aws_kms_key_policy"
TYPES = (*_MATERIAL, _POLICY)


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each key, and a partial one for each key that only the policy is managed of."""
    attached, rest = group.companions([_POLICY], "key_id", *_MATERIAL)
    unplaced = [policy for policy, target in rest if isinstance(target, UnknownValue) and target.reference is None]
    for instance in group.of(*_MATERIAL):
        yield _key(instance, attached.get(instance.address, []), unplaced)
    for policy, _ in rest:
        draft = Draft(Key, policy, partial=True)
        _take_policy(draft, policy)
        yield draft


def _key(instance: Instance, policies: list[Instance], unplaced: list[Instance]) -> Draft:
    draft = Draft(Key, instance)
    own = instance.type == "aws_kms_key"
    draft.take(("description",), (instance, ("description",)))
    draft.take(("enabled",), (instance, ("is_enabled" if own else "enabled",)), default=True)
    draft.take(("usage",), (instance, ("key_usage",)), default="ENCRYPT_DECRYPT")
    spec = "customer_master_key_spec" if own else "key_spec"
    draft.take(("spec",), (instance, (spec,)), default="SYMMETRIC_DEFAULT")
    replica = instance.type.startswith("aws_kms_replica")
    draft.take(("multi_region",), (instance, ("multi_region",)), default=replica)
    draft.take(("deletion_window",), (instance, ("deletion_window_in_days",)), default=30)
    draft.put(("material",), _material(instance), (instance, ("custom_key_store_id",)))
    draft.put(("rotation",), _rotation(instance, draft.properties), (instance, ("enable_key_rotation",)))
    draft.take(("rotation_period",), (instance, ("rotation_period_in_days",)), default=365)
    for policy in (instance, *policies):
        if is_set(value_at(policy, ("policy",))) is not False:
            _take_policy(draft, policy)
    if unplaced and "policy" not in draft.properties:
        draft.put(("policy",), Unknown(f"`{unplaced[0].address}` may set it"))
    return draft


def _take_policy(draft: Draft, holder: Instance) -> None:
    draft.put(("policy",), policy_document(value_at(holder, ("policy",))), (holder, ("policy",)))


def _material(instance: Instance) -> Any:
    for attribute in ("custom_key_store_id", "xks_key_id"):
        kept = is_set(value_at(instance, (attribute,)))
        if kept is not False:
            return Unknown(kept.reason) if isinstance(kept, UnknownValue) else "key_store"
    return _MATERIAL[instance.type]


def _rotation(instance: Instance, properties: dict[str, Any]) -> Any:
    """Unknown only where it matters: a key that rotates is `on`, whatever else is unknown of it."""
    if instance.type == "aws_kms_replica_key":
        return "primary"
    if instance.type != "aws_kms_key":
        return "unsupported"
    enabled = value_at(instance, ("enable_key_rotation",))
    if enabled is True:
        return "on"
    facts = {"material": "kms", "usage": "ENCRYPT_DECRYPT", "spec": "SYMMETRIC_DEFAULT"}
    if any(properties[name] != needed and not isinstance(properties[name], Unknown) for name, needed in facts.items()):
        return "unsupported"
    for open_ in (enabled, *(properties[name] for name in facts)):
        if isinstance(open_, Unknown):
            return Unknown(open_.reason)
    return "off"
