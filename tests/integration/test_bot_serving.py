"""The bot put together: its environment, the clock, clones within bounds, and from a webhook to a verdict."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from bot_git_server import git_serving
from bot_world import OPEN, QUIET, SECRET, TOKEN, World, delivery, environment, listening, pull_event, world
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from github_server import App

from gatewright.app.bot import serving
from gatewright.app.bot.cloning import Limits, Remote, clone
from gatewright.app.bot.credentials import AppTokens, OneToken, Secrets
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.process import Bounds, StoppedError, TooLongError, run
from gatewright.app.bot.remedying import Remedy
from gatewright.app.bot.schedule import Schedule, remediations
from gatewright.app.bot.serving import Options, checked_repositories, make, run_once
from gatewright.app.bot.workspace import private
from gatewright.cli.application import run as command
from gatewright.errors import ForgeError, InputError, UsageError

PUBLIC = """resource "aws_kms_key" "data" {
  description         = "data"
  enable_key_rotation = false
}
"""


def _given(place: World) -> dict[str, str]:
    """The environment of a bot for a world."""
    server = place.git.url.removesuffix(f"/{place.hub.repository}.git")
    return {**environment(), "GITHUB_API_URL": place.hub.url, "GITHUB_SERVER_URL": server}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": QUIET}) as made:
        yield made


def test_from_a_webhook_to_the_verdict(place: World, tmp_path: Path) -> None:
    """The bot as `serve` makes it: a signed event over HTTP, and the check and comment are on GitHub."""
    head = place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    bot = make(Options(environment=_given(place), data=tmp_path / "served", port=0))
    finished = Event()
    finish = bot.queue.finish

    def finish_and_tell(*arguments: Any) -> None:
        finish(*arguments)
        finished.set()

    bot.queue.finish = finish_and_tell  # type: ignore[method-assign,assignment]  # the moment to wait for
    with listening(bot.app) as client:
        answer = client.post("/webhook", **delivery("pull_request", pull_event(head, action="opened")))
        assert finished.wait(60)
        text = client.get("/metrics").text
    assert 202 == answer.status_code
    assert [(head, "failure")] == [(one["head_sha"], one["conclusion"]) for one in place.hub.check_runs]
    assert 1 == len(place.texts())
    assert 'gatewright_bot_jobs{state="done"} 1' in text
    assert [] == list((tmp_path / "served" / "work").iterdir())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"GATEWRIGHT_WEBHOOK_SECRET": None}, "`GATEWRIGHT_WEBHOOK_SECRET` is not set"),
        ({"GATEWRIGHT_WEBHOOK_SECRET": "short"}, "can be guessed"),
        ({"GATEWRIGHT_WEBHOOK_SECRET_FILE": "/x"}, "are both set"),
        ({"GITHUB_TOKEN": None}, "neither `GATEWRIGHT_APP_ID` nor `GITHUB_TOKEN`"),
        ({"GITHUB_TOKEN": "two words"}, "blanks"),
        ({"GITHUB_TOKEN": None, "GITHUB_TOKEN_FILE": "/nowhere/at/all"}, "cannot be read: no such file"),
        ({"GATEWRIGHT_APP_ID": "my app"}, "is no id of an App"),
        ({"GATEWRIGHT_APP_ID": "12"}, "holds no private key"),
        ({"GITHUB_API_URL": "http://example.com"}, "no address to send a token to"),
        ({"GITHUB_SERVER_URL": "http://example.com"}, "no address to send a token to"),
    ],
)
def test_a_wrong_environment_is_told_before_anything_is_served(
    tmp_path: Path, changes: Mapping[str, str | None], told: str
) -> None:
    """The message names the variable and what to do, quotes no secret, and no folder is made."""
    given = {name: text for name, text in {**environment(), **changes}.items() if text is not None}
    with pytest.raises(UsageError) as error:
        make(Options(environment=given, data=tmp_path / "data"))
    assert told in str(error.value)
    assert [] == [one for one in (SECRET, TOKEN, "two words") if one in str(error.value)]
    assert not (tmp_path / "data").exists()


def test_secrets_come_from_files(tmp_path: Path) -> None:
    """A file is read whole, without the line's end that editors add."""
    (tmp_path / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    secrets = Secrets({"GATEWRIGHT_WEBHOOK_SECRET_FILE": str(tmp_path / "secret")})
    assert SECRET.encode() == secrets.webhook()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "https://github.com/o/n.git"),
        ({"GITHUB_API_URL": "https://git.example.com/api/v3"}, "https://git.example.com/o/n.git"),
        ({"GITHUB_SERVER_URL": "https://ghe.example.com/"}, "https://ghe.example.com/o/n.git"),
    ],
)
def test_where_a_repository_is_cloned_from(given: dict[str, str], expected: str) -> None:
    """From the host that the API is on; never from what an event says."""
    assert expected == Secrets(given).clone_url("o/n")


