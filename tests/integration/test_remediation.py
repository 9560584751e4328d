"""Remediation pull requests, over HTTP, on a GitHub whose repository is real: what real git finds there counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from github_server import Account, Answer, Pull
from proposals import BOT, KEYS, MENDED, ROTATION, TOKEN, Shop, finding_by_finding, kinds, shop_on_github

from gatewright.app.remediation import marker
from gatewright.app.remediation.checkout import checkout
from gatewright.app.remediation.wishes import Wishes
from gatewright.cli.application import run
from gatewright.errors import ForgeError, UsageError


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with shop_on_github(tmp_path) as made:
        yield made


def test_a_pull_request_mends_what_was_found(shop: Shop) -> None:
    """Git shows one commit on a branch of its own, with the patches in it and nothing else."""
    steps = shop.run()
    (pull,) = shop.pulls()
    shop.git("fetch", "--quiet", "origin")
    assert (["opened"], "open", "main", BOT) == (kinds(steps), pull.state, pull.base, pull.author)
    assert re.fullmatch(r"gatewright/aws\.kms\.key_rotation_disabled/[0-9a-f]{12}", pull.head)
    assert MENDED == shop.git("show", f"origin/{pull.head}:infra/main.tf")
    assert "infra/main.tf\n" == shop.git("diff", "--name-only", "origin/main", f"origin/{pull.head}")
    assert "1\n" == shop.git("rev-list", "--count", f"origin/main..origin/{pull.head}")
    assert "" == shop.git("fsck", "--strict", "--no-dangling").strip()


def test_the_text_says_all_that_a_reviewer_asks(shop: Shop) -> None:
    """Findings, controls, evidence, what changes, proof, how to silence, the diff; and no reviewer is mentioned."""
    shop.run()
    (pull,) = shop.pulls()
    wanted = [
        "### Findings",
        '| medium | `infra: aws_kms_key.data` | `infra/main.tf:1` | automatic rotation is off | `rotation = "off"` |',
        "Controls: `",
        "Fingerprints: `",
        "### What changes",
        "### Proof",
        "- [x] ",
        f"# gatewright:ignore {ROTATION} -- REASON",
        "--retry",
        "+  enable_key_rotation     = true",
    ]
    assert [] == [words for words in wanted if words not in pull.body]
    assert "@" not in pull.body
    assert "Turn on automatic rotation (2 findings)" == pull.title


def test_reviewers_labels_and_assignees_are_set(shop: Shop) -> None:
    """Code owners are asked, users and teams; emails are nobody on GitHub."""
    shop.run(Wishes(base="main", assignees=("boss",), labels=("gatewright", "security"), draft=True))
    (pull,) = shop.pulls()
    assert (["dev"], ["platform"], ["gatewright", "security"], ["boss"], True) == (
        pull.reviewers,
        pull.teams,
        pull.labels,
        pull.assignees,
        pull.draft,
    )


def test_a_repository_without_issues_has_labels_all_the_same(shop: Shop) -> None:
    """Its pull requests are no issues that could be changed; they are labelled and assigned one by one."""
    shop.server.scripted.append(("PATCH", "/issues/1$", Answer(410, {"message": "Issues are disabled for this repo"})))
    shop.run(Wishes(base="main", assignees=("boss",)))
    (pull,) = shop.pulls()
    remembered = marker.read(pull.body)
    assert (["gatewright"], ["boss"], True) == (pull.labels, pull.assignees, bool(remembered and remembered.done))


def test_one_pull_request_takes_eight_requests(shop: Shop) -> None:
    """Everything about it, reading included: reviewers, labels and assignees too."""
    shop.run(Wishes(base="main", assignees=("boss",)))
    base = "/repos/acme/shop"
    assert [
        f"GET {base}/pulls",
        f"GET {base}/commits/heads/main",
        f"POST {base}/git/trees",
        f"POST {base}/git/commits",
        f"POST {base}/git/refs",
        f"POST {base}/pulls",
        f"POST {base}/pulls/1/requested_reviewers",
        f"PATCH {base}/issues/1",
    ] == shop.server.requests


def test_more_pull_requests_take_six_requests_each(shop: Shop) -> None:
    """What is read is read once."""
    steps = shop.run(finding_by_finding())
    assert ["opened", "opened"] == kinds(steps)
    assert 2 + 2 * 6 == len(shop.server.requests)


def test_a_second_run_changes_nothing(shop: Shop) -> None:
    """Nothing is written, and nothing is there twice."""
    shop.run()
    steps = shop.run()
    assert (["kept"], [], 1) == (kinds(steps), shop.server.writes(), len(shop.pulls()))


def test_a_dry_run_writes_nothing(shop: Shop) -> None:
    """What would be done is told, and GitHub hears reading only."""
    steps = shop.run(finding_by_finding(dry_run=True))
    assert (["opened", "opened"], [], []) == (kinds(steps), shop.server.writes(), shop.pulls())


def test_no_more_are_opened_than_asked_for(shop: Shop) -> None:
    """The rest is left for the next run, which opens it."""
    assert ["opened", "left"] == kinds(shop.run(finding_by_finding(most=1)))
    assert ["kept", "opened"] == sorted(kinds(shop.run(finding_by_finding(most=1))))


@pytest.mark.parametrize("how", ["rule", "owner", "file"])
def test_groups_share_a_pull_request(shop: Shop, how: str) -> None:
    """Both findings have one rule, one owner and one file; the branch says how they were grouped."""
    steps = shop.run(Wishes(base="main", group_by=how))  # type: ignore[arg-type]  # one of the ways
    assert (["opened"], 2) == (kinds(steps), len(steps[0].fingerprints))
    name = ROTATION if how == "rule" else how
    assert re.fullmatch(rf"gatewright/{re.escape(name)}/[0-9a-f]{{12}}", steps[0].branch)


TABLE = """resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
"""


def test_each_pull_request_stands_alone(shop: Shop) -> None:
    """Those of two rules for one file hold no patch of each other, merge in either order, and leave a clean scan."""
    shop.push(infra__main_tf=f"{KEYS}\n{TABLE}")
    steps = shop.run()
    assert ["opened", "opened"] == kinds(steps)
    shop.git("fetch", "--quiet", "origin")
    second, first = (shop.git("show", f"origin/{step.branch}:infra/main.tf") for step in steps)
    assert f"{MENDED}\n{TABLE}" == first
    assert (True, True) == (second.startswith(f"{KEYS}\n"), "point_in_time_recovery" in second)
    for step in reversed(steps):
        shop.pull_base()
        shop.git("merge", "--quiet", "--no-edit", f"origin/{step.branch}")
        shop.git("push", "--quiet", "origin", "HEAD:main")
    for pull in shop.pulls():
        pull.state, pull.merged = "closed", True
    assert ["deleted", "deleted"] == kinds(shop.run())


def test_what_remains_is_made_anew_when_another_is_merged(shop: Shop) -> None:
    """The base moves by the merge of one; the other takes it in and still shows its own patches alone."""
    shop.push(infra__main_tf=f"{KEYS}\n{TABLE}")
    *_, keys = shop.run()
    shop.git("fetch", "--quiet", "origin")
    shop.git("merge", "--quiet", "--no-ff", "--no-edit", f"origin/{keys.branch}")
    shop.git("push", "--quiet", "origin", "HEAD:main")
    other, merged = shop.pulls()
    merged.state, merged.merged = "closed", True
    assert ["updated"] == kinds(shop.run())
    shop.git("fetch", "--quiet", "origin")
    after = shop.git("show", f"origin/{other.head}:infra/main.tf")
    assert after.startswith(MENDED)
    changed = shop.git("diff", "--unified=0", f"origin/main...origin/{other.head}")
    assert (False, True) == ("rotation" in changed, "point_in_time_recovery" in changed)


def test_findings_stay_in_the_pull_request_they_are_in(shop: Shop) -> None:
    """Another grouping does not propose again what is proposed already."""
    shop.run()
    steps = shop.run(finding_by_finding())
    assert (["kept"], 1) == (kinds(steps), len(shop.pulls()))


def test_a_moved_base_moves_the_branch_forward(shop: Shop) -> None:
    """The branch takes the base in by a merge: nothing is forced, and the pull request shows the patches only."""
    shop.run()
    (pull,) = shop.pulls()
    first = pull.commit
    shop.push(infra__other_tf='variable "x" {}\n', infra__main_tf=f"# keys\n{KEYS}")
    steps = shop.run()
    shop.git("fetch", "--quiet", "origin")
    assert (["updated"], 1) == (kinds(steps), len(shop.pulls()))
    assert first in shop.git("rev-list", f"origin/{pull.head}")
    assert "infra/main.tf\n" == shop.git("diff", "--name-only", f"origin/main...origin/{pull.head}")
    assert f"# keys\n{MENDED}" == shop.git("show", f"origin/{pull.head}:infra/main.tf")
    assert ["kept"] == kinds(shop.run())


def test_the_commit_of_a_person_is_never_written_over(shop: Shop) -> None:
    """A branch that somebody has pushed to is left to them, whatever happens to the base."""
    shop.run()
    (pull,) = shop.pulls()
    theirs = shop.push(pull.head, infra__notes_tf="# mine\n")
    shop.push(README="moved\n")
    steps = shop.run()
    assert (["left"], theirs) == (kinds(steps), shop.server.git.branch(pull.head))
    assert "somebody has pushed to its branch; it is left to them" == steps[0].reason


def test_a_person_who_pushes_at_the_same_moment_wins(shop: Shop) -> None:
    """GitHub itself refuses to move the branch, because it is not moved by force."""
    shop.run()
    (pull,) = shop.pulls()
    shop.push(README="moved\n")
    pushed: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        if method == "PATCH" and "/git/refs/" in path:
            shop.server.before = None
            pushed.append(shop.push(pull.head, infra__notes_tf="# mine\n"))

    shop.server.before = meanwhile
    steps = shop.run()
    assert (["left"], pushed) == (kinds(steps), [shop.server.git.branch(pull.head)])


def test_an_amended_commit_is_a_persons(shop: Shop) -> None:
    """The words of our message on other contents do not make them ours."""
    shop.run()
    (pull,) = shop.pulls()
    store = shop.server.git
    ours = store.commit(pull.commit)
    assert ours is not None
    tree = store.add_tree({**store.entries(pull.commit), "x.tf": (0o100644, store.add_blob(b"# x\n"))})
    amended = store.add_commit(
        tree, [one.decode() for one in ours.parents], ours.message.decode(), "dev <d@example.com>"
    )
    store.point(pull.head, amended)
    shop.server.follow(pull.head)
    shop.push(README="moved\n")
    assert (["left"], amended) == (kinds(shop.run()), store.branch(pull.head))


def test_findings_that_are_gone_close_their_pull_request(shop: Shop) -> None:
    """A comment says why, and the branch goes too."""
    shop.run()
    (pull,) = shop.pulls()
    shop.push(infra__main_tf=MENDED)
    steps = shop.run()
    assert (["closed"], "closed", []) == (kinds(steps), pull.state, shop.own_branches())
    assert ["The findings that this pull request was about are gone, so Gatewright closes it."] == [
        one.body for one in shop.server.comments
    ]
    assert [] == shop.run()


def test_accepted_findings_close_their_pull_request(shop: Shop) -> None:
    """Somebody has decided; the comment says so."""
    shop.run()
    accepted = KEYS.replace('resource "', f'# gatewright:ignore {ROTATION} -- by the book\nresource "')
    shop.push(infra__main_tf=accepted)
    assert ["closed"] == kinds(shop.run())
    assert "Somebody has accepted these findings" in shop.server.comments[0].body


def test_what_comes_back_is_proposed_again(shop: Shop) -> None:
    """A pull request that Gatewright itself closed stands in nobody's way."""
    shop.run()
    shop.push(infra__main_tf=MENDED)
    shop.run()
    shop.push(infra__main_tf=KEYS)
    assert (["opened"], 2) == (kinds(shop.run()), len(shop.pulls()))


