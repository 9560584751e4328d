"""Publishing a report: what a workflow's environment must hold, and what arrives on GitHub."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from github_server import Account, Answer, GitHubServer, serving

import gatewright as gw
from gatewright.app.publishing import MOST_ANNOTATIONS, Wanted, prepare
from gatewright.app.workflow import Workflow
from gatewright.cli.application import run
from gatewright.errors import ForgeError, UsageError
from gatewright.forges.github import Access, GitHub, marker
from gatewright.forges.patience import Patience
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Report, Suppression
from gatewright.ports import ScanningForge
from gatewright.reports import RenderOptions, formats

TOKEN = "ghs_secretsecretsecret"  # noqa: S105  # nobody's
HEAD, MERGE = "a" * 40, "b" * 40
BASE = "c" * 40
EVERYTHING = Wanted(comment=True, check=True, summary=True)
BELOW = RenderOptions(scan_root="infra")


@pytest.fixture
def server() -> Iterator[GitHubServer]:
    with serving(GitHubServer(accounts={TOKEN: Account("github-actions[bot]", bot=True)})) as running:
        yield running


@pytest.fixture
def environment(server: GitHubServer, tmp_path: Path) -> dict[str, str]:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"sha": HEAD}}}), encoding="utf-8")
    return {
        "GITHUB_TOKEN": TOKEN,
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_API_URL": server.url,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_SHA": MERGE,
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }


@cache
def _scan(shop: Path) -> Report:
    return gw.scan(shop, rules=["aws.ec2.*"])


@pytest.fixture
def report(shop: Path) -> Report:
    return _scan(shop).model_copy(update={"changed_since": BASE})


def _clean(report: Report) -> Report:
    summary = report.summary.model_copy(update={"by_severity": {}, "outcomes": {"pass": 3}})
    return report.model_copy(update={"findings": (), "summary": summary, "diagnostics": ()})


def _unhurried(workflow: Workflow) -> ScanningForge:
    access = Access(repository=workflow.repository(), token=workflow.token(), server=workflow.server(), pace=0)
    return GitHub(access, Patience(sleep=lambda _: None))


def _publish(
    report: Report, environment: Mapping[str, str], wanted: Wanted = EVERYTHING, *, exit_code: int = 1
) -> None:
    prepare(wanted, environment, connect=_unhurried).publish(report, BELOW, exit_code=exit_code)


def test_everything_arrives(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """The comment and the summary are the Markdown report; the check run is on the head, not on the merge."""
    _publish(report, environment)
    text = gw.render(report, "markdown")
    (check_run,) = server.check_runs
    assert [f"{marker('scan')}\n{text}"] == [one.body for one in server.comments]
    assert text == Path(environment["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    assert (HEAD, "failure", text) == (check_run["head_sha"], check_run["conclusion"], check_run["output"]["summary"])


def test_an_annotation_is_on_the_line_that_is_wrong(
    server: GitHubServer, environment: dict[str, str], report: Report
) -> None:
    """It names the file from the repository's root, the line, the value's origin, the owners and the fingerprint."""
    finding = next(one for one in report.findings if one.rule.id == "aws.ec2.security_group_allows_ssh_from_internet")
    assert finding.location is not None
    _publish(report.model_copy(update={"findings": (finding,)}), environment, Wanted(check=True))
    (check_run,) = server.check_runs
    (annotation,) = check_run["output"]["annotations"]
    line = finding.location.start.line
    assert (
        "infra/network.tf",
        line,
        line,
        "failure",
        "high: Security group lets the whole internet reach SSH",
    ) == tuple(annotation[name] for name in ("path", "start_line", "end_line", "annotation_level", "title"))
    assert [] == [
        words
        for words in (
            finding.message,
            "variable default ssh_cidrs at variables.tf:",
            "@acme/network",
            finding.fingerprint,
        )
        if words not in annotation["message"]
    ]
    assert "1 finding (1 high)" == check_run["output"]["title"]


@pytest.mark.parametrize(
    ("exit_code", "broken", "expected"),
    [(0, False, ("success", "nothing found")), (3, True, ("failure", "incomplete: nothing found"))],
    ids=["clean", "incomplete"],
)
def test_the_verdict_is_the_exit_code(
    server: GitHubServer, environment: dict[str, str], report: Report, exit_code: int, *, broken: bool, expected: object
) -> None:
    """A clean run succeeds, and an incomplete one never does."""
    lost = (Diagnostic(severity="error", summary="a file is lost"),) if broken else ()
    judged = _clean(report).model_copy(update={"diagnostics": lost})
    _publish(judged, environment, Wanted(check=True), exit_code=exit_code)
    (check_run,) = server.check_runs
    assert expected == (check_run["conclusion"], check_run["output"]["title"])


def test_code_scanning_is_given_the_report(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """As SARIF, on the commit and the ref that were scanned: for a pull request, those of its merge."""
    server.accounts[TOKEN] = Account("github-actions[bot]", frozenset({"security_events"}), bot=True)
    server.commits.add(MERGE)
    _publish(report, {**environment, "GITHUB_REF": "refs/pull/7/merge"}, Wanted(sarif=True))
    (kept,) = server.sarifs
    assert (MERGE, "refs/pull/7/merge") == (kept["commit"], kept["ref"])
    assert json.loads(formats()["sarif"].render(report, BELOW)) == kept["sarif"]


@pytest.mark.parametrize("ref", ["", "main", "refs/heads/a b", "refs/heads/x\ny"])
def test_a_ref_that_is_none_is_told(server: GitHubServer, environment: dict[str, str], ref: str) -> None:
    """Before anything is scanned or sent, and with what to do."""
    with pytest.raises(UsageError, match=r"`GITHUB_REF` is .*; set it to "):
        prepare(Wanted(sarif=True), {**environment, "GITHUB_REF": ref}, connect=_unhurried)
    assert [] == server.requests


def test_findings_below_the_threshold_do_not_fail(
    server: GitHubServer, environment: dict[str, str], report: Report
) -> None:
    """What `--fail-on` lets pass is annotated, and the check run succeeds."""
    _publish(report, environment, Wanted(check=True), exit_code=0)
    (check_run,) = server.check_runs
    assert "success" == check_run["conclusion"]
    assert [] != check_run["output"]["annotations"]


def test_suppressed_findings_are_neither_annotated_nor_worth_a_comment(
    server: GitHubServer, environment: dict[str, str], report: Report
) -> None:
    """What somebody has decided about is not told again."""
    decided = Suppression(kind="inline", reason="bastion")
    findings = tuple(one.model_copy(update={"suppression": decided}) for one in report.findings)
    clean = _clean(report).model_copy(update={"findings": findings})
    _publish(clean, environment, Wanted(comment=True, check=True), exit_code=0)
    (check_run,) = server.check_runs
    assert ([], []) == (server.comments, check_run["output"]["annotations"])


def test_a_comment_says_that_all_is_mended(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """A clean pull request gets no comment; one that has become clean is told so in the comment that is there."""
    clean, wanted = _clean(report), Wanted(comment=True)
    _publish(clean, environment, wanted, exit_code=0)
    assert [] == server.comments
    _publish(report, environment, wanted)
    _publish(clean, environment, wanted, exit_code=0)
    (comment,) = server.comments
    assert f"{marker('scan')}\n## Gatewright: nothing found" == "\n".join(comment.body.split("\n")[:2])


def test_an_incomplete_scan_is_worth_a_comment(
    server: GitHubServer, environment: dict[str, str], report: Report
) -> None:
    """Nothing found in what could be read is no reason to stay silent."""
    lost = _clean(report).model_copy(update={"diagnostics": (Diagnostic(severity="error", summary="lost"),)})
    _publish(lost, environment, Wanted(comment=True), exit_code=3)
    assert 1 == len(server.comments)


def test_a_comment_needs_changed_lines(environment: dict[str, str], report: Report) -> None:
    """A report on everything is not put into a pull request."""
    with pytest.raises(UsageError, match="give `--changed-since REF` with `--github-comment`"):
        _publish(report.model_copy(update={"changed_since": None}), environment, Wanted(comment=True))


def test_annotations_have_an_end(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """The gravest are annotated, the others are counted, and a text of any length is one that GitHub takes."""
    failing = next(one for one in report.findings if one.outcome == "fail" and one.location)
    low, high = (failing.model_copy(update={"severity": severity}) for severity in ("low", "high"))
    _publish(report.model_copy(update={"findings": (*[low] * 700, high)}), environment)
    (check_run,) = server.check_runs
    annotations = check_run["output"]["annotations"]
    assert MOST_ANNOTATIONS == len(annotations)
    assert ["failure", "notice"] == [one["annotation_level"] for one in annotations[:2]]
    assert check_run["output"]["summary"].startswith("201 more findings are not shown beside their lines.\n")


def test_what_fails_does_not_keep_the_rest_back(
    server: GitHubServer, environment: dict[str, str], report: Report
) -> None:
    """A token that may comment and not check still comments, and both failures of a token without rights are told."""
    server.accounts[TOKEN] = Account("octo", permissions=frozenset({"pull_requests"}))
    with pytest.raises(ForgeError, match=r"^the check run on `a{12}` of `acme/shop` failed: the token may not do it"):
        _publish(report, environment)
    assert 1 == len(server.comments)
    server.accounts[TOKEN] = Account("octo2", permissions=frozenset())
    with pytest.raises(ForgeError, match=r"^the comment .*; the check run .*"):
        _publish(report, environment)


def test_a_push_is_checked_at_its_commit(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """Without a pull request, the commit is that of the workflow."""
    Path(environment["GITHUB_EVENT_PATH"]).write_text('{"ref": "refs/heads/main"}', encoding="utf-8")
    server.commits.add(MERGE)
    _publish(report, environment, Wanted(check=True))
    assert [MERGE] == [one["head_sha"] for one in server.check_runs]


BAD: dict[str, tuple[dict[str, str], str]] = {
    "no token": ({"GITHUB_TOKEN": " "}, "`GITHUB_TOKEN` is not set; in a workflow, give the step"),
    "two tokens": ({"GITHUB_TOKEN": f"{TOKEN}\nx"}, "`GITHUB_TOKEN` holds blanks or characters that no token has"),
    "no repository": ({"GITHUB_REPOSITORY": ""}, "`GITHUB_REPOSITORY` is not set; set it to OWNER/NAME"),
    "a path": ({"GITHUB_REPOSITORY": "acme/../../user"}, "`GITHUB_REPOSITORY` is `acme/../../user`; set it to OWN"),
    "dots": ({"GITHUB_REPOSITORY": "acme/.."}, "`GITHUB_REPOSITORY` is `acme/..`; set it to OWNER/NAME"),
    "plain http": ({"GITHUB_API_URL": "http://ghe.acme.test/api/v3"}, "`GITHUB_API_URL` is no address to send a token"),
    "a login": ({"GITHUB_API_URL": f"https://{TOKEN}@ghe.acme.test"}, "`GITHUB_API_URL` is no address to send a token"),
    "no address": ({"GITHUB_API_URL": "https://[::1"}, "`GITHUB_API_URL` is no address to send a token"),
    "no event": ({"GITHUB_EVENT_PATH": ""}, "`GITHUB_EVENT_PATH` is not set; it names the event's file"),
    "no event file": ({"GITHUB_EVENT_PATH": "/nowhere"}, "`/nowhere`, which `GITHUB_EVENT_PATH` names, cannot be read"),
    "no summary": ({"GITHUB_STEP_SUMMARY": ""}, "`GITHUB_STEP_SUMMARY` is not set; leave out `--github-summary`"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_missing_is_named_before_anything_is_sent(
    server: GitHubServer, environment: dict[str, str], name: str
) -> None:
    """The message names the variable and what to do, never the token, and GitHub has heard nothing."""
    changes, expected = BAD[name]
    with pytest.raises(UsageError) as caught:
        prepare(EVERYTHING, {**environment, **changes}, connect=_unhurried)
    assert str(caught.value).startswith(expected)
    assert TOKEN not in str(caught.value)
    assert [] == server.requests


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "is no JSON of an event"),
        ("\ud800".encode("utf-8", "surrogatepass"), "is no JSON of an event"),
        ("[" * 200_000, "is no JSON of an event"),
        (" " * (32 * 1024 * 1024 + 1), "is larger than 32 MB"),
        ("[]", "is not one of a pull request"),
        ('{"pull_request": {"number": "7; rm"}}', "is not one of a pull request"),
        ('{"pull_request": {"number": true}}', "is not one of a pull request"),
        ('{"pull_request": {"number": -7}}', "is not one of a pull request"),
    ],
    ids=["cut", "surrogate", "deep", "huge", "list", "text", "boolean", "negative"],
)
def test_an_event_that_is_none_is_named(environment: dict[str, str], content: str | bytes, expected: str) -> None:
    """An event file that cannot be used is a usage error, whatever it holds."""
    data = content.encode() if isinstance(content, str) else content
    Path(environment["GITHUB_EVENT_PATH"]).write_bytes(data)
    with pytest.raises(UsageError, match=expected):
        prepare(Wanted(comment=True), environment, connect=_unhurried)


@pytest.mark.parametrize("sha", ["", "main", "a" * 39, "../x"])
def test_a_commit_that_is_none_is_named(environment: dict[str, str], sha: str) -> None:
    """A check run is on a full hash and nothing else."""
    with pytest.raises(UsageError, match=r"`GITHUB_SHA` is .*; set it to"):
        prepare(Wanted(check=True), {**environment, "GITHUB_EVENT_PATH": "", "GITHUB_SHA": sha}, connect=_unhurried)


def test_a_summary_needs_no_token(environment: dict[str, str], report: Report, tmp_path: Path) -> None:
    """A pull request from a fork, which has no token that may write, still gets a summary, after what is there."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    prepare(Wanted(summary=True), {"GITHUB_STEP_SUMMARY": str(path)}).publish(report, BELOW, exit_code=1)
    assert "before\n## Gatewright: " == path.read_text(encoding="utf-8")[:22]


