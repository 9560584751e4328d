"""What a function of the Terraform language takes, and what is done to arguments before its body sees them.

A body is plain Python over known values. Conversion, nulls, unknown arguments and sensitive marks are settled here, by
what the parameters declare, as cty's function framework does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gatewright.sources.terraform.functions.files import Files
from gatewright.sources.terraform.typesystem import Type, convert, is_text
from gatewright.sources.terraform.values import (
    EvaluationError,
    Sensitive,
    UnknownValue,
    Value,
    mark,
    reveal,
)

LARGEST_TEXT = 16 * 1024 * 1024
"""The longest string, in characters, that a function builds."""
LARGEST_COLLECTION = 1_000_000
"""The most elements of a collection that a function builds."""

Body: TypeAlias = Callable[..., Value]
Unknowns: TypeAlias = Literal["stop", "stop inside", "pass"]
Marks: TypeAlias = Literal["deep", "top", "keep"]

_PLAIN: dict[Type, frozenset[type]] = {
    "string": frozenset({str}),
    "number": frozenset({int, float}),
    "bool": frozenset({bool}),
    "any": frozenset({str, int, float, bool}),
}
_SCALARS: frozenset[type] = frozenset({str, int, float, bool, type(None)})
_NONE: frozenset[type] = frozenset()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: str
    of: Type = "any"
    """The type that arguments are converted to."""
    null: bool = False
    """Whether the body takes null; otherwise null is refused."""
    unknown: Unknowns = "stop"
    """`stop`: an unknown argument makes the result unknown; `stop inside`: an unknown part of it does, too;
    `pass`: the body sees it."""
    marks: Marks = "deep"
    """`deep`: marks at any depth are taken off and the result is marked; `top`: only that of the argument itself is,
    those of its parts stay; `keep`: the body sees them all."""
    plain: frozenset[type] = field(init=False, repr=False)
    """The Python types that go to the body as they are."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", _PLAIN.get(self.of, _NONE))


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the Terraform language."""

    name: str
    body: Body
    parameters: tuple[Parameter, ...] = ()
    rest: Parameter | None = None
    """What all further arguments are, when there may be any."""
    reads_files: bool = False
    """Whether the body takes the `Files` before the arguments."""

    def __call__(self, args: Sequence[Value], files: Files) -> Value:
        """The result of the function."""
        parameters = self.parameters
        if len(args) != len(parameters):
            parameters = self._parameters_for(len(args))
        ready: list[Value] = []
        sensitive = False
        unknown: UnknownValue | None = None
        for parameter, arg in zip(parameters, args, strict=True):
            if type(arg) in parameter.plain:
                ready.append(arg)
                continue
            value, marked, gap = self._prepare(parameter, arg)
            sensitive = sensitive or marked
            unknown = unknown or gap
            ready.append(value)
        if unknown is not None:
            return mark(UnknownValue(unknown.reason), sensitive)
        result = self.body(files, *ready) if self.reads_files else self.body(*ready)
        return Sensitive(result) if sensitive and not isinstance(result, Sensitive) else result

    def _parameters_for(self, count: int) -> tuple[Parameter, ...]:
        """The parameters of a call with so many arguments."""
        required = len(self.parameters)
        if count < required:
            wanted = "at least " * (self.rest is not None) + str(required)
            raise EvaluationError(f"function `{self.name}` expects {wanted} argument(s), but got {count}")
        if self.rest is None:
            raise EvaluationError(f"function `{self.name}` expects only {required} argument(s), but got {count}")
        return self.parameters + (self.rest,) * (count - required)

    def _prepare(self, parameter: Parameter, arg: Value) -> tuple[Value, bool, UnknownValue | None]:
        """The argument as the body takes it, whether it was marked, and the unknown part that stops the call."""
        marked = False
        if parameter.marks == "deep":
            if _holds_mark(arg):
                arg, marked = reveal(arg)
        elif parameter.marks == "top" and isinstance(arg, Sensitive):
            arg, marked = arg.value, True
        if isinstance(arg, UnknownValue):
            return arg, marked, arg if parameter.unknown != "pass" else None
        if arg is None:
            if not parameter.null:
                raise EvaluationError(f"invalid value for `{parameter.name}`: argument must not be null")
            return arg, marked, None
        if parameter.of != "any":
            try:
                arg = convert(arg, parameter.of)
            except EvaluationError as error:
                raise EvaluationError(f"invalid value for `{parameter.name}`: {error}") from None
            if isinstance(arg, Sensitive):
                arg, marked = arg.value, True
        gap = first_unknown(arg) if parameter.unknown == "stop inside" else None
        if gap is None and isinstance(arg, UnknownValue) and parameter.unknown == "stop":
            gap = arg
        return arg, marked, gap


class Catalogue:
    """The functions of one theme, by name, filled with a decorator."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}

    def add(
        self, *parameters: Parameter, rest: Parameter | None = None, name: str = "", reads_files: bool = False
    ) -> Callable[[Body], Body]:
        """A decorator that makes the decorated body the function of its name, without a last underscore."""

        def register(body: Body) -> Body:
            called = name or body.__name__.removesuffix("_")
            self.functions[called] = Function(called, body, parameters, rest, reads_files)
            return body

        return register


def text(name: str, *, null: bool = False, unknown: Unknowns = "stop") -> Parameter:
    """A parameter that takes a string."""
    return Parameter(name, "string", null=null, unknown=unknown)


def number(name: str) -> Parameter:
    """A parameter that takes a number."""
    return Parameter(name, "number")


def first_unknown(value: Value) -> UnknownValue | None:
    """The first unknown part of a value."""
    if isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            if type(part) not in _SCALARS and (found := first_unknown(part)) is not None:
                return found
        return None
    if isinstance(value, Sensitive):
        return first_unknown(value.value)
    return value if isinstance(value, UnknownValue) else None


def _holds_mark(value: Value) -> bool:
    """Whether any part of a value is marked."""
    if isinstance(value, (list, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return any(type(part) not in _SCALARS and _holds_mark(part) for part in parts)
    return isinstance(value, Sensitive)


def is_no_list(unknown: UnknownValue) -> bool:
    """Whether an unknown value is no list, going by the name of the attribute that it stands for if by nothing else."""
    if unknown.reference is None:
        return is_text(unknown)
    attribute = unknown.reference.attribute
    typed = bool(unknown.reference.primitive) or is_text(unknown)
    return typed or attribute == "name" or attribute.endswith(("_id", "_arn", "_name"))


def whole(value: float, name: str) -> int:
    """The whole number that an argument has to be."""
    if value != int(value) or not -(2**63) <= value < 2**63:
        raise EvaluationError(f"invalid value for `{name}`: value must be a whole number of at most 64 bits")
    return int(value)


def bounded(length: int) -> int:
    """The length of a string that is to be built, refused when it is too long."""
    if length > LARGEST_TEXT:
        raise EvaluationError(f"the result would be longer than {LARGEST_TEXT} characters")
    return length


def bounded_count(count: int) -> int:
    """The number of elements that are to be built, refused when it is too large."""
    if count > LARGEST_COLLECTION:
        raise EvaluationError(f"the result would have more than {LARGEST_COLLECTION} elements")
    return count