def test_no_secret_is_in_a_representation(tmp_path: Path) -> None:
    """Whoever logs an object of the bot's logs no secret."""
    options = Options(environment=environment(), data=tmp_path)
    shown = f"{options!r} {Secrets(environment())!r} {OneToken(TOKEN)!r} {Remote(url='https://x', token=TOKEN)!r}"
    assert [] == [one for one in (SECRET, TOKEN) if one in shown]


def test_an_app_has_a_token_for_each_installation(place: World) -> None:
    """It is asked for once as long as it holds, and narrowed to what the bot does."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(encoding, form, serialization.NoEncryption()).decode()
    public = key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    place.hub.app = App(12, public)
    given = {**_given(place), "GATEWRIGHT_APP_ID": "12", "GATEWRIGHT_APP_KEY": private}
    tokens = Secrets(given).tokens()
    assert isinstance(tokens, AppTokens)
    moment = [0.0]
    tokens.now = lambda: moment[0]
    first, again = tokens.token("acme/shop", 77), tokens.token("acme/shop", 77)
    moment[0] = 3_001.0
    later = tokens.token("acme/shop", 77)
    assert (first, True) == (again, first != later)
    assert private not in repr(tokens)
    assert frozenset({"checks", "contents", "pull_requests", "metadata"}) == place.hub.accounts[first].permissions


def test_a_remediation_opens_a_pull_request(place: World) -> None:
    """By the clock the default branch is scanned, and a proved fix is proposed; doing it again changes nothing."""
    config = '[rules]\nenable = ["aws.kms.key_rotation_disabled"]\n'
    place.branch("main", {"keys.tf": PUBLIC, "gatewright.toml": config})
    given = _given(place)
    remedy = Remedy(lambda _: TOKEN, Secrets(given), pace=0)
    options = Options(environment=given, data=place.folder / "once", repositories=("acme/shop",))
    assert [0, 0] == [run_once(options, remedy), run_once(options, remedy)]
    (pull,) = place.hub.pulls.values()
    text = place.hub.git.read(pull.commit, "keys.tf") or b""
    assert ("main", PUBLIC.replace("= false", "= true").encode()) == (pull.base, text)
    shown = subprocess.run(
        ["git", "log", "--format=%an %s", "-1", pull.head],
        cwd=place.hub.git.path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown.startswith("gatewright[bot] ")


def test_a_remediation_that_fails_is_an_exit_code(place: World) -> None:
    """A repository that is not there is told in the log, and counted."""
    given = _given(place)
    options = Options(environment=given, data=place.folder / "once", repositories=("acme/gone",))
    assert 1 == run_once(options, Remedy(lambda _: TOKEN, Secrets(given), pace=0))


def test_the_clock_queues_each_repository_once(place: World) -> None:
    """Every so many hours there is a job for each; a failure to list them is tried again the next minute."""
    failures = iter([True])

    def jobs() -> list[Job]:
        if next(failures, False):
            raise ForgeError("no network")
        return remediations(OneToken("x"), ("acme/a", "acme/b"))

    schedule = Schedule(place.queue, 3600, jobs)
    with pytest.raises(ForgeError):
        schedule.look()
    assert [2, 0] == [schedule.look(), schedule.look()]
    assert {"queued": 2} == place.queue.counts()


def test_a_token_needs_names_of_repositories(tmp_path: Path) -> None:
    """What an App knows by itself a token does not."""
    with pytest.raises(UsageError, match="needs `--repo"):
        make(Options(environment=environment(), data=tmp_path, every=1.0))


@pytest.mark.parametrize("name", ["shop", "acme/shop/x", "../shop", "acme/..", "acme/a b", "-x/y z"])
def test_a_repository_has_a_name(name: str) -> None:
    """Anything else is refused before it gets into an address."""
    with pytest.raises(UsageError, match="is no repository"):
        checked_repositories([name])


@pytest.mark.parametrize("arguments", [["bot", "run"], ["bot", "serve", "--repo", "x"]])
def test_the_command_says_what_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A usage error is exit code 2 and one line."""
    assert 2 == command(arguments)
    assert 1 == len(capsys.readouterr().err.splitlines())


