"""Commands in comments: who may give them, what is committed, and what is refused."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bot_world import OPEN, QUIET, RULE, TOKEN, World, world

from gatewright.app.bot.commands import NO_ACCESS, Command, message
from gatewright.app.bot.exchange import Change, Request
from gatewright.app.bot.ignoring import ignored
from gatewright.app.checking import Check, check
from gatewright.app.config.settings import settle

KEPT = """resource "aws_kms_key" "data" {
  description         = "data"
  enable_key_rotation = false # was in the way
}
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": QUIET}) as made:
        made.branch("change", {"net/web.tf": OPEN.replace("\n", "\r\n")})
        made.pull("change")
        yield made


def _file(place: World, branch: str, file: str) -> str:
    commit = place.hub.git.branch(branch) or ""
    return (place.hub.git.read(commit, file) or b"").decode()


def test_ignore_commits_a_comment_above_the_block(place: World) -> None:
    """The reason and who gave it stand in the file, all other bytes are as they were, and the next check is clean."""
    before = place.hub.pulls[7].commit
    comment = place.command(f"/gatewright ignore {RULE}  the bastion  is\u2028public ")
    after = place.hub.git.branch("change") or ""
    line = f"# gatewright:ignore {RULE} -- the bastion is public (by @ann)"
    text = OPEN.replace("\n", "\r\n")
    assert f"{line}\r\n{text}" == _file(place, "change", "net/web.tf")
    assert [before] == [one.decode() for one in place.hub.git.commit(after).parents]  # type: ignore[union-attr]
    assert [(comment, "eyes"), (comment, "+1")] == place.hub.reactions
    assert f"Done in {after}" in place.texts()[0]
    place.judge()
    assert ["success"] == [run["conclusion"] for run in place.hub.check_runs]


def test_git_log_shows_who_asked(place: World) -> None:
    """The commit's message says what was done and for whom, and mentions nobody, whatever files are called."""
    place.branch("other", {"@acme/web.tf": OPEN})
    place.pull("other", 8)
    place.command(f"/gatewright ignore {RULE} public", number=8)
    command = ["git", "log", "-1", "--format=%B", "other"]
    told = subprocess.run(command, cwd=place.hub.git.path, capture_output=True, text=True, check=True).stdout
    assert (f"Ignore {RULE}", "Asked for by ann in pull request 8.") == (
        told.splitlines()[0],
        told.strip().splitlines()[-1],
    )
    assert ("acme/web.tf" in told, "@" in told) == (True, False)


def test_a_commits_message_closes_nothing(place: World) -> None:
    """Names of files and resources refer to no issue, mention nobody, and skip no run."""
    names = ("fixes #12/a.tf", "closes GH-3 gh-4/b.tf", "[skip ci] ***NO_CI***/c.tf", "x/https:/github.com/o/r/d.tf")
    change = Change(done=tuple(f"comments in `{name}`, acme/shop#7, https://github.com/o/r/issues/1" for name in names))
    told = message(Command("ignore", RULE, "r"), change, "ann", 7)
    found = re.findall(r"[#@\[]|(?i:gh-)\d|https?://|\*", told)
    assert ([], True) == (found, "fixes 12/a.tf" in told)


def test_a_comment_that_does_not_do_what_it_should_is_not_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the comment silences is looked at before anybody sees it, and the folder is as it was afterwards."""
    (tmp_path / "web.tf").write_text(OPEN, encoding="utf-8")
    asked = Check(path=tmp_path, settings=settle(None, {"enable": (RULE,), "jobs": 1}), today=date(2026, 1, 1))
    request = Request(head=str(tmp_path), today=asked.today, action="ignore", rule=RULE, reason="r", login="ann")
    monkeypatch.setattr("gatewright.app.bot.ignoring._comment", lambda _: "# gatewright:ignore aws.iam.* -- r")
    change = ignored(asked, check(asked), request)
    assert ((), True) == (change.files, "would not ignore these findings alone" in change.left[0])
    assert OPEN == (tmp_path / "web.tf").read_text(encoding="utf-8")


def test_fix_commits_a_proved_patch(tmp_path: Path) -> None:
    """The finding of the pull request's lines is mended in its branch, and the next check is clean of it."""
    config = '[rules]\nenable = ["aws.kms.key_rotation_disabled"]\n'
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": config}) as place:
        place.branch("change", {"keys.tf": KEPT})
        place.pull("change")
        comment = place.command("/gatewright fix")
        assert KEPT.replace("= false #", "= true #") == _file(place, "change", "keys.tf")
        assert [(comment, "eyes"), (comment, "+1")] == place.hub.reactions
        place.judge()
        assert ["success"] == [run["conclusion"] for run in place.hub.check_runs]


def test_fix_says_what_it_leaves(place: World) -> None:
    """Where a person has to decide nothing is committed, and the answer says so."""
    before = place.hub.git.branch("change")
    comment = place.command("/gatewright fix")
    assert before == place.hub.git.branch("change")
    assert "Nothing was changed" in place.texts()[0]
    assert (comment, "confused") == place.hub.reactions[-1]