def test_one_of_two_findings_that_is_gone_updates_the_pull_request(shop: Shop) -> None:
    """The text and the branch are about the other one alone."""
    shop.run()
    shop.push(infra__main_tf=KEYS.replace("30\n", "30\n  enable_key_rotation     = true\n"))
    steps = shop.run()
    (pull,) = shop.pulls()
    remembered = marker.read(pull.body)
    assert (["updated"], 1) == (kinds(steps), len(remembered.fingerprints) if remembered else 0)


def test_what_a_person_closed_stays_closed(shop: Shop) -> None:
    """Neither run nor regrouping opens it again, with its branch there or gone; `--retry` does."""
    shop.run()
    (pull,) = shop.pulls()
    pull.state = "closed"
    assert (["left", "left"], 1) == (kinds(shop.run()), len(shop.pulls()))
    shop.server.git.remove(pull.head)
    steps = shop.run(finding_by_finding())
    assert (["left", "left"], 1) == (kinds(steps), len(shop.pulls()))
    assert "a person closed its pull request; `--retry` proposes it again" == steps[0].reason
    assert (["opened"], 2) == (kinds(shop.run(Wishes(base="main", retry=True))), len(shop.pulls()))


def test_a_new_finding_is_proposed_beside_what_a_person_closed(shop: Shop) -> None:
    """Only the finding that nobody has refused is in the new pull request."""
    shop.run()
    shop.pulls()[0].state = "closed"
    shop.push(infra__more_tf='resource "aws_kms_key" "more" {\n}\n')
    steps = shop.run()
    assert ["left", "left", "opened"] == kinds(steps)
    assert 1 == len(steps[2].fingerprints)
    shop.git("fetch", "--quiet", "origin")
    changed = shop.git("diff", "--name-only", f"origin/main...origin/{steps[2].branch}")
    assert "infra/more.tf\n" == changed