def _clone(place: World, folder: Path, **changes: Any) -> Path:
    head = place.hub.git.branch("change") or ""
    given: dict[str, Any] = {"limits": Limits(), "stop": Event(), "environment": environment(), **changes}
    made = clone(Remote(url=place.git.url, token=given.pop("token", TOKEN)), folder, (head,), **given)
    made.tree(head)
    return folder


def test_nothing_of_a_clone_runs(place: World, tmp_path: Path) -> None:
    """Filters, LFS, hooks and submodules do nothing, and settings of the machine are not read."""
    ran = tmp_path / "ran"
    (tmp_path / "home").mkdir()
    script = f'[filter "lfs"]\nsmudge = touch {ran}\nprocess = touch {ran}\n[core]\nhooksPath = {tmp_path}/hooks\n'
    (tmp_path / "home" / ".gitconfig").write_text(script, encoding="utf-8")
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "post-checkout").write_text(f"#!/bin/sh\ntouch {ran}\n", encoding="utf-8")
    (tmp_path / "hooks" / "post-checkout").chmod(0o755)
    attributes = "* filter=lfs diff=lfs merge=lfs\n"
    modules = f'[submodule "m"]\npath = m\nurl = {place.git.url}\n'
    place.branch("change", {"web.tf": OPEN, ".gitattributes": attributes, ".gitmodules": modules})
    given = {
        **environment(),
        "HOME": str(tmp_path / "home"),
        "GIT_CONFIG_GLOBAL": str(tmp_path / "home" / ".gitconfig"),
    }
    folder = _clone(place, tmp_path / "clone", environment=given)
    assert (False, OPEN) == (ran.exists(), (folder / "web.tf").read_text(encoding="utf-8"))
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)


def test_files_have_the_bytes_of_their_commit(place: World, tmp_path: Path) -> None:
    """No attribute of the repository changes them, in the head or in what is exported of the base."""
    files = {
        "a/enc.tf": "# \u201c/* x\n",
        "a/id.tf": "# $Id$\n",
        "a/lf.tf": "# a\n",
        "a/crlf.tf": "# a\r\n",
        "a/16.tf": "# 16\n",
        ".gitattributes": "[attr]m text eol=crlf ident\n*.tf m\nenc.tf working-tree-encoding=ASCII//TRANSLIT\n",
        "a/.gitattributes": "16.tf text working-tree-encoding=UTF-16\nlf.tf crlf=input\n",
    }
    head = place.branch("change", files)
    given: dict[str, Any] = {"limits": Limits(), "stop": Event(), "environment": environment()}
    made = clone(Remote(url=place.git.url, token=TOKEN), tmp_path / "clone", (head,), **given)
    made.export(head, tmp_path / "base")
    made.tree(head)
    expected = {name: text.encode() for name, text in files.items()}
    for folder in (tmp_path / "clone", tmp_path / "base"):
        assert expected == {name: (folder / name).read_bytes() for name in files}


