"""AWS's own managed policies, as far as their documents are shipped; what any other one says is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::aws:policy/(?:[\w+=,.@-]+/)*(?P<name>[\w+=,.@-]+)\Z")


class ManagedPolicy(BaseModel):
    """A managed policy of AWS in one version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = "/"
    version: str
    """Version of the policy that the document is."""
    date: str
    """Day on which that version was made."""
    document: JsonValue


@dataclass(frozen=True, slots=True)
class Unshipped:
    """A managed policy of AWS whose document is not shipped."""

    reason: str


def is_managed_by_aws(arn: str) -> bool:
    """Whether an ARN is that of a managed policy of AWS."""
    return _ARN.match(arn) is not None


def named(arn: str) -> ManagedPolicy | Unshipped:
    """The managed policy of an ARN."""
    match = _ARN.match(arn)
    name = match["name"] if match else arn
    found = shipped().get(name)
    if found is None:
        return Unshipped(f"the document of AWS's policy `{name}` is not shipped")
    if match and match["partition"] != "aws" and "arn:aws:" in str(found.document):
        return Unshipped(f"AWS's policy `{name}` differs in the partition `{match['partition']}`")
    return found


@cache
def shipped() -> dict[str, ManagedPolicy]:
    """Every managed policy whose document is shipped, by name."""
    text = files(__package__).joinpath("aws_managed.json").read_bytes()
    return TypeAdapter(dict[str, ManagedPolicy]).validate_json(text)
