"""What branches hold where git writes a checkout in another way than commits have it, and where findings are many."""

from __future__ import annotations

from pathlib import Path

import pytest
from proposals import KEYS, MENDED, TOKEN, Shop, kinds, shop_on_github

from gatewright.app.remediation.wishes import Wishes
from gatewright.errors import ForgeError
from gatewright.forges.connection import Access, Connection, Purpose
from gatewright.forges.patience import Patience


def _proposed(shop: Shop) -> bytes | None:
    (branch,) = shop.own_branches()
    return shop.server.git.read(shop.server.git.branch(branch) or "", "infra/main.tf")


@pytest.mark.parametrize("attribute", ["*.tf text eol=crlf\n", "* text=auto eol=crlf\n"])
def test_only_the_changed_lines_are_proposed(tmp_path: Path, attribute: str) -> None:
    """The checkout has other line endings than GitHub: the pull request shows three lines, not every line."""
    with shop_on_github(tmp_path, **{".gitattributes": attribute, "infra__main_tf": KEYS}) as shop:
        assert b"\r\n" in (shop.clone / "infra" / "main.tf").read_bytes()
        assert (["opened"], MENDED.encode()) == (kinds(shop.run()), _proposed(shop))
        (change,) = shop.server.git.changes(shop.server.git.branch("main") or "", shop.pulls()[0].commit)
        assert (3, 1) == (change["additions"], change["deletions"])
        assert ["kept"] == kinds(shop.run())


def test_the_users_own_setting_is_no_part_of_it(tmp_path: Path) -> None:
    """`core.autocrlf` of a clone on Windows."""
    with shop_on_github(tmp_path, infra__main_tf=KEYS) as shop:
        shop.git("config", "core.autocrlf", "true")
        (shop.clone / "infra" / "main.tf").unlink()
        shop.git("checkout", "--quiet", "--", "infra/main.tf")
        assert b"\r\n" in (shop.clone / "infra" / "main.tf").read_bytes()
        assert (["opened"], MENDED.encode()) == (kinds(shop.run()), _proposed(shop))


def test_carriage_returns_that_are_committed_stay(tmp_path: Path) -> None:
    """The repository itself holds them: those of the lines that are not changed are there, and new lines have them."""
    with shop_on_github(tmp_path, infra__main_tf=KEYS.replace("\n", "\r\n")) as shop:
        assert (["opened"], MENDED.replace("\n", "\r\n").encode()) == (kinds(shop.run()), _proposed(shop))


def test_a_file_in_another_encoding_is_left(tmp_path: Path) -> None:
    """Git has it in other bytes than the checkout: nothing is written, and the reason is told."""
    attribute = "*.tf working-tree-encoding=ASCII//TRANSLIT\n"
    keys = KEYS.replace("kept for", "kept \u201cfor\u201d")
    with shop_on_github(tmp_path, **{".gitattributes": attribute, "infra__main_tf": keys}) as shop:
        assert (shop.clone / "infra" / "main.tf").read_bytes().isascii()
        (step,) = shop.run()
        assert ("left", [], []) == (step.kind, shop.own_branches(), shop.server.writes())
        assert "other contents than the checkout" in step.reason


def test_keywords_that_git_expands_are_left(tmp_path: Path) -> None:
    """The attribute `ident` puts an id into the checkout that a commit would then hold."""
    with shop_on_github(tmp_path, **{".gitattributes": "*.tf ident\n", "infra__main_tf": f"# $Id$\n{KEYS}"}) as shop:
        (step,) = shop.run()
        assert ("left", [], []) == (step.kind, shop.own_branches(), shop.server.writes())
        assert step.reason.startswith("git has `infra/main.tf` in other contents than the checkout")


def test_a_clone_that_lacks_a_file_asks_github(tmp_path: Path) -> None:
    """A partial clone holds the working tree and not its object: two requests bring it, and lines end as in it."""
    files = {".gitattributes": "*.tf text eol=crlf\n", "infra__main_tf": KEYS}
    with shop_on_github(tmp_path, **files) as shop:
        identity = shop.git("rev-parse", "HEAD:infra/main.tf").strip()
        (shop.clone / ".git" / "objects" / identity[:2] / identity[2:]).unlink()
        assert (["opened"], MENDED.encode()) == (kinds(shop.run(pull=False)), _proposed(shop))
        asked = [one for one in shop.server.requests if "/contents/" in one or "/git/blobs/" in one]
        base = "GET /repos/acme/shop"
        assert [f"{base}/contents/infra/main.tf", f"{base}/git/blobs/{identity}"] == asked


def _many(count: int, more: str = "") -> str:
    return f'resource "aws_kms_key" "k" {{\n  count       = {count}\n  description = "x"\n{more}}}\n'


def test_one_patch_for_thousands_of_findings_is_proposed(tmp_path: Path) -> None:
    """One resource with thousands of instances: opened, and up to date in the next run."""
    with shop_on_github(tmp_path, infra__main_tf=_many(2_500)) as shop:
        (step,) = shop.run()
        assert ("opened", 2_500) == (step.kind, len(step.fingerprints))
        assert ["kept"] == kinds(shop.run())


def test_findings_that_are_not_listed_are_followed(tmp_path: Path) -> None:
    """More than are remembered one by one: refused by a person, proposed by `--retry`, updated, closed."""
    with shop_on_github(tmp_path, infra__main_tf=_many(150)) as shop:
        shop.run()
        shop.pulls()[0].state = "closed"
        (step,) = shop.run()
        assert ("left", "a person closed its pull request; `--retry` proposes it again") == (step.kind, step.reason)
        assert ["opened"] == kinds(shop.run(Wishes(base="main", retry=True)))
        shop.push(infra__main_tf=_many(149))
        assert ["updated"] == kinds(shop.run())
        shop.push(infra__main_tf=_many(149, "  enable_key_rotation = true\n"))
        assert ["closed"] == kinds(shop.run())


@pytest.mark.parametrize(("method", "path"), [("POST", "/pulls"), ("PATCH", "/pulls/1"), ("PATCH", "/issues/1")])
@pytest.mark.parametrize(("name", "most"), [("body", 65_536), ("title", 256)])
def test_the_peer_refuses_long_texts(tmp_path: Path, method: str, path: str, name: str, most: int) -> None:
    """In a new pull request and in a changed one, as GitHub does."""
    with shop_on_github(tmp_path) as shop:
        shop.run()
        head = shop.server.git.commit_files("topic", {"x.tf": "# x\n"}, "Mine")
        shop.server.git.point("topic", shop.server.git.commit_files("topic", {"y.tf": "# y\n"}, head))
        connection = Connection(Access(repository="acme/shop", token=TOKEN, server=shop.server.url, pace=0), Patience())
        kept = {"head": "topic", "base": "main", "title": "x"} if method == "POST" else {}
        purpose = Purpose("this", "`x`")

        def ask(text: str) -> None:
            body = {**kept, name: text}
            connection.do(lambda: connection.ask(method, path, body), purpose, repeatable=False)

        with pytest.raises(ForgeError, match=f"{name} is too long"):
            ask("x" * (most + 1))
        ask("x" * most)
