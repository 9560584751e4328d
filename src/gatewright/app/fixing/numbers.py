"""Entries of a network ACL have numbers, each once: what is added takes one that is free, or there is no patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from pydantic import JsonValue

from gatewright.app.fixing.plans import Plan
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.world import Evaluated, World
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.group import value_at
from gatewright.sources.terraform.values import UnknownValue, Value, reveal

_NUMBER = "rule_no"
_BLOCKS = {"aws_network_acl": "id", "aws_default_network_acl": "id"}
"""Types whose nested blocks are entries, and the attribute that names the ACL."""
_ENTRY = "aws_network_acl_rule"

_Entry = tuple[str, bool, int]
"""What names the ACL, whether the entry is about egress, and its number."""


def numbered(plan: Plan, kind: str, values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The arguments of a new entry with a number that is free: the wanted one, else the next below the finding's entry.

    Raises NotDoneError where no number is free, or it is not known which are.
    """
    wanted = values.get(_NUMBER)
    if plan.site.kind not in _BLOCKS or not isinstance(wanted, int):
        return dict(values)
    written = value_at(plan.site.instance, (kind,))
    entries = [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
    numbers = [reveal(one.get(_NUMBER))[0] for one in entries]
    if any(isinstance(one, UnknownValue) for one in numbers):
        raise NotDoneError(f"the numbers of some `{kind}` entries are not known, so that none is free for certain")
    known = {int(one): entry for one, entry in zip(numbers, entries, strict=True) if isinstance(one, (int, float))}
    own = _own(plan, kind, numbers)
    last = max((one for one, entry in known.items() if entry.get("action") != values.get("action")), default=0)
    same = (one for one, entry in known.items() if one < last and _says(entry, values))
    number = next(same, None) or _free(wanted, own, {*known, *plan.numbers})
    if number is None:
        raise NotDoneError(f"an `{kind}` entry {wanted} is there already, and no number below it is free; make room")
    plan.numbers.add(number)
    return {**values, _NUMBER: number}


def _says(entry: Mapping[str, Value], values: Mapping[str, JsonValue]) -> bool:
    """Whether an entry is the new one, under whatever number."""
    return all(entry.get(name) == value for name, value in values.items() if name != _NUMBER)


def _own(plan: Plan, kind: str, numbers: Sequence[Value]) -> int | None:
    """The number of the entry that the finding is about."""
    written = plan.site.written
    index = next((step for step in written if isinstance(step, int)), None)
    number = numbers[index] if index is not None and written[0] == kind and index < len(numbers) else None
    return number if isinstance(number, int) else None


def _free(wanted: int, below: int | None, taken: Collection[int]) -> int | None:
    """The wanted number where it is free, else the next free one below another."""
    if wanted not in taken and (below is None or wanted < below):
        return wanted
    return next((one for one in range((below or 0) - 1, 0, -1) if one not in taken), None)


def doubled(before: World, after: World) -> Iterator[str]:
    """Entries of one ACL that would have the same number."""
    for name, part in before.parts.items():
        for directory, root in part.roots.items():
            again = after.parts[name].roots[directory]
            if again is not root:
                for _, egress, number in sorted(_entries(again) - _entries(root)):
                    kind = "egress" if egress else "ingress"
                    yield f"two {kind} entries of one network ACL would have the number {number}"


def _entries(root: Evaluated) -> Counter[_Entry]:
    """How many entries more than one there are of each ACL and number."""
    found = Counter(entry for instance in root.instances if instance.mode == "managed" for entry in _of(instance))
    return Counter({entry: count - 1 for entry, count in found.items() if count > 1})


def _of(instance: Instance) -> Iterator[_Entry]:
    if instance.type in _BLOCKS:
        for kind in ("ingress", "egress"):
            entries, _ = reveal(instance.values.get(kind))
            for entry in entries if isinstance(entries, list) else ():
                number = entry.get(_NUMBER) if isinstance(entry, dict) else None
                if isinstance(number, int):
                    yield f"{instance.address}.{_BLOCKS[instance.type]}", kind == "egress", number
    elif instance.type == _ENTRY:
        acl, number = _name(instance.values.get("network_acl_id")), instance.values.get("rule_number")
        if acl and isinstance(number, int):
            yield acl, instance.values.get("egress") is True, number


def _name(value: Value) -> str:
    found, _ = reveal(value)
    if isinstance(found, UnknownValue) and found.reference is not None:
        return f"{found.reference.address}.{found.reference.attribute}"
    return found if isinstance(found, str) else ""
