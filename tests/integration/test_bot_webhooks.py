"""Webhooks over real HTTP: what is taken, what is refused, and that nothing taken is lost."""

from __future__ import annotations

import gzip
import http.client
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from bot_world import (
    SECRET,
    TOKEN,
    comment_event,
    delivery,
    listening,
    pull_event,
    push_event,
    signed,
)

from gatewright.app.bot.command_lines import command_line
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.metrics import Metrics
from gatewright.app.bot.queue import MOST_QUEUED, Queue
from gatewright.app.bot.web import MOST_AT_ONCE, Room, Webhook, application

HEAD = "c" * 40
MOST = 20_000


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    made = Queue(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def client(queue: Queue) -> Iterator[httpx.Client]:
    webhook = Webhook(secret=SECRET.encode(), queue=queue, metrics=Metrics(), most_body=MOST)
    with listening(application(webhook)) as made:
        yield made


def _post(client: httpx.Client, arguments: dict[str, Any], **headers: str | None) -> httpx.Response:
    """Deliver, with some headers changed, or left out where they are None."""
    kept = {**arguments["headers"], **{name.replace("_", "-"): text for name, text in headers.items()}}
    return client.post(
        "/webhook",
        content=arguments["content"],
        headers={name: text for name, text in kept.items() if text is not None},
    )


@pytest.mark.parametrize(
    ("event", "payload", "kind"),
    [
        ("pull_request", pull_event(HEAD, action="opened"), "pull_request"),
        ("pull_request", pull_event(HEAD, action="reopened"), "pull_request"),
        ("pull_request", {**pull_event(HEAD, action="edited"), "changes": {"base": {}}}, "pull_request"),
        ("push", push_event(HEAD), "push"),
        ("issue_comment", comment_event("Thanks!\n/gatewright fix\n"), "command"),
    ],
)
def test_what_is_taken_is_on_disk_when_it_is_answered(
    client: httpx.Client, queue: Queue, event: str, payload: object, kind: str
) -> None:
    """The answer is 202, and the job is in the queue by then."""
    answer = _post(client, delivery(event, payload))
    claim = queue.claim()
    assert (202, {"outcome": "queued"}) == (answer.status_code, answer.json())
    assert claim is not None
    assert ("acme/shop", kind) == (claim.job.repository, claim.job.kind)


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("star", {"action": "created"}),
        ("", {}),
        ("pull_request", pull_event(HEAD, action="closed")),
        ("pull_request", {**pull_event(HEAD, action="edited"), "changes": {"title": {}}}),
        ("pull_request", pull_event(HEAD, action="edited")),
        ("push", push_event(HEAD, "refs/heads/other")),
        ("push", push_event("0" * 40)),
        ("issue_comment", comment_event("I like /gatewright fix")),
        ("issue_comment", comment_event("> /gatewright fix")),
        ("issue_comment", comment_event("```\n/gatewright fix\n```")),
        ("issue_comment", comment_event("/gatewrightfix")),
        ("issue_comment", comment_event("/gatewright fix", type="Bot")),
        ("issue_comment", {**comment_event("/gatewright fix"), "action": "edited"}),
        ("issue_comment", {**comment_event("/gatewright fix"), "issue": {"number": 7}}),
        ("ping", {"zen": "Keep it logically awesome."}),
        ("installation", {"action": "created"}),
    ],
)
def test_what_asks_for_nothing_is_answered_and_forgotten(
    client: httpx.Client, queue: Queue, event: str, payload: object
) -> None:
    """Events that are none of the bot's business are answered with 202, and leave no job."""
    answer = _post(client, delivery(event, payload))
    assert (202, {}) == (answer.status_code, queue.counts())


def test_an_old_command_is_not_carried_out(client: httpx.Client, queue: Queue) -> None:
    """Who has recorded a command of long ago cannot have it carried out again."""
    event = comment_event("/gatewright fix")
    event["comment"]["created_at"] = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    answer = _post(client, delivery("issue_comment", event))
    assert (202, {"outcome": "stale"}, {}) == (answer.status_code, answer.json(), queue.counts())


