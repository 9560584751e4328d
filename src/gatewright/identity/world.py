"""A world: every principal and resource of some documents, with the policies that bear on them.

    world = World.from_documents(estate.documents, estate.provenance)
    who_can(world, "s3:GetObject", "aws_s3_bucket.data")
    access(world, "aws_iam_user.alice")

What the documents do not tell stays open: a decision that depends on it is conditional and says why. An account that
no document tells is a placeholder; what depends on which account it is says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from gatewright.errors import UsageError
from gatewright.identity.openings import is_open
from gatewright.identity.parties import Held, Principal, Signature, Target
from gatewright.identity.policies import Problem
from gatewright.identity.principals import Accounts, members
from gatewright.identity.targets import resources
from gatewright.identity.translation import Compiler
from gatewright.model.document import Document
from gatewright.ports import Provenance

Found = TypeVar("Found", Principal, Target)

MOST_NAMES = 5
"""Names of a message that lists what is meant."""


@dataclass(frozen=True, eq=False)
class World:
    """Principals and resources. Frozen; what is derived is derived once."""

    principals: tuple[Principal, ...]
    targets: tuple[Target, ...]
    provenance: Provenance | None = field(default=None, repr=False)
    compiler: Compiler = field(default_factory=Compiler, repr=False)
    ambiguous: frozenset[str] = frozenset()
    """Ids that several documents have: where their policies are written is not told."""
    documents: tuple[Document, ...] = field(default=(), repr=False)

    @classmethod
    def from_documents(cls, documents: Iterable[Document], provenance: Provenance | None = None) -> World:
        """The world that the documents describe; `provenance` says where their policies are written."""
        listed = tuple(documents)
        compiler, accounts = Compiler(), Accounts()
        seen: set[str] = set()
        twice: set[str] = set()
        for document in listed:
            (twice if document.id in seen else seen).add(document.id)
        return cls(
            principals=tuple(members(listed, accounts, compiler)),
            targets=tuple(resources(listed, accounts, compiler)),
            provenance=provenance,
            compiler=compiler,
            ambiguous=frozenset(twice),
            documents=listed,
        )

    def principal(self, text: str) -> Principal:
        """The principal of an ARN, an address, an id or a name; raises UsageError where it is none or several."""
        found = [one for one in self.principals if text in (one.arn, one.address, one.document)]
        found = found or [one for one in self.principals if one.name == text]
        return _only(found, text, "user or role", [one.address or one.arn for one in self.principals])

    def target(self, text: str) -> Target:
        """The resource of an ARN, an address, an id or a name.

        An ARN below that of a resource, such as an object's, is that resource's; one of which the documents tell
        nothing is a resource whose policies are not known. Anything else raises UsageError.
        """
        found = self.by_arn.get(text, [])
        found = found or [one for one in self.targets if text in (one.address, one.document)]
        found = found or [one for one in self.targets if one.name == text]
        if not found and text.startswith("arn:"):
            return self._below(text)
        return _only(found, text, "resource", [one.address for one in self.targets])

    def _below(self, arn: str) -> Target:
        parts = arn.split(":", 5)
        if len(parts) < 6:
            raise UsageError(f"`{arn}` is no ARN: it has {len(parts)} parts of six")
        for cut in (arn.rpartition(sign)[0] for sign in "/:" for _ in (0,)):
            if len(found := self.by_arn.get(cut, [])) == 1:
                return found[0]
        holder = self.by_arn.get(arn.partition("/")[0], []) if parts[2] == "s3" else []
        if len(holder) == 1:
            return holder[0]
        reason = f"`{arn}` is not among the documents"
        held = Held(self.compiler.unknown(f"policy of {arn}", reason, "resource"), f"policy of {arn}")
        account = parts[4] if parts[4].isdigit() else None
        return Target(arn=arn, name=arn, account=account, policy=held)

    @cached_property
    def by_arn(self) -> dict[str, list[Target]]:
        """Resources by ARN."""
        found: dict[str, list[Target]] = defaultdict(list)
        for one in self.targets:
            found[one.arn].append(one)
        return found

    @cached_property
    def resource_texts(self) -> tuple[str, ...]:
        """Every resource that a policy names."""
        texts = (
            text
            for policy in self.compiler.policies()
            for statement in policy.statements
            for text in statement.resources.values
            if isinstance(text, str)
        )
        return tuple(dict.fromkeys(texts))

    @cached_property
    def roles(self) -> dict[str, Principal]:
        """Roles by ARN."""
        return {one.arn: one for one in self.principals if one.kind == "role"}

    @cached_property
    def by_principal(self) -> dict[str, list[Principal]]:
        """Users and roles by ARN."""
        found: dict[str, list[Principal]] = defaultdict(list)
        for one in self.principals:
            found[one.arn].append(one)
        return found

    def named(self, names: Iterable[str]) -> Iterator[Principal]:
        """The users and roles that a policy's principals are, or may be: each once.

        The account of an ARN may be a placeholder's; a principal whose name is not known may be any.
        """
        if not names:
            return
        yield from self._unnamed
        own = dict.fromkeys(name.split(":", 5)[-1] for name in names if name.startswith("arn:"))
        for name in own:
            yield from (one for one in self._by_name.get(name, ()) if not is_open(one.arn))

    @cached_property
    def _unnamed(self) -> tuple[Principal, ...]:
        return tuple(one for one in self.principals if is_open(one.arn))

    @cached_property
    def _by_name(self) -> dict[str, list[Principal]]:
        """Users and roles by their ARN behind the account."""
        found: dict[str, list[Principal]] = defaultdict(list)
        for one in self.principals:
            found[one.arn.split(":", 5)[-1]].append(one)
        return found

    @cached_property
    def groups(self) -> dict[Signature, list[Principal]]:
        """Principals by policy set."""
        found: dict[Signature, list[Principal]] = defaultdict(list)
        for one in self.principals:
            found[one.signature].append(one)
        return found

    @cached_property
    def accounts(self) -> frozenset[str]:
        """Accounts of the documents, placeholders among them."""
        found = {one.account for one in self.principals} | {one.account for one in self.targets}
        return frozenset(account for account in found if account is not None)

    @cached_property
    def written(self) -> tuple[Held, ...]:
        """Every policy that a document holds, once for each place."""
        own = (
            policy
            for one in self.principals
            for policy in (*one.held, *(part for part in (one.boundary, one.trust) if part is not None))
        )
        carried = (one.policy for one in self.targets if one.policy is not None)
        places = {(one.policy.name, one.document, one.path): one for one in (*own, *carried)}
        return tuple(places.values())

    @cached_property
    def problems(self) -> tuple[tuple[Held, Problem], ...]:
        """What is wrong with policies, each with the place of the policy."""
        return tuple((one, problem) for one in self.written for problem in one.policy.problems)

    def place(self, held: Held, index: int | None) -> tuple[str | None, int | None]:
        """File and line of a statement of a policy, as far as they are known."""
        if self.provenance is None or held.document is None or held.document in self.ambiguous:
            return None, None
        path = held.path if index is None else (*held.path, index)
        trace = self.provenance.trace(held.document, path)
        if trace is None:
            return None, None
        # Where the text comes from tells more than the attribute that it is given to.
        source = trace.value_from
        if source is not None and source.file is not None and source.start is not None:
            return source.file, source.start.line
        return (None, None) if trace.location is None else (trace.location.file, trace.location.start.line)


def _only(found: Sequence[Found], text: str, what: str, names: Sequence[str]) -> Found:
    if len(found) == 1:
        return found[0]
    if not found:
        close = [name for name in names if name and text.rpartition(".")[2] in name][:MOST_NAMES]
        hint = f"; there is {', '.join(f'`{name}`' for name in close)}" if close else ""
        raise UsageError(f"there is no {what} `{text}`{hint}")
    listed = ", ".join(f"`{one.address or one.arn}`" for one in found[:MOST_NAMES])
    raise UsageError(f"`{text}` names {len(found)} of them; name one by its address or ARN: {listed}")
