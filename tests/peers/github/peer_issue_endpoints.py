"""Endpoints of what is said about pull requests: comments, labels, assignees, check runs, uploads; and of people."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

from peer_answers import (
    VALIDATION,
    Answer,
    Body,
    Request,
    invalid,
    message,
    not_allowed,
    not_found,
    paged,
    too_long,
    user,
)
from peer_state import Comment, Pull, Route, State


def _comment_json(state: State, comment: Comment) -> dict[str, Any]:
    author = None if comment.author is None else user(state.url, comment.author)
    url = f"{state.url}/repos/{state.repository}/issues/comments/{comment.id}"
    return {"id": comment.id, "url": url, "body": comment.body, "user": author}


def _list(state: State, request: Request, number: str) -> Answer:
    if int(number) not in state.pulls:
        return not_found()
    return paged(request, [_comment_json(state, one) for one in state.comments if one.number == int(number)])


def _create(state: State, request: Request, number: str) -> Answer:
    if int(number) not in state.pulls:
        return not_found()
    if refused := not_allowed(request.account, "pull_requests") or _invalid_body(request.body):
        return refused
    return Answer(201, _comment_json(state, state.say(request.account.login, request.body["body"], int(number))))


def _edit(state: State, request: Request, identity: str) -> Answer:
    if refused := not_allowed(request.account, "pull_requests") or _invalid_body(request.body):
        return refused
    for one in state.comments:
        if one.id == int(identity):
            one.body = request.body["body"]
            return Answer(200, _comment_json(state, one))
    return not_found()


def _delete(state: State, request: Request, identity: str) -> Answer:
    if refused := not_allowed(request.account, "pull_requests"):
        return refused
    kept = [one for one in state.comments if one.id != int(identity)]
    gone = len(kept) < len(state.comments)
    state.comments[:] = kept
    return Answer(204) if gone else not_found()


def _issue_json(state: State, pull: Pull) -> dict[str, Any]:
    return {
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "state": pull.state,
        "labels": [{"name": name} for name in pull.labels],
        "assignees": [user(state.url, name) for name in pull.assignees],
        "pull_request": {"url": f"{state.url}/repos/{state.repository}/pulls/{pull.number}"},
    }


def _issue(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    return Answer(200, _issue_json(state, pull)) if pull else not_found()


def _edit_issue(state: State, request: Request, number: str) -> Answer:
    """Labels that are new are created; assignees that cannot be assigned are left out without a word."""
    if refused := not_allowed(request.account, "issues") and not_allowed(request.account, "pull_requests"):
        return refused
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    if refused := too_long("Issue", request):
        return refused
    if any(not isinstance(one, str) or not one or len(one) > 50 for one in request.body.get("labels") or []):
        return invalid("Label", name="name")
    if "labels" in request.body:
        pull.labels = list(dict.fromkeys(request.body["labels"]))
        state.labels |= set(pull.labels)
    if "assignees" in request.body:
        pull.assignees = [one for one in request.body["assignees"] if one in state.collaborators]
    pull.body, pull.title = request.body.get("body", pull.body), request.text("title") or pull.title
    return Answer(200, _issue_json(state, pull))


def _add_labels(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    if refused := not_allowed(request.account, "pull_requests"):
        return refused
    pull.labels = list(dict.fromkeys([*pull.labels, *(request.body.get("labels") or [])]))
    state.labels |= set(pull.labels)
    return Answer(200, [{"name": name} for name in pull.labels])


def _remove_label(state: State, request: Request, number: str, name: str) -> Answer:
    pull = state.pulls.get(int(number))
    if pull is None or name not in pull.labels:
        return message(404, "Label does not exist")
    pull.labels.remove(name)
    return Answer(200, [{"name": name} for name in pull.labels])


def _add_assignees(state: State, request: Request, number: str) -> Answer:
    pull = state.pulls.get(int(number))
    if pull is None:
        return not_found()
    asked = [one for one in request.body.get("assignees") or [] if one in state.collaborators]
    pull.assignees = list(dict.fromkeys([*pull.assignees, *asked]))
    return Answer(201, _issue_json(state, pull))


def _permission(state: State, request: Request, login: str) -> Answer:
    if login not in state.collaborators and not any(one.login == login for one in state.accounts.values()):
        return message(404, f"{login} is not a user")
    return Answer(200, {"permission": state.collaborators.get(login, "none"), "user": user(state.url, login)})


def _collaborator(state: State, request: Request, login: str) -> Answer:
    return Answer(204) if login in state.collaborators else not_found()


def _start(state: State, request: Request) -> Answer:
    body = request.body
    if refused := not_allowed(request.account, "checks") or _invalid_output(body):
        return refused
    if not state.has_commit(body.get("head_sha") or ""):
        return message(422, f"No commit found for SHA: {body.get('head_sha')}")
    if (body.get("status") == "completed") != ("conclusion" in body):
        return message(422, "Invalid request.", ["a completed check run has a conclusion, no other has"])
    state.check_runs.append({"id": 500 + len(state.check_runs), **body})
    return Answer(201, _run(state, state.check_runs[-1]))


def _add(state: State, request: Request, identity: str) -> Answer:
    if refused := not_allowed(request.account, "checks") or _invalid_output(request.body):
        return refused
    for run in state.check_runs:
        if run["id"] == int(identity):
            run["output"]["annotations"] += request.body["output"].get("annotations", [])
            return Answer(200, _run(state, run))
    return not_found()


def _run(state: State, run: Mapping[str, Any]) -> dict[str, Any]:
    url = f"{state.url}/repos/{state.repository}/check-runs/{run['id']}"
    return {**run, "url": url, "output": {"annotations_count": len(run["output"]["annotations"])}}


def _check_runs(state: State, request: Request, sha: str) -> Answer:
    found = [_run(state, run) for run in state.check_runs if run["head_sha"] == sha]
    return Answer(200, {"total_count": len(found), "check_runs": found})


def _upload(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "security_events"):
        return refused
    if not state.has_commit(request.text("commit_sha")):
        return message(422, "commit_sha is not a commit of the repository")
    if not request.text("ref").startswith("refs/"):
        return message(422, "ref must be fully qualified, such as refs/heads/main")
    try:
        sarif = json.loads(gzip.decompress(base64.b64decode(request.text("sarif"), validate=True)))
    except (ValueError, OSError, EOFError):
        return message(400, "Invalid request.\n\nsarif is not gzip in Base64")
    kept = {"id": f"sarif-{len(state.sarifs)}", "sarif": sarif}
    state.sarifs.append({**kept, "commit": request.text("commit_sha"), "ref": request.text("ref")})
    url = f"{state.url}/repos/{state.repository}/code-scanning/sarifs/{kept['id']}"
    return Answer(202, {"id": kept["id"], "url": url})


def _uploaded(state: State, request: Request, identity: str) -> Answer:
    known = any(one["id"] == identity for one in state.sarifs)
    return Answer(200, {"processing_status": "complete", "analyses_url": None}) if known else not_found()


def _invalid_body(body: Body) -> Answer | None:
    text = body.get("body") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        return message(422, VALIDATION, [{"code": "missing_field", "field": "body"}])
    if len(text) > 65_536:
        return message(422, VALIDATION, [{"code": "custom", "message": "body is too long (maximum is 65536)"}])
    return None


def _invalid_output(body: Body) -> Answer | None:
    output = body.get("output") or {}
    annotations = output.get("annotations") or []
    if not output.get("title") or not output.get("summary") or len(output["summary"]) > 65_535:
        return message(422, "Invalid request.", ["an output has a title and a summary of at most 65535"])
    if len(annotations) > 50:
        return message(422, "Invalid request.", [f"{len(annotations)} annotations are more than 50"])
    levels = {"notice", "warning", "failure"}
    if any(one["annotation_level"] not in levels or one["end_line"] < one["start_line"] for one in annotations):
        return message(422, "Invalid request.", ["an annotation is not valid"])
    return None


ROUTES: tuple[Route, ...] = (
    ("GET", r"/issues/(\d+)", _issue),
    ("PATCH", r"/issues/(\d+)", _edit_issue),
    ("GET", r"/issues/(\d+)/comments", _list),
    ("POST", r"/issues/(\d+)/comments", _create),
    ("PATCH", r"/issues/comments/(\d+)", _edit),
    ("DELETE", r"/issues/comments/(\d+)", _delete),
    ("POST", r"/issues/(\d+)/labels", _add_labels),
    ("DELETE", r"/issues/(\d+)/labels/(.+)", _remove_label),
    ("POST", r"/issues/(\d+)/assignees", _add_assignees),
    ("GET", r"/collaborators/([^/]+)/permission", _permission),
    ("GET", r"/collaborators/([^/]+)", _collaborator),
    ("POST", r"/check-runs", _start),
    ("PATCH", r"/check-runs/(\d+)", _add),
    ("GET", r"/commits/([0-9a-f]+)/check-runs", _check_runs),
    ("POST", r"/code-scanning/sarifs", _upload),
    ("GET", r"/code-scanning/sarifs/([^/]+)", _uploaded),
)