@pytest.mark.parametrize(
    "text",
    [
        "```x``` is how\n```\n/gatewright fix\n```",
        "````\n```\n/gatewright fix\n```\n````",
        "~~~\n```\n/gatewright fix\n~~~",
        "```\n~~~\n/gatewright fix",
        "<!--\n/gatewright fix\n-->",
        "<pre>\n/gatewright fix\n</pre>",
        "<details>\n\n/gatewright fix\n\n</details>",
        "this `code\n/gatewright fix\nends` here",
        "this <!-- is\n/gatewright fix\n--> hidden",
        "[link\n/gatewright fix](https://example.com)",
        "- item\n\n      /gatewright fix",
        "- item\n/gatewright fix",
        "> quote\n/gatewright fix",
        "text\u2028/gatewright fix",
        "text\x0b/gatewright fix",
        "    /gatewright fix",
        "# /gatewright fix",
        "a | b\n--|--\n/gatewright fix",
        "/gatewright fix" + " " * 70_000,
    ],
)
def test_what_is_shown_as_code_or_quoted_commands_nothing(text: str) -> None:
    """A comment is read as GitHub shows it."""
    assert command_line(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/gatewright ignore R `x` [a](b) <b>", "/gatewright ignore R `x` [a](b) <b>"),
        ("```\n```\n/gatewright fix", "/gatewright fix"),
        ("``` not `a fence\n/gatewright fix", "/gatewright fix"),
        ("> quote\n\n  /gatewright fix", "/gatewright fix"),
        ("Thanks\r\n/gatewright fix\r\n", "/gatewright fix"),
        ("<!-- a template -->\n/gatewright fix", "/gatewright fix"),
        ("`\n/gatewright one\n` and\n/gatewright two", "/gatewright two"),
        ("/gatewright fix\n--\nsent by mail", "/gatewright fix"),
    ],
)
def test_a_line_of_text_commands(text: str, expected: str) -> None:
    """The line is taken as it was written."""
    assert expected == command_line(text)


@pytest.mark.parametrize(
    "signature",
    [None, "", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=é", signed(b"another"), signed(b"{}", "x" * 16)],
)
def test_without_the_signature_nothing_is_taken(client: httpx.Client, queue: Queue, signature: str | None) -> None:
    """A body that is not signed with our secret is 401, whatever it holds."""
    arguments = delivery("pull_request", pull_event(HEAD))
    headers = [(name, text.encode()) for name, text in arguments["headers"].items() if "Signature" not in name]
    if signature is not None:
        headers.append(("X-Hub-Signature-256", signature.encode()))
    answer = client.post("/webhook", content=arguments["content"], headers=headers)
    assert (401, "bad-signature", {}) == (answer.status_code, answer.json()["outcome"], queue.counts())


def test_a_body_that_was_changed_is_not_taken(client: httpx.Client, queue: Queue) -> None:
    """One byte more, and the signature is not the body's."""
    arguments = delivery("push", push_event(HEAD))
    arguments["content"] += b" "
    assert (401, {}) == (_post(client, arguments).status_code, queue.counts())


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("push", b""),
        ("push", b"{"),
        ("push", b"[]"),
        ("push", b"\xff\xfe"),
        ("push", b"payload=%7B%7D"),
        ("push", b"[" * 15_000),
        ("push", {}),
        ("push", push_event("HEAD")),
        ("push", {**push_event(HEAD), "repository": {"full_name": "../x", "default_branch": "main"}}),
        ("push", {**push_event(HEAD), "repository": {"full_name": "a/b --upload-pack=x", "default_branch": "main"}}),
        ("push", {**push_event(HEAD), "repository": "acme/shop"}),
        ("push", {**push_event(HEAD), "installation": {"id": "1"}}),
        ("pull_request", pull_event("--" * 20)),
        ("pull_request", {**pull_event(HEAD), "pull_request": None}),
        ("pull_request", pull_event(HEAD, number=-1)),
        ("pull_request", pull_event(HEAD, number=True)),
        ("pull_request", pull_event(HEAD, number=10**30)),
        ("issue_comment", comment_event("/gatewright fix", login="../../user")),
        ("issue_comment", comment_event("/gatewright fix", comment=0)),
        ("issue_comment", {**comment_event("/gatewright fix"), "comment": {"body": "/gatewright fix"}}),
    ],
)
def test_what_is_no_event_is_refused(client: httpx.Client, queue: Queue, event: str, payload: object) -> None:
    """A signed body that GitHub would not send is 400, and the answer quotes nothing of it."""
    answer = _post(client, delivery(event, payload))
    assert (400, "malformed", {}) == (answer.status_code, answer.json()["outcome"], queue.counts())
    assert "upload-pack" not in answer.text


