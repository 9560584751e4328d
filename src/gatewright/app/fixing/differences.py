"""What an edit changes of the evaluated values: which attribute of which instance, from what place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from gatewright.app.fixing.shapes import schema_for
from gatewright.app.fixing.world import Address, Part
from gatewright.model.document import Path
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.values import Sensitive, Value


@dataclass(frozen=True, slots=True)
class Difference:
    """An instance that is new or gone, or one attribute of it whose value is another."""

    kind: Literal["new", "gone", "changed"]
    instance: Instance
    path: Path = ()

    def __str__(self) -> str:
        """The address, and the attribute where it is one."""
        at = ".".join(map(str, self.path))
        return f"`{self.instance.address}`{f' {at}' if at else ''}"


def differences(before: Part, after: Part) -> Iterator[Difference]:
    """Everything that differs between two evaluations; root modules that were not evaluated again cost nothing."""
    for root, old in before.roots.items():
        new = after.roots[root]
        if new is not old:
            yield from _of_root(_by_address(old.instances), _by_address(new.instances))


def _by_address(instances: tuple[Instance, ...]) -> Mapping[Address, Instance]:
    return {(instance.root, instance.address): instance for instance in instances}


def _of_root(before: Mapping[Address, Instance], after: Mapping[Address, Instance]) -> Iterator[Difference]:
    for address, old in before.items():
        new = after.get(address)
        if new is None:
            yield Difference("gone", old)
            continue
        for name in sorted({*old.values, *new.values}):
            pair = old.values.get(name), new.values.get(name)
            compared = _changed_set if _is_set(old, name) else _changed
            for path in compared(*pair, (name,)):
                yield Difference("changed", old, path)
    yield from (Difference("new", new) for address, new in after.items() if address not in before)


def _is_set(instance: Instance, name: str) -> bool:
    """Whether an argument or the blocks of a type are a set, whose order is that of its values."""
    schema = schema_for(instance)
    if schema is None:
        return False
    if name in schema.blocks:
        return schema.blocks[name].nesting == "set"
    of = schema.attributes.get(name, [""])[0]
    return isinstance(of, list) and of[:1] == ["set"]


def _changed_set(old: Value, new: Value, path: Path) -> Iterator[Path]:
    """As `_changed`, of sets: a value that is another stands elsewhere, and so do those behind it."""
    if old is new:
        return
    if not isinstance(old, list) or not isinstance(new, list) or len(old) != len(new):
        yield from _changed(old, new, path)
        return
    left = list(new)
    gone: list[int] = []
    for index, item in enumerate(old):
        same = next((at for at, other in enumerate(left) if not any(True for _ in _changed(item, other, ()))), None)
        if same is None:
            gone.append(index)
        else:
            del left[same]
    for index in gone:
        nearest = min(left, key=lambda item: sum(1 for _ in _changed(old[index], item, ())))  # used at once
        left = [item for item in left if item is not nearest]
        yield from _changed(old[index], nearest, (*path, index))


def _changed(old: Value, new: Value, path: Path) -> Iterator[Path]:
    """The paths below which two values differ, as deep as both go together."""
    if old is new:
        return
    if isinstance(old, Sensitive) and isinstance(new, Sensitive):
        yield from _changed(old.value, new.value, path)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in sorted({*old, *new}):
            yield from _changed(old.get(name), new.get(name), (*path, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, pair in enumerate(zip(old, new, strict=True)):
            yield from _changed(*pair, (*path, index))
    elif type(old) is not type(new) or old != new:
        yield path
