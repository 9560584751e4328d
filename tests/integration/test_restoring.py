"""A folder as it was: what changed out of git's objects, what did not from the working tree."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_repository import ENVIRONMENT, Repository

from gatewright.sources import restoring
from gatewright.sources.git import Blob, compare
from gatewright.sources.restoring import Unrestorable, is_local, read_committed, restore


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "repository")


def _restored(repository: Repository, target: Path, folder: str = ".") -> dict[str, str]:
    """The files of the folder as they were at HEAD; links by where they lead."""
    target.mkdir(exist_ok=True)
    place = repository.path / folder
    restore(place, compare(place, "HEAD", ENVIRONMENT), target)
    return {
        one.relative_to(target).as_posix(): f"-> {one.readlink()}" if one.is_symlink() else one.read_text()
        for one in target.rglob("*")
        if one.is_symlink() or one.is_file()
    }


def test_what_changed_is_undone(repository: Repository, tmp_path: Path) -> None:
    """Changed, removed, moved and new files; those of the folder alone."""
    files = {"infra/a.tf": "a", "infra/m/b.tf": "b", "infra/gone.tf": "g", "infra/same.tf": "s", "other.tf": "o"}
    for name, text in files.items():
        repository.write(name, text)
    repository.commit()
    repository.write("infra/a.tf", "changed")
    repository.write("infra/new/n.tf", "new")
    (repository.path / "infra/gone.tf").unlink()
    repository.git("mv", "infra/m", "infra/moved")

    expected = {"a.tf": "a", "m/b.tf": "b", "gone.tf": "g", "same.tf": "s"}
    assert expected == _restored(repository, tmp_path / "target", "infra")


def test_a_folder_that_was_a_file(repository: Repository, tmp_path: Path) -> None:
    """And a file that was a folder: what was is what counts."""
    repository.write("x", "file")
    repository.write("y/a.tf", "a")
    repository.write(".gitignore", "*.auto.tfvars\n")
    repository.commit()
    (repository.path / "x").unlink()
    (repository.path / "y/a.tf").unlink()
    (repository.path / "y").rmdir()
    repository.write("x/new.auto.tfvars", "ignored")
    repository.write("y", "file")

    expected = {".gitignore": "*.auto.tfvars\n", "x": "file", "y/a.tf": "a"}
    assert expected == _restored(repository, tmp_path / "target")


def test_what_did_not_change_is_as_it_is_read_today(repository: Repository, tmp_path: Path) -> None:
    """Line ends that git has converted, and files that a sparse checkout has left out."""
    repository.write("a.tf", "a\n")
    repository.write("sparse.tf", "x")
    repository.commit()
    repository.git("config", "core.autocrlf", "true")
    (repository.path / "a.tf").unlink()
    repository.git("checkout", "--", "a.tf")
    repository.git("update-index", "--skip-worktree", "sparse.tf")
    (repository.path / "sparse.tf").unlink()

    _restored(repository, tmp_path / "target")
    assert b"a\r\n" == (tmp_path / "target/a.tf").read_bytes()
    assert not (tmp_path / "target/sparse.tf").exists()


def test_links_are_links(repository: Repository, tmp_path: Path) -> None:
    """They lead where they did, within the new place too; nothing is written through one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    repository.write("d/a.tf", "a")
    for name, place in {"in": "d", "abs": str(repository.path / "d"), "out": str(outside), "was": "d/a.tf"}.items():
        (repository.path / name).symlink_to(place)
    repository.commit()
    (repository.path / "was").unlink()
    (repository.path / "was").symlink_to(outside)
    target = tmp_path / "target"

    expected = {"d/a.tf": "a", "in": "-> d", "abs": f"-> {target}/d", "out": f"-> {outside}", "was": "-> d/a.tf"}
    assert expected == _restored(repository, target)
    assert [] == [*outside.iterdir()]


def test_ignored_files(repository: Repository, tmp_path: Path) -> None:
    """Modules and values are there, small other files too; providers, hidden folders and large files are not."""
    repository.write(".gitignore", "*\n!.gitignore\n")
    repository.commit()
    wanted = [".terraform/modules/m/a.json", "m/.terraform/modules/modules.json", "x.auto.tfvars", "build/policy.json"]
    unwanted = [".terraform/providers/p", ".venv/x.py", "node_modules/x/main.tf", "m/.terraform/terraform.tfstate"]
    for name in (*wanted, *unwanted):
        repository.write(name, "x")
    repository.write("large.zip", "x" * 1_000_001)

    assert dict.fromkeys(wanted, "x") == {
        name: text for name, text in _restored(repository, tmp_path / "target").items() if name != ".gitignore"
    }
    assert (tmp_path / "target/node_modules").is_dir()


