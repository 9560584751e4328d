"""Looking for the configuration: upward, to the repository's root, the nearest alone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gatewright.app.config.reading import find_config, read_config
from gatewright.app.config.settings import settle
from gatewright.errors import UsageError


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with folders `infra/app` as the current folder; a configuration lies beside it."""
    (tmp_path / "gatewright.toml").write_text("jobs = 99\n")
    root = tmp_path / "repository"
    (root / "infra" / "app").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    monkeypatch.chdir(root)
    return root


def _found(path: str | Path) -> tuple[str, int] | None:
    config = find_config(Path(path))
    return (config.place.shown, config.values.jobs) if config is not None else None


def test_the_search_ends_at_the_repository(repository: Path) -> None:
    """What lies around the repository does not count."""
    assert None is _found("infra/app")
    assert None is _found(repository)


def test_the_search_goes_to_the_top_without_a_repository(repository: Path) -> None:
    """Where no repository is around, every folder above counts."""
    (repository / ".git").rename(repository / "git")
    assert ("../gatewright.toml", 99) == _found("infra/app")


def test_a_worktree_is_a_repository(repository: Path) -> None:
    """In a linked working tree `.git` is a file; the search ends there too."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, "commit", "--quiet", "--allow-empty", "-m", "a"], check=True)
    subprocess.run(["git", "worktree", "add", "--quiet", "../linked"], check=True, capture_output=True)
    assert None is _found("../linked")


def test_the_nearest_wins(repository: Path) -> None:
    """Nothing is merged: the file in the nearest folder is the only one."""
    (repository / "gatewright.toml").write_text('jobs = 1\nfail-on = "high"\n')
    (repository / "infra" / "pyproject.toml").write_text("[tool.gatewright]\njobs = 2\n")
    (repository / "infra" / "app" / "pyproject.toml").write_text('[project]\nname = "no-gatewright-here"\n')
    assert ("infra/pyproject.toml", 2) == _found("infra/app")
    assert "low" == settle(find_config(Path("infra/app"))).fail_on
    assert ("gatewright.toml", 1) == _found(".")


def test_the_own_file_is_stronger(repository: Path) -> None:
    """In one folder `gatewright.toml` wins over `pyproject.toml`."""
    (repository / "pyproject.toml").write_text("[tool.gatewright]\njobs = 2\n")
    (repository / "gatewright.toml").write_text("jobs = 1\n")
    assert ("gatewright.toml", 1) == _found(".")


def test_a_file_is_searched_from_its_folder(repository: Path) -> None:
    """For a plan or a state the search begins in the folder that it is in."""
    (repository / "infra" / "gatewright.toml").write_text("jobs = 3\n")
    (repository / "infra" / "plan.json").write_text("{}")
    assert ("infra/gatewright.toml", 3) == _found("infra/plan.json")


@pytest.mark.parametrize(
    "text", ["tool = 1\n# gatewright", "[tool]\ngatewrights = 1", "[gatewright]\njobs = 1", "broken ="]
)
def test_other_peoples_tables_are_passed_over(repository: Path, text: str) -> None:
    """A `pyproject.toml` without the table is no configuration, even a broken one that does not speak of us."""
    (repository / "pyproject.toml").write_text(text)
    assert None is _found(".")


def test_a_broken_shared_file_that_speaks_of_us_is_told(repository: Path) -> None:
    """Nobody can know what such a file says."""
    (repository / "pyproject.toml").write_text("[tool.gatewright]\njobs = \n")
    with pytest.raises(UsageError, match=r"^pyproject.toml:2: cannot be read as TOML: invalid value"):
        _found(".")


def test_links_lead_to_the_places_above_them(repository: Path) -> None:
    """A scanned folder that is a link is searched from where it leads to, and the file is named so."""
    (repository / "gatewright.toml").write_text("jobs = 1\n")
    (repository.parent / "link").symlink_to(repository / "infra")
    assert (str(repository / "gatewright.toml"), 1) == _found("../link")


def test_a_link_out_of_the_repository_is_refused(repository: Path) -> None:
    """The repository cannot make a file outside of it the configuration."""
    (repository / "gatewright.toml").symlink_to("../gatewright.toml")
    with pytest.raises(UsageError, match=r"^gatewright.toml: is a link out of the repository"):
        _found(".")


def test_a_link_within_the_repository_is_followed(repository: Path) -> None:
    """A link to another file of the repository is as good as the file."""
    (repository / "shared.toml").write_text("jobs = 5\n")
    (repository / "infra" / "gatewright.toml").symlink_to("../shared.toml")
    assert ("infra/gatewright.toml", 5) == _found("infra")


@pytest.mark.parametrize("kind", ["folder", "pipe", "nowhere", "loop"])
def test_what_is_no_file_is_told(repository: Path, kind: str) -> None:
    """A folder, a pipe, and links that lead nowhere are named, and nobody waits for a pipe."""
    file = repository / "gatewright.toml"
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("nothing" if kind == "nowhere" else "gatewright.toml")
    with pytest.raises(UsageError, match=r"^gatewright.toml: (is not a regular file|cannot be read)"):
        _found(".")


def test_a_named_file_is_read(repository: Path) -> None:
    """The caller may name a file anywhere; its patterns are then written for the scanned folder."""
    config = read_config(Path("../gatewright.toml"), Path("infra"))
    expected = ("../gatewright.toml", 99, "gatewright.toml", "repository/infra")
    assert expected == (config.place.shown, config.values.jobs, config.name, config.prefix)
    (repository / "elsewhere").mkdir()
    (repository / "elsewhere" / "mine.toml").write_text("jobs = 4\n")
    elsewhere = read_config(Path("elsewhere/mine.toml"), Path("infra"))
    assert ("", repository / "infra") == (elsewhere.prefix, elsewhere.pattern_folder)


def test_a_named_file_without_the_table_is_told(repository: Path) -> None:
    """Who names a `pyproject.toml` means something by it."""
    (repository / "pyproject.toml").write_text("[tool]\n")
    with pytest.raises(UsageError, match=r"^`pyproject.toml` has no table `\[tool.gatewright\]`"):
        read_config(Path("pyproject.toml"), Path())


def test_names_and_prefixes(repository: Path) -> None:
    """Reports name the file from the scanned folder, and patterns know where that is."""
    (repository / "gatewright.toml").write_text("")
    (above, here) = (find_config(Path("infra/app")), find_config(repository))
    assert above is not None
    assert here is not None
    assert [("gatewright.toml", "infra/app"), ("gatewright.toml", "")] == [(c.name, c.prefix) for c in (above, here)]
