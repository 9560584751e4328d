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


class CodeScanning(Protocol):
    """Where reports of scanners are kept beside the code."""

    def upload_sarif(self, sarif: str, *, commit: str, ref: str) -> str:
        """Give the forge's code scanning a SARIF report on a commit of a ref such as `refs/heads/main`; its id."""


class ScanningForge(Forge, CodeScanning, Protocol):
    """A forge with code scanning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a branch is."""

    branch: str
    commit: str
    tree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request from a branch of the repository itself."""

    number: int
    branch: str
    base: str
    """The branch that it proposes to."""
    commit: str
    """The head of its branch."""
    title: str
    body: str
    state: Literal["open", "closed", "merged"]
    author: str
    labels: tuple[str, ...] = ()
    draft: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a repository holds, as far as proposals need it."""

    base: Head
    default: str
    """The default branch."""
    pulls: tuple[PullRequest, ...]
    """Those from branches that were asked for, to any base, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit: what it says, its files, and where it comes from."""

    message: str
    tree: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A file as it is to be."""

    path: str
    """From the repository's root."""
    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A pull request that is to be opened."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool = False
    made_at: str = ""
    """The commit at which its branch was made for it; empty where the branch was there before."""


class Repository(Protocol):
    """A repository on a forge, without a clone. INVARIANT: a branch only ever moves forward."""

    def survey(self, base: str | None, prefix: str, branches: Sequence[str], *, default: str | None = None) -> Survey:
        """The base branch (the default one for None), and pull requests from these branches or with the prefix.

        `default` is the name of the default branch, where it is known.
        """

    def blobs(self, head: Head) -> Mapping[str, str] | None:
        """Git's id of each file; None where there are more files than the forge lists."""

    def branches(self, prefix: str) -> Mapping[str, str]:
        """Branches whose names begin so, with their commits."""

    def commit(self, identity: str) -> Commit:
        """A commit by its id."""

    def content(self, commit: str, path: str) -> bytes | None:
        """A file of a commit, to the byte; None where there is none."""

    def add_tree(self, base: str, files: Sequence[Write]) -> str:
        """A tree like another one but for some files."""

    def add_commit(self, commit: Commit) -> str:
        """A commit that no branch leads to yet."""

    def create_branch(self, name: str, commit: str) -> bool:
        """Create a branch; False where it is there already, be it by an attempt whose answer was lost."""

    def move_branch(self, name: str, commit: str) -> bool:
        """Move a branch forward; False where it is at a commit that the new one does not come from."""

    def delete_branch(self, name: str, *, at: str) -> bool:
        """Delete a branch while it is at this commit; False where somebody has moved it, True where it is gone."""


class PullRequests(Protocol):
    """The pull requests of a repository."""

    def open(self, opening: Opening) -> PullRequest:
        """Open a pull request; the one that is there, where another run has opened it.

        Where the forge refuses for good, the branch is gone again, if it was made for this and nobody has moved it.
        """

    def ask_review(self, pull: PullRequest, owners: Sequence[str]) -> bool:
        """Request reviews of `@user` and `@organisation/team`; False where the forge refuses these."""

    def settle(self, pull: PullRequest, body: str, *, labels: Sequence[str], assignees: Sequence[str]) -> None:
        """Set the text, and add labels and assignees."""

    def rewrite(self, pull: PullRequest, title: str, body: str) -> None:
        """Set title and text."""

    def close(self, pull: PullRequest, comment: str, body: str) -> None:
        """Say why, and close; a closed one's text says so, too."""


class Workbench(Repository, PullRequests, Protocol):
    """Where pull requests are made."""
