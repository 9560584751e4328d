"""OPA as a server: one of our own that always ends, and a shared one that is left as it was."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from pydantic import JsonValue

from gatewright.engines import opa_process
from gatewright.engines.opa import OpaEngine
from gatewright.engines.opa_process import running_opa
from gatewright.errors import EngineError, UsageError
from gatewright.model.document import Document, Origin, RawProperties
from gatewright.model.finding import Hit
from gatewright.model.rule import Rule
from gatewright.rules.metadata import parse_rule

HEAD = """\
# METADATA
# title: T
# description: D
# custom:
#   severity: low
#   resource_types: [test.bucket]
#   reads: []
#   parameters: {days: 7}
"""
SOUND = """\
package rules.test.sound
import data.lib.text

deny contains {"resource": bucket.id, "path": ["enabled"], "message": text.days(data.config["test.sound"].days)} if {
	some bucket in input.resources["test.bucket"]
	bucket.properties.enabled == false
}
"""
LIBRARIES = {
    "a.rego": "package lib.text\nimport data.lib.words\ndays(n) := words.join([n])",
    "b.rego": 'package lib.words\njoin(n) := sprintf("%d days", n)',
}
HIT = Hit(resource="b", path=("enabled",), message="7 days")


def _rule(body: str) -> Rule:
    return parse_rule(HEAD + body)


def _document(identity: str, **properties: JsonValue) -> Document:
    return Document(
        id=identity,
        type="test.bucket",
        properties=RawProperties.model_validate(properties),
        origin=Origin(source="memory"),
    )


DOCUMENTS = (_document("a", enabled=True), _document("b", enabled=False))


@pytest.fixture
def shared() -> Iterator[str]:
    """The URL of a server on which somebody else has a package of the same name as a rule and a library of ours."""
    with running_opa("opa") as url:
        for name in ("rules.test.sound", "lib.text"):
            _send("PUT", f"{url}/v1/policies/{name}", f"package {name}\ndeny contains 1\ndays(_) := 0".encode())
        _send("PUT", f"{url}/v1/data/config", b'{"test.sound": {"days": 99}}')
        yield url


def _send(method: str, url: str, body: bytes | None = None) -> JsonValue:
    with urlopen(Request(url, data=body, method=method), timeout=10) as answer:  # noqa: S310 - loopback
        text = answer.read()
    parsed: JsonValue = json.loads(text) if text else None
    return parsed


def _state(url: str) -> tuple[list[tuple[str, str]], JsonValue]:
    """The policies of a server, which lists them in no order of its own, and its data."""
    answer = _send("GET", f"{url}/v1/policies")
    policies = answer["result"] if isinstance(answer, dict) else None
    texts = [(str(one["id"]), str(one["raw"])) for one in policies or () if isinstance(one, dict)]  # type: ignore[union-attr]
    return sorted(texts), _send("GET", f"{url}/v1/data")


@pytest.mark.opa
def test_a_process_of_our_own_answers_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left running when the evaluation is over."""
    ended: list[int | None] = []
    end = opa_process._end

    def watched(process: subprocess.Popen[bytes]) -> None:
        end(process)
        ended.append(process.poll())

    monkeypatch.setattr(opa_process, "_end", watched)
    engine = OpaEngine(LIBRARIES)
    evaluation = engine.evaluate([_rule(SOUND)], DOCUMENTS, {})

    assert ({"test.sound": (HIT,)}, {}) == (evaluation.hits, evaluation.errors)
    assert engine.name.startswith("opa 1.")
    assert [code is not None for code in ended] == [True]


@pytest.mark.opa
def test_a_process_ends_when_the_block_fails() -> None:
    """Whatever happens meanwhile, the server goes."""
    with pytest.raises(KeyboardInterrupt), running_opa("opa") as url:
        raise KeyboardInterrupt

    with pytest.raises(EngineError) as caught:
        OpaEngine({}, url=url).evaluate([], (), {})
    assert str(caught.value) == (
        f"OPA at `{url}` does not answer: connection refused; start one with `opa run --server`, "
        "or leave `--opa-url` out to have one started"
    )


@pytest.mark.opa
def test_a_shared_server_is_left_as_it_was(shared: str) -> None:
    """Others' packages of the same name neither change our hits nor are changed."""
    before = _state(shared)
    broken = _rule("package rules.test.broken\ndeny contains 1 if nowhere(1)")
    evaluation = OpaEngine(LIBRARIES, url=shared).evaluate([broken, _rule(SOUND)], DOCUMENTS, {})

    assert evaluation.hits == {"test.sound": (HIT,)}
    assert before == _state(shared)


