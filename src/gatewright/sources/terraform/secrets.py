"""Which arguments hold secrets. Providers mark them in their schemas, whose flags the packed schemas do not carry.

By the providers' own pages: the names mean a secret in every resource type that has them; the others only in theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from gatewright.sources.terraform.values import Sensitive, Value

NAMES = frozenset(
    {
        "admin_password",
        "administrator_login_password",
        "administrator_password",
        "auth_token",
        "client_secret",
        "master_password",
        "master_user_password",
        "password",
        "private_key",
        "private_key_pem",
        "root_password",
        "secret_binary",
        "secret_data",
        "secret_key",
        "secret_string",
    }
)

_OF_TYPE = {
    "aws_ssm_parameter": frozenset({"value"}),
    "azurerm_key_vault_secret": frozenset({"value"}),
    "kubernetes_secret": frozenset({"binary_data", "data"}),
    "kubernetes_secret_v1": frozenset({"binary_data", "data"}),
}


def of_type(resource_type: str) -> frozenset[str]:
    """The arguments of a resource type that hold secrets beside those of the usual names."""
    return _OF_TYPE.get(resource_type, frozenset())


def secret(value: Value) -> Value:
    """The value of an argument that holds a secret: marked, unless there is nothing to hide."""
    return Sensitive(value) if value not in (None, "", [], {}) and isinstance(value, (str, list, dict)) else value


def concealed(values: Mapping[str, Value], resource_type: str) -> Mapping[str, Value]:
    """The values of a resource with every secret marked, in nested blocks too; the same object where there is none."""
    own = NAMES | of_type(resource_type)
    changed = {name: hidden for name, value in values.items() if (hidden := _hidden(name, value, own)) is not value}
    return {**values, **changed} if changed else values


def _hidden(name: str, value: Value, names: frozenset[str]) -> Value:
    if name in names:
        return secret(value)
    if type(value) is list and value and isinstance(value[0], dict):
        items: list[Value] = [dict(concealed(item, "")) if isinstance(item, dict) else item for item in value]
        return value if items == value else items
    return value
