"""What changed since a commit, by lines: git's answer, from a repository that a stranger may have prepared.

The working tree is compared with the merge base of the commit and HEAD, so that what is not committed counts, and what
others have merged meanwhile does not. git runs no program of the repository's choice (see `_guarded`), and reaches no
network. Names come with NUL between them, or quoted; a text that looks like a name is never taken for one.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from gatewright.errors import InputError, UsageError
from gatewright.sources.patch import Ranges, decoded, parse_patch

LAST = 2**31
"""A line behind the last line of any file."""
WHOLE: Ranges = ((1, LAST),)
SECONDS = 60
_AT_ONCE = 200
_GITLINK, _LINK, _NONE = b"160000", b"120000", b"000000"
_PORTION = 32 * 1024 * 1024
"""Bytes of objects that git is asked for at once."""

_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.quotePath": "false",
    "core.pager": "cat",
    "protocol.allow": "never",
    "submodule.recurse": "false",
    "diff.orderFile": "/dev/null",
    "diff.noprefix": "false",
    "diff.mnemonicPrefix": "false",
    "diff.suppressBlankEmpty": "false",
    "diff.interHunkContext": "0",
}
_PATCH = (
    *(
        "--literal-pathspecs",
        "diff",
        "--patch",
        "--unified=0",
        "--inter-hunk-context=0",
        "--text",
        "--no-ext-diff",
        "--no-textconv",
    ),
    *("--no-renames", "--no-color", "--relative", "--ignore-submodules=all", "--src-prefix=a/", "--dst-prefix=b/"),
)
_NAMES = (
    *("diff", "--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-color"),
    *("--relative", "--ignore-submodules=dirty"),
)


class Blob(NamedTuple):
    """A file in a commit."""

    identity: str
    link: bool
    """Whether it is a symbolic link; its text is where that leads."""


class Held(NamedTuple):
    """What git has in a folder of the working tree."""

    files: frozenset[str]
    submodules: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """The working tree below a folder, compared with a commit. Paths are relative to that folder."""

    commit: str
    """The merge base."""
    _git: _Git = field(repr=False)
    _names: frozenset[str] = field(repr=False)
    """Files of which something changed."""
    _new: frozenset[str] = field(repr=False)
    """Files that are in no commit."""
    _links: tuple[str, ...] = field(repr=False)
    """Submodules that are at another commit."""
    former: Mapping[str, Blob] = field(repr=False, default_factory=dict)
    """The files of which something changed, as they were: those that are gone too, but none that are new."""

    @property
    def differing(self) -> tuple[frozenset[str], frozenset[str]]:
        """Files of which something changed, and files that are in no commit."""
        return self._names, self._new

    def lines(self, files: Iterable[str]) -> dict[str, Ranges]:
        """The changed lines of those files of which something changed.

        Where lines are gone and none came, the line before and the line behind count.
        """
        wanted = sorted(set(files))
        changed = [name for name in wanted if name in self._names]
        found: dict[str, Ranges] = {}
        for start in range(0, len(changed), _AT_ONCE):
            part = changed[start : start + _AT_ONCE]
            told = parse_patch(self._git.run(*_PATCH, self.commit, "--", *part).stdout)
            # What git calls changed and shows no line of (another mode, another filter) has no changed line.
            found |= {name: told[name] for name in part if name in told}
        whole = (name for name in wanted if name in self._new or self._linked(name))
        return found | dict.fromkeys(whole, WHOLE)

    def before(self, suffixes: tuple[str, ...]) -> dict[str, bytes]:
        """The files with these endings that changed, as they were: those that are gone too, but none that are new."""
        names = sorted(name for name in self.former if name.endswith(suffixes))
        told = self.contents([self.former[name] for name in names])
        return {name: data for name, data in zip(names, told, strict=True) if data is not None}

    def sizes(self, blobs: Sequence[Blob]) -> list[int | None]:
        """How large files are; None for one that is not in the repository, as in a partial clone."""
        if not blobs:
            return []
        told = self._git.run("cat-file", "--batch-check", given=_asked(blobs)).stdout
        heads = (line.rsplit(b" ", 2) for line in told.splitlines())
        return [int(head[-1]) if head[-2:-1] == [b"blob"] else None for head in heads]

    def contents(self, blobs: Sequence[Blob]) -> Iterator[bytes | None]:
        """The bytes of files, as they are in the repository: no filter and no attribute has a part in it."""
        portion, size = list[Blob](), 0
        for blob, more in zip(blobs, self.sizes(blobs), strict=True):
            if portion and size + (more or 0) > _PORTION:
                yield from self._told(portion)
                portion, size = [], 0
            portion.append(blob)
            size += more or 0
        yield from self._told(portion)

    def _told(self, blobs: Sequence[Blob]) -> Iterator[bytes | None]:
        return _objects(self._git.run("cat-file", "--batch", given=_asked(blobs)).stdout) if blobs else iter(())

    def committed(self, paths: Sequence[str]) -> dict[str, Blob]:
        """Those files of the commit that are there, by their paths from the root of the repository."""
        told = self._git.run("ls-tree", "-z", "--full-tree", self.commit, "--", *paths).stdout if paths else b""
        found: dict[str, Blob] = {}
        for entry in told.split(b"\0")[:-1]:
            head, _, name = entry.partition(b"\t")
            mode, kind, identity = head.split(b" ")
            if kind == b"blob":
                found[decoded(name)] = Blob(identity.decode(), link=mode == _LINK)
        return found

    @cached_property
    def prefix(self) -> str:
        """The folder from the root of the repository, with a slash at its end; empty where it is that."""
        return decoded(self._git.run("rev-parse", "--show-prefix").stdout.removesuffix(b"\n"))

    def held(self) -> Held:
        """What git knows of the folder: what is there besides, and not new, is ignored or in a submodule."""
        entries = [entry.partition(b"\t") for entry in self._git.run("ls-files", "-z", "--stage").stdout.split(b"\0")]
        links = tuple(decoded(name) for head, _, name in entries if head.startswith(_GITLINK))
        return Held(frozenset(decoded(name) for head, _, name in entries if not head.startswith(_GITLINK)), links)

    def ignores(self, path: Path) -> bool:
        """Whether git passes over a file."""
        return self._git.ask("check-ignore", "--quiet", "--", str(path)).returncode == 0

    def changed(self, name: str) -> bool:
        """Whether a file of the working tree is not as it was, or was not there."""
        return name in self._names or name in self._new or self._linked(name) or self._stray(name)

    def _linked(self, name: str) -> bool:
        return any(name.startswith(f"{link}/") for link in self._links)

    @cached_property
    def _strays(self) -> tuple[str, ...]:
        """New folders with a repository of their own, which git names instead of their files."""
        return tuple(name for name in self._new if name.endswith("/"))

    def _stray(self, name: str) -> bool:
        return name.startswith(self._strays) if self._strays else False


def compare(folder: Path, reference: str, environment: Mapping[str, str]) -> Comparison:
    """The folder's working tree against the merge base of HEAD and a commit, branch or tag.

    Raises UsageError where the reference cannot be used, and InputError where the folder is in no usable repository.
    """
    if not reference or reference.startswith("-") or not reference.isprintable():
        raise UsageError(f"`{reference}` is no commit; name a branch, a tag or a commit, such as `origin/main`")
    git = _Git(folder, _binary(environment), _guarded(environment))
    git.open()
    base = _merge_base(git, reference)
    names, links, former = _changed(git.run(*_NAMES, base, "--").stdout)
    new = git.run("ls-files", "--others", "--exclude-standard", "-z", "--").stdout
    return Comparison(base, git, names, frozenset(decoded(one) for one in new.split(b"\0") if one), links, former)


def _binary(environment: Mapping[str, str]) -> str:
    found = shutil.which("git", path=environment.get("PATH"))
    if found is None:
        raise UsageError("`--changed-since` asks git, which is not on PATH; install git")
    return found


def _guarded(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of git: nothing of the caller's git, such as a hook's index, and no program that it could run.

    The settings of the system and of the user stay, as they say which folders are safe to work in.
    """
    kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    kept |= {name: environment[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM") if name in environment}
    return kept | {
        "LC_ALL": "C",
        "GIT_PAGER": "cat",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        # A partial clone would fetch what is missing, by a command that its configuration names.
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ATTR_NOSYSTEM": "1",
    }


@dataclass
class _Git:
    """git, in one folder."""

    folder: Path
    binary: str
    environment: dict[str, str]
    filters: tuple[str, ...] = ()

    def open(self) -> None:
        """Make sure that there is a repository, and learn which filters it has, to switch them off."""
        answer = self.ask("rev-parse", "--is-inside-work-tree")
        said = answer.stderr.decode("utf-8", "replace")
        if "dubious ownership" in said:
            raise InputError(
                f"git does not trust `{self.folder}`, as it belongs to somebody else; "
                "run `git config --global --add safe.directory FOLDER` with the repository's folder"
            )
        if answer.returncode != 0 or answer.stdout.strip() != b"true":
            raise InputError(
                f"`{self.folder}` is in no working tree of git; scan a clone, or leave `--changed-since` out"
            )
        listed = self.ask("config", "--null", "--name-only", "--get-regexp", r"^filter\..*\.(clean|process)$").stdout
        self.filters = tuple(sorted({name.rpartition(".")[0] for name in decoded(listed).split("\0") if name}))
        if self.ask("check-ignore", "--quiet", "--", ".").returncode == 0:
            raise InputError(
                f"git ignores `{self.folder}`, so nobody knows what changed in it; leave `--changed-since` out"
            )

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Git's answer; an error of git's is an InputError."""
        answer = self.ask(*arguments, given=given)
        if answer.returncode != 0:
            raise InputError(f"git cannot compare `{self.folder}`: {_last_line(answer.stderr)}")
        return answer

    def ask(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Git's answer, whatever it is."""
        settings = dict(_SETTINGS)
        for name in self.filters:
            # Comparing a file runs the filter that its attributes name: a command of the repository's configuration.
            settings |= {f"{name}.clean": "", f"{name}.process": "", f"{name}.required": "false"}
        numbered = {
            key: text
            for index, (name, value) in enumerate(settings.items())
            for key, text in ((f"GIT_CONFIG_KEY_{index}", name), (f"GIT_CONFIG_VALUE_{index}", value))
        }
        command = [self.binary, "--no-pager", "-C", str(self.folder.resolve()), *arguments]
        environment = {**self.environment, "GIT_CONFIG_COUNT": str(len(settings)), **numbered}
        try:
            return subprocess.run(  # noqa: S603  # git, with arguments of ours
                command, capture_output=True, env=environment, input=given, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                f"git took longer than {SECONDS} seconds in `{self.folder}`; scan a smaller folder"
            ) from None
        except OSError as error:
            raise InputError(f"git cannot be run: {(error.strerror or 'unknown reason').lower()}") from None


def _merge_base(git: _Git, reference: str) -> str:
    commit = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if commit.returncode != 0:
        hint = _hint(git, "fetch it first, such as with `git fetch origin`, or correct its name")
        raise UsageError(f"`{reference}` is no commit of this repository; {hint}")
    if git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode != 0:
        raise InputError(f"the repository of `{git.folder}` has no commit yet; commit something, or scan all of it")
    base = git.ask("merge-base", commit.stdout.decode().strip(), "HEAD")
    if base.returncode != 0:
        hint = _hint(git, "name a commit that HEAD comes from")
        raise UsageError(f"`{reference}` and HEAD have no commit in common; {hint}")
    return base.stdout.decode().strip()


def _hint(git: _Git, otherwise: str) -> str:
    """What to do about a commit that is missing."""
    if git.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        return "the clone is shallow: fetch all of it (`git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`)"
    return otherwise


def _changed(raw: bytes) -> tuple[frozenset[str], tuple[str, ...], dict[str, Blob]]:
    """Files that changed, submodules that did, and the files as they were.

    Git writes `:MODE MODE ID ID STATUS`, NUL, name, NUL: before and after.
    """
    parts = raw.split(b"\0")
    names, links, former = set[str](), set[str](), dict[str, Blob]()
    for head, name in zip(parts[::2], parts[1::2], strict=False):
        before, after, identity, _, _ = head.removeprefix(b":").split(b" ")
        kept = links if after == _GITLINK else names
        kept.add(decoded(name))
        if before not in (_NONE, _GITLINK):
            former[decoded(name)] = Blob(identity.decode(), link=before == _LINK)
    return frozenset(names), tuple(sorted(links)), former


def _asked(blobs: Iterable[Blob]) -> bytes:
    return b"".join(blob.identity.encode() + b"\n" for blob in blobs)


def _objects(told: bytes) -> Iterator[bytes | None]:
    """The objects that `cat-file --batch` tells: `ID blob SIZE`, bytes, a line end; None for what is not there."""
    at = 0
    while (end := told.find(b"\n", at)) != -1:
        head = told[at:end].rsplit(b" ", 2)
        at = end + 1
        if head[-2:-1] != [b"blob"]:
            yield None
            continue
        yield told[at : at + int(head[-1])]
        at += int(head[-1]) + 1


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "it does not say why"
