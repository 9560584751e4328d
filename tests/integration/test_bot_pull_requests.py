"""The bot on pull requests and pushes: what arrives on GitHub for what is in a real git repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_world import OPEN, QUIET, RULE, SILENT, World, pull_job, world

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