_ENDLESS = """
import sys
from gatewright.app.bot import serving
from gatewright.app.bot.process import Bounds, run
from gatewright.cli.application import run as command

def remediation(options):
    def remediate(job, surroundings):
        folder = surroundings.folder / "job-x"
        folder.mkdir()
        script = f'sleep 600 & echo "$! $$" > {folder}/new && mv {folder}/new {folder}/pids; wait'
        run(["/bin/sh", "-c", script], folder, {"PATH": sys.argv[1]}, bounds=Bounds(seconds=600, file_bytes=1 << 20),
            stop=surroundings.stop)
    return remediate

serving.remediation = remediation
sys.exit(command(["bot", "run", "--once", "--repo", "acme/shop", "--data", sys.argv[2]]))
"""


def test_a_run_that_is_ended_leaves_nothing(tmp_path: Path) -> None:
    """On SIGTERM programs that work for it end with it, and its folders are gone."""
    command = [sys.executable, "-c", _ENDLESS, os.environ["PATH"], str(tmp_path / "data")]
    process = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL)
    while not (found := list(tmp_path.glob("data/work/once-*/job-x/pids"))):
        assert process.poll() is None
    children = [int(one) for one in found[0].read_text(encoding="utf-8").split()]
    process.send_signal(signal.SIGTERM)
    assert 143 == process.wait(60)
    assert ([], []) == ([one for one in children if _runs(one)], list((tmp_path / "data" / "work").iterdir()))


