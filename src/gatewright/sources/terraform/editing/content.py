"""What an edit writes: JSON values, expressions as they are, and blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, Union


@dataclass(frozen=True, slots=True)
class Raw:
    """An expression to be written as it is: `Raw("aws_s3_bucket.logs.id")`."""

    text: str


Content: TypeAlias = Union[  # noqa: UP007  # it names itself
    bool, int, float, str, Raw, Sequence["Content"], Mapping[str, "Content"], None
]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its attributes in order, nested blocks among them (a list of blocks is the block repeated)."""

    type: str
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, Content | Block | Sequence[Block]] = field(default_factory=dict)
