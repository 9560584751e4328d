"""Whether a statement speaks about a request: its action, its resource, its conditions.

Sources: IAM user guide, "IAM JSON policy elements" (Action, NotAction, Resource, NotResource, Condition),
"Variables and tags", "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from gatewright.identity.callers import Caller
from gatewright.identity.context import Context, Values
from gatewright.identity.operators import COMPARES, segments
from gatewright.identity.patterns import STAR, Part, Variable, Wild, glob, matcher, parts_of
from gatewright.identity.policies import Statement, Test, Text, Unset, usable_action
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
    if statement.doubt:
        return Atom(statement.doubt, statement.doubt, (statement.doubt,))
    if statement.variables is None:
        return _either_way(statement, request)
    try:
        action = _action(statement, request.action)
        if action is False:
            return False
        resource = _resource(statement, request)
        if resource is False:
            return False
        return conjunction((action, resource, *(_holds(test, statement, request) for test in statement.tests)))
    except UnresolvedError:
        return False


def _either_way(statement: Statement, request: Request) -> Formula:
    """Whether the statement fits, where its policy's version is not known."""
    with_variables, without = (applies(replace(statement, variables=one), request) for one in (True, False))
    if with_variables == without:
        return with_variables
    reason = "the version of the policy, which says whether `${` begins a variable, is not known"
    newer = Atom("the policy's version is 2012-10-17", reason, ("Version", statement.policy))
    return disjunction((conjunction((newer, with_variables)), conjunction((negation(newer), without))))


def _action(statement: Statement, action: str) -> Formula:
    actions = statement.actions
    # What an unusable entry of NotAction excepts is anybody's guess; it must not allow all the rest.
    usable = all(isinstance(item, Unset) or usable_action(item) for item in actions.values)
    if actions.negated and statement.effect == "Allow" and not usable:
        return False
    found = disjunction(
        unset_atom(item, statement, "Action")
        if isinstance(item, Unset)
        else usable_action(item) and bool(glob(item, ignore_case=True)(action))
        for item in actions.values
    )
    return negation(found) if actions.negated else found


def _resource(statement: Statement, request: Request) -> Formula:
    resources = statement.resources
    sure: list[Formula] = []
    perhaps: list[Formula] = []
    reason = None
    for item in resources.values:
        try:
            fits, why = _one_resource(item, statement, request)
        except UnresolvedError:
            if not resources.negated:
                raise
            continue  # in NotResource a variable without a value matches nothing
        (sure if why is None else perhaps).append(fits)
        reason = reason or why
    found = disjunction(sure)
    # What is open is one question. In Resource it is open even if another item fits, since a variable that turns out to
    # have no value voids the statement; in NotResource such a variable voids nothing.
    asked = disjunction(perhaps if resources.negated else (found, *perhaps))
    if reason is not None and asked is not False and not (resources.negated and found is True):
        listed = ", ".join(_shown(item) for item in resources.values)
        found = Atom(f"the resource fits {listed}", reason, _identity("Resource", (), resources.values, statement))
    return negation(found) if resources.negated else found


def _one_resource(item: Text, statement: Statement, request: Request) -> tuple[Formula, str | None]:
    """Whether the item fits the resource; with a reason why that is not certain, whether it may fit."""
    if isinstance(item, Unset):
        return unset_atom(item, statement, "Resource"), None
    pattern = _resource_parts(item, variables=statement.variables is True)
    if pattern == EVERYTHING:
        return True, None
    if request.everywhere:
        return False, None
    filled: list[tuple[Part, ...]] = []
    reason = None
    for parts in segments(pattern):
        try:
            filled.append(_filled(parts, request.context))
        except _UnknownValueError as unknown:
            filled.append(unknown.parts)
            reason = unknown.reason
    given = request.resource.split(":", 5)
    if len(given) < 6:
        return request.resource == item, reason
    # An ARN that is cut off stands for all that begin with it.
    filled += [EVERYTHING] * (6 - len(filled))
    return all(matcher(parts)(part) for parts, part in zip(filled, given, strict=True)), reason


@lru_cache(maxsize=65_536)
def _resource_parts(item: str, *, variables: bool) -> tuple[Part, ...]:
    """The parts of a resource; variables stand in the last component only."""
    if not variables or "${" not in item:
        return parts_of(item, variables=False)
    *head, last = item.split(":", 5)
    if len(head) < 5:
        return parts_of(item, variables=False)
    return parts_of(":".join(head) + ":", variables=False) + parts_of(last, variables=True)


class _UnknownValueError(Exception):
    """A variable's value is not known; in `parts` anything may stand in its place."""

    def __init__(self, parts: tuple[Part, ...], reason: str) -> None:
        super().__init__(reason)
        self.parts = parts
        self.reason = reason


