"""Which of a fix's edits are for a finding: those of the innermost place that it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from gatewright.model.fix import Edits, Fix


def choose(fix: Fix, resource_type: str, inward: Sequence[str]) -> Edits | None:
    """The edits for a resource type and what is around a place in it: nested blocks, then the attribute.

    >>> fix = Fix.model_validate({"confidence": "certain", "title": "t", "edits": [
    ...     {"place": ["a", "b"], "operations": [{"op": "remove_resource"}]},
    ...     {"place": ["a"], "operations": [{"op": "remove_resource"}]}]})
    >>> [choose(fix, "a", blocks).place for blocks in ([], ["b"], ["b", "c"], ["c"])]
    [('a',), ('a', 'b'), ('a', 'b'), ('a',)]
    """
    around = (resource_type, *inward)
    fitting = (edits for edits in fix.edits if around[: len(edits.place)] == edits.place)
    return max(fitting, key=lambda edits: len(edits.place), default=None)


def filled(value: JsonValue, parameters: Mapping[str, JsonValue]) -> JsonValue:
    """The value with the rule's parameters in the place of `{parameter: name}`.

    >>> filled({"days": {"parameter": "least"}}, {"least": 7})
    {'days': 7}
    """
    if isinstance(value, list):
        return [filled(item, parameters) for item in value]
    if isinstance(value, dict):
        if set(value) == {"parameter"}:
            return parameters[str(value["parameter"])]
        return {name: filled(item, parameters) for name, item in value.items()}
    return value
