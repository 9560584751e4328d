"""The bot on pull requests and pushes: what arrives on GitHub for what is in a real git repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_world import OPEN, QUIET, RULE, SILENT, World, pull_job, world
from github_server import Answer

from gatewright.app.bot.jobs import Job


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": QUIET}) as made:
        yield made


def test_a_pull_request_gets_a_comment_and_a_check(place: World) -> None:
    """Both speak of what its lines are found for, on its own head."""
    head = place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    place.judge()
    (run,) = place.hub.check_runs
    (text,) = place.texts()
    assert (head, "gatewright", "failure") == (run["head_sha"], run["name"], run["conclusion"])
    assert [("web.tf", 8)] == [(one["path"], one["start_line"]) for one in run["output"]["annotations"]]
    assert RULE in text
    assert {"done": 1} == place.queue.counts()


@pytest.mark.parametrize(
    "files",
    [
        {"gatewright.toml": SILENT},
        {"gatewright.toml": None, "pyproject.toml": '[tool.gatewright.rules]\nenable = ["aws.iam.*"]\n'},
        {"gatewright.toml": f'[rules]\ndisable = ["{RULE}"]\n'},
        {"gatewright.toml": f'[[suppressions]]\nrules = ["{RULE}"]\nreason = "I say so"\n'},
        {"gatewright.toml": "not even TOML"},
        {"gatewright.toml": f'fail-on = "never"\n{QUIET}'},
        {"gatewright.toml": f'exclude = ["**"]\n{QUIET}'},
        {"gatewright.toml": f'baseline = "gatewright-baseline.jsonl"\n{QUIET}', "gatewright-baseline.jsonl": ""},
    ],
    ids=["other-rules", "pyproject", "disabled", "suppressed", "broken", "never", "excluded", "baseline"],
)
def test_a_pull_request_cannot_switch_its_check_off(place: World, files: dict[str, str | None]) -> None:
    """Its base's configuration decides, whatever the pull request brings along."""
    place.branch("change", {"web.tf": OPEN, **files})
    place.pull("change")
    place.judge()
    (run,) = place.hub.check_runs
    assert ("failure", "1 finding (1 high)") == (run["conclusion"], run["output"]["title"])


@pytest.mark.parametrize(
    "attributes",
    [
        "*.tf working-tree-encoding=ASCII//TRANSLIT\n",
        "*.tf working-tree-encoding=UTF-16\n",
        "*.tf -diff\n",
        "*.tf binary\n",
        "[attr]x text eol=crlf ident\n*.tf x\n",
    ],
)
def test_attributes_of_a_pull_request_change_nothing(place: World, attributes: str) -> None:
    """What is judged are the bytes that were committed, however the head has them written by git."""
    opened = 'variable "c" {\n  description = "\u201c/* x"\n}\n' + OPEN + '\nvariable "b" {\n  description = "*/"\n}\n'
    place.branch("change", {"web.tf": opened, ".gitattributes": attributes})
    place.pull("change", fork="eve/shop")
    place.judge()
    (run,) = place.hub.check_runs
    assert ("failure", "1 finding (1 high)") == (run["conclusion"], run["output"]["title"])


def test_a_retargeted_pull_request_is_judged_again(place: World) -> None:
    """The same commit has a verdict for the branch that it goes into now."""
    place.branch("lenient", {"gatewright.toml": SILENT})
    place.branch("change", {"web.tf": OPEN})
    pull = place.pull("change", base="lenient")
    place.judge()
    pull.base = "main"
    place.judge()
    assert [("gatewright (lenient)", "success"), ("gatewright", "failure")] == [
        (run["name"], run["conclusion"]) for run in place.hub.check_runs
    ]


def test_a_rate_limit_puts_the_job_off_until_it_ends(place: World) -> None:
    """GitHub says when it may be asked again: nobody waits for it meanwhile, and then there is a verdict."""
    place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    moment = [1_000_000.0]
    place.queue._now = lambda: moment[0]
    place.hub.scripted.append(
        ("GET", r"/pulls/7$", Answer(403, {"message": "API rate limit exceeded"}, {"Retry-After": "3000"}))
    )
    place.judge()
    counts = [place.queue.counts()]
    for seconds in (2_990, 20):
        moment[0] += seconds
        place.work()
        counts.append(place.queue.counts())
    assert [{"queued": 1}, {"queued": 1}, {"done": 1}] == counts