def test_an_incomplete_or_narrower_scan_closes_nothing(shop: Shop) -> None:
    """Not to have looked is no reason to say that something is gone."""
    shop.run()
    (pull,) = shop.pulls()
    shop.push(infra__main_tf=MENDED)
    assert [] == shop.run(rules=("aws.dynamodb.*",))
    shop.push(infra__broken_tf='resource "aws_kms_key" {\n')
    shop.run()
    assert "open" == pull.state


def test_a_checkout_that_is_not_the_base_proposes_and_closes_nothing(shop: Shop) -> None:
    """Patches for files that are others on the base branch are left, and nothing is taken for gone."""
    shop.run()
    (clone_file,) = [shop.clone / "infra" / "main.tf"]
    clone_file.write_text(MENDED, encoding="utf-8")
    steps = shop.run(pull=False)
    assert (["left"], "open") == (kinds(steps), shop.pulls()[0].state)
    clone_file.write_text(f"# other\n{KEYS}", encoding="utf-8")
    steps = shop.run(pull=False)
    assert ["left"] == kinds(steps)
    assert "`main` has other contents than the checkout in what it changes; update the checkout" == steps[0].reason


def test_a_copy_without_git_is_compared_by_githubs_list(shop: Shop) -> None:
    """One more request tells whether the files are those of the base branch."""
    shop.git("gc", "--quiet")
    (shop.clone / ".git").rename(shop.clone.parent / "hidden.git")
    assert ["opened"] == kinds(shop.run(pull=False))
    assert 9 == len(shop.server.requests)
    (shop.clone / "infra" / "main.tf").write_text(f"# other\n{KEYS}", encoding="utf-8")
    assert ["left"] == kinds(shop.run(pull=False))