def _runs(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text(encoding="utf-8").split()[2] != "Z"


def test_what_git_finds_hostile_is_not_cloned(place: World, tmp_path: Path) -> None:
    """A repository whose objects would do harm to somebody's git is refused, and trying again is no use."""
    place.branch("change", {".gitmodules": '[submodule "m"]\npath = m\nurl = x\nupdate = !touch x\n'})
    with pytest.raises(InputError, match="git refuses what is in the repository"):
        _clone(place, tmp_path / "clone")


def test_the_token_is_nowhere_in_the_clone(place: World, tmp_path: Path) -> None:
    """It is given to git by its environment: neither its settings nor its arguments hold it."""
    place.branch("change", {"web.tf": OPEN})
    folder = _clone(place, tmp_path / "clone")
    found = [one for one in folder.rglob("*") if one.is_file() and TOKEN.encode() in one.read_bytes()]
    assert [] == found


@pytest.mark.parametrize(
    ("limits", "told"),
    [(Limits(files=3), "files of"), (Limits(bytes=1_000_000), "MB")],
)
def test_a_large_repository_is_refused_before_it_is_written(
    place: World, tmp_path: Path, limits: Limits, told: str
) -> None:
    """What is packed small may be huge: the sizes are asked before the checkout."""
    place.branch("change", {"a": b"\0" * 3_000_000, "b": "b", "c": "c"})
    with pytest.raises(InputError, match=told):
        _clone(place, tmp_path / "clone", limits=limits)
    assert [".git"] == [one.name for one in (tmp_path / "clone").iterdir()]


def test_a_wrong_token_is_refused(place: World, tmp_path: Path) -> None:
    """Nobody is asked for a password, and the message holds neither token nor address."""
    place.branch("change", {"web.tf": OPEN})
    with pytest.raises(ForgeError, match="cannot be cloned") as error:
        _clone(place, tmp_path / "clone", token="wrong-token")  # noqa: S106  # it is wrong
    assert [] == [one for one in ("wrong-token", "127.0.0.1") if one in str(error.value)]


def test_the_token_follows_no_redirect(place: World, tmp_path: Path) -> None:
    """A server that sends git elsewhere gets no second request, and neither does the other."""
    place.branch("change", {"web.tf": OPEN})
    with git_serving(place.hub.git.path, "acme/shop", "other") as other:
        place.git.elsewhere = other.url.removesuffix("/acme/shop.git")
        with pytest.raises(ForgeError, match="cannot be cloned"):
            _clone(place, tmp_path / "clone")
        assert [] == other.asked


@pytest.mark.parametrize("url", ["file:///etc", "ssh://git@127.0.0.1/x", "ext::sh -c touch% x", "http://example.com/x"])
def test_nothing_but_https_is_cloned(tmp_path: Path, url: str) -> None:
    """No other protocol of git's is used, as some of them run programs."""
    with pytest.raises(UsageError, match="over https"):
        clone(
            Remote(url=url, token=""),
            tmp_path / "clone",
            ("a" * 40,),
            limits=Limits(),
            stop=Event(),
            environment=environment(),
        )


def test_a_program_that_takes_long_is_ended_with_its_children(tmp_path: Path) -> None:
    """Time is bounded, and nothing is left running."""
    bounds = Bounds(seconds=0.3, file_bytes=1_000_000)
    script = f"(sleep 600 & echo $! > {tmp_path}/pid; wait)"
    with pytest.raises(TooLongError):
        run(["/bin/sh", "-c", script], tmp_path, environment(), bounds=bounds, stop=Event())
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text(encoding="utf-8").split()[2] == "Z"


def test_a_program_ends_with_the_bot(tmp_path: Path) -> None:
    """When the bot is stopped, what it waits for is ended at once."""
    stop = Event()
    stop.set()
    with pytest.raises(StoppedError):
        run(["sleep", "600"], tmp_path, environment(), bounds=Bounds(seconds=600, file_bytes=1), stop=stop)


def test_a_program_writes_no_more_than_it_may(tmp_path: Path) -> None:
    """A file that grows without end ends the program, not the disk."""
    bounds = Bounds(seconds=60, file_bytes=100_000)
    command = ["dd", "if=/dev/zero", f"of={tmp_path}/large", "bs=1000", "count=10000"]
    ended = run(command, tmp_path, environment(), bounds=bounds, stop=Event())
    assert (True, True) == (ended.code != 0, (tmp_path / "large").stat().st_size <= 100_352)


def test_judging_that_takes_too_long_fails_the_check(tmp_path: Path) -> None:
    """A pull request that keeps the bot busy gets no verdict but a failed check."""
    with world(tmp_path, {"main.tf": 'variable "a" {}\n'}) as place:
        place.branch("change", {"web.tf": OPEN})
        place.pull("change")
        handler = place.workers.handler
        around = replace(handler.surroundings, limits=Limits(seconds=0.1))
        place.workers.handler = replace(handler, surroundings=around)
        place.judge()
        assert ["failure"] == [one["conclusion"] for one in place.hub.check_runs] or {
            "queued": 1
        } == place.queue.counts()


def test_runs_remove_what_killed_ones_have_left(tmp_path: Path) -> None:
    """A run beside others keeps to its own folder, and those that nobody works in are gone."""
    (tmp_path / "once-old" / "job-x").mkdir(parents=True)
    (tmp_path / "once-old" / "lock").touch()
    with private(tmp_path) as first, private(tmp_path) as second:
        assert {first, second} == set(tmp_path.iterdir())
    assert [] == list(tmp_path.iterdir())


def test_leftovers_of_a_crash_are_removed(tmp_path: Path) -> None:
    """Clones of a process that was killed are gone when the bot starts."""
    (tmp_path / "work" / "job-old" / "head").mkdir(parents=True)
    bot = make(Options(environment=environment(), data=tmp_path))
    bot.queue.close()
    assert [] == list((tmp_path / "work").iterdir())


def test_what_is_not_installed_is_named_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, a run by the clock says what to install instead of failing on an import."""
    monkeypatch.setattr(serving, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"gatewright\[server\]"):
        serving.remediation(Options(environment={}, data=tmp_path))
