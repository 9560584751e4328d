"""Pull requests to several branches, and for several folders of one repository: none touches those of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from github_server import Answer
from proposals import KEYS, MENDED, ROTATION, Shop, kinds, shop_on_github

from gatewright.app.remediation.wishes import Step, Wishes

USUAL = rf"gatewright/{re.escape(ROTATION)}/[0-9a-f]{{12}}"
RELEASE = Wishes(base="release")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with shop_on_github(tmp_path, infra__main_tf=KEYS) as made:
        made.server.git.point("release", made.server.git.branch("main") or "")
        made.push("release", only_tf='variable "x" {}\n')
        yield made


def _on_release(shop: Shop, wishes: Wishes = RELEASE) -> list[Step]:
    """A run in the clone at the tip of `release`."""
    shop.git("fetch", "--quiet", "origin", "release")
    shop.git("reset", "--hard", "--quiet", "FETCH_HEAD")
    return shop.run(wishes, pull=False)


def test_each_base_has_its_own_pull_request(shop: Shop) -> None:
    """The one to `main` keeps its plain name and its commit; that to `release` shows its patches alone."""
    shop.run()
    (first,) = shop.pulls()
    at = first.commit
    assert ["opened"] == kinds(_on_release(shop))
    assert (["kept"], ["kept"]) == (kinds(shop.run()), kinds(_on_release(shop)))
    usual, other = shop.pulls()
    assert ("main", "release", at) == (usual.base, other.base, usual.commit)
    assert (True, True) == (
        bool(re.fullmatch(USUAL, usual.head)),
        bool(re.fullmatch(f"{USUAL}-[0-9a-f]{{8}}", other.head)),
    )
    changed = shop.server.git.changes(shop.server.git.branch("release") or "", other.commit)
    assert ["infra/main.tf"] == [one["filename"] for one in changed]


def test_what_is_gone_from_one_base_stays_open_to_another(shop: Shop) -> None:
    """A clean `release` says nothing of `main`: only its own pull request is closed."""
    shop.run()
    _on_release(shop)
    shop.push("release", infra__main_tf=MENDED)
    assert ["closed"] == kinds(_on_release(shop))
    assert [("main", "open"), ("release", "closed")] == [(pull.base, pull.state) for pull in shop.pulls()]


def test_a_refusal_holds_for_its_base(shop: Shop) -> None:
    """A person closed the one to `main`: it is proposed to `release` all the same."""
    shop.run()
    shop.pulls()[0].state = "closed"
    assert (["left", "left"], ["opened"]) == (kinds(shop.run()), kinds(_on_release(shop)))


def test_a_pull_request_that_a_person_retargets_is_theirs(shop: Shop) -> None:
    """It proposes to another branch now: a run for `main` neither updates nor closes it."""
    shop.run()
    (pull,) = shop.pulls()
    pull.base, at = "release", pull.commit
    assert ["left"] == kinds(shop.run())
    shop.push(infra__main_tf=MENDED)
    shop.run()
    assert ("open", at) == (pull.state, shop.server.git.branch(pull.head))


def test_a_base_that_may_be_the_default_branch_is_asked_about(shop: Shop) -> None:
    """`--base main` where nothing tells the default branch: one more request, and the plain name."""
    (step,) = shop.run(default=None)
    assert (True, ["GET /repos/acme/shop/pulls", "GET /repos/acme/shop"], 8) == (
        bool(re.fullmatch(USUAL, step.branch)),
        shop.server.requests[:2],
        len(shop.server.requests),
    )
    assert (["kept"], False) == (kinds(shop.run(default=None)), "GET /repos/acme/shop" in shop.server.requests)


FOLDERS = {"a/main.tf": KEYS, "b/main.tf": KEYS}


@pytest.mark.parametrize("how", ["rule", "finding"])
def test_each_folder_has_its_own_pull_requests(tmp_path: Path, how: str) -> None:
    """Two folders whose findings have the same fingerprints, as these count from the folder, stay apart."""
    with shop_on_github(tmp_path, **{name.replace("/", "__"): text for name, text in FOLDERS.items()}) as shop:
        root, wishes = shop.clone, replace(Wishes(base="main"), group_by=how)  # type: ignore[arg-type]
        told = []
        for folder in ("a", "b", "a", "b"):
            shop.clone = root / folder
            told.append({step.kind for step in shop.run(wishes, pull=False)})
        assert [{"opened"}, {"opened"}, {"kept"}, {"kept"}] == told
        onto = shop.server.git.branch("main") or ""
        changed = [{one["filename"] for one in shop.server.git.changes(onto, pull.commit)} for pull in shop.pulls()]
        half = len(changed) // 2
        assert [{"a/main.tf"}] * half + [{"b/main.tf"}] * half == changed


def test_a_clean_folder_closes_its_own_pull_request_only(tmp_path: Path) -> None:
    """A refusal, too, is of one folder."""
    with shop_on_github(tmp_path, **{name.replace("/", "__"): text for name, text in FOLDERS.items()}) as shop:
        root = shop.clone
        for folder in ("a", "b"):
            shop.clone = root / folder
            shop.run(pull=False)
        shop.clone = root
        shop.push(a__main_tf=MENDED)
        shop.pull_base()
        shop.clone = root / "a"
        assert ["closed"] == kinds(shop.run(pull=False))
        one, other = shop.pulls()
        assert ("closed", "open") == (one.state, other.state)


def test_a_run_sweeps_the_branches_of_its_own_base_only(shop: Shop) -> None:
    """A branch without a pull request to another base may be in another run's hands at this moment."""
    shop.server.scripted.extend([("POST", "/pulls$", Answer(502, {"message": "Server Error"}))] * 4)
    assert ["failed"] == kinds(_on_release(shop))
    (left,) = shop.own_branches()
    shop.server.scripted.clear()
    shop.push(infra__main_tf=MENDED)
    assert ([], [left]) == (shop.run(), shop.own_branches())
    shop.push("release", infra__main_tf=MENDED)
    assert (["deleted"], []) == (kinds(_on_release(shop)), shop.own_branches())


