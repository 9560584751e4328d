"""What a principal can do with the resources of a world, by itself and as the roles whose sessions it can get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gatewright.identity import actions
from gatewright.identity.answers import Evidence, Hop, Right, Verdict, Way
from gatewright.identity.chains import ASSUME, arns_of
from gatewright.identity.deciding import SOMETHING, Decider, Question
from gatewright.identity.parties import Principal, Target
from gatewright.identity.procedure import Answer
from gatewright.identity.world import World

Key = tuple[str, Answer, str | None, tuple[Evidence, ...]]


def access(world: World, principal: str) -> tuple[Right, ...]:
    """What a user or role can do with the resources of the world; it is named by ARN, address, id or name.

    Every action of the catalogue on every resource is decided; what is certain is there, and what has conditions.
    """
    return rights(Decider(world), world.principal(principal))


def rights(decider: Decider, principal: Principal) -> tuple[Right, ...]:
    """What a principal can do, itself and as the roles whose sessions it can get."""
    own = list(_own(decider, principal, "direct", ()))
    for role, hops in _reached(decider, principal):
        own += _own(decider, role, "indirect", hops)
    return tuple(sorted(own, key=lambda one: (one.way, len(one.hops), one.resource, one.outcome, one.actions)))


def _own(decider: Decider, principal: Principal, way: Way, hops: tuple[Hop, ...]) -> Iterator[Right]:
    """What one principal can do itself; reached over hops, it is as certain as they are."""
    for target in decider.world.targets:
        grouped: dict[Key, tuple[Verdict, list[str]]] = {}
        for action in actions.on(target.arn):
            for arn, verdict in _verdicts(decider, principal, action, target):
                key = (arn, verdict.outcome, verdict.condition, verdict.statements)
                grouped.setdefault(key, (verdict, []))[1].append(action)
        for (arn, _, _, _), (verdict, listed) in grouped.items():
            yield _right(target, arn, (way, hops, verdict), tuple(listed))


def _verdicts(decider: Decider, principal: Principal, action: str, target: Target) -> Iterator[tuple[str, Verdict]]:
    """The verdict on the resource; of what is below it, on the first that the principal has access to."""
    if not decider.may(principal, Question(action, target, target.arn)):
        return
    for arn in arns_of(decider.world, action, target):
        question = Question(action, target, arn)
        decision = decider.decide(principal, question)
        if decision.outcome != "denied":
            yield arn.replace(SOMETHING, "*"), decider.verdict(principal, question, decision)
            return


def _right(target: Target, arn: str, found: tuple[Way, tuple[Hop, ...], Verdict], listed: tuple[str, ...]) -> Right:
    way, hops, verdict = found
    verdicts = (*(hop.verdict for hop in hops), verdict)
    certain = all(one.outcome == "allowed" for one in verdicts)
    conditions = list(dict.fromkeys(one.condition for one in verdicts if one.condition))
    return Right(
        target=target,
        resource=arn,
        way=way,
        outcome="allowed" if certain else "conditional",
        actions=listed,
        condition=conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions) or None,
        unknown=tuple(dict.fromkeys(reason for one in verdicts for reason in one.unknown)),
        statements=verdict.statements,
        hops=hops,
    )


def _reached(decider: Decider, start: Principal) -> Iterator[tuple[Principal, tuple[Hop, ...]]]:
    """The roles whose sessions the principal can get, each by its best chain; certain chains go first."""
    targets: Mapping[str, Target] = {one.arn: one for one in decider.world.targets}
    found: dict[str, tuple[Principal, tuple[Hop, ...]]] = {}
    for certain in (True, False):
        waiting: list[tuple[Principal, tuple[Hop, ...]]] = [(start, ()), *found.values()]
        while waiting:
            principal, hops = waiting.pop(0)
            for role in decider.world.roles.values():
                if role is start or role.arn in found or role.arn not in targets:
                    continue
                question = Question(ASSUME, targets[role.arn], role.arn)
                if not decider.may(principal, question):
                    continue
                decision = decider.decide(principal, question)
                if decision.outcome == "denied" or (certain and decision.outcome != "allowed"):
                    continue
                verdict = decider.verdict(principal, question, decision)
                hop = Hop(source=principal, target=role, action=ASSUME, verdict=verdict)
                found[role.arn] = (role, (*hops, hop))
                waiting.append(found[role.arn])
    yield from found.values()