def test_a_verdict_is_not_written_over_by_an_older_failure(place: World) -> None:
    """When it can be told at last that a job failed, a later one may have judged its commit."""
    head = place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    place.queue.add(pull_job(head))
    failed = place.queue.claim()
    assert failed is not None
    place.queue.tell_later(failed, "no network")
    place.queue.accept("delivery-2", "digest", "pull_request", pull_job(head))
    place.work()
    place.workers.handler.give_up(failed, "no network")
    assert ["1 finding (1 high)"] == [run["output"]["title"] for run in place.hub.check_runs]


def test_without_a_configuration_in_the_base_there_is_none(tmp_path: Path) -> None:
    """A configuration that the pull request adds is not read, and a folder above decides nothing."""
    (tmp_path / "gatewright.toml").write_text(SILENT, encoding="utf-8")
    with world(tmp_path, {"main.tf": 'variable "a" {}\n'}) as place:
        place.branch("change", {"web.tf": OPEN, "gatewright.toml": SILENT})
        place.pull("change")
        place.judge()
        assert ["failure"] == [run["conclusion"] for run in place.hub.check_runs]
        assert RULE in place.texts()[0]


def test_rules_and_the_baseline_are_the_bases(tmp_path: Path) -> None:
    """What the base has accepted does not count, and a rule of the base that the head removes is asked all the same."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from bot_world import SOURCE  # noqa: PLC0415

    made = tmp_path / "made"
    made.mkdir()
    (made / "old.tf").write_text(OPEN.replace('"web"', '"old"'), encoding="utf-8")
    command = [sys.executable, "-m", "gatewright", "baseline", "create", ".", "--rule", RULE]
    subprocess.run(command, cwd=made, check=True, env={"PYTHONPATH": str(SOURCE), "HOME": str(made)})
    files = {one.name: one.read_text(encoding="utf-8") for one in made.iterdir() if one.is_file()}
    config = f'baseline = "gatewright-baseline.jsonl"\n{QUIET}'
    with world(tmp_path, {**files, "gatewright.toml": config}) as place:
        text = files["old.tf"]
        place.branch("change", {"old.tf": f"# moved\n{text}".replace("22", "22 "), "gatewright-baseline.jsonl": None})
        place.pull("change")
        place.judge()
        assert [("success", "nothing found")] == [
            (run["conclusion"], run["output"]["title"]) for run in place.hub.check_runs
        ]


def test_values_are_the_heads(tmp_path: Path) -> None:
    """Files of values that the base's configuration names are read as the pull request changes them."""
    code = OPEN.replace('["0.0.0.0/0"]', "var.from") + 'variable "from" { type = list(string) }\n'
    start = {"web.tf": code, "prod.tfvars": 'from = ["10.0.0.0/8"]\n'}
    with world(tmp_path, {**start, "gatewright.toml": f'var-files = ["prod.tfvars"]\n{QUIET}'}) as place:
        place.branch("change", {"prod.tfvars": 'from = ["0.0.0.0/0"]\n'})
        place.pull("change")
        place.judge()
        assert ["failure"] == [run["conclusion"] for run in place.hub.check_runs]


def test_another_base_has_a_check_of_its_own_name(place: World) -> None:
    """A branch with a lenient configuration lets nothing pass for the default branch: the same commit is in both."""
    place.branch("lenient", {"gatewright.toml": SILENT})
    place.branch("change", {"web.tf": OPEN})
    place.pull("change", 7)
    place.pull("change", 8, base="lenient")
    place.judge(7)
    place.judge(8)
    assert [("gatewright", "failure"), ("gatewright (lenient)", "success")] == [
        (run["name"], run["conclusion"]) for run in place.hub.check_runs
    ]