def test_a_summary_that_cannot_be_written_is_named(report: Report, tmp_path: Path) -> None:
    """A folder is no file to append to."""
    publisher = prepare(Wanted(summary=True), {"GITHUB_STEP_SUMMARY": str(tmp_path)})
    with pytest.raises(UsageError, match="which `GITHUB_STEP_SUMMARY` names, cannot be written: is a directory"):
        publisher.publish(report, BELOW, exit_code=1)


def test_the_extra_is_named(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PyGithub, the message says what to install."""
    monkeypatch.setattr("gatewright.app.publishing.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"install `gatewright\[github\]`"):
        prepare(Wanted(check=True), environment)


def test_publishing_by_default_is_to_github(environment: dict[str, str], report: Report, server: GitHubServer) -> None:
    """The adapter that the command line gets is the one that was tested."""
    prepare(Wanted(comment=True), environment).publish(report, BELOW, exit_code=1)
    assert 1 == len(server.comments)
    assert "github" in sys.modules


def test_texts_of_any_size_fit(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """A comment with its marker is no longer than GitHub takes, however many findings and however long the key."""
    many = tuple(
        finding.model_copy(update={"fingerprint": f"{number}"})
        for number in range(300)
        for finding in report.findings
        if finding.outcome == "fail"
    )
    large = report.model_copy(update={"findings": many})
    _publish(large, environment, Wanted(comment=True, key="infra/" + "ü" * 400))
    assert 1 == len(server.comments)


def test_a_refusal_does_not_hold_the_token(server: GitHubServer, environment: dict[str, str], report: Report) -> None:
    """Neither the message nor any representation of what publishes has the token in it."""
    server.scripted.append(("POST", "check-runs$", Answer(403, {"message": "no"})))
    publisher = prepare(Wanted(check=True), environment, connect=_unhurried)
    with pytest.raises(ForgeError) as caught:
        publisher.publish(report, BELOW, exit_code=1)
    assert TOKEN not in f"{caught.value!r} {publisher!r} {publisher.workflow!r}"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose last commit made a bucket public; the other one was public before."""
    folder = tmp_path / "repository"
    bucket = 'resource "aws_s3_bucket" "{0}" {{\n  bucket = "{0}"\n  acl    = "public-read"\n}}\n'
    settings = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    for name in ("old", "new"):
        (folder / "infra").mkdir(parents=True, exist_ok=True)
        (folder / "infra" / f"{name}.tf").write_text(bucket.format(name), encoding="utf-8")
        for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", name]):
            subprocess.run(["git", *settings, *command], cwd=folder, check=True, capture_output=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


SCAN = ["scan", "infra", "--changed-since", "HEAD~1", "--format", "json", "--output", "report.json", "--github-comment"]


@pytest.mark.usefixtures("repository")
def test_the_command_line_publishes(
    server: GitHubServer, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a change in a repository to the comment on it: what the change brings, and nothing else."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert 1 == run(SCAN)
    (comment,) = server.comments
    assert (True, False) == ("aws_s3_bucket.new" in comment.body, "aws_s3_bucket.old" in comment.body)
    assert comment.body.startswith(f"{marker('infra')}\n")
    body = comment.body
    assert (1, [body]) == (run(SCAN), [one.body for one in server.comments])
    assert 1 == len(server.writes())


def test_the_report_is_there_when_publishing_fails(
    repository: Path,
    server: GitHubServer,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The run is incomplete and says why; the findings are in the report all the same, and no token is anywhere."""
    server.accounts[TOKEN] = Account("octo", permissions=frozenset())
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert 3 == run(SCAN)
    told = capsys.readouterr()
    assert "failed: the token may not do it; it needs `pull-requests: write`" in told.err
    report = (repository / "report.json").read_text(encoding="utf-8")
    assert "aws_s3_bucket.new" in report
    assert TOKEN not in told.out + told.err + report


@pytest.mark.usefixtures("repository")
def test_what_is_missing_stops_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is scanned where nothing could be published."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert 2 == run(SCAN)
    assert "gatewright: `GITHUB_REPOSITORY` is not set; set it to OWNER/NAME\n" == capsys.readouterr().err
    assert not Path("report.json").exists()