KEY = KEYS.partition("\n\n")[0] + "\n"
CUTS = [
    ("POST", "/git/trees$"),
    ("POST", "/git/commits$"),
    ("POST", "/git/refs$"),
    ("POST", "/pulls$"),
    ("POST", "/requested_reviewers$"),
    ("PATCH", "/issues/1$"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("cut", CUTS, ids=[cut[1] for cut in CUTS])
def test_a_lost_network_is_made_up_for_by_the_next_run(shop: Shop, cut: tuple[str, str], *, after: bool) -> None:
    """Wherever it breaks off, before or after the deed, one complete pull request and no other branch is there."""
    broken = None if after else Answer(502, {"message": "Server Error"})
    shop.server.scripted.extend([(*cut, broken)] * 4)
    shop.server.scripted.extend([("DELETE", ".", Answer(502, {"message": "Server Error"}))] * 4)
    assert ["failed"] == kinds(shop.run())
    shop.server.scripted.clear()
    shop.run()
    (pull,) = shop.pulls()
    done = marker.read(pull.body)
    assert ([pull.head], "open", ["dev"], ["gatewright"]) == (
        shop.own_branches(),
        pull.state,
        pull.reviewers,
        pull.labels,
    )
    assert done is not None
    assert done.done
    assert ["kept"] == kinds(shop.run())


def test_a_broken_answer_is_asked_for_again(shop: Shop) -> None:
    """What was done before the connection broke is found, and not done twice."""
    for cut in CUTS:
        shop.server.scripted.append((*cut, None))
    assert ["opened"] == kinds(shop.run())
    assert (1, 1) == (len(shop.pulls()), len(shop.own_branches()))


def test_a_branch_that_nobody_needs_is_removed(shop: Shop) -> None:
    """A run broke off behind its branch, and then the findings were gone; a person's branch of that kind stays."""
    shop.server.scripted.extend([("POST", "/pulls$", Answer(502, {"message": "Server Error"}))] * 4)
    shop.run()
    assert 1 == len(shop.own_branches())
    shop.push(infra__main_tf=MENDED)
    shop.server.git.point("gatewright/mine", shop.server.git.branch("main") or "")
    shop.server.scripted.clear()
    assert ["deleted"] == kinds(shop.run())
    assert ["gatewright/mine"] == shop.own_branches()


def test_a_pull_request_that_is_refused_leaves_no_branch(shop: Shop) -> None:
    """The token may write contents and no pull requests: it is told, and the branch is gone again."""
    shop.server.accounts[TOKEN] = Account(BOT, frozenset({"contents"}), bot=True)
    (step,) = shop.run()
    assert ("failed", []) == (step.kind, shop.own_branches())
    assert "it needs `pull-requests: write`; GitHub asks for `pull_requests=write`" in step.reason


def test_a_missing_scope_is_named(shop: Shop) -> None:
    """A classic token without `repo` is told which scope it lacks."""
    shop.server.accounts[TOKEN] = Account("dev", scopes="read:org, gist")
    (step,) = shop.run()
    assert "the token lacks the scope `repo`" in step.reason
    shop.server.accounts[TOKEN] = Account(BOT, frozenset({"pull_requests"}), bot=True)
    (step,) = shop.run()
    assert "it needs `contents: write`; GitHub asks for `contents=write`" in step.reason


def test_limits_are_waited_for_and_have_an_end(shop: Shop) -> None:
    """A secondary limit is waited for as GitHub says; a used-up primary one ends the run, and the next goes on."""
    limit = {"message": "You have exceeded a secondary rate limit."}
    shop.server.scripted.append(("POST", "/pulls$", Answer(403, limit, {"Retry-After": "11"})))
    assert (["opened", "opened"], [11]) == (kinds(shop.run(finding_by_finding())), shop.waits)
    shop.push(infra__more_tf='resource "aws_kms_key" "more" {\n}\n')
    shop.server.left = 6
    shop.waits.clear()
    steps = shop.run(finding_by_finding())
    assert "failed" in kinds(steps)
    assert [] == [wait for wait in shop.waits if wait > 180]
    shop.server.left = None
    shop.run(finding_by_finding())
    assert ["kept", "kept", "kept"] == kinds(shop.run(finding_by_finding()))
    assert sorted(pull.head for pull in shop.pulls()) == shop.own_branches()


def test_owners_who_cannot_be_asked_are_mentioned(shop: Shop) -> None:
    """GitHub refuses a team that cannot see the repository: owners are mentioned instead, once, in the text."""
    shop.server.teams.clear()
    shop.run()
    (pull,) = shop.pulls()
    assert ([], [], ["gatewright"]) == (pull.reviewers, pull.teams, pull.labels)
    assert "Code owners, of whom GitHub could not request a review: @dev @acme/platform\n" in pull.body


def test_the_author_is_not_asked_for_a_review(shop: Shop) -> None:
    """A person's own token opens it: GitHub would refuse the whole request because of them."""
    shop.server.accounts[TOKEN] = Account("dev", frozenset({"contents", "pull_requests"}))
    shop.run()
    assert ([], ["platform"]) == (shop.pulls()[0].reviewers, shop.pulls()[0].teams)


def test_a_fork_with_our_branch_names_is_nobody(shop: Shop) -> None:
    """A stranger's pull requests from a fork, with our text copied, neither refuse a finding nor are touched."""
    branch = shop.run()[0].branch
    body = shop.pulls()[0].body
    shop.server.pulls.clear()
    shop.server.git.remove(branch)
    for number, state in ((8, "closed"), (9, "open")):
        shop.server.pulls[number] = Pull(number, "x", body, "mallory", head=branch, fork="mallory/shop", state=state)
    assert ["opened"] == kinds(shop.run())
    assert [("x", body, "closed"), ("x", body, "open")] == [
        (pull.title, pull.body, pull.state) for pull in shop.pulls() if pull.fork
    ]


def test_a_persons_branch_with_our_name_is_left_alone(shop: Shop) -> None:
    """Neither moved nor deleted, and the reason is told."""
    branch = shop.run(Wishes(base="main", dry_run=True))[0].branch
    theirs = shop.server.git.commit_files("other", {"x.tf": "# x\n"}, "Mine")
    shop.server.git.point(branch, theirs)
    (step,) = shop.run()
    assert ("left", theirs, []) == (step.kind, shop.server.git.branch(branch), shop.pulls())


def test_many_pull_requests_are_asked_about_by_branch(shop: Shop) -> None:
    """In a repository with more of them than a page holds, what a person closed is found all the same."""
    shop.run()
    for number in range(100, 260):
        shop.server.pulls[number] = Pull(number, "x", head=f"topic-{number}", state="closed")
    ours = next(pull for pull in shop.pulls() if pull.head.startswith("gatewright/"))
    assert ["kept"] == kinds(shop.run())
    ours.state = "closed"
    assert ["left", "left"] == kinds(shop.run())


def test_a_merged_pull_request_is_the_end_of_it(shop: Shop) -> None:
    """The merge of the pull request mends; scanning again finds nothing, and nothing more is done."""
    shop.run()
    (pull,) = shop.pulls()
    entries = shop.server.git.merged(shop.server.git.branch("main") or "", pull.commit)
    assert entries is not None
    pull.state, pull.merged = "closed", True
    shop.server.git.point("main", pull.commit)
    assert ["deleted"] == kinds(shop.run())
    assert [] == shop.run()


def test_links_are_not_written_through(shop: Shop) -> None:
    """A file that is one, or is below one, is not the repository's to change: a commit would replace the link."""
    (shop.clone / "linked.tf").symlink_to(shop.clone / "infra" / "main.tf")
    (shop.clone / "linked").symlink_to(shop.clone / "infra", target_is_directory=True)
    sources = checkout(shop.clone, shop.environment)
    assert [None, None, None, KEYS.encode()] == [
        sources.read(name) for name in ("linked.tf", "linked/main.tf", "../github/HEAD", "infra/main.tf")
    ]


def test_an_environment_that_is_left_out_closes_nothing(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """What holds in another environment only is not gone because that one was not looked at."""
    shop.push(infra__main_tf=KEY)
    shop.run()
    config = "[environments.dev]\nvariables = { on = true }\n[environments.prod]\nvariables = { on = false }\n"
    rotated = 'variable "on" {}\n' + KEY.replace("30\n", "30\n  enable_key_rotation     = var.on\n")
    shop.push(**{"gatewright.toml": config, "infra__main_tf": rotated})
    shop.pull_base()
    arguments = ["pr", "open", str(shop.clone), "--repo", "acme/shop", "--rule", "aws.kms.*", "--dry-run"]
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_TOKEN", TOKEN)
        patch.setenv("GITHUB_API_URL", shop.server.url)
        patch.delenv("GITHUB_EVENT_PATH", raising=False)
        for more in (["--environment", "dev"], ["--no-config", "--var", "on=true"]):
            assert 0 == run([*arguments, *more])
            told.append(capsys.readouterr().out.partition(" gatewright/")[0])
    assert ["", "would be closed"] == told


def test_authors_are_in_the_commit(shop: Shop) -> None:
    """As trailers that git itself reads."""
    shop.run(Wishes(base="main", co_authors=("Ada L <ada@example.com>",), sign_off="Bot <bot@example.com>"))
    shop.git("fetch", "--quiet", "origin")
    told = shop.git("log", "-1", "--format=%(trailers:only,unfold)", f"origin/{shop.pulls()[0].head}")
    names = [line.partition(": ")[0] for line in told.splitlines() if line]
    assert ["Co-authored-by", "Signed-off-by"] == names[-2:]
    assert f"Gatewright-Rule: {ROTATION}" in told


@pytest.mark.parametrize("person", ["Ada", "Ada <ada>", "A\nSigned-off-by: x <x@example.com>", "<a@example.com>"])
def test_authors_are_checked(person: str) -> None:
    """What would be another line of a commit message is refused."""
    with pytest.raises(UsageError, match="is no author"):
        Wishes(co_authors=(person,))


def test_an_archived_repository_is_told(shop: Shop) -> None:
    """Nothing can be proposed to it, and that is said before anything is made."""
    shop.server.scripted.append(("GET", "/repos/acme/shop$", Answer(200, {"archived": True, "default_branch": "main"})))
    with pytest.raises(ForgeError, match="`acme/shop` is archived"):
        shop.run(Wishes())
