"""A GitHub to test against, over real HTTP on loopback: the endpoints that Gatewright uses, with GitHub's refusals.

It keeps what it is told, numbers it, and answers in GitHub's words: 401 without a known token, 403 without a
permission, 404 for what is not there, 422 for what is not valid, pages of at most 100 with `Link`, `ETag` and 304.
Given a folder, its repository is a real one: `git clone` takes it from `git_url`, over git's own HTTP protocol.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import jwt
import peer_git_endpoints
import peer_issue_endpoints
import peer_pull_endpoints
from dulwich.server import BackendRepo, DictBackend
from dulwich.web import make_wsgi_chain
from peer_answers import NO_INTEGRATION, VALIDATION, Account, Answer, Body, Request, message, not_found, user
from peer_state import App, Comment, Pull, Route, State
from peer_store import Store

__all__ = [
    "NO_INTEGRATION",
    "VALIDATION",
    "Account",
    "Answer",
    "App",
    "Comment",
    "GitHubServer",
    "Pull",
    "Store",
    "serving",
]

ROUTES: tuple[Route, ...] = (
    *peer_issue_endpoints.ROUTES,
    *peer_pull_endpoints.ROUTES,
    *peer_git_endpoints.ROUTES,
    *peer_git_endpoints.LAST,
)


@dataclass
class GitHubServer(State):
    """One repository, what was asked of it, and what is to go wrong."""

    scripted: list[tuple[str, str, Answer | None]] = field(default_factory=list)
    """Answers to give once instead of GitHub's, each to the first request of this method and path pattern.

    None is a connection that breaks off after the request was carried out.
    """
    before: Callable[[str, str], None] | None = None
    """Called before a request is carried out, for what happens at the same moment."""
    requests: list[str] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    left: int | None = None
    """Requests that are left until the primary limit; None for many."""

    def writes(self) -> list[str]:
        """The requests that change something, in order."""
        return [one for one in self.requests if not one.startswith("GET ") and not one.endswith("/graphql")]

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: Body) -> Answer | None:
        """What GitHub answers; None where the connection breaks off."""
        with self.lock:
            parts = urlsplit(target)
            self.requests.append(f"{method} {parts.path}")
            self.bodies.append(body)
            script = next((one for one in self.scripted if one[0] == method and re.search(one[1], parts.path)), None)
            if script is not None:
                self.scripted.remove(script)
                if script[2] is not None:
                    return script[2]
            if self.before is not None:
                self.before(method, parts.path)
            if self.left == 0:
                reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000060"}
                return Answer(403, message(403, "API rate limit exceeded for user ID 1.").body, reset)
            self.left = None if self.left is None else self.left - 1
            answered = self._answer(method, parts.path, headers, (parts.query, body))
            return answered if script is None else None

    def _answer(self, method: str, path: str, headers: Mapping[str, str], given: tuple[str, Body]) -> Answer:
        token = headers.get("Authorization", "").removeprefix("token ").removeprefix("Bearer ")
        query = {name: values[0] for name, values in parse_qs(given[0]).items()}
        if self.app is not None and token.count(".") == 2:
            return self._of_app(self.app, method, path.removeprefix(self.prefix), (token, given[1]))
        account = self.accounts.get(token)
        if account is None:
            return message(401, "Bad credentials")
        return self._route(method, path, Request(account, query, given[1], f"{self.url}{path}"))

    def _of_app(self, app: App, method: str, path: str, given: tuple[str, Body]) -> Answer:
        """What an App may ask as itself: where it is installed, and for a token."""
        token, body = given
        try:
            claims = jwt.decode(token, app.public_key, algorithms=["RS256"], options={"require": ["exp", "iat", "iss"]})
        except jwt.PyJWTError:
            return message(401, "A JSON web token could not be decoded")
        if str(claims["iss"]) != str(app.id):
            return message(404, "Integration not found")
        if (method, path) == ("GET", f"/repos/{self.repository}/installation"):
            return Answer(200, {"id": app.installation, "app_id": app.id})
        if (method, path) != ("POST", f"/app/installations/{app.installation}/access_tokens"):
            return not_found()
        asked = frozenset((body or {}).get("permissions") or dict.fromkeys(app.permissions, "write"))
        if not asked - {"metadata"} <= app.permissions:
            return message(422, "The permissions requested are not granted to this installation.")
        token = f"ghs_{len(self.accounts)}"
        self.accounts[token] = Account(app.login, asked, bot=True)
        given_out = dict.fromkeys(sorted(asked), "write")
        return Answer(201, {"token": token, "expires_at": "2099-01-01T00:00:00Z", "permissions": given_out})

    def _route(self, method: str, path: str, request: Request) -> Answer:
        account = request.account
        if (method, path) == ("POST", f"{self.prefix.removesuffix('/v3')}/graphql"):
            return Answer(200, {"data": {"viewer": {"login": account.login}}})
        path = path.removeprefix(self.prefix)
        if (method, path) == ("GET", "/user"):
            return message(403, NO_INTEGRATION) if account.bot else Answer(200, user(self.url, account.login))
        if (method, path) == ("GET", "/rate_limit"):
            return Answer(200, {"resources": {"core": {"limit": 5000, "remaining": 4999, "reset": 0}}})
        organisation = self.repository.split("/")[0]
        if method == "GET" and (team := re.fullmatch(f"/orgs/{organisation}/teams/([^/]+)", path)):
            return Answer(200, {"slug": team[1]}) if team[1] in self.teams else not_found()
        for verb, pattern, action in ROUTES:
            match = re.fullmatch(f"/repos/{re.escape(self.repository)}{pattern}", path)
            if match and verb == method:
                return action(self, request, *(unquote(one) for one in match.groups()))
        return not_found()


@contextmanager
def serving(server: GitHubServer) -> Iterator[GitHubServer]:
    """The server, listening on loopback with its `url` set, until the block ends."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    httpd.daemon_threads = True
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}{server.prefix}"
    with _running(httpd), _git(server) if server.store is not None else nullcontext():
        yield server


@contextmanager
def _running(httpd: Any) -> Iterator[None]:
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


@contextmanager
def _git(server: GitHubServer) -> Iterator[None]:
    """The repository over git's HTTP protocol, with its `git_url` set. Pushes are for the tests' own people."""

    class Quiet(WSGIRequestHandler):
        """Says nothing: what was done is in the repository."""

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Nothing."""

    name = f"/{server.repository}.git"
    repositories: dict[str, BackendRepo] = {name: server.git.repo}
    application = make_wsgi_chain(DictBackend(repositories))
    httpd = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    server.git_url = f"http://127.0.0.1:{httpd.server_port}{name}"
    with _running(httpd), closing(server.git.repo):
        yield


def _handler(server: GitHubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Reads a request and writes the server's answer."""

        def _respond(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = server.answer(self.command, self.path, dict(self.headers.items()), json.loads(data or b"null"))
            if answer is None:
                self.close_connection = True
                return
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

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _respond  # noqa: N815  # the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Nothing: a test reads `requests`."""

    return Handler