def test_a_pull_request_from_a_fork_is_judged(place: World) -> None:
    """Its head is fetched from the repository itself, where GitHub has it too."""
    head = place.branch("theirs", {"web.tf": OPEN})
    place.pull("theirs", fork="eve/shop")
    place.judge()
    assert [(head, "failure")] == [(run["head_sha"], run["conclusion"]) for run in place.hub.check_runs]


def test_only_changed_lines_count(tmp_path: Path) -> None:
    """What was there before is not told about, though the clone has no history."""
    with world(tmp_path, {"old.tf": OPEN, "gatewright.toml": QUIET}) as place:
        place.branch("change", {"other.tf": 'variable "b" {}\n'})
        place.pull("change")
        place.branch("main", {"old.tf": OPEN + "\n# main goes on\n"})
        place.judge()
        assert [("success", "nothing found")] == [
            (run["conclusion"], run["output"]["title"]) for run in place.hub.check_runs
        ]


def test_a_push_to_the_default_branch_is_judged_whole(tmp_path: Path) -> None:
    """Its own configuration decides, and nobody is commented at."""
    with world(tmp_path, {"old.tf": OPEN, "gatewright.toml": QUIET}) as place:
        head = place.hub.git.branch("main") or ""
        place.queue.add(Job(kind="push", repository="acme/shop", subject="default-branch", commit=head))
        place.work()
        assert [(head, "failure")] == [(run["head_sha"], run["conclusion"]) for run in place.hub.check_runs]
        assert [] == place.hub.comments


def test_a_late_event_does_nothing(place: World) -> None:
    """The event of a commit that is outdated, and whose successor has its verdict, is put aside."""
    first = place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    second = place.branch("change", {"web.tf": OPEN + "\n"})
    place.queue.add(pull_job(second))
    place.work()
    place.queue.add(pull_job(first))
    place.work()
    assert [second] == [run["head_sha"] for run in place.hub.check_runs]
    assert {"done": 1, "outdated": 1} == place.queue.counts()


def test_a_newer_event_while_judging_stops_the_older_verdict(place: World) -> None:
    """What is outdated when it is known is not published."""
    first = place.branch("change", {"web.tf": OPEN})
    place.pull("change")
    heads = [first]

    def push_meanwhile(method: str, path: str) -> None:
        if "/compare/" in path and len(heads) == 1:
            heads.append(place.branch("change", {"web.tf": OPEN + "\n"}))
            place.queue.add(pull_job(heads[1]))

    place.hub.before = push_meanwhile
    place.queue.add(pull_job(first))
    place.work()
    assert [heads[1]] == [run["head_sha"] for run in place.hub.check_runs]


def test_a_closed_pull_request_is_left_alone(place: World) -> None:
    """Nobody waits for its verdict."""
    place.branch("change", {"web.tf": OPEN})
    place.pull("change").state = "closed"
    place.judge()
    assert ([], {"outdated": 1}) == (place.hub.check_runs, place.queue.counts())


def test_a_configuration_that_cannot_be_used_fails_the_check(tmp_path: Path) -> None:
    """A base whose configuration is broken lets nothing pass, says why, and names no folder of the bot's."""
    with world(tmp_path, {"main.tf": 'variable "a" {}\n', "gatewright.toml": "nonsense = 1\n"}) as place:
        place.branch("change", {"web.tf": OPEN})
        place.pull("change")
        place.judge()
        (run,) = place.hub.check_runs
        assert ("failure", "incomplete: nothing was judged") == (run["conclusion"], run["output"]["title"])
        assert "gatewright.toml:1" in run["output"]["summary"]
        assert [] == [word for word in ("job-", "/head/", "/base/") if word in run["output"]["summary"]]
        assert {"failed": 1} == place.queue.counts()


def test_a_pull_request_without_anything_in_common_fails_softly(place: World) -> None:
    """A history that has nothing in common with the base is a problem that is told, not an error of the bot."""
    tree = place.hub.git.add_tree({})
    commit = place.hub.git.add_commit(tree, [], "orphan", "eve <eve@example.com>")
    place.hub.git.point("orphan", commit)
    place.pull("orphan")
    place.judge()
    assert {"queued": 1} == place.queue.counts()