@pytest.mark.parametrize("identity", [None, "", "x" * 65, "a b c d e f g h", "../../etc/passwd"])
def test_a_delivery_has_an_id(client: httpx.Client, queue: Queue, identity: str | None) -> None:
    """Without one nobody could tell whether it came before."""
    answer = _post(client, delivery("push", push_event(HEAD)), X_GitHub_Delivery=identity)
    assert (400, {}) == (answer.status_code, queue.counts())


def test_a_large_body_is_refused_before_it_is_read(client: httpx.Client) -> None:
    """What its header says is enough to refuse it."""
    parts = urlsplit(str(client.base_url))
    with socket.create_connection((parts.hostname, parts.port or 0), timeout=20) as connection:
        connection.sendall(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n")
        assert b"413" in connection.recv(100)


def test_a_large_body_of_unknown_length_is_refused(client: httpx.Client, queue: Queue) -> None:
    """Nobody has to say how much there will be: it is counted."""

    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    try:
        status = client.post("/webhook", content=parts()).status_code
    except httpx.WriteError:  # refused while it was being sent
        status = 413
    assert (413, {}) == (status, queue.counts())


def test_a_packed_body_is_what_was_signed(client: httpx.Client) -> None:
    """Nothing is unpacked before it is verified, so nothing small becomes large."""
    body = gzip.compress(json.dumps(push_event(HEAD)).encode())
    assert 400 == _post(client, delivery("push", body), Content_Encoding="gzip").status_code


def test_a_delivery_is_taken_once(client: httpx.Client, queue: Queue, tmp_path: Path) -> None:
    """Sent again it does nothing: by its id, and under another id by its body."""
    arguments = delivery("push", push_event(HEAD))
    answers = [
        _post(client, arguments).json()["outcome"],
        _post(client, arguments).json()["outcome"],
        _post(client, arguments, X_GitHub_Delivery="another-id").json()["outcome"],
        _post(client, delivery("push", push_event("d" * 40))).json()["outcome"],
    ]
    assert (["queued", "duplicate", "duplicate", "duplicate"], {"queued": 1}) == (answers, queue.counts())


def test_what_was_taken_is_known_after_a_restart(tmp_path: Path) -> None:
    """Deliveries are remembered on disk."""
    outcomes = []
    for _ in range(2):
        queue = Queue(tmp_path / "data")
        webhook = Webhook(secret=SECRET.encode(), queue=queue, metrics=Metrics())
        with listening(application(webhook)) as client:
            outcomes.append(_post(client, delivery("push", push_event(HEAD))).json()["outcome"])
        queue.close()
    assert ["queued", "duplicate"] == outcomes


def test_a_full_queue_says_come_again(client: httpx.Client, queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is dropped in silence: GitHub is told that it was not taken, and may deliver it again."""
    monkeypatch.setattr("gatewright.app.bot.queue.MOST_QUEUED", 1)
    queue.add(Job(kind="remediation", repository="acme/shop", subject="remediation"))
    answer = _post(client, delivery("push", push_event(HEAD)))
    monkeypatch.setattr("gatewright.app.bot.queue.MOST_QUEUED", MOST_QUEUED)
    again = _post(client, delivery("push", push_event(HEAD)))
    assert ((503, "full"), (202, "queued")) == (
        (answer.status_code, answer.json()["outcome"]),
        (again.status_code, again.json()["outcome"]),
    )


def test_a_queue_that_cannot_be_written_says_come_again(client: httpx.Client, queue: Queue) -> None:
    """Whoever delivers is not told that it is safe when it is not, and health says so too."""
    queue._database.close()
    answer = _post(client, delivery("push", push_event(HEAD)))
    health = client.get("/health")
    assert (503, 503) == (answer.status_code, health.status_code)


def test_health_and_metrics(client: httpx.Client) -> None:
    """The bot says that it is well, and counts; names of foreign events are not in the counters."""
    _post(client, delivery("push", push_event(HEAD)))
    _post(client, delivery('evil",x="', {}, "delivery-0002"))
    _post(client, delivery("push", push_event(HEAD)), X_Hub_Signature_256=None)
    text = client.get("/metrics").text
    assert {"status": "ok"} == client.get("/health").json()
    assert [
        'gatewright_bot_deliveries_total{event="other",outcome="ignored"} 1',
        'gatewright_bot_deliveries_total{event="push",outcome="bad-signature"} 1',
        'gatewright_bot_deliveries_total{event="push",outcome="queued"} 1',
        'gatewright_bot_jobs{state="queued"} 1',
    ] == [line for line in text.splitlines() if not line.startswith("#") and not line.endswith(" 0")]
    assert [] == [one for one in (SECRET, TOKEN, "acme") if one in text]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/", "/webhook"])
def test_there_are_no_other_pages(client: httpx.Client, path: str) -> None:
    """The bot tells nobody about itself."""
    assert client.get(path).status_code in {404, 405}


def test_the_log_holds_nothing_of_a_body(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """Of what a stranger sends an id is logged where it is one, and nothing else."""
    caplog.set_level(logging.DEBUG)
    body = b'{"forged\\nline": "BODYTEXT"}'
    _post(client, delivery("push", body), X_Hub_Signature_256="sha256=SIGNATURE", X_GitHub_Delivery="x\tINJECTED")
    _post(client, delivery("BODYEVENT", body))
    _post(client, delivery("push", body))
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("gatewright")]
    assert [
        "delivery=- event=push outcome=bad-signature status=401",
        "delivery=delivery-0001 event=other outcome=ignored status=202",
        "delivery=delivery-0001 event=push outcome=malformed status=400",
    ] == lines


def _silent(client: httpx.Client) -> socket.socket:
    parts = urlsplit(str(client.base_url))
    return socket.create_connection((parts.hostname, parts.port or 0), timeout=20)


def _ended(connection: socket.socket) -> bool:
    """Whether the other side ends the connection."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /hea", b"GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /"],
    ids=["nothing", "a-part", "a-part-of-the-next"],
)
def test_who_says_nothing_is_not_waited_for(client: httpx.Client, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """A connection without a whole head is ended."""
    monkeypatch.setattr("gatewright.app.bot.guarding.HEAD_SECONDS", 0.1)
    with _silent(client) as connection:
        connection.sendall(sent)
        while data := _received(connection):
            assert data.startswith(b"HTTP/1.1 200") or b"HTTP" not in data


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(10_000)
    except ConnectionResetError:
        return b""


def test_silent_connections_keep_nobody_out(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: the one that says nothing for longest makes room."""
    monkeypatch.setattr("gatewright.app.bot.guarding.HEAD_SECONDS", 600.0)
    monkeypatch.setattr("gatewright.app.bot.guarding.MOST_CONNECTIONS", 40)
    with ExitStack() as stack:
        silent = [stack.enter_context(_silent(client)) for _ in range(50)]
        assert 200 == client.get("/health").status_code
        assert 202 == _post(client, delivery("push", push_event(HEAD))).status_code
        assert _ended(silent[0])


def test_large_bodies_at_once_are_bounded(queue: Queue) -> None:
    """What is held in memory has a bound; what is answered is held no more, whatever the answer was."""
    room = Room(held=MOST * MOST_AT_ONCE - 100)
    webhook = Webhook(secret=SECRET.encode(), queue=queue, metrics=Metrics(), most_body=MOST, room=room)
    with listening(application(webhook)) as client:
        refused = _post(client, delivery("push", push_event(HEAD)))
        room.held = 0
        taken = _post(client, delivery("push", push_event(HEAD)))
        unsigned = _post(client, delivery("push", push_event(HEAD)), X_Hub_Signature_256=None)
    assert (503, "busy") == (refused.status_code, refused.json()["outcome"])
    assert (202, 401, 0) == (taken.status_code, unsigned.status_code, room.held)


def test_a_body_that_never_comes_is_not_waited_for(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends slowly is cut off."""
    monkeypatch.setattr("gatewright.app.bot.web.BODY_SECONDS", 0.05)
    webhook = Webhook(secret=SECRET.encode(), queue=queue, metrics=Metrics())
    with listening(application(webhook)) as client:
        parts = urlsplit(str(client.base_url))
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
        connection.putrequest("POST", "/webhook")
        connection.putheader("Content-Length", "10")
        connection.endheaders()
        assert 408 == connection.getresponse().status
        connection.close()
