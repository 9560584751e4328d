"""Owners by a resource's tags, for places that CODEOWNERS does not cover or that are not in a repository."""

from __future__ import annotations

from collections.abc import Mapping

from gatewright.model.unknown import Unknown

# In order of preference; compared without case, and with `-`, `_` and spaces left out.
KEYS = ("owner", "owners", "team", "ddteam", "teamname", "ownerteam", "owneremail")


def owners_from_tags(tags: Mapping[str, str | Unknown | None] | Unknown) -> tuple[str, ...]:
    """The values of the tags that name an owner or a team; what is unknown or empty names nobody."""
    if isinstance(tags, Unknown):
        return ()
    named = sorted((KEYS.index(_plain(key)), key) for key in tags if _plain(key) in KEYS)
    values = (tags[key] for _, key in named)
    return tuple(dict.fromkeys(value.strip() for value in values if isinstance(value, str) and value.strip()))


def combine(code_owners: tuple[str, ...], tag_owners: tuple[str, ...]) -> tuple[str, ...]:
    """Code owners, then the owners by tag who are not among them."""
    return tuple(dict.fromkeys((*code_owners, *tag_owners)))


def _plain(key: str) -> str:
    return key.lower().replace("-", "").replace("_", "").replace(" ", "")
