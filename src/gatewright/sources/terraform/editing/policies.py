"""Policy documents within a configuration, changed as JSON values."""

from __future__ import annotations

from collections.abc import Callable

from gatewright.sources.terraform.editing.form import Policy
from gatewright.sources.terraform.editing.slots import Slot
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.syntax.nodes import Block


def at(data: bytes, slot: Slot, byte: int, change: Callable[[Policy], Policy]) -> list[Splice]:
    """x."""
    raise EditRefusedError("not supported yet")


def of_data_source(block: Block, change: Callable[[Policy], Policy]) -> list[Splice]:
    """x."""
    raise EditRefusedError("not supported yet")
