"""Policies of users, groups, roles and permission sets, which Terraform spreads over many resources.

A policy resource names its identity by reference or by name. One whose identity is not an instance of this root module
makes a partial identity. So does one whose identity is unknown without saying what it refers to; but it may belong to
any identity of its kind here, so each of these has an unknown policy more. Where that unknown name is exactly the
unknown name of one identity, it is that one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gatewright.model.aws.iam import Identity
from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, Target, is_set, value_at
from gatewright.sources.terraform.normalise.policies import policy_document
from gatewright.sources.terraform.values import UnknownValue, Value

POLICY = "aws_iam_policy"
_ADMINISTRATOR = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/AdministratorAccess")
_OF_AN_ACCOUNT = re.compile(r"arn:[^:]*:iam::\d")


@dataclass(frozen=True, slots=True)
class Carrier:
    """A resource type that carries policies of identities: where it names the identity, and where the policy."""

    type: str
    owner: str
    """Attribute that names the identity, or the identities."""
    inline: str | None = None
    """Attribute with the text of a policy."""
    attached: str | None = None
    """Attribute with the ARN of a managed policy, or ARNs."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identity."""

    model: type[Identity]
    type: str
    carriers: tuple[Carrier, ...]
    own: Callable[[Draft, Group], None] = field(default=lambda _draft, _group: None)
    """Takes what only this kind of identity has."""

    @property
    def types(self) -> tuple[str, ...]:
        """All Terraform types that say something about the kind."""
        return (self.type, *(carrier.type for carrier in self.carriers))


@dataclass(frozen=True, slots=True)
class _Carried:
    """A resource that carries policies of one identity, at this place among those it names."""

    instance: Instance
    carrier: Carrier
    owner: Value


def identity_drafts(kind: Kind, group: Group) -> Iterator[Draft]:
    """A draft for each identity, and a partial one for each identity that only policies are managed of."""
    attached: dict[str, list[_Carried]] = defaultdict(list)
    elsewhere: dict[str, list[_Carried]] = defaultdict(list)
    unplaced: list[_Carried] = []
    for carried in _carried(kind, group):
        target = _target(kind, group, carried)
        if isinstance(target, Instance):
            attached[target.address].append(carried)
            continue
        if isinstance(target, UnknownValue) and target.reference is None:
            unplaced.append(carried)
        elsewhere[_place_of(target, carried)].append(carried)
    for instance in group.of(kind.type):
        draft = Draft(kind.model, instance, name=value_at(instance, ("name",)))
        draft.take(("identity_name",), (instance, ("name",)))
        draft.take(("identity_path",), (instance, ("path",)), default="/")
        draft.take(("permissions_boundary",), (instance, ("permissions_boundary",)), using=lambda arn: arn or None)
        kind.own(draft, group)
        yield _filled(draft, group, attached[instance.address], unplaced)
    for parts in elsewhere.values():
        draft = Draft(kind.model, parts[0].instance, name=parts[0].owner, partial=True)
        draft.put(("identity_name",), plain(parts[0].owner), (parts[0].instance, (parts[0].carrier.owner,)))
        yield _filled(draft, group, parts, [])


def _carried(kind: Kind, group: Group) -> Iterator[_Carried]:
    for carrier in kind.carriers:
        for instance in group.of(carrier.type):
            owners = value_at(instance, (carrier.owner,))
            for owner in owners if isinstance(owners, list) else [owners]:
                if owner is not None:
                    yield _Carried(instance, carrier, owner)


def _target(kind: Kind, group: Group, carried: _Carried) -> Target:
    target = group.resolve(carried.owner, kind.type)
    if isinstance(target, UnknownValue) and target.reference is None:
        same = [instance for instance in group.of(kind.type) if value_at(instance, ("name",)) == target]
        return same[0] if len(same) == 1 else target
    return target


def _place_of(target: Target, carried: _Carried) -> str:
    if isinstance(target, UnknownValue) and target.reference is not None:
        return target.reference.address
    return target if isinstance(target, str) else carried.instance.address


def _filled(draft: Draft, group: Group, parts: list[_Carried], unplaced: list[_Carried]) -> Draft:
    """The draft with the policies that the parts carry, and an unknown one for each that may be its."""
    for part in parts:
        if part.carrier.inline is not None:
            add_inline(draft, part.instance, (), part.carrier.inline)
        if part.carrier.attached is not None:
            add_attached(draft, group, part.instance, part.carrier.attached)
    for part in unplaced:
        facet = "inline_policies" if part.carrier.inline is not None else "attached_policies"
        known = draft.properties.setdefault(facet, [])
        if isinstance(known, list):
            known.append(Unknown(f"`{part.instance.address}` may be its: {plain(part.owner).reason}"))
    return draft


def add_inline(draft: Draft, holder: Instance, at: Path, attribute: str) -> None:
    """Add the policy whose text is the attribute of the block at the path; an empty block is none.

    One of the same name takes the place of the former: a state shows a policy both in its role and by itself.
    """
    text = value_at(holder, (*at, attribute))
    if is_set(text) is False:
        return
    name = plain(value_at(holder, (*at, "name")))
    policy = {"policy_name": name, "document": policy_document(text)}
    _add(draft, "inline_policies", policy, ("policy_name", name), (holder, (*at, attribute)))


def add_attached(draft: Draft, group: Group, holder: Instance, attribute: str) -> None:
    """Add the managed policies whose ARNs the attribute holds: one, or many where its name is a plural."""
    arns = value_at(holder, (attribute,))
    if isinstance(arns, list):
        for arn in arns:  # a set: its order is not that of the configuration, so the place is the whole attribute
            _add_attachment(draft, group, arn, (holder, (attribute,)))
    elif isinstance(arns, UnknownValue) and attribute.endswith("s"):
        draft.properties.setdefault("attached_policies", []).append(Unknown(arns.reason))
    elif arns is not None:
        _add_attachment(draft, group, arns, (holder, (attribute,)))


def _add_attachment(draft: Draft, group: Group, arn: Value, written: tuple[Instance, Path]) -> None:
    target = group.resolve(arn, POLICY)
    policy = {"arn": plain(arn), "administrator_access": _is_administrator_access(arn, target, group)}
    if _add(draft, "attached_policies", policy, ("arn", plain(arn)), written):
        draft.relate("policies", target)


def _add(
    draft: Draft, facet: str, policy: dict[str, Any], identity: tuple[str, Any], written: tuple[Instance, Path]
) -> bool:
    """Add the policy, or put it in the place of the one with the same identity; whether it is a new one."""
    known = draft.properties.setdefault(facet, [])
    key, value = identity
    former = (i for i, other in enumerate(known) if isinstance(other, dict) and other[key] == value)
    index = next(former, None) if isinstance(value, str) else None
    if index is None:
        known.append(policy)
    else:
        known[index] = policy
    draft.places[facet, len(known) - 1 if index is None else index] = written
    return index is None


def _is_administrator_access(arn: Value, target: Target, group: Group) -> Any:
    """Whether an ARN is that of AWS's policy; one that begins with an account, or is a policy's here, is not."""
    if not isinstance(arn, UnknownValue):
        return isinstance(arn, str) and _ADMINISTRATOR.fullmatch(arn) is not None
    source = group.data(arn)
    name = value_at(source, ("name",)) if source is not None and source.type == POLICY else None
    if isinstance(name, str):
        return name == "AdministratorAccess"
    return False if isinstance(target, Instance) or _OF_AN_ACCOUNT.match(arn.prefix) else Unknown(arn.reason)
