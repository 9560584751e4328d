"""Functions of the language that yield no value here: those of apply, of the console, and those long gone."""

from __future__ import annotations

from typing import NoReturn

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, number, text
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value

catalogue = Catalogue()

_AFTER_APPLY = "known after apply"
_ANYTHING = Parameter("value", null=True, unknown="pass", marks="keep")


@catalogue.add()
def timestamp() -> Value:
    """Unknown: the time of the apply."""
    return UnknownValue(_AFTER_APPLY)


@catalogue.add()
def plantimestamp() -> Value:
    """Unknown: the time of the plan."""
    return UnknownValue(_AFTER_APPLY)


@catalogue.add()
def uuid() -> Value:
    """Unknown: random."""
    return UnknownValue(_AFTER_APPLY)


@catalogue.add(text("str"), rest=number("cost"))
def bcrypt(value: str, *cost: float) -> Value:
    """Unknown: salted at random."""
    del value, cost
    return UnknownValue(_AFTER_APPLY)


@catalogue.add(text("ciphertext"), text("privatekey"))
def rsadecrypt(ciphertext: str, private_key: str) -> Value:
    """Unknown: a private key is not ours to use."""
    del ciphertext, private_key
    return UnknownValue("decrypted by Terraform only")


@catalogue.add(rest=_ANYTHING, name="list")
def gone_list(*values: Value) -> NoReturn:
    """Never a list: this function went with Terraform 0.12."""
    del values
    raise EvaluationError("the `list` function is no longer available; use `tolist([ ... ])`")


@catalogue.add(rest=_ANYTHING, name="map")
def gone_map(*values: Value) -> NoReturn:
    """Never a map: this function went with Terraform 0.12."""
    del values
    raise EvaluationError("the `map` function is no longer available; use `tomap({ ... })`")


@catalogue.add(rest=_ANYTHING, name="type")
def console_type(*values: Value) -> NoReturn:
    """Never a type: the console alone has this function."""
    del values
    raise EvaluationError("the `type` function is available in the console only")
