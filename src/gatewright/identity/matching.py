"""Whether a statement speaks about a request: its action, its resource, its conditions.

Sources: IAM user guide, "IAM JSON policy elements" (Action, NotAction, Resource, NotResource, Condition),
"Variables and tags", "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from gatewright.identity.callers import Caller
from gatewright.identity.context import Context, Values
from gatewright.identity.operators import COMPARES, segments
from gatewright.identity.patterns import STAR, Part, Variable, Wild, glob, matcher, parts_of
from gatewright.identity.policies import Statement, Test, Text, Texts, Unset, usable_action
from gatewright.identity.truth import Atom, Formula, conjunction, disjunction, negation

EVERYTHING: tuple[Part, ...] = (Wild(STAR),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for: by whom, which action, on which resource, and in which context."""

    caller: Caller
    action: str
    resource: str
    resource_account: str | None
    context: Context
    everywhere: bool = False
    """Whether the action is on no resource in particular, so that only the resource `*` of a statement fits."""
    bounded: bool = False
    """Whether the caller has a permissions boundary."""


class UnresolvedError(Exception):
    """A variable has no value: the statement does not apply."""


def applies(statement: Statement, request: Request) -> Formula:
    """Whether the statement's action, resource and conditions fit the request."""
    try:
        action = _action(statement.actions, request.action)
        if action is False:
            return False
        resource = _resource(statement, request)
        if resource is False:
            return False
        return conjunction((action, resource, *(_holds(test, statement, request) for test in statement.tests)))
    except UnresolvedError:
        return False


def _action(actions: Texts, action: str) -> Formula:
    found = disjunction(
        _unset(item) if isinstance(item, Unset) else usable_action(item) and bool(glob(item, ignore_case=True)(action))
        for item in actions.values
    )
    return negation(found) if actions.negated else found


def _resource(statement: Statement, request: Request) -> Formula:
    found = disjunction(_one_resource(item, statement, request) for item in statement.resources.values)
    return negation(found) if statement.resources.negated else found


def _one_resource(item: Text, statement: Statement, request: Request) -> Formula:
    if isinstance(item, Unset):
        return _unset(item)
    pattern = _resource_parts(item, statement.variables)
    if pattern == EVERYTHING:
        return True
    if request.everywhere:
        return False
    try:
        filled = [_filled(parts, request.context) for parts in segments(pattern)]
    except UnresolvedError:
        if statement.resources.negated:
            return False  # in NotResource a variable without a value matches nothing
        raise
    except _UnknownValueError as unknown:
        return Atom(f"the resource fits `{item}`", unknown.reason)
    given = request.resource.split(":", 5)
    if len(given) < 6:
        return request.resource == item
    # An ARN that is cut off stands for all that begin with it.
    filled += [EVERYTHING] * (6 - len(filled))
    return all(matcher(parts)(part) for parts, part in zip(filled, given, strict=True))


@lru_cache(maxsize=65_536)
def _resource_parts(item: str, variables: bool) -> tuple[Part, ...]:  # noqa: FBT001  # a cache's key
    """The parts of a resource; variables stand in the last component only."""
    if not variables or "${" not in item:
        return parts_of(item, variables=False)
    *head, last = item.split(":", 5)
    if len(head) < 5:
        return parts_of(item, variables=False)
    return parts_of(":".join(head) + ":", variables=False) + parts_of(last, variables=True)


class _UnknownValueError(Exception):
    """A variable's value is not known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _filled(parts: tuple[Part, ...], context: Context) -> tuple[Part, ...]:
    """The parts with the values of their variables in place."""
    if not any(isinstance(part, Variable) for part in parts):
        return parts
    return tuple(_value(part, context) if isinstance(part, Variable) else part for part in parts)


def _value(variable: Variable, context: Context) -> str:
    values = context.get(variable.key)
    if values is None:
        raise _UnknownValueError(context.why(variable.key))
    if len(values) == 1:
        return values[0]
    if not values and variable.default is not None:
        return variable.default
    raise UnresolvedError


def _holds(test: Test, statement: Statement, request: Request) -> Formula:
    """Whether one operator holds for one key."""
    values = request.context.get(test.key)
    if test.operator.base == "Null":
        return _null(test, values, request.context)
    if values == ():
        return _of_absent(test, statement, request.context)
    if values is None:
        return Atom(_words(test), request.context.why(test.key))
    compare = _comparer(test, statement, request.context)
    operator = test.operator
    if operator.quantifier == "all":
        return conjunction(_fits(compare, value, negated=operator.negated) for value in values)
    if operator.quantifier == "any":
        return disjunction(_fits(compare, value, negated=operator.negated) for value in values)
    found = disjunction(compare(value) for value in values)
    return negation(found) if operator.negated else found


def _fits(compare: Callable[[str], Formula], value: str, *, negated: bool) -> Formula:
    return negation(compare(value)) if negated else compare(value)


def _of_absent(test: Test, statement: Statement, context: Context) -> Formula:
    """What holds for a key that the request does not have."""
    operator = test.operator
    # A variable without a value voids the statement whatever it is compared with.
    _comparer(test, statement, context)
    if operator.quantifier is not None:
        return operator.quantifier == "all" or operator.if_exists
    return operator.negated or operator.if_exists


def _null(test: Test, values: Values | None, context: Context) -> Formula:
    if values is None:
        return Atom(_words(test), context.why(test.key))
    present = "false" if values else "true"
    return disjunction(_unset(item) if isinstance(item, Unset) else item.lower() == present for item in test.values)


def _comparer(test: Test, statement: Statement, context: Context) -> Callable[[str], Formula]:
    """A comparison of one value of the request with all values of the policy, of which one must fit."""
    wanted = list(_wanted(test, statement, context))
    compare = COMPARES[test.operator.base]

    def any_fits(value: str) -> Formula:
        return disjunction(compare(value, item) if isinstance(item, tuple) else item for item in wanted)

    return any_fits


def _wanted(test: Test, statement: Statement, context: Context) -> Iterator[tuple[Part, ...] | Atom]:
    operator = test.operator
    for item in test.values:
        if isinstance(item, Unset):
            yield _unset(item)
            continue
        parts: tuple[Part, ...] = (item,)
        if operator.wild or operator.variables:
            parts = parts_of(item, variables=operator.variables and statement.variables)
        if not operator.wild:
            parts = tuple(part.sign if isinstance(part, Wild) else part for part in parts)
        try:
            yield _filled(parts, context)
        except _UnknownValueError as unknown:
            yield Atom(f"`{item}` fits `{test.key}`", unknown.reason)


def _unset(item: Unset) -> Atom:
    return Atom(f"a value that is not known fits ({item.reason})", item.reason)


def _words(test: Test) -> str:
    values = ", ".join(f"({item.reason})" if isinstance(item, Unset) else item for item in test.values)
    return f"{test.key} {test.operator.name} {values}"
