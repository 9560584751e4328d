"""The seams: what a source, an engine and the provenance of documents must offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import JsonValue

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document, Path
from gatewright.model.finding import Hit
from gatewright.model.location import Trace
from gatewright.model.rule import Rule


class Provenance(Protocol):
    """Says where a property of a document was written; asked late, only for what is reported."""

    def trace(self, document: str, path: Path) -> Trace | None:
        """The trace of a property of the document with this id; None when nothing is known."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What a source found. A part that could not be read is a diagnostic, never an absence."""

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: Provenance | None = None


class Source(Protocol):
    """Anything that documents come from."""

    def collect(self) -> Collected:
        """Read everything once."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an engine answers: hits of each rule that ran, and the error of each that did not."""

    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Evaluates Rego. INVARIANT: every rule given is a key of exactly one of `hits` and `errors`."""

    @property
    def name(self) -> str:
        """Name and version, as the report gives them."""

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Ask every rule about all documents; `config` holds parameters by rule id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A remark on lines of a file, named from the repository's root. All of it is plain text."""

    path: str
    start_line: int
    end_line: int
    level: Literal["notice", "warning", "failure"]
    title: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The verdict on a commit, as a forge shows it beside the commit and on changed lines."""

    name: str
    commit: str
    conclusion: Literal["success", "failure"]
    title: str
    summary: str
    """Markdown."""
    annotations: tuple[Annotation, ...] = ()


class Forge(Protocol):
    """Where code is reviewed. What cannot be done is a `ForgeError` that says what to do about it."""

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """Make the one comment of this key on the pull request say `text`, in Markdown.

        Without `create`, a comment that is not there stays away. INVARIANT: comments of other people are not touched,
        whatever they hold; doing it again changes nothing.
        """

    def check(self, check: Check) -> None:
        """Publish a verdict on a commit; it stands beside earlier ones of this name and replaces them."""
