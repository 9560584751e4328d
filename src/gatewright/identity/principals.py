"""Users and roles of a world, with every policy that bears on them.

An account that no document tells is a placeholder, `000000000000` and up: one for each root module, so that what stands
together in one configuration is taken to be in one account.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from gatewright.identity import aws_managed
from gatewright.identity.callers import caller_of
from gatewright.identity.parties import Held, Principal
from gatewright.identity.policies import PolicyKind
from gatewright.identity.translation import Compiler
from gatewright.model.aws.iam import AttachedPolicy, Group, Identity, InlinePolicy, Policy, Role, User
from gatewright.model.document import Document, Path
from gatewright.model.unknown import Unknown

_PLACEHOLDER = re.compile(r"0{8}\d{4}\Z")
_FORBIDDEN = re.compile(r"[:/*?$]")
_OF_USER = "terraform.aws_iam_user_group_membership"
_OF_GROUP = "terraform.aws_iam_group_membership"
_STATEMENTS: Path = ("document", "statements")


def is_placeholder(account: str | None) -> bool:
    """Whether an account id stands for one that is not known."""
    return account is not None and _PLACEHOLDER.match(account) is not None


@dataclass(slots=True)
class Accounts:
    """Accounts of documents; one that no document tells is a placeholder of its root module."""

    _given: dict[str, str] = field(default_factory=dict)

    def of(self, document: Document) -> str:
        """The account of a document."""
        if document.id.startswith("arn:") and document.id.count(":") > 4 and (account := document.id.split(":")[4]):
            return account
        if document.account is not None:
            return document.account
        return self._given.setdefault(document.origin.root, f"{len(self._given):012}")


def members(documents: Sequence[Document], accounts: Accounts, compiler: Compiler) -> Iterator[Principal]:
    """The users and roles among the documents."""
    yield from _Reader(documents, accounts, compiler).principals()


class _Reader:
    def __init__(self, documents: Sequence[Document], accounts: Accounts, compiler: Compiler) -> None:
        self.documents = documents
        self.accounts = accounts
        self.compiler = compiler
        self.policies = {one.id: one for one in documents if isinstance(one.properties, Policy)}
        self.groups: dict[tuple[str, str], Document] = {}
        for one in documents:
            if isinstance(one.properties, Group):
                self.groups.setdefault((accounts.of(one), _name(one)), one)
        self.memberships = _Memberships(documents, accounts)
        self._group_policies: dict[str, tuple[Held, ...]] = {}

    def principals(self) -> Iterator[Principal]:
        for document in self.documents:
            if isinstance(document.properties, User):
                yield self._principal(document, document.properties, "user")
            elif isinstance(document.properties, Role):
                yield self._principal(document, document.properties, "role")

    def _principal(self, document: Document, identity: Identity, kind: str) -> Principal:
        account = self.accounts.of(document)
        name = _name(document)
        arn = document.id if document.id.startswith("arn:") else _arn(account, kind, identity.identity_path, name)
        held = self._held(document, identity)
        if isinstance(identity, User):
            held = (*held, *self._through_groups(account, name))
        trust = None
        if isinstance(identity, Role):
            policy = self.compiler.document(identity.trust, f"trust policy of {name}", "trust")
            trust = Held(policy, f"trust policy of {name}", document.id, ("trust", "statements"))
        return Principal(
            arn=arn,
            name=name,
            kind="role" if kind == "role" else "user",
            caller=caller_of(arn),
            account=account,
            address=document.origin.address,
            document=document.id,
            tags=_tags(document),
            held=held,
            boundary=self._boundary(document, identity),
            trust=trust,
        )

    def _held(self, document: Document, identity: Identity) -> tuple[Held, ...]:
        return (*self._inline(document, identity.inline_policies), *self._attached(document, identity))

    def _inline(self, document: Document, listed: Sequence[InlinePolicy | Unknown] | Unknown) -> Iterator[Held]:
        owner = _name(document)
        if isinstance(listed, Unknown):
            yield self._unknown(f"inline policies of {owner}", listed.reason, (document.id, ("inline_policies",)))
            return
        for index, one in enumerate(listed):
            path: Path = ("inline_policies", index)
            if isinstance(one, Unknown):
                yield self._unknown(f"inline policy of {owner}", one.reason, (document.id, path))
                continue
            name = one.policy_name if isinstance(one.policy_name, str) else f"inline policy of {owner}"
            policy = self.compiler.document(one.document, name, "identity")
            yield Held(policy, name, document.id, (*path, *_STATEMENTS))

    def _attached(self, document: Document, identity: Identity) -> Iterator[Held]:
        owner = _name(document)
        listed = identity.attached_policies
        if isinstance(listed, Unknown):
            yield self._unknown(f"attached policies of {owner}", listed.reason, (document.id, ("attached_policies",)))
            return
        related = iter(document.relations.get("policies", ()))
        for index, one in enumerate(listed):
            place = (document.id, ("attached_policies", index))
            if isinstance(one, Unknown):
                yield self._unknown(f"attached policy of {owner}", one.reason, place)
            else:
                arn = _arn_of(one, next(related, None), self.policies)
                yield self._managed(arn, "identity", place, f"attached policy of {owner}")

    def _boundary(self, document: Document, identity: Identity) -> Held | None:
        given = identity.permissions_boundary
        if given is None:
            return None
        return self._managed(
            given, "boundary", (document.id, ("permissions_boundary",)), f"boundary of {_name(document)}"
        )

    def _managed(self, arn: str | Unknown, kind: PolicyKind, place: tuple[str, Path], label: str) -> Held:
        """A managed policy, of the world or of AWS; `place` is where it is attached, `label` what it is there."""
        if isinstance(arn, Unknown):
            return self._unknown(label, arn.reason, place, kind)
        document = self.policies.get(arn)
        if document is not None and isinstance(document.properties, Policy):
            name = document.name or arn
            return Held(self.compiler.document(document.properties.document, name, kind), name, arn, _STATEMENTS)
        name = arn.rsplit("/", 1)[-1]
        if not aws_managed.is_managed_by_aws(arn):
            return self._unknown(name, f"`{arn}` is not among the documents", place, kind)
        shipped = aws_managed.named(arn)
        if isinstance(shipped, aws_managed.Unshipped):
            return self._unknown(name, shipped.reason, place, kind)
        return Held(self.compiler.json(shipped.document, kind), name, *place)

    def _unknown(self, name: str, reason: str, place: tuple[str, Path], kind: PolicyKind = "identity") -> Held:
        return Held(self.compiler.unknown(name, reason, kind), name, *place)

    def _through_groups(self, account: str, user: str) -> Iterator[Held]:
        for group in self.memberships.groups(account, user):
            if isinstance(group, Unknown):
                yield Held(self.compiler.unknown(f"groups of {user}", group.reason, "identity"), f"groups of {user}")
                continue
            document = self.groups.get((account, group))
            if document is None or not isinstance(document.properties, Group):
                reason = f"the group `{group}` is not among the documents"
                yield Held(self.compiler.unknown(f"policies of group {group}", reason, "identity"), group)
                continue
            if document.id not in self._group_policies:
                self._group_policies[document.id] = self._held(document, document.properties)
            yield from self._group_policies[document.id]


class _Memberships:
    """Which user is in which groups, from the documents of both kinds of membership."""

    def __init__(self, documents: Iterable[Document], accounts: Accounts) -> None:
        self._groups: dict[tuple[str, str], list[str | Unknown]] = defaultdict(list)
        self._of_anybody: dict[str, list[Unknown]] = defaultdict(list)
        for document in documents:
            if document.type not in (_OF_USER, _OF_GROUP):
                continue
            raw = document.properties.model_dump(mode="json")
            users, groups = ("user", "groups") if document.type == _OF_USER else ("users", "group")
            self._take(document, accounts.of(document), _texts(raw.get(users)), _texts(raw.get(groups)))

    def _take(
        self, document: Document, account: str, users: Sequence[str | Unknown], groups: Sequence[str | Unknown]
    ) -> None:
        for user in users:
            if isinstance(user, Unknown):
                reason = f"`{document.origin.address}` may put it in a group: {user.reason}"
                self._of_anybody[account].append(Unknown(reason))
            else:
                self._groups[account, user] += groups

    def groups(self, account: str, user: str) -> list[str | Unknown]:
        """The groups of a user; Unknown for each that is not known."""
        return list(dict.fromkeys([*self._groups.get((account, user), ()), *self._of_anybody.get(account, ())]))


def _texts(value: JsonValue) -> list[str | Unknown]:
    """The texts of a raw attribute that holds one or several."""
    if isinstance(value, dict):
        return [Unknown(str(value.get("$unknown", "is no name")))]
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [one if isinstance(one, str) else _texts(one)[0] if one is not None else Unknown("absent") for one in listed]


def _arn_of(one: AttachedPolicy, related: str | Unknown | None, policies: Mapping[str, Document]) -> str | Unknown:
    """The ARN of an attached policy, or the id of its document."""
    if isinstance(related, str) and related in policies:
        return related
    if isinstance(one.arn, str):
        return one.arn
    if one.administrator_access is True:
        return "arn:aws:iam::aws:policy/AdministratorAccess"
    return one.arn if one.arn is not None else Unknown("it has no ARN")


def _name(document: Document) -> str:
    """The name of an identity, or what stands for one that is not known."""
    name = getattr(document.properties, "identity_name", None)
    if isinstance(name, str) and name:
        return name
    return f"(name of {_FORBIDDEN.sub('_', document.origin.address or document.id)})"


def _arn(account: str, kind: str, path: str | Unknown, name: str) -> str:
    return f"arn:aws:iam::{account}:{kind}{path if isinstance(path, str) else '/'}{name}"


def _tags(document: Document) -> dict[str, str]:
    if isinstance(document.tags, Unknown):
        return {}
    return {key: value for key, value in document.tags.items() if isinstance(value, str)}
