"""What the cloud will call a resource: ARNs and ids that follow from the resource's name, account and region.

A scan leaves them unknown, as a plan does. Questions of identity need them: a policy that allows `aws_s3_bucket.a.arn`
is about that bucket, whatever its account is. So here, where it is asked for,

- an ARN is put together from what is known;
- an account that the provider does not name is a *placeholder*, `000000000000` and up, one for each set of credentials
  of a root module;
- a name or id that AWS chooses is `(id of ADDRESS)`, and one that depends on an unknown value `(name of ADDRESS)`,
  each behind the part that is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from string import Formatter

from pydantic import TypeAdapter

from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

REGION = "(region)"
"""Stands for a region that the provider does not name."""

ABSENT = "-"
"""Template of a resource policy that is there only where it is written."""

_AWS = "hashicorp/aws"
_FORBIDDEN = re.compile(r"[:/*?$]")
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))
_OWN_NAMES = ("bucket", "name", "function_name", "domain_name", "family", "user_name", "username")


@dataclass(slots=True)
class Expectations:
    """Placeholders of accounts, given out in order of appearance."""

    _accounts: dict[tuple[str, str], str] = field(default_factory=dict)

    def settled(self, provider: ProviderSettings, root: str, credentials: str) -> ProviderSettings:
        """The settings with a placeholder in the place of an account or region that they do not have."""
        if provider.source != _AWS:
            return provider
        account = provider.account
        if not isinstance(account, str):
            account = self._accounts.setdefault((root, credentials), f"{len(self._accounts):012}")
        return replace(provider, account=account, region=provider.region if provider.region is not None else REGION)


def expect(mode: str, kind: str, values: dict[str, Value], place: tuple[str, ProviderSettings]) -> None:
    """Fill in the identifiers of an instance that follow from what is known of it; `place` has its address."""
    address, provider = place
    templates = _templates().get(f"data.{kind}" if mode == "data" else kind)
    if templates is None or provider.source != _AWS:
        return
    facts = _Facts(values, address, provider)
    for name in _OWN_NAMES:
        if mode == "managed" and isinstance(values.get(name), UnknownValue):
            values[name] = facts.name(name)
    for attribute, template in templates.items():
        if template == ABSENT:
            if facts.is_own(attribute):
                values[attribute] = None
        elif values.get(attribute) is None or isinstance(values[attribute], UnknownValue):
            text = facts.text(template)
            if text is not None:
                values[attribute] = text


@dataclass(frozen=True, slots=True)
class _Facts:
    values: Mapping[str, Value]
    address: str
    provider: ProviderSettings

    def name(self, attribute: str) -> str:
        """The name in an attribute, as far as it is known."""
        value = self.values.get(attribute)
        if isinstance(value, str):
            return value
        place = _FORBIDDEN.sub("_", self.address)
        prefix = self.values.get(f"{attribute}_prefix")
        if self.is_own(attribute):
            return f"{prefix if isinstance(prefix, str) else ''}(id of {place})"
        known = value.prefix if isinstance(value, UnknownValue) else ""
        return f"{known}(name of {place})"

    def is_own(self, attribute: str) -> bool:
        """Whether the configuration leaves an attribute to AWS."""
        value = self.values.get(attribute)
        reference = value.reference if isinstance(value, UnknownValue) else None
        return reference is not None and reference.address == self.address

    def text(self, template: str) -> str | None:
        """The template filled in; None where it depends on what must be known and is not."""
        filled = ""
        for plain, name, _, _ in Formatter().parse(template):
            part = "" if name is None else self._part(name)
            if part is None:
                return None
            filled += plain + part
        return filled

    def _part(self, name: str) -> str | None:
        if name.startswith("="):
            value = self.values.get(name[1:])
            return value if isinstance(value, str) else None
        match name:
            case "account":
                return str(self.provider.account)
            case "region":
                region = self.values.get("region")
                return str(region if isinstance(region, str) else self._region())
            case "partition":
                return next((p for prefix, p in _PARTITIONS if self._region().startswith(prefix)), "aws")
            case "path":
                path = self.values.get("path")
                return path if isinstance(path, str) else None if isinstance(path, UnknownValue | Sensitive) else "/"
            case "id":
                return f"(id of {_FORBIDDEN.sub('_', self.address)})"
            case "host":
                url = self.values.get("url")
                return url.removeprefix("https://") if isinstance(url, str) else self.name("url")
        return self.name(name)

    def _region(self) -> str:
        return self.provider.region if isinstance(self.provider.region, str) else REGION


@cache
def _templates() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("expected.json").read_bytes()
    return TypeAdapter(dict[str, dict[str, str]]).validate_json(text)