@pytest.mark.opa
def test_runs_may_overlap_on_a_shared_server(shared: str) -> None:
    """Each run has a root of its own."""
    results: list[Hit] = []

    def run(days: int) -> None:
        config: dict[str, JsonValue] = {"test.sound": {"days": days}}
        evaluation = OpaEngine(LIBRARIES, url=shared).evaluate([_rule(SOUND)], DOCUMENTS, config)
        results.extend(evaluation.hits["test.sound"])

    threads = [threading.Thread(target=run, args=(days,)) for days in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(hit.message for hit in results) == ["0 days", "1 days", "2 days", "3 days"]


BROKEN = [
    ("deny contains 1 if {", "test.broken, line 12: unexpected eof token"),
    ("deny contains 1 if nowhere(1)", "test.broken, line 11: undefined function nowhere"),
    ("deny contains 1 if data.lib.no(1)", "test.broken, line 11: undefined function data.lib.no"),
    (
        'deny contains 1 if to_number(input.resources["test.bucket"][0].id)',
        'test.broken, line 11: to_number: strconv.ParseFloat: parsing "a": invalid syntax',
    ),
    ("violation contains 1", "defines no `deny`; write `deny contains finding.at(…) if {…}`"),
    (
        'deny contains {"resource": "z", "path": [], "message": "m"}',
        "a hit names `z`, which is no document's id; use `finding.at` on a document",
    ),
]


@pytest.mark.opa
@pytest.mark.parametrize(("body", "error"), BROKEN)
def test_a_failing_rule_is_an_error_and_the_others_go_on(body: str, error: str) -> None:
    """A rule that does not compile, fails or answers nonsense is named, without the run's root in its message."""
    broken = _rule(f"package rules.test.broken\n\n{body}\n")
    evaluation = OpaEngine(LIBRARIES).evaluate([broken, _rule(SOUND)], DOCUMENTS, {})

    assert ({"test.broken": error}, {"test.sound": (HIT,)}) == (evaluation.errors, evaluation.hits)


@pytest.mark.opa
def test_a_broken_library_is_an_engine_error(shared: str) -> None:
    """It is named, and nothing of the run stays on the server."""
    before = _state(shared)
    with pytest.raises(EngineError) as caught:
        OpaEngine({"x.rego": "package lib.x\n\nf(v) if {"}, url=shared).evaluate([], (), {})

    assert str(caught.value) == "a library cannot be loaded: x.rego, line 3: unexpected eof token"
    assert before == _state(shared)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:8181", "`localhost:8181` is not the address of an OPA server"),
        ("http://h/prefix", "`http://h/prefix` is not the address of an OPA server"),
        ("http://h:99999", "`http://h:99999` has no valid port"),
    ],
)
def test_a_wrong_address_is_a_usage_error(url: str, message: str) -> None:
    """The address is checked before anything is sent."""
    with pytest.raises(UsageError) as caught:
        OpaEngine({}, url=url).evaluate([], (), {})

    assert str(caught.value) == f"{message}; write it like `https://opa.example.com:8181`"


def test_a_missing_executable_is_an_engine_error() -> None:
    """The message names the ways out."""
    with pytest.raises(EngineError) as caught:
        OpaEngine({}, executable="opa-that-is-not-there").evaluate([], (), {})

    assert str(caught.value) == (
        "no `opa-that-is-not-there` on the path; install OPA, name a running server with `--opa-url`, "
        "or use the embedded engine"
    )


def test_an_executable_that_does_not_serve_is_an_engine_error(tmp_path: Path) -> None:
    """What it said before it ended stands in the message."""
    script = tmp_path / "opa"
    script.write_text("#!/bin/sh\necho 'unknown flag: --addr' >&2\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(EngineError) as caught:
        OpaEngine({}, executable=str(script)).evaluate([], (), {})

    assert str(caught.value) == f"`{script}` does not start: " + " ".join(["unknown flag: --addr"] * 3)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "denies access; give a token that may write policies and data"),
        (404, "answers 404; is it an OPA server?"),
    ],
)
def test_a_server_that_refuses_is_an_engine_error(status: int, message: str) -> None:
    """Denied is told apart from not being an OPA server; the token is sent."""
    tokens: list[str | None] = []

    class Refusing(BaseHTTPRequestHandler):
        """Answers everything with the status."""

        def do_POST(self) -> None:
            """Refuse."""
            tokens.append(self.headers["Authorization"])
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(EngineError) as caught:
            OpaEngine({}, url=url, token="secret").evaluate([], (), {})  # noqa: S106 - no secret
        server.shutdown()

    assert (f"OPA at `{url}` {message}", {"Bearer secret"}) == (str(caught.value), set(tokens))
