"""A document in the making: properties, and beside each where it was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import ValidationError

from gatewright.model.document import Document, Origin, Path, Properties, RawProperties
from gatewright.model.location import Trace
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.group import Target, value_at
from gatewright.sources.terraform.schemas import schema_of
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

ELSEWHERE = Unknown("managed outside of this root module")
_ATTEMPTS = 5
_SIMPLE = frozenset({str, int, bool, float, type(None)})


def plain(value: Value) -> Any:  # a value of any JSON shape
    """The value as documents hold it: nothing of the evaluator's inside, unknown and sensitive parts as Unknown."""
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, UnknownValue):
        return Unknown(value.reason)
    if isinstance(value, Sensitive):
        return Unknown("sensitive value")
    if isinstance(value, list):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


@dataclass(slots=True)
class Draft:
    """A document in the making. `partial` means that its resource is managed elsewhere: what is not set is Unknown."""

    model: type[Properties]
    instance: Instance
    name: Value = None
    partial: bool = False
    key: str = ""
    """Distinguishes several documents of one instance; empty for the usual one."""
    properties: dict[str, Any] = field(default_factory=dict)
    relations: dict[str, list[str | Unknown]] = field(default_factory=dict)
    places: dict[Path, tuple[Instance, Path]] = field(default_factory=dict)

    def take(
        self,
        path: Path,
        written: tuple[Instance, Path],
        *,
        default: Any = None,
        using: Callable[[Any], Any] | None = None,
    ) -> Any:
        """Set the property at the path from an attribute of an instance, and return what was set.

        An unknown attribute makes the property Unknown, an absent one (null) `default`; `using` maps a known value.
        """
        value = value_at(*written)
        if isinstance(value, UnknownValue):
            result: Any = Unknown(value.reason)
        elif value is None:
            result = default
        else:
            result = plain(value) if using is None else using(plain(value))
        self.put(path, result, written)
        return result

    def put(self, path: Path, value: Any, written: tuple[Instance, Path] | None = None) -> None:
        """Set the property at the path to a value, written at an attribute of an instance.

        Numbers in the path are steps into lists, whose elements are put in order.
        """
        holder: Any = self.properties
        last = len(path) - 1
        for index in range(last):
            step = path[index]
            if type(holder) is dict and step in holder:
                holder = holder[step]
            else:
                holder = _entered(holder, step, [] if isinstance(path[index + 1], int) else {})
        if type(holder) is dict:
            holder[path[last]] = value
        else:
            _entered(holder, path[last], value)
            holder[path[last]] = value
        if written is not None:
            self.places[path] = written

    def relate(self, kind: str, target: Target, missing: str = "not in this root module") -> None:
        """Relate the document to the one of the target; what lies outside of the root module is Unknown."""
        if target is None:
            return
        if isinstance(target, Instance):
            self.relations.setdefault(kind, []).append(document_id(target))
        elif isinstance(target, UnknownValue):
            self.relations.setdefault(kind, []).append(Unknown(target.reason))
        else:
            self.relations.setdefault(kind, []).append(Unknown(f"`{target}` is {missing}"))

    def build(self, source: Literal["terraform", "plan", "state"]) -> Document:
        """The document. A value whose type the model does not admit becomes Unknown with that reason."""
        values = self.properties
        instance = self.instance
        if self.partial:
            # Of a resource that is known by a companion alone, which may not even be made, nothing is known.
            values = {**dict.fromkeys(self.model.model_fields, ELSEWHERE), **(values if instance.certain else {})}
        return Document(
            id=document_id(instance) + self.key,
            type=self.model.TYPE,
            name=self._name(),
            provider=self.model.TYPE.partition(".")[0],
            account=_account(instance),
            region=_region(instance),
            tags=ELSEWHERE if self.partial else tags_of(instance),
            properties=validated(self.model, values),
            relations={kind: tuple(ids) for kind, ids in self.relations.items()},
            origin=Origin(source=source, root=instance.root, address=instance.address),
        )

    def trace(self, path: Path, *, routed: bool = False) -> Trace | None:
        """Where the property is written: its own place, else that of what holds it, else the resource."""
        placed = self._placed(path)
        if placed is None:
            return self.instance.declaration.trace(()) if self.instance.declaration else None
        instance, written = placed
        return instance.declaration.trace(written, routed=routed) if instance.declaration else None

    def place(self, path: Path) -> tuple[Instance, Path]:
        """The attribute that decides a property: of the property itself, else of what holds it, else the resource."""
        return self._placed(path) or (self.instance, ())

    def _placed(self, path: Path) -> tuple[Instance, Path] | None:
        lengths = range(len(path), 0, -1)
        return next((self.places[path[:length]] for length in lengths if path[:length] in self.places), None)

    def _name(self) -> str:
        return self.name if isinstance(self.name, str) and self.name else self.instance.name


