"""Who can do something: principals by themselves, and principals that get the session of a role which can.

Chains of roles are followed backwards from those that can, to a fixed point; every step is a decision of its own, by
the role's trust policy and the policies of who takes it. A chain of certain steps goes before one with conditions, and
a short one before a long one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush
from itertools import count

from gatewright.errors import UsageError
from gatewright.identity import actions
from gatewright.identity.answers import Access, Hop
from gatewright.identity.deciding import SOMETHING, Decider, Question
from gatewright.identity.outsiders import outsiders
from gatewright.identity.parties import Principal, Target
from gatewright.identity.patterns import Variable, Wild, glob, parts_of
from gatewright.identity.procedure import Answer, Decision
from gatewright.identity.world import World

ASSUME = "sts:AssumeRole"
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+\Z")
_RANK: Mapping[Answer, int] = {"allowed": 0, "conditional": 1, "denied": 2}
_WORST = (3, 0)


def who_can(world: World, action: str, resource: str) -> tuple[Access, ...]:
    """Everybody who can do the action on the resource, certainly or under conditions."""
    if not _ACTION.match(action):
        raise UsageError(f"`{action}` is no action; give one such as `s3:GetObject`, without wildcards")
    target = world.target(resource)
    decider = Decider(world)
    direct = list(_direct(decider, action, _arns(world, action, target, resource), target))
    found = [*direct, *Chains(decider).back_from(direct)]
    return tuple(sorted(found, key=lambda one: (one.principal.key, one.way, len(one.hops))))


def _direct(decider: Decider, action: str, arns: tuple[str, ...], target: Target) -> Iterator[Access]:
    """Direct access, by the most telling of the ARNs: the first that is allowed, else the first with a condition."""
    best: dict[str, tuple[Principal, Question, Decision]] = {}
    for arn in arns:
        question = Question(action, target, arn)
        for principal, decision in (*decider.everyone(question), *outsiders(decider, question)):
            former = best.get(principal.key)
            if former is None or _RANK[decision.outcome] < _RANK[former[2].outcome]:
                best[principal.key] = (principal, question, decision)
    for principal, question, decision in best.values():
        yield Access(
            principal=principal,
            way="direct",
            outcome=decision.outcome,
            verdict=decider.verdict(principal, question, decision),
            resource=question.arn.replace(SOMETHING, "*"),
        )


def _arns(world: World, action: str, target: Target, resource: str) -> tuple[str, ...]:
    """What to ask about: the resource, or things below it where the action is on such things."""
    if resource.startswith("arn:") and resource != target.arn and "*" not in resource:
        return (resource,)
    fits = glob(resource) if resource.startswith("arn:") and "*" in resource else None
    return tuple(one for one in arns_of(world, action, target) if fits is None or fits(one))


def arns_of(world: World, action: str, target: Target) -> tuple[str, ...]:
    """The ARN of the target, or those of things below it where the action is on such things: any, and those named."""
    below = below_of(action, target)
    if below is None:
        return (target.arn,)
    prefix = f"{target.arn}{below}"
    named = sorted(_example(text) for text in world.resource_texts if text.startswith(prefix))
    return tuple(dict.fromkeys((prefix + SOMETHING, *named)))


def _example(text: str) -> str:
    """Something that a policy's resource fits; its variables stand for what they are for the caller."""
    signs = {"*": SOMETHING, "?": "x"}
    parts = parts_of(text, variables=True)
    return "".join(
        f"${{{one.key}}}" if isinstance(one, Variable) else signs[one.sign] if isinstance(one, Wild) else one
        for one in parts
    )


def below_of(action: str, target: Target) -> str | None:
    """What comes between the ARN of the target and what the action is on; None where that is the target."""
    parts = target.arn.split(":", 5)
    if len(parts) == 6 and parts[2] == "s3" and "/" not in parts[5]:
        kinds = actions.resource_types(action)
        return "/" if "object" in kinds and "bucket" not in kinds else None
    return None


class Chains:
    """Chains of roles in a world."""

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._targets = {one.arn: one for one in decider.world.targets}

    def back_from(self, ends: list[Access]) -> Iterator[Access]:
        """Indirect access by a chain that ends in one of the principals with direct access; the best chain for each."""
        order = count()
        settled: dict[str, Access] = {}
        known = {one.principal.key: _RANK[one.outcome] for one in ends}
        waiting: list[tuple[int, int, int, Access]] = []
        for end in ends:
            if end.principal.kind == "role":
                heappush(waiting, (_RANK[end.outcome], 0, next(order), end))
        expanded: set[str] = set()
        pending: dict[str, tuple[int, int]] = {}
        while waiting:
            _, _, _, access = heappop(waiting)
            principal = access.principal
            if access.hops and principal.key not in settled:
                settled[principal.key] = access
                if _RANK[access.outcome] < known.get(principal.key, len(_RANK)):
                    yield access
            if principal.key in expanded or principal.kind != "role":
                continue
            expanded.add(principal.key)
            for longer in self._longer(access, pending):
                rank = _RANK[longer.outcome]
                pending[longer.principal.key] = (rank, len(longer.hops))
                heappush(waiting, (rank, len(longer.hops), next(order), longer))

    def _longer(self, access: Access, pending: Mapping[str, tuple[int, int]]) -> Iterator[Access]:
        """The chains that are one step longer at their beginning, and better than those that wait already."""
        role = access.principal

        def better(source: Principal, outcome: Answer) -> bool:
            rank = max(_RANK[outcome], _RANK[access.outcome])
            return source is not role and (rank, len(access.hops) + 1) < pending.get(source.key, _WORST)

        for hop in self.into(role, better):
            certain = hop.verdict.outcome == access.outcome == "allowed"
            yield Access(
                principal=hop.source,
                way="indirect",
                outcome="allowed" if certain else "conditional",
                verdict=access.verdict,
                resource=access.resource,
                hops=(hop, *access.hops),
            )

    def into(self, role: Principal, wanted: Callable[[Principal, Answer], bool]) -> Iterator[Hop]:
        """The steps into a role from those principals that are wanted."""
        target = self._targets.get(role.arn)
        if target is None or role.trust is None:
            return
        for action in ASSUMING:
            question = Question(action, target, role.arn)
            found = [*outsiders(self._decider, question, services=False)]
            if action == ASSUME:
                found += self._decider.everyone(question)
            for principal, decision in found:
                if not wanted(principal, decision.outcome):
                    continue
                verdict = self._decider.verdict(principal, question, decision)
                yield Hop(source=principal, target=role, action=action, verdict=verdict)


ASSUMING = (ASSUME, "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
