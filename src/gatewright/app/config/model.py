"""What a configuration file may hold. The guide and the published JSON Schema say the same: both come from here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias, TypedDict, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from gatewright.model.rule import Severity
from gatewright.owners.pattern import PatternError, expression

MOST_JOBS = 1024
MOST_PATHS = 1000
LONGEST_PATH = 1000
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
OWNER = r"^(@[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)?|[^@ \t\r\n]+@[^@ \t\r\n]+)$"
PATTERN = r"^(?!!|\\#)(?!(?:\\[\s\S]|[^\\])*?\*(?:\\.)*\*(?:\\.)*\*)(?:\\[\s\S]|[^\\\[\]])+$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PATH = {"type": "string", "minLength": 1, "maxLength": LONGEST_PATH, "pattern": r"^[^\u0000]+$"}
VISIBLE = r"[^ \t\r\n]"

FailOn: TypeAlias = Literal["critical", "high", "medium", "low", "info", "never"]
EngineName: TypeAlias = Literal["regorus", "opa"]


class Context(TypedDict, total=False):
    """What the values cannot be judged without."""

    require_reason: bool
    outside: Callable[[str], str | None]
    """Why a path may not be used, if so."""


def _pattern(text: str) -> str:
    try:
        expression(text)
    except PatternError as error:
        raise ValueError(f"cannot be used: {error}") from None
    return text


def _name(text: str) -> str:
    if not re.fullmatch(NAME, text):
        raise ValueError("is not a name; begin with a letter or a digit, and go on with these, `.`, `_` and `-`")
    return text


def _owner(text: str) -> str:
    if not re.fullmatch(OWNER, text):
        raise ValueError("is not an owner; write `@user`, `@organisation/team` or an email address")
    return text


def _path(text: str, info: ValidationInfo) -> str:
    if "\x00" in text or len(text) > LONGEST_PATH:
        raise ValueError(f"is not a path; write up to {LONGEST_PATH} characters without NUL")
    outside = cast("Context", info.context or {}).get("outside")
    problem = outside(text) if outside is not None else None
    if problem is not None:
        raise ValueError(problem)
    return text


def _day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(DAY, value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("must be a day such as 2027-01-31")


def _json(value: object) -> object:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
        elif not isinstance(one, str | int | float) or (isinstance(one, float) and not math.isfinite(one)):
            raise ValueError("cannot hold dates, times, `inf` or `nan`; put them in quotes")
    return value


Text: TypeAlias = Annotated[StrictStr, Field(min_length=1)]
Pattern: TypeAlias = Annotated[
    Text, AfterValidator(_pattern), WithJsonSchema({"type": "string", "minLength": 1, "pattern": PATTERN})
]
Name: TypeAlias = Annotated[
    Text, AfterValidator(_name), WithJsonSchema({"type": "string", "minLength": 1, "pattern": NAME})
]
Owner: TypeAlias = Annotated[
    Text, AfterValidator(_owner), WithJsonSchema({"type": "string", "minLength": 1, "pattern": OWNER})
]
RelativePath: TypeAlias = Annotated[Text, AfterValidator(_path), WithJsonSchema(PATH)]
RelativePaths: TypeAlias = Annotated[tuple[RelativePath, ...], Field(max_length=MOST_PATHS)]
Day: TypeAlias = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "pattern": DAY})
]
Json: TypeAlias = Annotated[JsonValue, BeforeValidator(_json)]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Table(BaseModel):
    """A table of the file: closed, and frozen once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, alias_generator=_kebab)


class BundleTable(Table):
    """An OPA bundle with rules of your own."""

    path: RelativePath = Field(description="The bundle, a `.tar.gz` file.")
    key: RelativePath | None = Field(
        default=None, description="Public key in PEM; the bundle must be signed with its private half."
    )


class RulesTable(Table):
    """Which rules are asked, how bad their findings are, and with which parameters."""

    enable: tuple[Text, ...] = Field(
        default=(), description="Ids or patterns of the rules that are asked; empty for all."
    )
    disable: tuple[Text, ...] = Field(
        default=(), description="Ids or patterns of rules that are not asked; stronger than `enable`."
    )
    severities: dict[Text, Severity] = Field(
        default_factory=dict, description="Severities by rule id, instead of the rules' own."
    )
    parameters: dict[Text, dict[Text, Json]] = Field(
        default_factory=dict, description="Parameters by rule id, over the rules' defaults."
    )