def _filled(parts: tuple[Part, ...], context: Context) -> tuple[Part, ...]:
    """The parts with the values of their variables in place."""
    if not any(isinstance(part, Variable) for part in parts):
        return parts
    filled: list[Part] = []
    reason = None
    for part in parts:
        if isinstance(part, Variable):
            values = context.get(part.key)
            reason = context.why(part.key) if values is None else reason
            filled.append(Wild(STAR) if values is None else _value(part, values))
        else:
            filled.append(part)
    if reason is not None:
        raise _UnknownValueError(tuple(filled), reason)
    return tuple(filled)


def _value(variable: Variable, values: Values) -> str:
    if len(values) == 1:
        return values[0]
    if not values and variable.default is not None:
        return variable.default
    raise UnresolvedError


def _holds(test: Test, statement: Statement, request: Request) -> Formula:
    """Whether one operator holds for one key."""
    values = request.context.get(test.key)
    if values is None:
        return _test_atom(test, statement, request.context.why(test.key, test.written))
    if test.operator.base == "Null":
        return _null(test, values, statement)
    operator = test.operator
    absent = values == ()
    if absent and operator.if_exists:
        return True
    if absent and (operator.quantifier == "any" or not (operator.negated or operator.quantifier)):
        return False
    # A variable without a value voids the statement, so that one that is not known leaves all of the test open.
    try:
        compare = _comparer(test, statement, request.context)
    except _UnknownValueError as unknown:
        return _test_atom(test, statement, unknown.reason)
    if operator.quantifier == "all":
        return conjunction(_fits(compare, value, negated=operator.negated) for value in values)
    if operator.quantifier == "any":
        return disjunction(_fits(compare, value, negated=operator.negated) for value in values)
    found = disjunction(compare(value) for value in values)
    return negation(found) if operator.negated else found


def _fits(compare: Callable[[str], Formula], value: str, *, negated: bool) -> Formula:
    return negation(compare(value)) if negated else compare(value)


def _null(test: Test, values: Values, statement: Statement) -> Formula:
    present = "false" if values else "true"
    return disjunction(
        unset_atom(item, statement, test.key, "Null", present) if isinstance(item, Unset) else item.lower() == present
        for item in test.values
    )


def _comparer(test: Test, statement: Statement, context: Context) -> Callable[[str], Formula]:
    """A comparison of one value of the request with all values of the policy, of which one must fit."""
    wanted = list(_wanted(test, statement, context))
    compare = COMPARES[test.operator.base]

    def any_fits(value: str) -> Formula:
        return disjunction(
            unset_atom(item, statement, test.key, test.operator.base, value)
            if isinstance(item, Unset)
            else compare(value, item)
            for item in wanted
        )

    return any_fits


def _wanted(test: Test, statement: Statement, context: Context) -> Iterator[tuple[Part, ...] | Unset]:
    operator = test.operator
    unknown = None
    for item in test.values:
        if isinstance(item, Unset):
            yield item
            continue
        parts: tuple[Part, ...] = (item,)
        if operator.wild or operator.variables:
            parts = parts_of(item, variables=operator.variables and statement.variables is True)
        if not operator.wild:
            parts = tuple(part.sign if isinstance(part, Wild) else part for part in parts)
        try:
            yield _filled(parts, context)
        except _UnknownValueError as error:
            unknown = error
    if unknown is not None:
        raise unknown


def unset_atom(item: Unset, statement: Statement, *element: str) -> Atom:
    """Whether a text that is not known fits what the element is held against."""
    text = f"a value of statement {statement.index} that is not known fits ({item.reason})"
    return Atom(text, item.reason, _identity(element[0], element[1:], (item,), statement))


def _test_atom(test: Test, statement: Statement, reason: str) -> Atom:
    operator = test.operator
    plain = operator.variables and not statement.variables
    what = (operator.name, "without variables" if plain and _has_variable(test.values) else "")
    return Atom(_words(test, statement), reason, _identity(test.key, what, test.values, statement))


def _identity(element: str, what: tuple[str, ...], values: tuple[Text, ...], statement: Statement) -> tuple[str, ...]:
    """What tells a question about an element: what is written, or its place, where that is not known."""
    written = tuple(one if isinstance(one, str) else f"{one.template}\0{one.reason}" for one in values)
    known = all(isinstance(one, str) or one.template for one in values)
    place = () if known else (statement.policy, str(statement.index), statement.effect)
    return (element, *what, "", *written, "", *place)


def _has_variable(values: tuple[Text, ...]) -> bool:
    return any(isinstance(one, str) and "${" in one for one in values)


def _shown(item: Text) -> str:
    return f"({item.reason})" if isinstance(item, Unset) else f"`{item}`"


def _words(test: Test, statement: Statement) -> str:
    """The test in words, which are the same for the same test alone."""
    values = ", ".join(f"({item.reason})" if isinstance(item, Unset) else _quoted(item) for item in test.values)
    plain = test.operator.variables and not statement.variables and _has_variable(test.values)
    return f"{test.written or test.key} {test.operator.name} {values}{' (without variables)' if plain else ''}"


def _quoted(value: str) -> str:
    return json.dumps(value) if not value or any(sign in value for sign in ',"()') else value
