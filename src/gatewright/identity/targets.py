"""Resources of a world, with the policies that they carry.

A type with a model keeps its policy in a property. Of other types, Terraform spreads the policy over the resource and
companions that name it; `resource_policies.json` says which attribute holds what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from gatewright.identity.parties import Held, Target
from gatewright.identity.policies import Policy, PolicyKind
from gatewright.identity.principals import Accounts
from gatewright.identity.translation import Compiler
from gatewright.model.aws.iam import Group, PermissionSet, Role, User
from gatewright.model.aws.iam import Policy as ManagedPolicy
from gatewright.model.aws.kms import Key
from gatewright.model.aws.lambda_ import Function, Permission
from gatewright.model.aws.policy import PolicyDocument
from gatewright.model.aws.s3 import Bucket, PublicAccessBlock
from gatewright.model.document import Document
from gatewright.model.unknown import Unknown

_ReadPolicy: TypeAlias = Callable[[Document, str, str], Held | None]
_ACCOUNT = re.compile(r"\d{12}\Z")
_FORBIDDEN = re.compile(r"[:/*?$]")
_CONDITIONS = {
    "source_arn": ("ArnLike", "aws:SourceArn"),
    "source_account": ("StringEquals", "aws:SourceAccount"),
    "organisation": ("StringEquals", "aws:PrincipalOrgID"),
    "event_source_token": ("StringEquals", "lambda:EventSourceToken"),
}


class Carrier(BaseModel):
    """A Terraform type that carries a resource policy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy: str
    """Attribute with the policy's text."""
    owner: str = ""
    """Attribute that names the resource whose policy it is; empty where it is the type's own."""
    of: str = ""
    """Terraform type of that resource; empty for any whose ARN it names."""
    by: str = "arn"
    """Attribute of the resource that `owner` is equal to."""


def resources(documents: Sequence[Document], accounts: Accounts, compiler: Compiler) -> Iterator[Target]:
    """Every document that requests can be about, with its policy."""
    yield from _Reader(documents, accounts, compiler).targets()


class _Reader:
    def __init__(self, documents: Sequence[Document], accounts: Accounts, compiler: Compiler) -> None:
        self.documents = documents
        self.accounts = accounts
        self.compiler = compiler
        self.carried = dict(_carried(documents, self._text_policy))

    def targets(self) -> Iterator[Target]:
        for document in self.documents:
            if document.type.partition(".")[0] not in ("aws", "terraform") or isinstance(
                document.properties, PermissionSet
            ):
                continue
            account = self.accounts.of(document)
            yield Target(
                arn=_arn(document, account),
                name=document.name,
                account=account,
                address=document.origin.address,
                document=document.id,
                tags=_tags(document),
                policy=self._policy(document, account),
                guarded=_guarded(document),
            )

    def _policy(self, document: Document, account: str) -> Held | None:
        properties = document.properties
        match properties:
            case Bucket():
                return self._of_model(document, properties.policy, "bucket policy")
            case Key():
                if properties.policy is None:
                    return self._default_key_policy(document, account)
                return self._of_model(document, properties.policy, "key policy")
            case Role():
                return self._of_model(document, properties.trust, "trust policy", ("trust", "trust"))
            case Function():
                return self._of_function(document, properties)
        return self.carried.get(document.id)

    def _of_model(
        self,
        document: Document,
        policy: PolicyDocument | Unknown | None,
        what: str,
        place: tuple[str, PolicyKind] = ("policy", "resource"),
    ) -> Held | None:
        if policy is None:
            return None
        name = f"{what} of {document.name}"
        facet, kind = place
        return Held(self.compiler.document(policy, name, kind), name, document.id, (facet, "statements"))

    def _default_key_policy(self, document: Document, account: str) -> Held:
        statement: JsonValue = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        policy = self.compiler.json({"Version": "2012-10-17", "Statement": [statement]}, "resource")
        return Held(policy, "default key policy", document.id, ("policy",))

    def _of_function(self, document: Document, function: Function) -> Held | None:
        name = f"policy of {document.name}"
        listed = function.permissions
        if isinstance(listed, Unknown):
            return Held(self.compiler.unknown(name, listed.reason, "resource"), name, document.id, ("permissions",))
        if not listed:
            return None
        body: JsonValue = {"Version": "2012-10-17", "Statement": [_permission(one) for one in listed]}
        return Held(self.compiler.json(body, "resource"), name, document.id, ("permissions",))

    def _text_policy(self, document: Document, attribute: str, name: str) -> Held | None:
        """The policy whose text an attribute of a raw document holds."""
        value = _raw(document).get(attribute)
        policy: Policy
        if isinstance(value, dict):
            policy = self.compiler.unknown(name, str(value.get("$unknown", "is not a text")), "resource")
        elif isinstance(value, str) and value:
            policy = self.compiler.json(value, "resource")
        else:
            return None
        return Held(policy, name, document.id, (attribute,))