def test_a_branch_that_somebody_moves_while_it_is_closed_stays(shop: Shop) -> None:
    """Somebody pushes between the comment and the deletion: what they pushed is there."""
    shop.run()
    (pull,) = shop.pulls()
    shop.push(infra__main_tf=MENDED)
    pushed: list[str] = []

    def meanwhile(method: str, path: str) -> None:
        if method == "PATCH" and "/pulls/" in path:
            shop.server.before = None
            pushed.append(shop.push(pull.head, mine_tf="# mine\n"))

    shop.server.before = meanwhile
    (step,) = shop.run()
    assert ("closed", pushed) == (step.kind, [shop.server.git.branch(pull.head)])
    assert "its findings are gone; its branch stays, as somebody has pushed to it meanwhile" == step.reason


def test_a_branch_that_somebody_moved_after_the_survey_is_not_closed(shop: Shop) -> None:
    """The list of pull requests is older than the push: the branch itself is asked before anything is said."""
    shop.run()
    (pull,) = shop.pulls()
    shop.push(infra__main_tf=MENDED)

    def meanwhile(method: str, path: str) -> None:
        if method == "GET" and "/commits/heads/" in path:
            shop.server.before = None
            shop.push(pull.head, mine_tf="# mine\n")

    shop.server.before = meanwhile
    (step,) = shop.run()
    assert ("left", "open", []) == (step.kind, pull.state, shop.server.comments)


REFUSED = Answer(403, {"message": "GitHub Actions is not permitted to create or approve pull requests."})


def test_a_refused_pull_request_leaves_a_persons_push(shop: Shop) -> None:
    """Somebody pushes to the new branch before its pull request is refused: nothing of theirs is deleted."""
    pushed: list[str] = []
    answer = shop.server.answer

    def meanwhile(method: str, target: str, *rest: object) -> Answer | None:
        if method == "POST" and target.endswith("/pulls"):
            (branch,) = shop.own_branches()
            pushed.append(shop.push(branch, mine_tf="# mine\n"))
        return answer(method, target, *rest)  # type: ignore[arg-type]  # as they came

    shop.server.scripted.append(("POST", "/pulls$", REFUSED))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shop.server, "answer", meanwhile)
        assert ["failed"] == kinds(shop.run())
    assert pushed == [shop.server.git.branch(name) for name in shop.own_branches()]


def test_a_refused_pull_request_leaves_a_branch_that_was_there(shop: Shop) -> None:
    """Only a branch that this run made is deleted again."""
    shop.server.scripted.extend([("POST", "/pulls$", Answer(502, {"message": "Server Error"}))] * 4)
    shop.run()
    shop.server.scripted.clear()
    shop.push(infra__other_tf='variable "y" {}\n')
    shop.server.scripted.append(("POST", "/pulls$", REFUSED))
    assert (["failed"], 1) == (kinds(shop.run()), len(shop.own_branches()))
