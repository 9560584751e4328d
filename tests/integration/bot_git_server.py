"""git's own server over HTTP, which gives out any commit as GitHub does, to who shows the token alone."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass
class GitServer:
    """What was asked, and where it listens."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    elsewhere: str = ""
    """Where every request is sent instead, if set."""


@contextmanager
def git_serving(repository: Path, name: str, token: str) -> Iterator[GitServer]:
    """The bare repository at `/NAME.git` of a server on loopback."""
    made = GitServer()
    expected = "Basic " + base64.b64encode(f"x-access-token:{token}".encode()).decode()
    programs = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()

    class Handler(BaseHTTPRequestHandler):
        """Runs `git http-backend` as CGI."""

        def _respond(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append(f"{self.command} {self.path}")
            if made.elsewhere:
                self._say(302, [("Location", made.elsewhere + self.path)], b"")
            elif self.headers.get("Authorization") != expected:
                made.refused += 1
                self._say(401, [("WWW-Authenticate", "Basic realm=git")], b"")
            else:
                self._say(*self._backend(data))

        def _backend(self, data: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            path, _, query = self.path.partition("?")
            environment = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(repository),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": "safe.directory",
                "GIT_CONFIG_VALUE_0": "*",
                "GIT_PROTOCOL": self.headers.get("Git-Protocol") or "",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path.removeprefix(f"/{name}.git"),
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type") or "",
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding") or "",
                "REMOTE_USER": "bot",
            }
            backend = [f"{programs}/git-http-backend"]
            answer = subprocess.run(backend, input=data, env=environment, capture_output=True, check=False).stdout
            head, _, body = answer.partition(b"\r\n\r\n")
            headers = [(one.split(": ", 1)[0], one.split(": ", 1)[1]) for one in head.decode().split("\r\n") if one]
            status = next((int(value.split()[0]) for key, value in headers if key == "Status"), 200)
            return status, [one for one in headers if one[0] != "Status"], body

        def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for key, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _respond  # noqa: N815  # the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
            """Nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    made.url = f"http://127.0.0.1:{httpd.server_address[1]}/{name}.git"
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
