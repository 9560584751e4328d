"""GitHub, over real HTTP: one comment whatever happens, check runs in batches, limits honoured, refusals in words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from github_server import Account, Answer, GitHubServer, serving

from gatewright.errors import ForgeError
from gatewright.forges.github import Access, GitHub, marker
from gatewright.forges.patience import Patience
from gatewright.ports import Annotation, Check

TOKEN = "ghs_secretsecretsecret"  # noqa: S105  # nobody's
COMMIT = "a" * 40
BOT = "github-actions[bot]"
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    with serving(GitHubServer(accounts={TOKEN: Account("gate-keeper")})) as running:
        yield running


class Waits(list[float]):
    """How long was waited; nobody really waits."""


def _forge(server: GitHubServer, waits: Waits | None = None, token: str = TOKEN) -> GitHub:
    patience = Patience(sleep=(Waits() if waits is None else waits).append, now=lambda: 1_000_000.0)
    return GitHub(Access(repository="acme/shop", token=token, server=server.url, pace=0), patience)


def _check(annotations: int = 0) -> Check:
    lines = range(1, annotations + 1)
    notes = tuple(
        Annotation(path="main.tf", start_line=n, end_line=n, level="warning", title="t", message="m") for n in lines
    )
    return Check(name="gatewright", commit=COMMIT, conclusion="failure", title="t", summary="s", annotations=notes)


def _bodies(server: GitHubServer) -> list[tuple[str | None, str]]:
    return [(one.author, one.body) for one in server.comments]


def test_a_comment_is_created(server: GitHubServer) -> None:
    """Where there is none, there is one afterwards, by the token's user."""
    _forge(server).comment(7, "scan", "two findings", create=True)
    assert [("gate-keeper", f"{marker('scan')}\ntwo findings")] == _bodies(server)


def test_a_comment_is_updated_in_place(server: GitHubServer) -> None:
    """The same comment says something else; what is said already is not said again."""
    for text in ("two findings", "one finding", "one finding"):
        _forge(server).comment(7, "scan", text, create=True)
    assert [("gate-keeper", f"{marker('scan')}\none finding")] == _bodies(server)
    base = "/repos/acme/shop/issues"
    assert [f"POST {base}/7/comments", f"PATCH {base}/comments/1000"] == server.writes()


def test_a_text_that_github_stored_its_own_way_is_the_same(server: GitHubServer) -> None:
    """Line ends that GitHub changed are no reason to write again."""
    server.say("gate-keeper", f"{marker('scan')}\r\ntwo\r\nfindings")
    _forge(server).comment(7, "scan", "two\nfindings\n", create=True)
    assert [] == server.writes()


def test_nothing_is_created_when_not_asked_to(server: GitHubServer) -> None:
    """A clean pull request without a comment stays without one; a comment that is there is updated."""
    _forge(server).comment(7, "scan", "nothing found", create=False)
    assert [] == server.comments
    server.say("gate-keeper", f"{marker('scan')}\ntwo findings")
    _forge(server).comment(7, "scan", "nothing found", create=False)
    assert [("gate-keeper", f"{marker('scan')}\nnothing found")] == _bodies(server)


def test_comments_of_strangers_are_left_alone(server: GitHubServer) -> None:
    """The marker alone is no proof: neither another person's comment nor a ghost's is edited, deleted or trusted."""
    foreign = [("mallory", f"{marker('scan')}\nall is well"), (None, f"{marker('scan')}\nboo"), ("eve", "hello")]
    for author, body in foreign:
        server.say(author, body)
    _forge(server).comment(7, "scan", "two findings", create=True)
    assert [*foreign, ("gate-keeper", f"{marker('scan')}\ntwo findings")] == _bodies(server)


def test_a_quoted_marker_is_no_marker(server: GitHubServer) -> None:
    """A comment of our own that merely speaks of the marker is left alone."""
    server.say("gate-keeper", f"see {marker('scan')}")
    _forge(server).comment(7, "scan", "two findings", create=True)
    assert 2 == len(server.comments)


def test_keys_have_comments_of_their_own(server: GitHubServer) -> None:
    """Two scans of one pull request do not overwrite each other's comment, and a marker stays one comment."""
    keys = ["scan", "infra/a", "infra/a--b", "infra/a-%2Db", "x --> y", "", "é" * 90, "é" * 91]
    for key in keys:
        _forge(server).comment(7, key, key, create=True)
    assert len(keys) == len({marker(key) for key in keys}) == len(server.comments)
    assert [] == [key for key in keys if marker(key).count("-->") != 1 or "--" in marker(key)[4:-3]]


