"""The models: every field says what it is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import gatewright.model
from gatewright.model.base import Model
from gatewright.model.document import Properties


def _models() -> Iterator[type[Model]]:
    for module in pkgutil.walk_packages(gatewright.model.__path__, "gatewright.model."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Model) and value.__module__ == module.name:
                yield value


MODELS = sorted(_models(), key=lambda model: f"{model.__module__}.{model.__qualname__}")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__qualname__}")
def test_every_field_is_described(model: type[Model]) -> None:
    """A field says what it holds, in a sentence."""
    undescribed = [name for name, field in model.model_fields.items() if not (field.description or "").endswith(".")]
    assert [] == undescribed


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__qualname__}")
def test_every_model_is_frozen_and_described(model: type[Model]) -> None:
    """Values cannot be changed, and a docstring says what they stand for."""
    assert model.model_config["frozen"]
    assert model.__doc__


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if issubclass(model, Properties) and model.TYPE],
    ids=lambda model: model.TYPE,
)
def test_properties_have_defaults_and_admit_unknowns(model: type[Properties]) -> None:
    """Every property has what the provider takes when nothing is said, and may be unknown."""
    assert [] == [name for name, field in model.model_fields.items() if field.is_required()]
    assert [] == [name for name, field in model.model_fields.items() if "Unknown" not in str(field.annotation)]
