"""The instances of one root module, with what refers to what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from gatewright.model.document import Path
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.values import Reference, Sensitive, UnknownValue, Value

Target: TypeAlias = Instance | UnknownValue | str | None
"""What an attribute refers to: an instance of this root module, something not known, the name of something that is
not in this root module, or nothing at all."""

IDENTITIES = ("id", "arn", "bucket", "name", "identifier", "function_name", "key_id")
_MAX_HOPS = 8
_AFTER_APPLY = "known after apply"
"""Why a value is unknown that another resource's creation decides; a variable without a value says something else."""


def value_at(instance: Instance, path: Path) -> Value:
    """The value at an attribute path: None where a step is absent, the UnknownValue where a step is unknown.

    A sensitive value is unknown to everybody outside of the evaluator. An attribute that the configuration leaves out
    and the provider computes (its value is unknown and refers to itself) is absent.
    """
    if not path:
        return dict(instance.values)
    value = instance.values.get(str(path[0]))
    for step in path[1:]:
        if isinstance(value, dict):
            value = value.get(step)  # type: ignore[arg-type]  # a step into an object is a name
        elif isinstance(value, list):
            value = value[step] if isinstance(step, int) and -len(value) <= step < len(value) else None
        elif isinstance(value, (Sensitive, UnknownValue)):
            break
        else:
            return None
    if isinstance(value, UnknownValue) and value.reference is not None:
        return None if value.reference == Reference(instance.address, str(path[0])) else value
    return UnknownValue("sensitive value") if isinstance(value, Sensitive) else value


def is_set(value: Value) -> bool | UnknownValue:
    """Whether an attribute is set to something; the unknown value where it may turn out to be null.

    What another resource's attribute will be is something, and so is a text that is put together with it.
    """
    if isinstance(value, Sensitive):
        return True
    if isinstance(value, UnknownValue):
        made_of_known = bool(value.prefix) or value.document is not None
        return True if value.reference or made_of_known or value.reason == _AFTER_APPLY else value
    return value not in (None, "", [], {})


COMPANIONS = re.compile(
    "aws_(?:s3_bucket_(?!object)|flow_log$|default_security_group$|security_group_rule$|vpc_security_group_|network_acl_rule$"
    "|iam_(?:user|group|role)_polic|iam_policy_attachment$|kms_key_policy$|lambda_permission$|lambda_function_url$"
    "|dynamodb_table_replica$|ssoadmin_(?:permission_set_|managed_|customer_)|s3_account_public_access_block$)"
)
"""Resource types that say something about another resource, and are no resource of their own to a rule."""


_PLACE_OF_ENTRY = frozenset({"security_group_id", "network_acl_id", "type", "egress"})


class UnsettledValues(Mapping[str, Value]):
    """The values of a companion that may or may not be made: every one unknown, that which it belongs to included.

    An entry of a list of rules keeps its place in the list: there it is one more entry of which nothing is known.
    """

    def __init__(self, instance: Instance) -> None:
        self._names = tuple(instance.values)
        self._kept = {name: value for name, value in instance.values.items() if name in _PLACE_OF_ENTRY}
        self._unknown = UnknownValue(f"whether `{instance.address}` is made is not known")

    def __getitem__(self, name: str) -> Value:
        return self._kept.get(name, self._unknown)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _settled(instance: Instance) -> Instance:
    """The instance itself; of a companion of unknown number nothing is known, so that it settles nothing."""
    if instance.certain or not COMPANIONS.match(instance.type):
        return instance
    return replace(instance, values=UnsettledValues(instance))


class Group:
    """The managed instances of one root module."""

    def __init__(self, instances: Sequence[Instance]) -> None:
        self.instances = tuple(_settled(i) for i in instances if i.mode == "managed")
        self._by_type: dict[str, list[Instance]] = defaultdict(list)
        for instance in self.instances:
            self._by_type[instance.type].append(instance)
        self._by_address = {i.address: i for i in self.instances}
        self._data = {i.address: i for i in instances if i.mode == "data"}
        self._by_identity: dict[str, dict[str, Instance]] = {}

    def of(self, *types: str) -> list[Instance]:
        """The managed instances of these Terraform types, in order of their addresses' appearance."""
        return [i for t in types for i in self._by_type.get(t, ())]

    def data(self, value: Value) -> Instance | None:
        """The data source whose attribute an unknown value is."""
        reference = value.reference if isinstance(value, UnknownValue) else None
        return self._data.get(reference.address) if reference is not None else None

    def target(self, instance: Instance, path: Path, *types: str) -> Target:
        """What the attribute at the path refers to, among instances of these Terraform types."""
        return self.resolve(value_at(instance, path), *types)

    def resolve(self, value: Value, *types: str) -> Target:
        """What a value refers to: by its reference where it is unknown, by an equal id, ARN or name where known.

        A reference to a companion (`aws_s3_bucket_versioning.v.bucket`) is followed to what that refers to.
        """
        for _ in range(_MAX_HOPS):
            if isinstance(value, UnknownValue) and value.reference is not None:
                found = self._by_address.get(value.reference.address)
                if found is None or found.type in types:
                    return found or value
                following = value_at(found, (value.reference.attribute,))
                if following is None and value.reference.attribute == "id" and found.type.startswith("aws_s3_bucket_"):
                    following = value_at(found, ("bucket",))  # the id of a bucket's setting is the bucket's name
                if following is None or following == value:
                    return value
                value = following
            elif isinstance(value, str) and value:
                return self._identities(types).get(value, value)
            else:
                break
        return value if isinstance(value, UnknownValue) else None

    def companions(
        self, companion_types: Iterable[str], attribute: str, *types: str
    ) -> tuple[dict[str, list[Instance]], list[tuple[Instance, Target]]]:
        """Companion instances by the address of the main instance that their attribute refers to, and the rest.

        The rest are companions of something outside of this root module, each with what its attribute says.
        """
        attached: dict[str, list[Instance]] = defaultdict(list)
        rest: list[tuple[Instance, Target]] = []
        for companion in self.of(*companion_types):
            target = self.target(companion, (attribute,), *types)
            if isinstance(target, Instance):
                attached[target.address].append(companion)
            else:
                rest.append((companion, target))
        return attached, rest

    def _identities(self, types: tuple[str, ...]) -> dict[str, Instance]:
        key = "\0".join(types)
        if key not in self._by_identity:
            found: dict[str, Instance] = {}
            for instance in self.of(*types):
                for attribute in IDENTITIES:
                    value = instance.values.get(attribute)
                    if isinstance(value, str) and value:
                        found.setdefault(value, instance)
            self._by_identity[key] = found
        return self._by_identity[key]