def test_the_comment_is_found_on_a_later_page(server: GitHubServer) -> None:
    """All pages are read, by the links that GitHub gives."""
    for number in range(250):
        server.say("eve", f"comment {number}")
    mine = server.say("gate-keeper", f"{marker('scan')}\nold")
    _forge(server).comment(7, "scan", "new", create=True)
    assert f"{marker('scan')}\nnew" == mine.body
    assert 3 == server.requests.count("GET /repos/acme/shop/issues/7/comments")


def test_duplicates_collapse_to_the_oldest(server: GitHubServer) -> None:
    """What several runs at once left behind is one comment after the next run."""
    first = server.say("gate-keeper", f"{marker('scan')}\none")
    for text in ("two", "three"):
        server.say("gate-keeper", f"{marker('scan')}\n{text}")
    _forge(server).comment(7, "scan", "four", create=True)
    assert [first] == server.comments
    assert f"{marker('scan')}\nfour" == first.body


def test_a_run_at_the_same_moment_leaves_one_comment(server: GitHubServer) -> None:
    """Another run creates its comment between our look and our writing: the older one stays, with our text."""

    def meanwhile(method: str, path: str) -> None:
        if method == "POST" and path.endswith("/comments"):
            server.before = None
            server.say("gate-keeper", f"{marker('scan')}\ntheirs")

    server.before = meanwhile
    _forge(server).comment(7, "scan", "ours", create=True)
    assert [("gate-keeper", f"{marker('scan')}\nours")] == _bodies(server)


def test_runs_at_once_leave_one_comment(server: GitHubServer) -> None:
    """However several runs look, write and tidy up at once, one comment is left, with the text of one of them."""
    texts = [f"run {number}" for number in range(6)]
    forges = [_forge(server) for _ in texts]
    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(lambda pair: pair[0].comment(7, "scan", pair[1], create=True), zip(forges, texts, strict=True)))
    assert [True] == [one.body.partition("\n")[2] in texts for one in server.comments]


def test_a_duplicate_that_is_gone_already_is_no_failure(server: GitHubServer) -> None:
    """Two runs tidy up at once; the second finds nothing to delete."""
    for text in ("one", "two"):
        server.say("gate-keeper", f"{marker('scan')}\n{text}")
    server.scripted.append(("DELETE", "comments/1001", Answer(404, {"message": "Not Found"})))
    _forge(server).comment(7, "scan", "three", create=True)
    assert f"{marker('scan')}\nthree" == server.comments[0].body


def test_a_workflow_token_knows_itself(server: GitHubServer) -> None:
    """A bot's token, which has no REST user, finds its own comment by the GraphQL API's word."""
    server.accounts[TOKEN] = Account(BOT, bot=True)
    mine = server.say(BOT, f"{marker('scan')}\nold")
    _forge(server).comment(7, "scan", "new", create=True)
    assert [mine] == server.comments
    assert f"{marker('scan')}\nnew" == mine.body


def test_enterprise_has_another_address() -> None:
    """GitHub Enterprise answers below `/api/v3`, and its GraphQL API beside that."""
    accounts = {TOKEN: Account(BOT, bot=True)}
    with serving(GitHubServer(prefix="/api/v3", accounts=accounts)) as server:
        server.say(BOT, f"{marker('scan')}\nold")
        _forge(server).comment(7, "scan", "new", create=True)
        assert [(BOT, f"{marker('scan')}\nnew")] == _bodies(server)
        assert "POST /api/graphql" in server.requests


