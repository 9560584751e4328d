"""What changed since a commit, by lines: git's answer, from a repository that a stranger may have prepared.

The working tree is compared with the merge base of the commit and HEAD, so that what is not committed counts, and what
others have merged meanwhile does not. git runs no program of the repository's choice (see `_guarded`), and reaches no
network. Names come with NUL between them, or quoted; a text that looks like a name is never taken for one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from gatewright.errors import InputError, UsageError

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""First and last lines, in order."""

LAST = 2**31
"""A line behind the last line of any file."""
WHOLE: Ranges = ((1, LAST),)
SECONDS = 60
_AT_ONCE = 200
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_GITLINK = b"160000"

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
        names = sorted(name for name in self._names if name.endswith(suffixes) and "\n" not in name)
        asked = b"".join(os.fsencode(f"{self.commit}:./{name}") + b"\n" for name in names)
        told = self._git.run("cat-file", "--batch", given=asked).stdout if names else b""
        return {name: data for name, data in zip(names, _objects(told), strict=False) if data is not None}

    def _linked(self, name: str) -> bool:
        return any(name.startswith(f"{link}/") for link in self._links)


def compare(folder: Path, reference: str, environment: Mapping[str, str]) -> Comparison:
    """The folder's working tree against the merge base of HEAD and a commit, branch or tag.

    Raises UsageError where the reference cannot be used, and InputError where the folder is in no usable repository.
    """
    if not reference or reference.startswith("-") or not reference.isprintable():
        raise UsageError(f"`{reference}` is no commit; name a branch, a tag or a commit, such as `origin/main`")
    git = _Git(folder, _binary(environment), _guarded(environment))
    git.open()
    base = _merge_base(git, reference)
    names, links = _changed(git.run(*_NAMES, base, "--").stdout)
    new = git.run("ls-files", "--others", "--exclude-standard", "-z", "--").stdout
    return Comparison(base, git, names, frozenset(_decoded(one) for one in new.split(b"\0") if one), links)


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
        self.filters = tuple(sorted({name.rpartition(".")[0] for name in _decoded(listed).split("\0") if name}))
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
    shallow = git.ask("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    deeper = "; the clone is shallow: fetch all of it (`git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`)"
    if commit.returncode != 0:
        hint = deeper if shallow else "; fetch it first, such as with `git fetch origin`, or correct its name"
        raise UsageError(f"`{reference}` is no commit of this repository{hint}")
    if git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode != 0:
        raise InputError(f"the repository of `{git.folder}` has no commit yet; commit something, or scan all of it")
    base = git.ask("merge-base", commit.stdout.decode().strip(), "HEAD")
    if base.returncode != 0:
        hint = deeper if shallow else "; name a commit that HEAD comes from"
        raise UsageError(f"`{reference}` and HEAD have no commit in common{hint}")
    return base.stdout.decode().strip()


def _changed(raw: bytes) -> tuple[frozenset[str], tuple[str, ...]]:
    """Files that changed, and submodules that did: `:MODE MODE ID ID STATUS`, NUL, name, NUL."""
    parts = raw.split(b"\0")
    names, links = set[str](), set[str]()
    for head, name in zip(parts[::2], parts[1::2], strict=False):
        kept = links if head.split(b" ")[1] == _GITLINK else names
        kept.add(_decoded(name))
    return frozenset(names), tuple(sorted(links))


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


def parse_patch(patch: bytes) -> dict[str, Ranges]:
    """The changed lines of each file in a patch without context, by the file's new name.

    Content is skipped by the counts of each hunk's header: a changed line may look like a header itself.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    ranges: list[tuple[int, int]] = []
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"+++ "):
            ranges = found.setdefault(_name(line.removeprefix(b"+++ ")), [])
        elif hunk := _HUNK.match(line):
            gone, start, came = (int(text) if text is not None else 1 for text in hunk.groups())
            ranges.append((start, start + came - 1) if came else (max(start, 1), start + 1))
            _skip(lines, gone + came)
    found.pop("", None)
    return {name: tuple(merged(ranges)) for name, ranges in found.items()}


def _skip(lines: Iterator[bytes], count: int) -> None:
    """Pass over changed lines; a remark on a missing line end (a backslash) is none of them."""
    for line in lines if count else ():
        count -= not line.startswith(b"\\")
        if not count:
            return


def merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, without any that overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _name(text: bytes) -> str:
    """The path of a `+++` line, empty for a file that is gone."""
    if text.startswith(b'"'):
        text = _ESCAPE.sub(_unescaped, text.rstrip(b"\t")[1:-1])
    elif text == b"/dev/null":
        return ""
    else:
        text = text.removesuffix(b"\t")  # git ends a name with spaces in it with a tab
    return _decoded(text.removeprefix(b"b/"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, letter = match.groups()
    return bytes([int(octal, 8) & 255]) if octal else _ESCAPES.get(letter, letter)


def _decoded(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "it does not say why"
