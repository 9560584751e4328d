"""How settings are addressed, and who may decide about one."""

from __future__ import annotations

from typing import Literal, TypeAlias

Key: TypeAlias = tuple[str | int, ...]
"""A path of keys and places in lists from the top of the configuration."""
Kind: TypeAlias = Literal["default", "file", "command line"]
"""Who decided about a setting."""