def _carried(documents: Sequence[Document], read: _ReadPolicy) -> Iterator[tuple[str, Held]]:
    """Policies of raw documents by the id of the document that they are about."""
    raw = [one for one in documents if one.type.startswith("terraform.aws_")]
    by_value: dict[tuple[str, str, str], list[str]] = {}
    wanted = {(carrier.of, carrier.by) for carrier in _carriers().values() if carrier.owner}
    for one in raw:
        kind = one.type.removeprefix("terraform.")
        for of, by in wanted:
            value = _raw(one).get(by) if of in ("", kind) else None
            if isinstance(value, str):
                by_value.setdefault((of, by, value), []).append(one.id)
    for one in raw:
        carrier = _carriers().get(one.type.removeprefix("terraform."))
        if carrier is None:
            continue
        held = read(one, carrier.policy, f"policy of {one.name}")
        if held is None:
            continue
        if not carrier.owner:
            yield one.id, held
            continue
        owner = _raw(one).get(carrier.owner)
        if isinstance(owner, str):
            found = by_value.get((carrier.of, carrier.by, owner), [])
            yield from ((identity, held) for identity in (*found, *(() if carrier.of else (owner,))))
        else:  # it may be the policy of any
            yield from ((other.id, held) for other in raw if other.type == f"terraform.{carrier.of}")


def _permission(one: Permission | Unknown) -> JsonValue:
    if isinstance(one, Unknown):
        return {"$unknown": one.reason}
    principal = one.principal
    who: JsonValue
    if isinstance(principal, Unknown):
        who = {"AWS": {"$unknown": principal.reason}}
    elif principal == "*" or principal.startswith("arn:") or _ACCOUNT.match(principal):
        who = {"AWS": principal}
    else:
        who = {"Service": principal}
    action: JsonValue = {"$unknown": one.action.reason} if isinstance(one.action, Unknown) else one.action
    limits = (one.limited_by,) if isinstance(one.limited_by, Unknown) else one.limited_by
    tests: dict[str, dict[str, JsonValue]] = {}
    for limit in limits:
        reason = limit.reason if isinstance(limit, Unknown) else "the permission's own value"
        operator, key = (
            ("StringEquals", f"a limit that is not known ({reason})")
            if isinstance(limit, Unknown)
            else _CONDITIONS.get(limit, ("StringEquals", limit))
        )
        tests.setdefault(operator, {})[key] = {"$unknown": reason}
    condition: JsonValue = {operator: dict(keys) for operator, keys in tests.items()}
    return {"Effect": "Allow", "Principal": who, "Action": action, "Resource": "*", "Condition": condition}


def _guarded(document: Document) -> bool | str:
    """Whether the bucket's own public access block keeps a public policy from letting in others."""
    if not isinstance(document.properties, Bucket):
        return False
    block = document.properties.public_access_block
    value = block.restrict_public_buckets if isinstance(block, PublicAccessBlock) else block
    return value.reason if isinstance(value, Unknown) else value is True


def _arn(document: Document, account: str) -> str:
    """The ARN of a document, or what stands for it."""
    if document.id.startswith("arn:"):
        return document.id
    region = document.region or "(region)"
    properties = document.properties
    name = document.name
    match properties:
        case Bucket():
            return f"arn:aws:s3:::{properties.bucket_name if isinstance(properties.bucket_name, str) else name}"
        case User() | Role() | Group():
            kind = document.type.rpartition(".")[2]
            path = properties.identity_path if isinstance(properties.identity_path, str) else "/"
            return f"arn:aws:iam::{account}:{kind}{path}{name}"
        case ManagedPolicy():
            path = properties.policy_path if isinstance(properties.policy_path, str) else "/"
            return f"arn:aws:iam::{account}:policy{path}{name}"
        case Function():
            return f"arn:aws:lambda:{region}:{account}:function:{name}"
        case Key():
            place = _FORBIDDEN.sub("_", document.origin.address or document.id)
            return f"arn:aws:kms:{region}:{account}:key/(id of {place})"
    arn = _raw(document).get("arn") if document.type.startswith("terraform.") else None
    return arn if isinstance(arn, str) else f"arn:aws:{document.type.rpartition('.')[2]}:{region}:{account}:{name}"


def _raw(document: Document) -> Mapping[str, JsonValue]:
    found: Mapping[str, JsonValue] = document.properties.model_dump(mode="json")
    return found


def _tags(document: Document) -> dict[str, str]:
    if isinstance(document.tags, Unknown):
        return {}
    return {key: value for key, value in document.tags.items() if isinstance(value, str)}


@cache
def _carriers() -> dict[str, Carrier]:
    text = files(__package__).joinpath("resource_policies.json").read_bytes()
    return TypeAdapter(dict[str, Carrier]).validate_json(text)
