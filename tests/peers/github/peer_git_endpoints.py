"""Endpoints of git: repository, branches, refs, blobs, trees, commits, contents, comparisons."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from peer_answers import Answer, Request, invalid, message, not_allowed, not_found, paged
from peer_state import Route, State
from peer_store import FOLDER, Entries

_NAME = re.compile(r"(?!.*(\.\.|//|@\{|/\.|\.lock(/|$)))(?![./])[^\x00-\x20\x7f~^:?*\[\\]+(?<![./])")


def _repository(state: State, request: Request) -> Answer:
    owner, name = state.repository.split("/")
    rights = {"pull": True, "push": "contents" in request.account.permissions}
    kept = {
        "id": 1,
        "name": name,
        "full_name": state.repository,
        "default_branch": default_branch(state),
        "private": False,
    }
    return Answer(200, {**kept, "owner": {"login": owner}, "permissions": rights, "archived": False})


def default_branch(state: State) -> str:
    """The branch that HEAD names."""
    chain, _ = state.git.repo.refs.follow(b"HEAD")  # type: ignore[arg-type]  # dulwich has a type of its own
    return str(chain[-1].decode().removeprefix("refs/heads/"))


def _branch(state: State, request: Request, name: str) -> Answer:
    commit = state.git.branch(name)
    if commit is None:
        return message(404, "Branch not found")
    return Answer(200, {"name": name, "commit": _commit_json(state, commit), "protected": False})


def _branches(state: State, request: Request) -> Answer:
    found = [{"name": name, "commit": {"sha": sha}} for name, sha in state.git.branches().items()]
    return paged(request, found)


def _ref_json(state: State, branch: str) -> dict[str, Any]:
    base = f"{state.url}/repos/{state.repository}/git"
    sha = state.git.branch(branch)
    target = {"sha": sha, "type": "commit", "url": f"{base}/commits/{sha}"}
    return {"ref": f"refs/heads/{branch}", "url": f"{base}/refs/heads/{branch}", "object": target}


def _ref(state: State, request: Request, branch: str) -> Answer:
    return Answer(200, _ref_json(state, branch)) if state.git.branch(branch) else not_found()


def _matching(state: State, request: Request, prefix: str) -> Answer:
    found = [_ref_json(state, name) for name in state.git.branches() if name.startswith(prefix)]
    return paged(request, found)


def _create_ref(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    name, sha = request.text("ref"), request.text("sha")
    branch = name.removeprefix("refs/heads/")
    if branch == name or not _NAME.fullmatch(branch):
        return message(422, f"{name} is not a valid ref name.")
    if state.git.commit(sha) is None:
        return message(422, "Object does not exist")
    if state.git.branch(branch):
        return message(422, "Reference already exists")
    if any(one.startswith(f"{branch}/") or branch.startswith(f"{one}/") for one in state.git.branches()):
        return message(422, "Reference update failed")
    state.git.point(branch, sha)
    return Answer(201, _ref_json(state, branch))


def _update_ref(state: State, request: Request, branch: str) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    sha, old = request.text("sha"), state.git.branch(branch)
    if old is None:
        return message(422, "Reference does not exist")
    if state.git.commit(sha) is None:
        return message(422, "Object does not exist")
    if request.body.get("force") is not True and old not in state.git.ancestors(sha):
        return message(422, "Update is not a fast forward")
    state.git.point(branch, sha)
    state.follow(branch)
    return Answer(200, _ref_json(state, branch))


def _delete_ref(state: State, request: Request, branch: str) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    if state.git.branch(branch) is None:
        return message(422, "Reference does not exist")
    state.git.remove(branch)
    state.follow(branch)
    return Answer(204)


def _create_blob(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    data = request.text("content").encode()
    if request.text("encoding") == "base64":
        try:
            data = base64.b64decode(data, validate=True)
        except binascii.Error:
            return message(422, "content is not valid Base64")
    return Answer(201, {"sha": state.git.add_blob(data), "url": "blob"})


def _blob(state: State, request: Request, sha: str) -> Answer:
    blob = state.git.blob(sha)
    if blob is None:
        return not_found()
    return Answer(200, {"sha": sha, "encoding": "base64", "content": base64.encodebytes(blob.data).decode()})


def _tree(state: State, request: Request, name: str) -> Answer:
    found = state.git.tree(state.git.branch(name) or name)
    if found is None:
        return not_found()
    if request.query.get("recursive"):
        listed = state.git.entries(found.id.decode())
    else:
        listed = {(name or b"").decode(): (mode or 0, (sha or b"").decode()) for name, mode, sha in found.iteritems()}
    kinds = {True: "tree", False: "blob"}
    entries = [
        {"path": path, "mode": f"{mode:06o}", "type": kinds[mode == FOLDER], "sha": sha}
        for path, (mode, sha) in listed.items()
    ]
    return Answer(200, {"sha": found.id.decode(), "tree": entries, "truncated": False})


def _create_tree(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    entries: Entries = {}
    if base := request.text("base_tree"):
        if state.git.tree(base) is None:
            return message(422, "base_tree is not a valid tree oid")
        entries = state.git.entries(base)
    for one in request.body.get("tree") or []:
        path = one.get("path", "")
        if not path or any(step in {"", ".", "..", ".git"} for step in path.split("/")):
            return message(422, "tree.path contains a malformed path component")
        if "content" not in one and one.get("sha") is None:
            entries.pop(path, None)
            continue
        sha = state.git.add_blob(one["content"].encode()) if "content" in one else one["sha"]
        if state.git.blob(sha) is None:
            return message(422, f"tree.sha {sha} is not a valid blob")
        entries[path] = (int(one["mode"], 8), sha)
    made = state.git.add_tree(entries)
    return Answer(201, {"sha": made, "tree": [], "truncated": False})


def _create_commit(state: State, request: Request) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    tree, parents = request.text("tree"), request.body.get("parents") or []
    if not request.text("message"):
        return invalid("Commit", code="missing_field", name="message")
    if state.git.tree(tree) is None or state.git.commit(tree) is not None:
        return message(422, "Tree SHA does not exist")
    if any(state.git.commit(one) is None for one in parents):
        return message(422, "Parent SHA does not exist or is not a commit object")
    who = request.account.login
    made = state.git.add_commit(tree, parents, request.text("message"), f"{who} <{who}@users.noreply.github.com>")
    return Answer(201, _git_commit_json(state, made))


def _git_commit(state: State, request: Request, sha: str) -> Answer:
    return Answer(200, _git_commit_json(state, sha)) if state.git.commit(sha) else not_found()


def _git_commit_json(state: State, sha: str) -> dict[str, Any]:
    commit = state.git.commit(sha)
    assert commit is not None
    person = {"name": commit.author.decode(), "email": "", "date": "2026-01-01T00:00:00Z"}
    return {
        "sha": sha,
        "message": commit.message.decode(),
        "tree": {"sha": commit.tree.decode()},
        "parents": [{"sha": one.decode()} for one in commit.parents],
        "author": person,
        "committer": person,
        "verification": {"verified": False, "reason": "unsigned"},
    }


def _commit_json(state: State, sha: str) -> dict[str, Any]:
    inner = _git_commit_json(state, sha)
    login = inner["author"]["name"].partition(" ")[0]
    return {"sha": sha, "commit": inner, "parents": inner["parents"], "author": {"login": login}}


def _commit(state: State, request: Request, name: str) -> Answer:
    branch = default_branch(state) if name == "HEAD" else name.removeprefix("heads/")
    sha = state.git.branch(branch) or name
    if state.git.commit(sha) is None:
        return message(422, f"No commit found for SHA: {name}")
    return Answer(200, _commit_json(state, sha))


def _compare(state: State, request: Request, base: str, head: str) -> Answer:
    one, other = (state.git.branch(name) or name for name in (base, head))
    if state.git.commit(one) is None or state.git.commit(other) is None:
        return not_found()
    ahead, behind = state.git.ahead(one, other), state.git.ahead(other, one)
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind"}
    left = state.git.merge_base(one, other)
    return Answer(
        200,
        {
            "status": status.get((bool(ahead), bool(behind)), "diverged"),
            "ahead_by": len(ahead),
            "behind_by": len(behind),
            "merge_base_commit": _commit_json(state, left) if left else None,
            "commits": [_commit_json(state, sha) for sha in ahead],
            "files": state.git.changes(one, other),
        },
    )


def _contents(state: State, request: Request, path: str) -> Answer:
    branch = request.query.get("ref") or default_branch(state)
    commit = state.git.branch(branch) or branch
    entry = state.git.entries(commit).get(path)
    blob = state.git.blob(entry[1]) if entry else None
    if entry is None or blob is None:
        return not_found()
    content = base64.encodebytes(blob.data).decode()
    kept = {"type": "file", "path": path, "name": path.rpartition("/")[2], "size": len(blob.data)}
    return Answer(200, {**kept, "sha": entry[1], "encoding": "base64", "content": content})


def _write_contents(state: State, request: Request, path: str) -> Answer:
    if refused := not_allowed(request.account, "contents"):
        return refused
    branch = request.text("branch") or default_branch(state)
    head = state.git.branch(branch)
    if head is None:
        return message(404, f"Branch {branch} not found")
    entry, sha = state.git.entries(head).get(path), request.text("sha")
    if entry and not sha:
        return message(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if sha and (entry is None or entry[1] != sha):
        return message(409, f"{path} does not match {sha}")
    data = base64.b64decode(request.text("content"))
    made = state.git.commit_files(branch, {path: data}, request.text("message"), request.account.login)
    state.follow(branch)
    kept = {"path": path, "sha": state.git.entries(made)[path][1]}
    return Answer(200 if entry else 201, {"content": kept, "commit": _git_commit_json(state, made)})


ROUTES: tuple[Route, ...] = (
    ("GET", r"", _repository),
    ("GET", r"/branches", _branches),
    ("GET", r"/branches/(.+)", _branch),
    ("GET", r"/git/ref/heads/(.+)", _ref),
    ("GET", r"/git/matching-refs/heads/(.*)", _matching),
    ("POST", r"/git/refs", _create_ref),
    ("PATCH", r"/git/refs/heads/(.+)", _update_ref),
    ("DELETE", r"/git/refs/heads/(.+)", _delete_ref),
    ("POST", r"/git/blobs", _create_blob),
    ("GET", r"/git/blobs/([0-9a-f]+)", _blob),
    ("POST", r"/git/trees", _create_tree),
    ("GET", r"/git/trees/(.+)", _tree),
    ("POST", r"/git/commits", _create_commit),
    ("GET", r"/git/commits/([0-9a-f]+)", _git_commit),
    ("GET", r"/compare/(.+)\.\.\.(.+)", _compare),
    ("GET", r"/contents/(.+)", _contents),
    ("PUT", r"/contents/(.+)", _write_contents),
)
"""Those below a repository's address. A commit by its name comes last of all: its pattern takes much."""
LAST: tuple[Route, ...] = (("GET", r"/commits/(.+)", _commit),)