@pytest.mark.parametrize("login", ["bob", "eve"])
def test_people_without_write_access_command_nothing(place: World, login: str) -> None:
    """GitHub is asked about the person; who may only read, or is unknown, is told so, once for all commands."""
    before = place.hub.git.branch("change")
    first = place.command("/gatewright fix", login)
    second = place.command(f"/gatewright ignore {RULE} please", login)
    assert before == place.hub.git.branch("change")
    assert [f"{NO_ACCESS}\n"] == place.texts()
    assert [(first, "-1"), (second, "-1")] == place.hub.reactions
    assert [] == place.git.asked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/gatewright ignore", "is no command"),
        ("/gatewright dance", "is no command"),
        ("/gatewright fix everything", "is no command"),
        (f"/gatewright ignore {RULE}", "A reason is needed"),
        (f"/gatewright ignore {RULE} \u200b", "a reason is needed"),
        ("/gatewright ignore aws.* all of it", "there is no rule"),
        ("/gatewright ignore @acme/all <img> x", "there is no rule"),
        ("/gatewright ignore aws.ec2.security_group_allows_rdp_from_internet x", "has no finding of"),
    ],
)
def test_what_cannot_be_done_is_answered(place: World, text: str, told: str) -> None:
    """Nothing is committed, the answer says why, and nothing foreign in it is a mention or markup."""
    before = place.hub.git.branch("change")
    comment = place.command(text)
    (answer,) = place.texts()
    assert told in answer
    assert not [word for word in ("@acme", "<img") if word in re.sub("`[^`]*`", "", answer)]
    assert (before, (comment, "confused")) == (place.hub.git.branch("change"), place.hub.reactions[-1])


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (f"allow-inline = false\n{QUIET}", "allow-inline"),
        (f'unskippable = ["aws.ec2.*"]\n{QUIET}', "unskippable"),
    ],
)
def test_the_base_decides_whether_anything_may_be_ignored(tmp_path: Path, config: str, told: str) -> None:
    """A pull request that brings a laxer configuration changes nothing about it."""
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": config}) as place:
        before = place.branch("change", {"web.tf": OPEN, "gatewright.toml": QUIET})
        place.pull("change")
        place.command(f"/gatewright ignore {RULE} because")
        assert before == place.hub.git.branch("change")
        assert told in place.texts()[0]


def test_nothing_is_committed_to_forks(place: World) -> None:
    """A branch of somebody else's repository is theirs."""
    before = place.hub.git.branch("change")
    place.pull("change", fork="eve/shop")
    place.command("/gatewright fix")
    assert before == place.hub.git.branch("change")
    assert "is in a fork" in place.texts()[0]


def test_nothing_is_committed_to_the_default_branch(place: World) -> None:
    """A pull request from the default branch to another one is no way around its protection."""
    place.branch("release", {"x.tf": 'variable "x" {}\n'})
    place.branch("main", {"web.tf": OPEN})
    before = place.hub.git.branch("main")
    place.pull("main", base="release")
    place.command("/gatewright fix")
    assert before == place.hub.git.branch("main")
    assert "is the default branch" in place.texts()[0]


def test_a_push_meanwhile_is_not_written_over(place: World) -> None:
    """The branch moves forward only; the command is tried again on top of what came."""
    theirs: list[str] = []

    def push(method: str, path: str) -> None:
        if method == "PATCH" and "/git/refs/" in path and not theirs:
            theirs.append(place.hub.git.commit_files("change", {"more.tf": 'variable "m" {}\n'}, "Theirs"))
            place.hub.follow("change")

    place.hub.before = push
    place.command(f"/gatewright ignore {RULE} public")
    assert theirs == [place.hub.git.branch("change")]
    assert {"queued": 1} == place.queue.counts()


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    """Where the file is a link, nothing is committed in its place."""
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": QUIET}) as place:
        head = place.branch("change", {"code.txt": OPEN})
        entries = place.hub.git.entries(head)
        entries["link.tf"] = (0o120000, place.hub.git.add_blob(b"code.txt"))
        made = place.hub.git.add_commit(place.hub.git.add_tree(entries), [head], "links", "eve <eve@example.com>")
        place.hub.git.point("change", made)
        place.pull("change")
        place.command(f"/gatewright ignore {RULE} public")
        assert made == place.hub.git.branch("change")
        assert "`link.tf` is no regular file of this repository" in place.texts()[0]


def test_a_command_that_is_carried_out_twice_does_it_once(place: World) -> None:
    """After a crash between commit and answer the job comes again: one commit, and one answer that is up to date."""
    place.hub.scripted.append(("POST", r"/issues/7/comments$", None))
    place.command(f"/gatewright ignore {RULE} public")
    once = place.hub.git.branch("change")
    place.work()
    assert once == place.hub.git.branch("change")
    assert 1 == _file(place, "change", "net/web.tf").count("gatewright:ignore")


def test_no_secret_is_told(place: World, caplog: pytest.LogCaptureFixture) -> None:
    """Neither token nor folder is in what is said, logged, or counted."""
    caplog.set_level("DEBUG", logger="gatewright")
    place.command(f"/gatewright ignore {RULE} public")
    place.judge()
    told = "\n".join([*place.texts(), caplog.text, place.metrics.text({}), *(str(one) for one in place.hub.check_runs)])
    assert [] == [one for one in (TOKEN, str(place.folder)) if one in told]
