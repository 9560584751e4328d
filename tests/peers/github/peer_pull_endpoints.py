"""Endpoints of pull requests: open, list, change, merge, ask for review, and what is changed in them."""

from __future__ import annotations

from typing import Any

from peer_answers import Answer, Request, invalid, message, not_allowed, not_found, paged, too_long, user
from peer_git_endpoints import default_branch as _default
from peer_state import Pull, Route, State


def _json(state: State, pull: Pull) -> dict[str, Any]:
    base = f"{state.url}/repos/{state.repository}"
    owner = state.repository.split("/")[0]
    source = pull.fork or state.repository
    head_repo = {"full_name": source, "fork": pull.fork is not None}
    base_sha = state.store.branch(pull.base) if state.store else None
    return {
        "number": pull.number,
        "id": 9000 + pull.number,
        "url": f"{base}/pulls/{pull.number}",
        "html_url": f"https://github.test/{state.repository}/pull/{pull.number}",
        "title": pull.title,
        "body": pull.body or None,
        "state": pull.state,
        "draft": pull.draft,
        "merged_at": "2026-01-01T00:00:00Z" if pull.merged else None,
        "user": user(state.url, pull.author),
        "labels": [{"name": name} for name in pull.labels],
        "assignees": [user(state.url, name) for name in pull.assignees],
        "requested_reviewers": [user(state.url, name) for name in pull.reviewers],
        "requested_teams": [{"slug": name} for name in pull.teams],
        "head": {
            "ref": pull.head,
            "sha": pull.commit,
            "label": f"{source.split('/')[0]}:{pull.head}",
            "repo": head_repo,
        },
        "base": {
            "ref": pull.base,
            "sha": base_sha,
            "label": f"{owner}:{pull.base}",
            "repo": {"full_name": state.repository, "default_branch": _default(state)} if state.store else None,
        },
    }


def _list(state: State, request: Request) -> Answer:
    wanted = request.query.get("state", "open")
    found = [one for one in state.pulls.values() if wanted in {"all", one.state}]
    if label := request.query.get("head"):
        owner, _, branch = label.partition(":")
        found = [one for one in found if one.head == branch and (one.fork or state.repository).split("/")[0] == owner]
    if onto := request.query.get("base"):
        found = [one for one in found if one.base == onto]
    newest = sorted(found, key=lambda one: one.number, reverse=request.query.get("direction", "desc") == "desc")
    return paged(request, [_json(state, one) for one in newest])


def _create(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "pull_requests"):
        return refused
    owner = state.repository.split("/")[0]
    head, base = request.text("head").removeprefix(f"{owner}:"), request.text("base")
    commit, onto = state.git.branch(head), state.git.branch(base)
    if not request.text("title"):
        return invalid("PullRequest", code="missing_field", name="title")
    if commit is None or onto is None:
        return invalid("PullRequest", name="base" if onto is None else "head")
    if not state.git.ahead(onto, commit):
        return invalid("PullRequest", text=f"No commits between {base} and {head}")
    if any((one.head, one.base, one.state, one.fork) == (head, base, "open", None) for one in state.pulls.values()):
        return invalid("PullRequest", text=f"A pull request already exists for {owner}:{head}.")
    if refused := too_long("PullRequest", request):
        return refused
    pull = Pull(max(state.pulls, default=0) + 1, request.text("title"), request.text("body"), request.account.login)
    pull.head, pull.base, pull.commit, pull.draft = head, base, commit, request.body.get("draft") is True
    state.pulls[pull.number] = pull
    return Answer(201, {**_json(state, pull), **_counts(state, pull)})


def _counts(state: State, pull: Pull) -> dict[str, Any]:
    onto = state.git.branch(pull.base) or pull.commit
    return {
        "merged": pull.merged,
        "mergeable": None,
        "changed_files": len(state.git.changes(onto, pull.commit)),
        "commits": len(state.git.ahead(onto, pull.commit)),
    }


def _get(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    return Answer(200, {**_json(state, pull), **_counts(state, pull)}) if pull else not_found()


def _edit(state: State, request: Request, number: str) -> Answer:
    if refused := not_allowed(request.account, "pull_requests"):
        return refused
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    if refused := too_long("PullRequest", request):
        return refused
    wanted = request.text("state") or pull.state
    if wanted == "open" != pull.state:
        if pull.merged or state.git.branch(pull.head) is None:
            return invalid("PullRequest", text="state cannot be changed. The branch has been deleted.")
        if any((one.head, one.state) == (pull.head, "open") for one in state.pulls.values()):
            return invalid("PullRequest", text="state cannot be changed. There is already an open pull request.")
    if wanted == "closed" != pull.state:
        pull.closed_by = request.account.login
    pull.state = wanted
    pull.title, pull.body = request.text("title") or pull.title, request.body.get("body", pull.body)
    return Answer(200, _json(state, pull))


def _merge(state: State, request: Request, number: str) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    pull = state.pulls.get(int(number))
    onto = state.git.branch(pull.base) if pull else None
    if pull is None or onto is None:
        return not_found()
    if pull.state != "open" or pull.draft:
        return message(405, "Pull Request is not mergeable")
    if request.body and request.body.get("sha", pull.commit) != pull.commit:
        return message(409, "Head branch was modified. Review and try the merge again.")
    entries = state.git.merged(onto, pull.commit)
    if entries is None:
        return message(405, "Pull Request is not mergeable")
    who = f"{request.account.login} <{request.account.login}@example.com>"
    text = f"Merge pull request #{pull.number} from {pull.head}\n\n{pull.title}"
    made = state.git.add_commit(state.git.add_tree(entries), [onto, pull.commit], text, who)
    state.git.point(pull.base, made)
    pull.state, pull.merged = "closed", True
    return Answer(200, {"sha": made, "merged": True, "message": "Pull Request successfully merged"})


def _files(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    onto = state.git.branch(pull.base) if pull else None
    return paged(request, state.git.changes(onto, pull.commit)) if pull and onto else not_found()


def _ask_review(state: State, request: Request, number: str) -> Answer:
    if refused := not_allowed(request.account, "pull_requests"):
        return refused
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    people, teams = request.body.get("reviewers") or [], request.body.get("team_reviewers") or []
    if pull.author in people:
        return message(422, "Review cannot be requested from pull request author.")
    if any(one not in state.collaborators for one in people) or any(one not in state.teams for one in teams):
        return message(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not "
            f"a collaborator of the {state.repository} repository.",
        )
    pull.reviewers = list(dict.fromkeys([*pull.reviewers, *people]))
    pull.teams = list(dict.fromkeys([*pull.teams, *teams]))
    return Answer(201, _json(state, pull))


def _reviewers(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    kept = _json(state, pull)
    return Answer(200, {"users": kept["requested_reviewers"], "teams": kept["requested_teams"]})


ROUTES: tuple[Route, ...] = (
    ("GET", r"/pulls", _list),
    ("POST", r"/pulls", _create),
    ("GET", r"/pulls/(\d+)", _get),
    ("PATCH", r"/pulls/(\d+)", _edit),
    ("PUT", r"/pulls/(\d+)/merge", _merge),
    ("GET", r"/pulls/(\d+)/files", _files),
    ("POST", r"/pulls/(\d+)/requested_reviewers", _ask_review),
    ("GET", r"/pulls/(\d+)/requested_reviewers", _reviewers),
)