@pytest.mark.parametrize("count", [0, 1, 50, 51, 120])
def test_annotations_go_in_batches(server: GitHubServer, count: int) -> None:
    """Every annotation arrives once and in order, at most fifty a request, on one run that is complete at once."""
    _forge(server).check(_check(count))
    (run,) = server.check_runs
    assert list(range(1, count + 1)) == [one["start_line"] for one in run["output"]["annotations"]]
    assert max(1, -(-count // 50)) == len(server.writes())
    assert ("gatewright", COMMIT, "completed", "failure") == tuple(
        run[name] for name in ("name", "head_sha", "status", "conclusion")
    )


@pytest.mark.parametrize(
    ("headers", "message", "waited"),
    [
        ({"Retry-After": "17"}, SECONDARY, 17),
        ({}, SECONDARY, 60),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000090"}, "API rate limit exceeded", 91),
    ],
    ids=["retry-after", "secondary", "primary"],
)
def test_limits_are_waited_for(server: GitHubServer, headers: dict[str, str], message: str, waited: float) -> None:
    """A request that is put off is made again after the time that GitHub names."""
    waits = Waits()
    server.scripted.append(("POST", "check-runs$", Answer(403, {"message": message}, headers)))
    _forge(server, waits).check(_check())
    assert [waited] == waits
    assert 1 == len(server.check_runs)


def test_a_limit_for_too_long_is_told(server: GitHubServer) -> None:
    """Nobody waits for an hour: the message says when to come back."""
    waits = Waits()
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1003600"}
    server.scripted.append(("POST", "check-runs$", Answer(403, {"message": "API rate limit exceeded"}, headers)))
    with pytest.raises(ForgeError) as caught:
        _forge(server, waits).check(_check())
    assert "GitHub's rate limit for this token is used up until 1970-01-12 14:46 UTC; run again then" == str(
        caught.value
    )
    assert [] == waits


def test_waiting_has_an_end(server: GitHubServer) -> None:
    """Whoever is put off again and again gives up, within the time that all waiting may take."""
    waits = Waits()
    put_off = ("POST", "check-runs$", Answer(429, {"message": SECONDARY}, {"Retry-After": "70"}))
    server.scripted.extend([put_off] * 9)
    with pytest.raises(ForgeError, match="is used up until"):
        _forge(server, waits).check(_check())
    assert [70, 70] == waits


def test_a_comment_survives_a_broken_server(server: GitHubServer) -> None:
    """After a bad gateway all is looked at anew, and what was created before it broke off is found."""
    waits = Waits()

    def meanwhile(method: str, path: str) -> None:
        if method == "POST" and path.endswith("/comments"):
            server.before = None
            server.say("gate-keeper", f"{marker('scan')}\nours")

    server.before = meanwhile
    server.scripted.append(("GET", "/user$", Answer(502, b"<html>bad gateway</html>")))
    _forge(server, waits).comment(7, "scan", "ours", create=True)
    assert [("gate-keeper", f"{marker('scan')}\nours")] == _bodies(server)
    assert [1] == waits


def test_a_check_run_is_not_created_twice(server: GitHubServer) -> None:
    """Creating a check run is not repeated after a failure that may have come after the deed."""
    server.scripted.append(("POST", "check-runs$", Answer(502, {"message": "Server Error"})))
    with pytest.raises(ForgeError, match="answers with status 502; run again later"):
        _forge(server).check(_check())
    assert 1 == len(server.writes())


REFUSALS = {
    "401": (
        Answer(401, {"message": "Bad credentials"}),
        "the token is wrong, expired or revoked; set `GITHUB_TOKEN` to a valid one (GitHub says: `Bad credentials`)",
    ),
    "403": (
        Answer(403, {"message": "Resource not accessible by integration"}),
        (
            "the token may not do it; it needs `checks: write`, which a workflow's token and Apps can have and "
            "personal tokens cannot (GitHub says: `Resource not accessible by integration`)"
        ),
    ),
    "403-sso": (
        Answer(403, {"message": "Resource protected by organization SAML enforcement."}, {"X-GitHub-SSO": "required"}),
        (
            "the token is not authorised for the organisation's single sign-on (GitHub says: `Resource protected by "
            "organization SAML enforcement.`)"
        ),
    ),
    "404": (
        Answer(404, {"message": "Not Found"}),
        (
            "it is not there, or the token cannot see it; check `GITHUB_REPOSITORY` and that the token has `checks: "
            "write`, which a workflow's token and Apps can have and personal tokens cannot (GitHub says: `Not Found`)"
        ),
    ),
    "422": (
        Answer(422, {"message": "Validation Failed", "errors": [{"code": "custom", "message": "no\x1b[31m commit"}]}),
        "GitHub does not accept the request (GitHub says: `Validation Failed; no\\x1b[31m commit`)",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals_say_what_to_do(server: GitHubServer, name: str) -> None:
    """Each refusal names what was tried, why it failed, and what to do."""
    answer, expected = REFUSALS[name]
    server.scripted.append(("POST", "check-runs$", answer))
    with pytest.raises(ForgeError) as caught:
        _forge(server).check(_check())
    assert f"the check run on `aaaaaaaaaaaa` of `acme/shop` failed: {expected}" == str(caught.value)


def test_a_missing_permission_is_named(server: GitHubServer) -> None:
    """The permission that GitHub itself asks for is in the message."""
    server.accounts[TOKEN] = Account("gate-keeper", permissions=frozenset())
    with pytest.raises(ForgeError, match="it needs `pull-requests: write`; GitHub asks for `pull_requests=write`"):
        _forge(server).comment(7, "scan", "text", create=True)


@pytest.mark.parametrize(
    "body",
    [b"<html>login</html>", b"[1, 2]", b"{", b'"text"', b"null", b"{}", b'[{"id": "x", "body": 7}]'],
    ids=["html", "numbers", "cut", "text", "null", "empty", "types"],
)
def test_answers_that_are_not_githubs_are_told(server: GitHubServer, body: bytes) -> None:
    """A proxy's page or another server is not taken for an answer."""
    server.scripted.append(("POST", "check-runs$", Answer(200, body)))
    with pytest.raises(ForgeError, match="does not answer as GitHub does; check `GITHUB_API_URL`"):
        _forge(server).check(_check())
    server.scripted.append(("GET", "comments$", Answer(200, body)))
    if body != b"null":
        with pytest.raises(ForgeError, match="does not answer as GitHub does; check `GITHUB_API_URL`"):
            _forge(server).comment(7, "scan", "text", create=True)


def test_a_redirect_to_elsewhere_is_not_followed(server: GitHubServer) -> None:
    """The token is not taken to another host."""
    server.scripted.append(("GET", "comments$", Answer(301, {}, {"Location": "http://example.com/x"})))
    with pytest.raises(ForgeError, match="does not answer as GitHub does"):
        _forge(server).comment(7, "scan", "text", create=True)


def test_no_network_is_told(server: GitHubServer) -> None:
    """A server that is not there is asked a few times, and then named."""
    waits = Waits()
    access = Access(repository="acme/shop", token=TOKEN, server="http://127.0.0.1:9", pace=0)
    with pytest.raises(ForgeError) as caught:
        GitHub(access, Patience(sleep=waits.append)).comment(7, "scan", "text", create=True)
    assert (
        "the comment on pull request 7 of `acme/shop` failed: GitHub at `http://127.0.0.1:9` cannot be reached; check "
        "the network and `GITHUB_API_URL`"
    ) == str(caught.value)
    assert [1, 2, 4] == waits


def test_the_token_is_nowhere(server: GitHubServer, caplog: pytest.LogCaptureFixture) -> None:
    """Neither logs at their loudest, nor errors with their causes, nor representations hold the token."""
    caplog.set_level(logging.DEBUG)
    forge = _forge(server)
    forge.comment(7, "scan", "text", create=True)
    server.accounts.clear()
    with pytest.raises(ForgeError) as caught:
        forge.check(_check())
    told = [caplog.text, repr(caught.value), str(caught.value), repr(forge._access), repr(forge)]
    assert [] == [text for text in told if TOKEN in text]
    assert "/issues/7/comments" in caplog.text
    assert caught.value.__suppress_context__


def test_the_peer_answers_as_github_does(server: GitHubServer) -> None:
    """What is tested against knows pages, `ETag` and 304, and lets nobody in without a token."""
    for number in range(3):
        server.say("eve", f"comment {number}")
    url = f"{server.url}/repos/acme/shop/issues/7/comments?per_page=2&page="
    known = {"Authorization": f"token {TOKEN}"}
    first = requests.get(f"{url}1", headers=known, timeout=5)
    last = requests.get(first.links["next"]["url"], headers=known, timeout=5)
    assert ([1000, 1001], [1002], {}) == ([c["id"] for c in first.json()], [c["id"] for c in last.json()], last.links)
    again = requests.get(f"{url}1", headers={**known, "If-None-Match": first.headers["ETag"]}, timeout=5)
    assert (304, b"") == (again.status_code, again.content)
    assert 401 == requests.get(f"{url}1", timeout=5).status_code
