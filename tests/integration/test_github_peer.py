"""The GitHub that tests run against answers as the real one: recorded refusals, and a repository that git accepts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from github_server import Account
from proposals import BOT, TOKEN, Shop, shop_on_github

from gatewright.forges.github import Access, GitHub


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with shop_on_github(tmp_path) as made:
        yield made


def _ask(shop: Shop, verb: str, path: str, body: Any = None) -> tuple[int, Any]:
    url = f"{shop.server.url}/repos/acme/shop{path}"
    answer = requests.request(verb, url, json=body, headers={"Authorization": f"token {TOKEN}"}, timeout=5)
    return answer.status_code, answer.json() if answer.content else None


def _said(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    details = [one.get("message", one["code"]) for one in body.get("errors", ())]
    return status, "; ".join([body["message"], *details])


def _branch(shop: Shop) -> str:
    """A branch with a commit of its own."""
    main = shop.server.git.branch("main") or ""
    shop.server.git.point("topic", main)
    return shop.push("topic", x_tf="# x\n")


def test_refs_are_guarded(shop: Shop) -> None:
    """A branch is there once, moves forward only, and leads to a commit."""
    main, topic = shop.server.git.branch("main"), _branch(shop)
    made = {"ref": "refs/heads/topic", "sha": main}
    assert (422, "Reference already exists") == _said(_ask(shop, "POST", "/git/refs", made))
    assert (422, "Object does not exist") == _said(_ask(shop, "POST", "/git/refs", {**made, "sha": "0" * 40}))
    assert 422 == _ask(shop, "POST", "/git/refs", {"ref": "refs/heads/a..b", "sha": main})[0]
    back = {"sha": main, "force": False}
    assert (422, "Update is not a fast forward") == _said(_ask(shop, "PATCH", "/git/refs/heads/topic", back))
    assert (200, main) == _sha(_ask(shop, "PATCH", "/git/refs/heads/topic", {"sha": main, "force": True}))
    assert (200, topic) == _sha(_ask(shop, "PATCH", "/git/refs/heads/topic", {"sha": topic}))
    assert 204 == _ask(shop, "DELETE", "/git/refs/heads/topic")[0]
    assert (422, "Reference does not exist") == _said(_ask(shop, "DELETE", "/git/refs/heads/topic"))
    assert 404 == _ask(shop, "GET", "/git/ref/heads/topic")[0]


def _sha(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["object"]["sha"]


def test_pull_requests_are_guarded(shop: Shop) -> None:
    """No two for one branch, none without commits, and none that is opened again without its branch."""
    _branch(shop)
    opening = {"head": "topic", "base": "main", "title": "t"}
    assert 201 == _ask(shop, "POST", "/pulls", opening)[0]
    assert (422, "Validation Failed; A pull request already exists for acme:topic.") == _said(
        _ask(shop, "POST", "/pulls", opening)
    )
    nothing = {**opening, "head": "main"}
    assert (422, "Validation Failed; No commits between main and main") == _said(_ask(shop, "POST", "/pulls", nothing))
    assert (422, "Validation Failed; invalid") == _said(_ask(shop, "POST", "/pulls", {**opening, "head": "none"}))
    assert ["x.tf"] == [one["filename"] for one in _ask(shop, "GET", "/pulls/1/files")[1]]
    assert 204 == _ask(shop, "DELETE", "/git/refs/heads/topic")[0]
    assert "closed" == _ask(shop, "GET", "/pulls/1")[1]["state"]
    assert 422 == _ask(shop, "PATCH", "/pulls/1", {"state": "open"})[0]


def test_reviews_are_for_collaborators(shop: Shop) -> None:
    """One stranger among them and nobody is asked; a team that is not there is 404."""
    _branch(shop)
    _ask(shop, "POST", "/pulls", {"head": "topic", "base": "main", "title": "t"})
    asked = _ask(shop, "POST", "/pulls/1/requested_reviewers", {"reviewers": ["dev", "stranger"]})
    assert 422 == asked[0]
    assert "Reviews may only be requested from collaborators" in asked[1]["message"]
    assert [] == shop.server.pulls[1].reviewers
    assert (404, 200) == (
        _ask_team(shop, "nobody"),
        _ask_team(shop, "platform"),
    )


def _ask_team(shop: Shop, slug: str) -> int:
    known = {"Authorization": f"token {TOKEN}"}
    return requests.get(f"{shop.server.url}/orgs/acme/teams/{slug}", headers=known, timeout=5).status_code


def test_a_stale_file_is_a_conflict(shop: Shop) -> None:
    """Contents are written on top of what one has read, or not at all."""
    content = base64.b64encode(b"# x\n").decode()
    body = {"message": "m", "content": content, "branch": "main"}
    assert 422 == _ask(shop, "PUT", "/contents/infra/main.tf", body)[0]
    assert 409 == _ask(shop, "PUT", "/contents/infra/main.tf", {**body, "sha": "0" * 40})[0]
    sha = _ask(shop, "GET", "/contents/infra/main.tf")[1]["sha"]
    assert 200 == _ask(shop, "PUT", "/contents/infra/main.tf", {**body, "sha": sha})[0]
    shop.pull_base()
    assert "# x\n" == (shop.clone / "infra" / "main.tf").read_text(encoding="utf-8")


def test_a_merge_is_one_for_git(shop: Shop) -> None:
    """Both sides are in it; what both changed is a conflict, and a stale head is refused."""
    _branch(shop)
    _ask(shop, "POST", "/pulls", {"head": "topic", "base": "main", "title": "t"})
    shop.push(y_tf="# y\n")
    assert 409 == _ask(shop, "PUT", "/pulls/1/merge", {"sha": "0" * 40})[0]
    assert 200 == _ask(shop, "PUT", "/pulls/1/merge", {})[0]
    shop.pull_base()
    assert {"x.tf", "y.tf"} <= {path.name for path in shop.clone.iterdir()}
    assert "" == shop.git("fsck", "--strict", "--no-dangling").strip()


def test_code_scanning_takes_a_report(shop: Shop) -> None:
    """The upload arrives as it was, on its commit and its ref."""
    commit = shop.server.git.branch("main") or ""
    forge = GitHub(Access(repository="acme/shop", token=TOKEN, server=shop.server.url, pace=0))
    identity = forge.upload_sarif('{"version": "2.1.0"}', commit=commit, ref="refs/heads/main")
    kept = {"id": identity, "sarif": {"version": "2.1.0"}, "commit": commit, "ref": "refs/heads/main"}
    assert [kept] == shop.server.sarifs
    assert "complete" == _ask(shop, "GET", f"/code-scanning/sarifs/{identity}")[1]["processing_status"]


def test_a_classic_token_is_told_its_scopes(shop: Shop) -> None:
    """What it lacks is hidden from it, and the headers say what would have done."""
    shop.server.accounts[TOKEN] = Account(BOT, scopes="gist")
    url = f"{shop.server.url}/repos/acme/shop/git/refs"
    answer = requests.post(url, json={}, headers={"Authorization": f"token {TOKEN}"}, timeout=5)
    scopes = [answer.headers[name] for name in ("X-OAuth-Scopes", "X-Accepted-OAuth-Scopes")]
    assert (404, ["gist", "repo"]) == (answer.status_code, scopes)
