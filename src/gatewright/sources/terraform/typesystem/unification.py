"""The one type that values of several types can all be converted to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gatewright.sources.terraform.typesystem.types import (
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    object_type,
)

_MOST_TYPES = 500
"""More types than these, all different, are not compared pair by pair: their unification is given up."""


def unify(types: Iterable[Type]) -> Type | None:
    """The type that all of these convert to, or None when there is none.

    As Terraform does for elements of a list and branches of a conditional: strings win over numbers and booleans,
    objects with different attributes become a map, tuples of different lengths a list. A null or unknown beside a
    structure leaves the result open, `"any"`. (A conditional with a literal null on one side simply has the type of its
    other side: ask only when neither is null.)
    """
    unique = list(dict.fromkeys(types))
    if len(unique) <= 1:
        return unique[0] if unique else None
    kinds = {_kind(of) for of in unique}
    if kinds & {"string", "number", "bool"} and len(kinds - {"string", "number", "bool", "any"}) > 0:
        return None
    structures = kinds - {"any"}
    if structures == {"object", "map"}:
        as_map = _with_maps(unique)
        return as_map if as_map is not None else _most_general(unique)
    if structures == {"tuple", "list"}:
        as_list = _with_lists(unique)
        return as_list if as_list is not None else _most_general(unique)
    if {"object", "tuple"} <= structures:
        return None
    if len(structures) == 1 and not structures <= {"string", "number", "bool"}:
        return "any" if "any" in kinds else _unify_kind(unique)
    return _most_general(unique)


def convertible(source: Type, target: Type) -> bool:
    """Whether values of the source type can be converted to the target type, going by the types alone."""
    if source == "any" or target in (source, "any"):
        return True
    if isinstance(source, str) or isinstance(target, str):
        return isinstance(source, str) and isinstance(target, str) and "string" in (source, target)
    if isinstance(target, ObjectType):
        return _fits_object(source, target)
    if isinstance(target, TupleType):
        return (
            isinstance(source, TupleType)
            and len(source.elements) == len(target.elements)
            and all(map(convertible, source.elements, target.elements))
        )
    if isinstance(target, MapType):
        if isinstance(source, MapType):
            return convertible(source.element, target.element)
        return isinstance(source, ObjectType) and _all_fit([a.type for a in source.attributes], target.element)
    if isinstance(source, (ListType, SetType)):
        return convertible(source.element, target.element)
    return isinstance(source, TupleType) and _all_fit(source.elements, target.element)


def _kind(of: Type) -> str:
    if isinstance(of, str):
        return of
    return {ListType: "list", SetType: "set", MapType: "map", TupleType: "tuple", ObjectType: "object"}[type(of)]


def _fits_object(source: Type, target: ObjectType) -> bool:
    if isinstance(source, ObjectType):
        own = {attribute.name: attribute.type for attribute in source.attributes}
        return all(
            convertible(own[wanted.name], wanted.type) if wanted.name in own else wanted.optional
            for wanted in target.attributes
        )
    return isinstance(source, MapType) and all(
        wanted.optional or convertible(source.element, wanted.type) for wanted in target.attributes
    )


def _all_fit(elements: Sequence[Type], target: Type) -> bool:
    if target == "any":
        return not elements or unify(elements) is not None
    return all(convertible(element, target) for element in elements)


def _unify_kind(types: Sequence[Type]) -> Type | None:
    """Unification of types that are all lists, all sets, all maps, all objects or all tuples."""
    objects = [of for of in types if isinstance(of, ObjectType)]
    if objects:
        return _unify_objects(objects)
    tuples = [of for of in types if isinstance(of, TupleType)]
    if tuples:
        return _unify_tuples(tuples)
    collections = [of for of in types if isinstance(of, (ListType, SetType, MapType))]
    element = unify(of.element for of in collections)
    return None if element is None else type(collections[0])(element)


def _unify_objects(types: Sequence[ObjectType]) -> Type | None:
    names = [attribute.name for attribute in types[0].attributes]
    if any(names != [attribute.name for attribute in of.attributes] for of in types[1:]):
        return _objects_to_map(types)
    merged: dict[str, Type] = {}
    for index, name in enumerate(names):
        found = unify(of.attributes[index].type for of in types)
        if found is None:
            return None
        merged[name] = found
    return object_type(merged)


def _unify_tuples(types: Sequence[TupleType]) -> Type | None:
    if len({len(of.elements) for of in types}) > 1:
        return _tuples_to_list(types)
    merged = [unify(across) for across in zip(*(of.elements for of in types), strict=True)]
    found = [of for of in merged if of is not None]
    return TupleType(tuple(found)) if len(found) == len(merged) else None


def _objects_to_map(types: Sequence[ObjectType]) -> MapType | None:
    element = unify(attribute.type for of in types for attribute in of.attributes)
    return None if element is None else MapType(element)


def _tuples_to_list(types: Sequence[TupleType]) -> ListType | None:
    element = unify(element for of in types for element in of.elements)
    return None if element is None else ListType(element)


def _with_maps(types: Sequence[Type]) -> Type | None:
    element = _objects_to_map([of for of in types if isinstance(of, ObjectType)])
    found = None if element is None else unify(element if isinstance(of, ObjectType) else of for of in types)
    return found if isinstance(found, MapType) else None


def _with_lists(types: Sequence[Type]) -> Type | None:
    element = _tuples_to_list([of for of in types if isinstance(of, TupleType)])
    found = None if element is None else unify(element if isinstance(of, TupleType) else of for of in types)
    return found if isinstance(found, ListType) else None


def _most_general(types: Sequence[Type]) -> Type | None:
    """The first of the types, the more general ones before, that all others convert to."""
    if len(types) > _MOST_TYPES:
        return None
    ranked = sorted(types, key=lambda of: sum(_generality(of, other) for other in types), reverse=True)
    return next((want for want in ranked if all(convertible(of, want) for of in types)), None)


def _generality(one: Type, other: Type) -> int:
    """1 when the first type is the more general one, -1 when the second is, 0 when neither."""
    if one == other:
        return 0
    if one == "any" or other == "any":
        return -1 if one == "any" else 1
    if isinstance(one, str) or isinstance(other, str):
        return (one == "string") - (other == "string")
    order = {"list": 3, "tuple": 2, "set": 1, "map": 2, "object": 1}
    ours, theirs = _kind(one), _kind(other)
    if ours != theirs:
        related = {ours, theirs} <= {"set", "list", "tuple"} or {ours, theirs} == {"map", "object"}
        return (order[ours] > order[theirs]) - (order[ours] < order[theirs]) if related else 0
    if isinstance(one, (ListType, SetType, MapType)) and isinstance(other, type(one)):
        return _generality(one.element, other.element)
    return 0
