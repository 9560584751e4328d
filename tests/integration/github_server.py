"""A GitHub to test against, over real HTTP on loopback: the endpoints that Gatewright uses, with GitHub's refusals.

It keeps what it is told, numbers it, and answers in GitHub's words: 401 without a known token, 403 without a
permission, 404 for what is not there, 422 for what is not valid, pages of at most 100 with `Link`, `ETag` and 304.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Body = Any
NO_INTEGRATION = "Resource not accessible by integration"
VALIDATION = "Validation Failed"


@dataclass(frozen=True)
class Answer:
    """A response."""

    status: int
    body: Body = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Whom a token belongs to. A workflow's token belongs to a bot, which the REST API does not know as a user."""

    login: str
    permissions: frozenset[str] = frozenset({"pull_requests", "checks"})
    bot: bool = False


@dataclass
class Comment:
    """A comment on a pull request."""

    id: int
    number: int
    author: str | None
    body: str


@dataclass
class GitHubServer:
    """One repository with its pull requests and commits, and what was said about them."""

    repository: str = "acme/shop"
    prefix: str = ""
    """`/api/v3` for GitHub Enterprise."""
    accounts: dict[str, Account] = field(default_factory=dict)
    pulls: set[int] = field(default_factory=lambda: {7})
    commits: set[str] = field(default_factory=lambda: {"a" * 40})
    comments: list[Comment] = field(default_factory=list)
    check_runs: list[dict[str, Any]] = field(default_factory=list)
    scripted: list[tuple[str, str, Answer]] = field(default_factory=list)
    """Answers to give once instead of GitHub's, each to the first request of this method and path pattern."""
    before: Callable[[str, str], None] | None = None
    """Called before a request is carried out, for what happens at the same moment."""
    requests: list[str] = field(default_factory=list)
    url: str = ""
    _lock: Any = field(default_factory=Lock)

    def writes(self) -> list[str]:
        """The requests that change something, in order."""
        return [one for one in self.requests if not one.startswith("GET ") and not one.endswith("/graphql")]

    def say(self, author: str | None, body: str, number: int = 7) -> Comment:
        """A comment that somebody made."""
        comment = Comment(1000 + len(self.comments), number, author, body)
        self.comments.append(comment)
        return comment

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: Body) -> Answer:
        """What GitHub answers."""
        with self._lock:
            parts = urlsplit(target)
            self.requests.append(f"{method} {parts.path}")
            for index, (verb, pattern, answer) in enumerate(self.scripted):
                if verb == method and re.search(pattern, parts.path):
                    del self.scripted[index]
                    return answer
            if self.before is not None:
                self.before(method, parts.path)
            account = self.accounts.get(headers.get("Authorization", "").removeprefix("token ").removeprefix("Bearer "))
            if account is None:
                return _message(401, "Bad credentials")
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            return self._route(account, method, parts.path, (query, body))

    def _route(self, account: Account, method: str, path: str, given: tuple[dict[str, str], Body]) -> Answer:
        query, body = given
        if (method, path) == ("POST", f"{self.prefix.removesuffix('/v3')}/graphql"):
            return Answer(200, {"data": {"viewer": {"login": account.login}}})
        path = path.removeprefix(self.prefix)
        if (method, path) == ("GET", "/user"):
            return _message(403, NO_INTEGRATION) if account.bot else Answer(200, self._user(account.login))
        routes: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
            ("GET", r"/issues/(\d+)/comments", lambda number: self._list(int(number), query)),
            ("POST", r"/issues/(\d+)/comments", lambda number: self._create(account, int(number), body)),
            ("PATCH", r"/issues/comments/(\d+)", lambda identity: self._edit(account, int(identity), body)),
            ("DELETE", r"/issues/comments/(\d+)", lambda identity: self._delete(account, int(identity))),
            ("POST", r"/check-runs", lambda: self._start(account, body)),
            ("PATCH", r"/check-runs/(\d+)", lambda identity: self._add(account, int(identity), body)),
        )
        for verb, pattern, action in routes:
            match = re.fullmatch(f"/repos/{re.escape(self.repository)}{pattern}", path)
            if match and verb == method:
                return action(*match.groups())
        return _message(404, "Not Found")

    def _list(self, number: int, query: Mapping[str, str]) -> Answer:
        if number not in self.pulls:
            return _message(404, "Not Found")
        size, page = min(int(query.get("per_page", "30")), 100), int(query.get("page", "1"))
        found = [one for one in self.comments if one.number == number]
        shown = found[(page - 1) * size : page * size]
        last = max(-(-len(found) // size), 1)
        base = f"{self.url}/repos/{self.repository}/issues/{number}/comments?per_page={size}&page="
        links = [f'<{base}{page + 1}>; rel="next"', f'<{base}{last}>; rel="last"'] if page < last else []
        return Answer(200, [self._comment(one) for one in shown], {"Link": ", ".join(links)} if links else {})

    def _create(self, account: Account, number: int, body: Body) -> Answer:
        if number not in self.pulls:
            return _message(404, "Not Found")
        if refused := self._not_allowed(account, "pull_requests") or _invalid_body(body):
            return refused
        return Answer(201, self._comment(self.say(account.login, body["body"], number)))

    def _edit(self, account: Account, identity: int, body: Body) -> Answer:
        if refused := self._not_allowed(account, "pull_requests") or _invalid_body(body):
            return refused
        for one in self.comments:
            if one.id == identity:
                one.body = body["body"]
                return Answer(200, self._comment(one))
        return _message(404, "Not Found")

    def _delete(self, account: Account, identity: int) -> Answer:
        if refused := self._not_allowed(account, "pull_requests"):
            return refused
        kept = [one for one in self.comments if one.id != identity]
        gone = len(kept) < len(self.comments)
        self.comments[:] = kept
        return Answer(204) if gone else _message(404, "Not Found")

    def _start(self, account: Account, body: Body) -> Answer:
        if refused := self._not_allowed(account, "checks") or _invalid_output(body):
            return refused
        if body.get("head_sha") not in self.commits:
            return _message(422, f"No commit found for SHA: {body.get('head_sha')}")
        if (body.get("status") == "completed") != ("conclusion" in body):
            return _message(422, "Invalid request.", ["a completed check run has a conclusion, no other has"])
        self.check_runs.append({"id": 500 + len(self.check_runs), **body})
        return Answer(201, self._run(self.check_runs[-1]))

    def _add(self, account: Account, identity: int, body: Body) -> Answer:
        if refused := self._not_allowed(account, "checks") or _invalid_output(body):
            return refused
        for run in self.check_runs:
            if run["id"] == identity:
                run["output"]["annotations"] += body["output"].get("annotations", [])
                return Answer(200, self._run(run))
        return _message(404, "Not Found")

    def _not_allowed(self, account: Account, permission: str) -> Answer | None:
        if permission in account.permissions:
            return None
        refused = _message(403, NO_INTEGRATION)
        return Answer(403, refused.body, {"X-Accepted-GitHub-Permissions": f"{permission}=write"})

    def _comment(self, comment: Comment) -> dict[str, Any]:
        user = None if comment.author is None else self._user(comment.author)
        url = f"{self.url}/repos/{self.repository}/issues/comments/{comment.id}"
        return {"id": comment.id, "url": url, "body": comment.body, "user": user}

    def _run(self, run: Mapping[str, Any]) -> dict[str, Any]:
        url = f"{self.url}/repos/{self.repository}/check-runs/{run['id']}"
        return {**run, "url": url, "output": {"annotations_count": len(run["output"]["annotations"])}}

    def _user(self, login: str) -> dict[str, Any]:
        return {"login": login, "id": 1, "url": f"{self.url}/users/{login}", "type": "User"}


@contextmanager
def serving(server: GitHubServer) -> Iterator[GitHubServer]:
    """The server, listening on loopback with its `url` set, until the block ends."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}{server.prefix}"
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def _handler(server: GitHubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request and writes the server's answer."""

        def _respond(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = server.answer(self.command, self.path, dict(self.headers.items()), json.loads(data or b"null"))
            raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            tag = f'"{hashlib.sha256(raw).hexdigest()}"'
            unchanged = self.command == "GET" and answer.status == 200 and self.headers.get("If-None-Match") == tag
            status = 304 if unchanged else answer.status
            self.send_response(status)
            payload = b"" if status in {204, 304} else raw
            given = {"Content-Type": "application/json", "ETag": tag, "X-RateLimit-Limit": "5000"}
            left = {"X-RateLimit-Remaining": "4999", "Content-Length": str(len(payload))}
            for name, value in {**given, **left, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(payload)

        do_GET = do_POST = do_PATCH = do_DELETE = _respond  # noqa: N815  # the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Nothing: a test reads `requests`."""

    return Handler


def _message(status: int, message: str, errors: list[Any] | None = None) -> Answer:
    documentation = {"documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Answer(status, {"message": message, **({"errors": errors} if errors else {}), **documentation})


def _invalid_body(body: Body) -> Answer | None:
    text = body.get("body") if isinstance(body, dict) else None
    if not isinstance(text, str) or not text.strip():
        return _message(422, VALIDATION, [{"code": "missing_field", "field": "body"}])
    if len(text) > 65_536:
        return _message(422, VALIDATION, [{"code": "custom", "message": "body is too long (maximum is 65536)"}])
    return None


def _invalid_output(body: Body) -> Answer | None:
    output = body.get("output") or {}
    annotations = output.get("annotations") or []
    if not output.get("title") or not output.get("summary") or len(output["summary"]) > 65_535:
        return _message(422, "Invalid request.", ["an output has a title and a summary of at most 65535"])
    if len(annotations) > 50:
        return _message(422, "Invalid request.", [f"{len(annotations)} annotations are more than 50"])
    levels = {"notice", "warning", "failure"}
    if any(one["annotation_level"] not in levels or one["end_line"] < one["start_line"] for one in annotations):
        return _message(422, "Invalid request.", ["an annotation is not valid"])
    return None
