"""Every forge does what the port says: the one in memory, and GitHub."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from github_server import Account, GitHubServer, serving
from peer_answers import EVERYTHING

from gatewright.forges.github import Access, GitHub, marker
from gatewright.ports import Check, ScanningForge
from gatewright.testing.forge import MemoryForge

Texts = Callable[[], list[str]]
"""What stands in comments, the oldest first."""

CHECK = Check(name="gatewright", commit="a" * 40, conclusion="success", title="nothing found", summary="all is well")


@pytest.fixture(params=["memory", "github"])
def forge(request: pytest.FixtureRequest) -> Iterator[tuple[ScanningForge, Texts, Texts]]:
    """A forge, the texts of its comments, and the titles of its checks."""
    with ExitStack() as stack:
        if request.param == "memory":
            memory = MemoryForge()
            yield memory, lambda: list(memory.comments.values()), lambda: [one.title for one in memory.checks]
            return
        server = stack.enter_context(serving(GitHubServer(accounts={"t": Account("octo", EVERYTHING)})))
        access = Access(repository=server.repository, token="t", server=server.url, pace=0)  # noqa: S106  # a fake's
        yield (
            GitHub(access),
            lambda: [one.body.removeprefix(f"{marker('scan')}\n") for one in server.comments],
            lambda: [run["output"]["title"] for run in server.check_runs],
        )


def test_a_comment_is_created_only_when_asked_to(forge: tuple[ScanningForge, Texts, Texts]) -> None:
    """Without `create`, what is not there stays away, and what is there is kept up to date."""
    on, texts, _ = forge
    on.comment(7, "scan", "nothing", create=False)
    assert [] == texts()
    for create, text in ((True, "one"), (True, "two"), (False, "three"), (False, "three")):
        on.comment(7, "scan", text, create=create)
    assert ["three"] == texts()


def test_a_check_is_published(forge: tuple[ScanningForge, Texts, Texts]) -> None:
    """A verdict arrives, and so does the next one."""
    on, _, titles = forge
    on.check(CHECK)
    on.check(CHECK)
    assert ["nothing found"] * 2 == titles()


def test_a_report_is_uploaded(forge: tuple[ScanningForge, Texts, Texts]) -> None:
    """Each upload has an id of its own."""
    on, _, _ = forge
    identities = [on.upload_sarif('{"version": "2.1.0"}', commit="a" * 40, ref="refs/heads/main") for _ in range(2)]
    assert 2 == len({one for one in identities if one})
