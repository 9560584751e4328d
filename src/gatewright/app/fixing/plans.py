"""A finding's edits in the making: where they land, and what they may change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from gatewright.app.fixing.drafting import DraftFile, Editors
from gatewright.app.fixing.places import Landing, Site, refuse_foreign
from gatewright.app.fixing.references import argument_of, resolved
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.world import World
from gatewright.fixes.choosing import filled
from gatewright.model.fix import Steps
from gatewright.model.location import Position, Trace
from gatewright.sources.terraform.modules.files import ScanRoot

Named = tuple[str, tuple[str, ...]]
"""A resource type and an attribute path in it that a patch may change; an empty path is all of it."""
Added = tuple[str, str, str]
"""Module directory, type and name of a resource that a patch adds or removes."""

Container = tuple[str, Position, str]
"""A list, a policy document, or the blocks of one type: the file, where it or what it is in begins, and a name."""


@dataclass(frozen=True, slots=True)
class Taking:
    """How many parts of a container a patch takes away, and how many there are."""

    number: int
    of: int


_LITERAL = re.compile(
    rb'\s*(?:[\w.-]+\s*=(?!=)\s*|"(?:[^"\\]|\\.)*"\s*[:=](?!=)\s*)?'
    rb'(?:true|false|null|-?[0-9][0-9.eE+-]*|"(?:[^"\\$%]|\\.|[$%](?!\{))*"|\[[^\]\w$%({]*\])\s*'
)
_FROM_OUTSIDE = {
    "cli": "comes from `--var`",
    "environment": "comes from a `TF_VAR_` variable of the environment",
    "data": "is read from a data source",
}


@dataclass
class Plan:
    """The edits of one finding in the making."""

    site: Site
    editors: Editors
    root: ScanRoot
    parameters: Mapping[str, JsonValue]
    world: World
    files: dict[str, DraftFile] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    named: set[Named] = field(default_factory=set)
    added: set[Added] = field(default_factory=set)
    removed: set[Added] = field(default_factory=set)
    landings: set[Landing] = field(default_factory=set)
    computed: bool = False
    numbers: set[int] = field(default_factory=set)
    """Numbers of entries that it adds."""
    taken: dict[Container, Taking] = field(default_factory=dict)
    shifts: bool = False
    adds: bool = False
    takes: bool = False
    """Whether something goes that an instance which does not fail may need."""

    def value(self, given: JsonValue) -> JsonValue:
        """A value of the fix with the rule's parameters, and the references that it makes here."""
        return resolved(filled(given, self.parameters), argument_of(self.site))

    def land(self, landing: Landing) -> DraftFile:
        """The file of a landing; raises NotDoneError where it is not the user's to edit."""
        refuse_foreign(landing.file, self.root)
        self.landings.add(landing)
        if landing.file not in self.files:
            self.files[landing.file] = DraftFile(landing.file, self.editors)
        return self.files[landing.file]

    def take(self, landing: Landing, of: int, name: str = "", number: int = 1) -> None:
        """Note that parts of a container go, so that no two patches take the last of them without knowing."""
        self.takes = True
        self.taken[landing.file, landing.at, name] = Taking(number, of)

    @property
    def here(self) -> Landing:
        """The block that edits are relative to."""
        return Landing(self.site.frame.file, self.site.frame.start)

    def name(self, path: Steps | tuple[str | int, ...]) -> None:
        """Allow an attribute of the finding's type to change."""
        self.named.add((self.site.kind, tuple(step for step in path if isinstance(step, str))))

    def inner(self, path: Steps) -> Steps:
        """A path from the block that edits are relative to: what a dynamic block makes is written in its content."""
        return ("content", *path) if self.is_dynamic(self.here) else path

    def is_dynamic(self, landing: Landing) -> bool:
        """Whether a nested block is made by a dynamic one."""
        if landing.file.endswith(".json"):
            return self.site.prefix != () and "dynamic" in self.site.block.body.attributes
        text = self.editors.of(landing.file)[2]
        return text.data.startswith(b"dynamic", text.byte(landing.at))

    def source(self, trace: Trace, *, whole: bool = True) -> Landing:
        """Where a value comes from; raises NotDoneError where that is no file that is the user's to edit.

        That an expression is replaced as a `whole` is noted: a person should look at what it was for.
        """
        origin, first = trace.value_from, trace.stack[0]
        if origin is None:
            return Landing(first.file, first.start)
        if origin.kind in _FROM_OUTSIDE:
            raise NotDoneError(f"the value of `{origin.symbol}` {_FROM_OUTSIDE[origin.kind]}; change it there")
        if origin.file is None or origin.start is None:
            raise NotDoneError(f"the value of `{origin.symbol}` is written in no file")
        refuse_foreign(origin.file, self.root)
        if whole:
            data, editor, _ = self.editors.of(origin.file)
            if not _LITERAL.fullmatch(data[slice(*editor.value_span(origin.start))]):
                self.computed = True
                self.notes.append(
                    f"an expression at {origin.file}:{origin.start.line} is replaced: look at what it was for"
                )
        return Landing(origin.file, origin.start)