def test_a_submodule_that_is_as_it_was(repository: Repository, tmp_path: Path) -> None:
    """Its files are there; those of one at another commit are not."""
    module = Repository(tmp_path / "module")
    module.commit(main_tf="m")
    for name in ("one", "two"):
        repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(module.path), name)
    repository.commit()
    repository.git("-C", "two", "commit", "--quiet", "--allow-empty", "--message=m")

    found = _restored(repository, tmp_path / "target")
    assert ("m", None) == (found.get("one/main.tf"), found.get("two/main.tf"))


def test_large_files_are_holes(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads them refuses them as it refuses the files that they stand for."""
    monkeypatch.setattr(restoring, "MAX_BYTES", 10)
    repository.write("same", "x" * 20)
    repository.write("changed", "x" * 30)
    repository.commit()
    repository.write("changed", "y")

    assert {"same": "\0" * 20, "changed": "\0" * 30} == _restored(repository, tmp_path / "target")


@pytest.mark.parametrize("limit", ["TOTAL", "MOST"])
@pytest.mark.parametrize("changed", [True, False])
def test_bounds(
    repository: Repository, tmp_path: Path, *, limit: str, changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of everything together, whether it changed or not."""
    for name in "abc":
        repository.write(name, "x")
    repository.commit()
    for name in "abc" if changed else "":
        repository.write(name, "")
    monkeypatch.setattr(restoring, limit, 3)
    assert 3 == len(_restored(repository, tmp_path / "enough"))
    monkeypatch.setattr(restoring, limit, 2)

    with pytest.raises(Unrestorable, match="the folder has more than "):
        _restored(repository, tmp_path / "target")


def test_a_file_that_git_does_not_have(repository: Repository, tmp_path: Path) -> None:
    """A partial clone has not all objects: that is said, and nothing is fetched."""
    repository.write("a", "x")
    repository.commit()
    identity = repository.git("rev-parse", "HEAD:a").strip()
    (repository.path / "a").unlink()
    (repository.path / f".git/objects/{identity[:2]}/{identity[2:]}").unlink()

    with pytest.raises(Unrestorable, match="git does not have all files as they were"):
        _restored(repository, tmp_path / "target")


@pytest.mark.parametrize("name", ["a\nb.tf", "sp ace", "ö.tf", "-x", ":(glob)*", "t\tx"])
def test_any_name(repository: Repository, tmp_path: Path, name: str) -> None:
    """Names are taken as they are."""
    repository.write(name, "was")
    repository.commit()
    repository.write(name, "is")

    assert {name: "was"} == _restored(repository, tmp_path / "target")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "a//b", ".git/config", "a/.GIT/hooks/x", "."])
def test_names_that_lead_elsewhere(name: str) -> None:
    """A tree that somebody has made by hand writes nothing outside of the folder."""
    assert not is_local(name)


def test_single_files_of_the_commit(repository: Repository, tmp_path: Path) -> None:
    """By their paths from the root of the repository; links and what is not there are left out."""
    repository.write("a/b.toml", "was")
    (repository.path / "link").symlink_to("a/b.toml")
    repository.commit()
    repository.write("a/b.toml", "is")
    repository.write("new", "new")
    compared = compare(repository.path / "a", "HEAD", ENVIRONMENT)
    places = {name: tmp_path / "t" / name for name in ("a/b.toml", "link", "new", "a")}

    assert {"a/b.toml": places["a/b.toml"]} == read_committed(compared, places)
    assert "was" == places["a/b.toml"].read_text()


def test_many_files_are_asked_for_in_portions(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them come, in order; one that is not there is None."""
    monkeypatch.setattr("gatewright.sources.git._PORTION", 3)
    for name in "abcd":
        repository.write(name, name * 2)
    repository.commit()
    for name in "abcd":
        repository.write(name, "")
    compared = compare(repository.path, "HEAD", ENVIRONMENT)
    blobs = [compared.former[name] for name in "dbca"]
    blobs.insert(1, Blob("0" * 40, link=False))

    assert [b"dd", None, b"bb", b"cc", b"aa"] == [*compared.contents(blobs)]
    assert 4 == len(_restored(repository, tmp_path / "target"))
