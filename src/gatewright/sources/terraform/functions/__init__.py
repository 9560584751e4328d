"""The functions of the Terraform language, as of Terraform 1.11.

`call` is the one entry. Not here: `can`, `try`, `templatefile`, `templatestring`, which take expressions, not values.
"""

from collections.abc import Mapping, Sequence

from gatewright.sources.terraform.functions import (
    arithmetic,
    checks,
    conversions,
    dates,
    encoding,
    filesystem,
    formatting,
    hashing,
    json_text,
    mappings,
    networks,
    patterns,
    selection,
    sequences,
    sets,
    strings,
    tfvars,
    yaml_text,
)
from gatewright.sources.terraform.functions.files import Files, JailedFiles, NoFiles
from gatewright.sources.terraform.functions.signature import Function
from gatewright.sources.terraform.functions.unicode_text import normalized
from gatewright.sources.terraform.values import EvaluationError, Value

__all__ = ["FUNCTIONS", "Files", "Function", "JailedFiles", "NoFiles", "call"]

_THEMES = (
    arithmetic,
    checks,
    conversions,
    dates,
    encoding,
    filesystem,
    formatting,
    hashing,
    json_text,
    mappings,
    networks,
    patterns,
    selection,
    sequences,
    sets,
    strings,
    tfvars,
    yaml_text,
)

FUNCTIONS: Mapping[str, Function] = {
    name: function for theme in _THEMES for name, function in theme.catalogue.functions.items()
}
"""Every function by its name, without the `core::` that may stand before it."""


def call(name: str, args: Sequence[Value], files: Files) -> Value:
    """The result of a function; EvaluationError where Terraform would refuse the call."""
    function = FUNCTIONS.get(name)
    if function is None:
        function = FUNCTIONS.get(name.removeprefix("core::"))
        if function is None:
            raise EvaluationError(f"there is no function named `{name}`")
    try:
        result = function(args, files)
    except RecursionError:
        raise EvaluationError(f"an argument of `{name}` is nested too deeply") from None
    except (OverflowError, UnicodeError) as error:
        raise EvaluationError(f"call to function `{name}` failed: {error}") from None
    except EvaluationError as error:
        raise EvaluationError(f"call to function `{name}` failed: {error}") from None
    if type(result) is str and not result.isascii():
        return normalized(result)
    return result