class EnvironmentTable(Table):
    """One environment that the sources are judged in; what it does not say is as without environments."""

    var_files: RelativePaths = Field(
        default=(), description="Files of values for variables, after those of every environment."
    )
    variables: dict[Text, Json] = Field(
        default_factory=dict, description="Values for variables, over those of every environment."
    )
    workspace: Text | None = Field(default=None, description="What `terraform.workspace` is.")


class SuppressionTable(Table):
    """Findings that do not count. Every part that is given must fit; a part that is left out fits everything."""

    rules: tuple[Text, ...] = Field(min_length=1, description="Ids or patterns of the rules.")
    paths: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of files, as in CODEOWNERS, from the configuration's folder."
    )
    addresses: tuple[Text, ...] = Field(
        default=(), description="Patterns of addresses, in which `*` stands for any characters."
    )
    accounts: tuple[Text, ...] = Field(default=(), description="Account ids, in quotes.")
    tags: dict[Text, StrictStr] = Field(default_factory=dict, description="Tag keys with patterns of their values.")
    environments: tuple[Name, ...] = Field(default=(), description="Names of environments.")
    reason: StrictStr = Field(
        default="", validate_default=True, description="Why; needed unless `require-reason` is false."
    )
    owner: Text | None = Field(default=None, description="Who answers for it.")
    until: Day | None = Field(default=None, description="The last day on which it holds, such as 2027-01-31.")

    @field_validator("reason")
    @classmethod
    def _given(cls, value: str, info: ValidationInfo) -> str:
        if cast("Context", info.context or {}).get("require_reason", True) and not re.search(VISIBLE, value):
            raise ValueError("must say why these findings do not count, or set `require-reason = false`")
        return value


class Configuration(Table):
    """Configuration of Gatewright: `gatewright.toml`, or `[tool.gatewright]` in `pyproject.toml`."""

    fail_on: FailOn = Field(default="low", description="Lowest severity that fails the run, or `never`.")
    severity: Severity = Field(default="info", description="Lowest severity of the rules that are asked.")
    engine: EngineName = Field(default="regorus", description="`regorus`, which is embedded, or `opa` from PATH.")
    frameworks: tuple[Text, ...] = Field(default=(), description="Only the rules of these frameworks; empty for all.")
    rules_dirs: RelativePaths = Field(default=(), description="Folders of rules of your own.")
    frameworks_dirs: RelativePaths = Field(default=(), description="Folders of frameworks of your own.")
    bundles: tuple[BundleTable, ...] = Field(
        default=(), max_length=MOST_PATHS, description="OPA bundles with rules of your own."
    )
    include: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of root modules' folders, as in CODEOWNERS; empty for all."
    )
    exclude: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of root modules' folders that are left out; stronger than `include`."
    )
    var_files: RelativePaths = Field(default=(), description="Files of values for variables.")
    variables: dict[Text, Json] = Field(default_factory=dict, description="Values for variables.")
    workspace: Text = Field(default="default", description="What `terraform.workspace` is.")
    baseline: RelativePath | None = Field(
        default=None, description="The baseline: findings that were there before and do not count."
    )
    allow_inline: StrictBool = Field(default=True, description="Whether comments in sources may suppress findings.")
    require_reason: StrictBool = Field(default=True, description="Whether a suppression without a reason is refused.")
    compat: StrictBool = Field(default=True, description="Whether skip comments of other tools are understood.")
    unskippable: tuple[Text, ...] = Field(
        default=(), description="Ids or patterns of rules whose findings nobody may suppress."
    )
    cache: StrictBool = Field(default=True, description="Whether results are kept for the next run.")
    jobs: StrictInt = Field(
        default=0, ge=0, le=MOST_JOBS, description="Processes that root modules are spread over; 0 is one a core."
    )
    rules: RulesTable = Field(default_factory=RulesTable, description="What is asked of rules.")
    owners: dict[Pattern, tuple[Owner, ...]] = Field(
        default_factory=dict, description="Owners by patterns of files, as in CODEOWNERS; the last that fits decides."
    )
    environments: dict[Name, EnvironmentTable] = Field(
        default_factory=dict, description="Environments that the sources are judged in, one after the other."
    )
    suppressions: tuple[SuppressionTable, ...] = Field(default=(), description="Findings that do not count.")


def validated(values: Mapping[str, object], outside: Callable[[str], str | None] | None = None) -> Configuration:
    """The configuration that the values of a file are; raises pydantic's ValidationError with every problem."""
    context = Context(require_reason=values.get("require-reason") is not False)
    if outside is not None:
        context["outside"] = outside
    return Configuration.model_validate(values, context=cast("dict[str, object]", context))
