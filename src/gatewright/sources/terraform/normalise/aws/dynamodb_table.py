"""DynamoDB tables, with replicas in blocks and replicas that are resources.

A replica has its own recovery and its own key: without one it is encrypted with a key that AWS keeps, never with the
table's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gatewright.model.aws.dynamodb import Table
from gatewright.model.document import Path
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._traffic import append, append_unknown, elements
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import Group, value_at
from gatewright.sources.terraform.values import UnknownValue, Value

_REPLICA = "aws_dynamodb_table_replica"
TYPES = ("aws_dynamodb_table", _REPLICA)
_KEYS = ("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key", "aws_kms_replica_external_key", "aws_kms_alias")
_MANAGED = "alias/aws/dynamodb"


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each table, and for each replica of a table that is managed elsewhere."""
    attached, rest = group.companions((_REPLICA,), "global_table_arn", "aws_dynamodb_table")
    for table in group.of("aws_dynamodb_table"):
        draft = Draft(Table, table, table.values.get("name"))
        draft.take(("point_in_time_recovery",), (table, ("point_in_time_recovery", 0, "enabled")), default=False)
        _take_encryption(draft, group, table)
        _take_replicas(draft, group, table, attached.get(table.address, []))
        yield draft
    for replica, _ in rest:
        draft = Draft(Table, replica, partial=True)
        draft.put(("replicas",), [])
        _take_replica(draft, group, (replica, ()), "aws_managed")
        yield draft


def _take_encryption(draft: Draft, group: Group, table: Instance) -> None:
    block = ("server_side_encryption", 0)
    enabled = plain(value_at(table, (*block, "enabled")))
    key = key_owner(group, value_at(table, (*block, "kms_key_arn")))
    owner: Any = key if enabled is True else "aws_owned"
    place: Path = (*block, "kms_key_arn") if enabled is True else (*block, "enabled")
    if isinstance(enabled, Unknown):
        owner = enabled
    draft.put(("encryption_key",), owner, (table, place))
    draft.take(("kms_key",), (table, (*block, "kms_key_arn")))


def key_owner(group: Group, key: Value) -> Any:
    """Whose key it is that an attribute names: `customer`, `aws_managed` when it names none, or Unknown."""
    found = group.resolve(key, *_KEYS)
    if isinstance(found, Instance):
        return "customer"
    if isinstance(key, UnknownValue):
        return Unknown(key.reason)
    if not isinstance(key, str) or not key or key.endswith(_MANAGED):
        return "aws_managed"
    return "customer"


def _take_replicas(draft: Draft, group: Group, table: Instance, split: Sequence[Instance]) -> None:
    without_key = "aws_managed" if draft.properties["encryption_key"] != "aws_owned" else "aws_owned"
    draft.put(("replicas",), [], (table, ("replica",)))
    found = elements(table, "replica")
    regions = {value_at(replica, ("region",)) for replica in split} - {None}
    if isinstance(found, UnknownValue):
        append_unknown(draft, ("replicas",), (table, ("replica",)))
    else:
        for at in found:
            if isinstance(value_at(table, at), UnknownValue):
                append_unknown(draft, ("replicas",), (table, at))
            elif value_at(table, (*at, "region_name")) not in regions:
                _take_replica(draft, group, (table, at), without_key)
    for replica in split:
        _take_replica(draft, group, (replica, ()), without_key)


def _take_replica(draft: Draft, group: Group, written: tuple[Instance, Path], without_key: str) -> None:
    instance, at = written
    element = append(draft, ("replicas",))
    if at:
        draft.take((*element, "region"), (instance, (*at, "region_name")), default="")
    else:
        own = plain(value_at(instance, ("region",)))
        region = plain(instance.provider.region) if own is None else own
        draft.put((*element, "region"), region if region is not None else Unknown("region of its provider"))
    draft.take((*element, "point_in_time_recovery"), (instance, (*at, "point_in_time_recovery")), default=False)
    key = value_at(instance, (*at, "kms_key_arn"))
    owner = without_key if key is None or key == "" else key_owner(group, key)
    draft.put((*element, "encryption_key"), owner, (instance, (*at, "kms_key_arn")))
