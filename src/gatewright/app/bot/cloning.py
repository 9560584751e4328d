"""A repository's files in a private folder: two commits of it, no history, and nothing of it runs.

git reads no settings but ours: no hooks, no filters (so no LFS), no submodules, no other protocol, no redirects, no
credential helper. Attributes of the repository have no part in it either: every file has the bytes of its commit.
The token is in git's environment, where no list of processes shows it.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from gatewright.app.bot.process import Bounds, Ended, TooLongError, bare, run
from gatewright.errors import ForgeError, InputError, UsageError
from gatewright.reports.text import shortened, visible

MOST_BYTES = 500_000_000
MOST_FILES = 100_000
SECONDS = 300.0
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NETWORK = ("https_proxy", "http_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY", "GIT_SSL_CAINFO", "SSL_CERT_FILE")
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    "core.autocrlf": "false",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "fetch.fsckObjects": "true",
    "fetch.fsck.zeroPaddedFilemode": "ignore",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "60",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "protocol.https.allow": "always",
    "submodule.recurse": "false",
    "transfer.bundleURI": "false",
}
_ATTRIBUTES = """\
# Stronger than any `.gitattributes`: what is judged, and compared by lines, are the bytes that were committed.
* -text -crlf !eol -ident !filter !working-tree-encoding !diff !merge !whitespace
"""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a repository is taken."""

    bytes: int = MOST_BYTES
    files: int = MOST_FILES
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """Where a repository is cloned from. The token is in nobody's representation of it."""

    url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Clone:
    """A folder with a repository of our own making, into which commits of the remote are fetched."""

    folder: Path
    _git: _Git = field(repr=False)

    def tree(self, commit: str) -> None:
        """Make the working tree that of a commit, once it is known to be of bounded size."""
        self._measure(commit)
        self._git.run("checkout", "--quiet", "--force", "--detach", commit)

    def export(self, commit: str, folder: Path) -> None:
        """Put the files of a commit into a folder of their own, whose root is that of a repository."""
        self._measure(commit)
        folder.mkdir(mode=0o700)
        (folder / ".git").mkdir()
        self._git.run("read-tree", commit)
        self._git.run("checkout-index", "--all", "--force", "--quiet", f"--prefix={folder}/")
        self._git.run("read-tree", "--empty")

    def pretend(self, parent: str) -> None:
        """Make HEAD a commit with the same files whose only parent is `parent`: its history is what git compares with.

        Both commits were fetched without history, so git by itself would find nothing in common.
        """
        tree = self._git.run("rev-parse", "--verify", "HEAD^{tree}").output.decode().strip()
        made = self._git.run("commit-tree", "-p", parent, "-m", "merge", tree).output.decode().strip()
        self._git.run("checkout", "--quiet", "--force", "--detach", made)

    def _measure(self, commit: str) -> None:
        """Refuse a tree that is too large before it is on disk: what is packed small may be huge."""
        listed = self._git.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit)
        sizes = [entry.split(b"\t", 1)[0].split()[-1] for entry in listed.output.split(b"\0") if entry]
        size, limits = sum(int(one) for one in sizes if one.isdigit()), self._git.limits
        if len(sizes) > limits.files or size > limits.bytes:
            raise InputError(
                f"the repository has {len(sizes)} files of {size // 1_000_000} MB in all; "
                f"at most {limits.files} of {limits.bytes // 1_000_000} MB are scanned"
            )


def clone(
    remote: Remote,
    folder: Path,
    commits: tuple[str, ...],
    *,
    limits: Limits,
    stop: Event,
    environment: Mapping[str, str],
) -> Clone:
    """Commits of a repository, each without its history, in a new folder.

    Raises ForgeError where they cannot be had now, and InputError where the repository is too large.
    """
    if not all(_COMMIT.fullmatch(commit) for commit in commits):
        raise InputError("a commit is not named by its full hash")
    folder.mkdir(mode=0o700)
    git = _Git(folder, _binary(environment), _surroundings(remote, environment), limits, stop)
    git.run("init", "--quiet", "--template=")
    (folder / ".git" / "info").mkdir()
    (folder / ".git" / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
    git.run("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", remote.url, *commits)
    return Clone(folder, git)


@dataclass(frozen=True, slots=True)
class _Git:
    folder: Path
    binary: str
    environment: Mapping[str, str] = field(repr=False)
    limits: Limits
    stop: Event

    def run(self, *arguments: str) -> Ended:
        """What git says; an error of git's is one of ours, without the URL and the token."""
        bounds = Bounds(seconds=self.limits.seconds, file_bytes=self.limits.bytes)
        command = [self.binary, "--no-pager", *arguments]
        try:
            ended = run(command, self.folder, self.environment, bounds=bounds, stop=self.stop)
        except TooLongError as error:
            raise InputError(
                f"git could not {arguments[0]} in time: {error}; the repository may be too large"
            ) from None
        if ended.code == 0:
            return ended
        if arguments[0] == "fetch" and b"fsck" in ended.errors:
            raise InputError(f"git refuses what is in the repository: {_reason(ended.errors, 'error: ')}")
        if arguments[0] == "fetch":
            raise ForgeError(f"the repository cannot be cloned: {_reason(ended.errors)}")
        raise InputError(f"git cannot {arguments[0]} what was cloned: {_reason(ended.errors)}")


def _surroundings(remote: Remote, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of git: our settings, and nothing of the bot's own but the way to the network."""
    parts = urlsplit(remote.url)
    settings = dict(_SETTINGS)
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        settings["protocol.http.allow"] = "always"
    elif parts.scheme != "https":
        raise UsageError("a repository is cloned over https; correct `GITHUB_SERVER_URL`")
    if remote.token:
        basic = base64.b64encode(f"x-access-token:{remote.token}".encode()).decode()
        settings[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = f"Authorization: Basic {basic}"
    numbered = {
        key: text
        for index, (name, value) in enumerate(settings.items())
        for key, text in ((f"GIT_CONFIG_KEY_{index}", name), (f"GIT_CONFIG_VALUE_{index}", value))
    }
    person = {f"GIT_{who}_{what}": "gatewright" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{who}_DATE": "2000-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    return {
        **bare(environment),
        **{name: environment[name] for name in _NETWORK if name in environment},
        **person,
        **when,
        "LC_ALL": "C",
        "HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "GIT_CONFIG_COUNT": str(len(settings)),
        **numbered,
    }


def _binary(environment: Mapping[str, str]) -> str:
    found = shutil.which("git", path=environment.get("PATH"))
    if found is None:
        raise UsageError("the bot clones with git, which is not on PATH; install git")
    return found


def _reason(errors: bytes, mark: str = "fatal: ") -> str:
    """The last line with a mark that git says, on one line; a server may say anything, but does not know our token."""
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    if any("not our ref" in line or "unadvertised object" in line for line in lines):
        return "a commit is not there any more"
    marked = [line for line in lines if line.startswith(mark)] or lines or ["git does not say why"]
    return shortened(visible(re.sub(r"\bhttps?://\S+", "the remote", marked[-1].removeprefix(mark))), 200)