def _entered(holder: Any, step: str | int, absent: Any) -> Any:
    """What the holder has at the step, put there when it was absent."""
    if isinstance(holder, dict):
        return holder.setdefault(step, absent)
    if step == len(holder):
        holder.append(absent)
    return holder[step]


def validated(model: type[Properties], values: Mapping[str, Any]) -> Properties:
    """The properties, with Unknown in the place of what the model does not admit."""
    tree: Any = values
    for _ in range(_ATTEMPTS):
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            tree = _without(tree, [e["loc"] for e in error.errors(include_url=False, include_context=False)])
    return model.model_validate(dict.fromkeys(model.model_fields, Unknown("has a shape that the model does not know")))


def _without(tree: Any, places: list[tuple[str | int, ...]]) -> Any:
    """The tree with Unknown at each place, as far down as the place leads (union members are no steps)."""
    for place in places:
        tree = _replace(tree, place)
    return tree


def _replace(tree: Any, place: tuple[str | int, ...]) -> Any:
    for index, step in enumerate(place):
        rest = place[index + 1 :]
        if isinstance(tree, dict) and step in tree:
            return {**tree, step: _replace(tree[step], rest)}
        if isinstance(tree, (list, tuple)) and isinstance(step, int) and step < len(tree):
            return (*tree[:step], _replace(tree[step], rest), *tree[step + 1 :])
    return Unknown("has a type that the model does not know")


def document_id(instance: Instance) -> str:
    """The ARN where the resource's own is known, else the address with its root, `ROOT:ADDRESS`."""
    arn = instance.values.get("arn")
    if isinstance(arn, str) and arn.startswith("arn:") and _names_itself(instance.type):
        return arn
    return f"{instance.root}:{instance.address}"


@cache
def _names_itself(resource_type: str) -> bool:
    """Whether the `arn` of a resource type is its own, which the cloud gives; as an argument it is another one's."""
    schema = schema_of("hashicorp/aws", None, "managed", resource_type)
    return schema is None or schema.attributes.get("arn", ["string", "c"])[1] in ("c", "oc")


def tags_of(instance: Instance) -> dict[str, str | Unknown | None] | Unknown:
    """Tags in effect: `tags_all` where the source knows it, else `tags` over the provider's default tags."""
    in_effect = instance.values.get("tags_all")
    if isinstance(in_effect, dict):
        return _merged(None, in_effect)
    if "tags" not in instance.values and "tags_all" not in instance.values:
        return {}  # a type that takes no tags gets none of the provider's either
    return _merged(instance.provider.default_tags, instance.values.get("tags"))


def _merged(defaults: Value, own: Value) -> dict[str, str | Unknown | None] | Unknown:
    merged: dict[str, str | Unknown | None] = {}
    for part in (defaults, own):
        known = plain(part)
        if isinstance(known, Unknown):
            return known
        if isinstance(known, dict):
            merged.update({key: _tag(value) for key, value in known.items()})
    return merged


def _tag(value: Any) -> str | Unknown | None:
    """A tag's value as the text that it becomes; other providers call other things `tags`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return value if value is None or isinstance(value, (str, Unknown)) else Unknown("is no text")


def _account(instance: Instance) -> str | None:
    arn = instance.values.get("arn")
    if isinstance(arn, str) and arn.count(":") >= 5 and arn.split(":")[4]:
        return arn.split(":")[4]
    return instance.provider.account if isinstance(instance.provider.account, str) else None


def _region(instance: Instance) -> str | None:
    for value in (instance.values.get("region"), instance.provider.region):
        if isinstance(value, str) and value:
            return value
    arn = instance.values.get("arn")
    return (arn.split(":")[3] or None) if isinstance(arn, str) and arn.count(":") >= 5 else None


def raw(instance: Instance) -> Draft:
    """A draft of a resource that has no model of its own: type `terraform.<type>`, its attributes as they are."""
    properties = {key: plain(value) for key, value in instance.values.items()}
    places: dict[Path, tuple[Instance, Path]] = {(key,): (instance, (key,)) for key in properties}
    return Draft(_raw_model(instance.type), instance, instance.values.get("name"), properties=properties, places=places)


_RAW: dict[str, type[Properties]] = {}


def _raw_model(terraform_type: str) -> type[Properties]:
    if terraform_type not in _RAW:
        _RAW[terraform_type] = type("Raw", (RawProperties,), {"TYPE": f"terraform.{terraform_type}", "__doc__": ""})
    return _RAW[terraform_type]
