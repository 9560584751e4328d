"""What changed since a commit, asked of a real git; and that a hostile repository runs nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from git_repository import ENVIRONMENT, Repository

from gatewright.errors import InputError, UsageError
from gatewright.sources.git import LAST, WHOLE, Comparison, compare
from gatewright.sources.patch import merged, parse_patch

TEN = "".join(f"line {number}\n" for number in range(1, 11))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with a file of ten lines on `main`, and the branch `topic` checked out."""
    made = Repository(tmp_path / "repository")
    made.commit(infra__main_tf=TEN, other_tf=TEN)
    made.git("checkout", "--quiet", "-b", "topic")
    return made


def _compared(repository: Repository, reference: str = "main", folder: str = "infra") -> Comparison:
    return compare(repository.path / folder, reference, ENVIRONMENT)


def _lines(repository: Repository, *files: str, folder: str = "infra") -> dict[str, tuple[tuple[int, int], ...]]:
    return _compared(repository, folder=folder).lines(files or ("main.tf",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEN.replace("line 3\n", "changed\n"), ((3, 3),)),
        (TEN.replace("line 3\n", "a\nb\nline 3\n"), ((3, 4),)),
        (TEN.replace("line 5\n", ""), ((4, 5),)),
        (TEN.replace("line 1\n", ""), ((1, 1),)),
        (TEN.replace("line 10\n", ""), ((9, 10),)),
        (TEN.removesuffix("\n"), ((10, 10),)),
        (TEN.replace("line 2\n", "x\n").replace("line 8\n", "y\nz\n"), ((2, 2), (8, 9))),
        (TEN.replace("line 2\n", "++ b/other.tf\n").replace("line 8\n", "x\n"), ((2, 2), (8, 8))),
        (TEN.replace("\n", "\r\n"), ((1, 10),)),
    ],
    ids=[
        "changed",
        "added",
        "gone",
        "first gone",
        "last gone",
        "no line end",
        "two",
        "looks like a patch",
        "line ends",
    ],
)
def test_changed_lines(repository: Repository, text: str, expected: tuple[tuple[int, int], ...]) -> None:
    """By the file as it is now; where lines are gone, the lines before and behind."""
    (repository.path / "infra/main.tf").write_text(text, newline="")

    assert {"main.tf": expected} == _lines(repository)


def test_everything_since_the_merge_base_counts_and_nothing_else(repository: Repository) -> None:
    """Commits of the branch, the index, the working tree and new files; not what `main` has got meanwhile."""
    base = repository.git("rev-parse", "HEAD").strip()
    repository.commit(infra__main_tf=TEN.replace("line 1\n", "committed\n"))
    staged = TEN.replace("line 1\n", "committed\n").replace("line 3\n", "staged\n")
    repository.write("infra/main.tf", staged)
    repository.git("add", "--all")
    repository.write("infra/main.tf", staged.replace("line 5\n", "written\n"))
    repository.write("infra/new.tf", "new\n")
    repository.git("worktree", "add", "--quiet", "../main", "main")
    (repository.path / "../main/infra/main.tf").write_text(TEN.replace("line 9\n", "theirs\n"))
    repository.git("-C", "../main", "commit", "--quiet", "--all", "--message=theirs")

    compared = _compared(repository)
    assert base == compared.commit
    assert {"main.tf": ((1, 1), (3, 3), (5, 5)), "new.tf": WHOLE} == compared.lines(["main.tf", "new.tf"])


def test_only_the_folder_counts(repository: Repository) -> None:
    """Paths are relative to the scanned folder; what lies beside it is of another scan."""
    repository.commit(other_tf="changed\n", infra__main_tf=TEN)

    assert {} == _lines(repository, "main.tf", "other.tf", "../other.tf")
    assert {"other.tf": ((1, 1),)} == _lines(repository, "other.tf", "infra/main.tf", folder=".")


@pytest.mark.parametrize("name", ["sp ace.tf", "ö.tf", 'quo"te.tf', "tab\t.tf", "b/+++ b/x.tf", "-x.tf", ":(glob)*.tf"])
def test_any_name(repository: Repository, name: str) -> None:
    """Names are taken as they are, whatever git would make of them."""
    repository.commit(**{f"infra/{name}".removesuffix(".tf") + "_tf": TEN})
    repository.git("branch", "--force", "main")
    (repository.path / "infra" / name).write_text("x\n" + TEN)

    assert {name: ((1, 1),)} == _lines(repository, name)


def test_a_moved_file_is_new(repository: Repository) -> None:
    """Renames are not followed: all lines of the new file count."""
    repository.git("mv", "infra/main.tf", "infra/moved.tf")
    repository.commit()

    assert {"moved.tf": ((1, 10),)} == _lines(repository, "main.tf", "moved.tf")


def test_attributes_hide_nothing(repository: Repository) -> None:
    """A file that its attributes call binary is compared all the same."""
    repository.write("infra/.gitattributes", "*.tf -diff -text\n*.tf binary\n")
    repository.commit(infra__main_tf=TEN.replace("line 7\n", "changed\n"))

    assert {"main.tf": ((7, 7),)} == _lines(repository)


def test_a_submodule_at_another_commit_is_all_changed(repository: Repository, tmp_path: Path) -> None:
    """Its lines are in another repository, so every one of them may have changed."""
    module = Repository(tmp_path / "module")
    module.commit(main_tf=TEN)
    allowed = ("-c", "protocol.file.allow=always")
    repository.git(*allowed, "submodule", "--quiet", "add", str(module.path), "infra/module")
    repository.commit()
    repository.git("branch", "--force", "main")
    assert {} == _lines(repository, "module/main.tf")

    nested = Repository(repository.path / "infra/module")
    nested.commit(main_tf="other\n")

    assert {"module/main.tf": WHOLE} == _lines(repository, "module/main.tf", "modules.tf")


def test_nothing_of_the_repository_is_run(repository: Repository) -> None:
    """Hooks, monitors, filters, drivers and pagers that its settings and attributes name stay unused."""
    mark = repository.path.parent / "ran"
    command = f"sh -c 'touch {mark}; cat'"
    repository.commit(infra__main_tf=TEN, **{".gitattributes": "*.tf filter=evil diff=evil\n"})
    for key in (
        *("core.fsmonitor", "core.pager", "pager.diff", "diff.external", "diff.evil.command", "diff.evil.textconv"),
        *(
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "interactive.diffFilter",
            "core.sshCommand",
        ),
        *("core.editor", "core.askPass", "credential.helper", "gpg.program"),
    ):
        repository.git("config", key, command)
    repository.git("config", "filter.evil.required", "true")
    hook = repository.path / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
    hook.chmod(0o755)
    (repository.path / "infra/main.tf").write_text(TEN.replace("line 2\n", "changed\n"))

    assert {"main.tf": ((2, 2),)} == _lines(repository)
    assert not mark.exists()


def test_a_hook_does_not_lead_astray(repository: Repository) -> None:
    """Git sets variables for its hooks that would point at another index or repository."""
    repository.write("infra/main.tf", TEN.replace("line 2\n", "changed\n"))
    environment = {**ENVIRONMENT, "GIT_INDEX_FILE": "/nowhere", "GIT_DIR": "/nowhere", "GIT_EXTERNAL_DIFF": "false"}

    found = compare(repository.path / "infra", "main", environment).lines(["main.tf"])
    assert {"main.tf": ((2, 2),)} == found


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("", "`` is no commit; name a branch, a tag or a commit"),
        ("--output=x", "`--output=x` is no commit; name a branch"),
        ("a\nb", "is no commit; name a branch"),
        ("nope", "`nope` is no commit of this repository; fetch it first, such as with `git fetch origin`"),
        ("main^{tree}", "`main^{tree}` is no commit of this repository"),
        ("lonely", "`lonely` and HEAD have no commit in common; name a commit that HEAD comes from"),
    ],
)
def test_a_reference_that_cannot_be_used(repository: Repository, reference: str, message: str) -> None:
    """The reference is named, and what to do."""
    repository.git("checkout", "--quiet", "--orphan", "lonely")
    repository.commit(other_tf="lonely\n")
    repository.git("checkout", "--quiet", "topic")

    with pytest.raises(UsageError) as error:
        _compared(repository, reference)
    assert message in str(error.value)


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    """What is missing was never fetched: the depth is what is to be changed."""
    repository.commit()
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.path}", str(clone))

    with pytest.raises(UsageError, match=r"the clone is shallow: fetch all of it .* `fetch-depth: 0`"):
        compare(clone, "HEAD~1", ENVIRONMENT)


def test_a_folder_that_cannot_be_compared(repository: Repository, tmp_path: Path) -> None:
    """No repository, a bare one, one without commits, a folder that git ignores."""
    plain, empty = tmp_path / "plain", Repository(tmp_path / "empty")
    plain.mkdir()
    repository.write(".gitignore", "infra/\n")
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))

    for folder, kind, message in (
        (plain, InputError, "is in no working tree of git; scan a clone"),
        (tmp_path / "bare", InputError, "is in no working tree of git"),
        (empty.path, UsageError, "`HEAD` is no commit of this repository"),
        (repository.path / "infra/ignored", InputError, "git ignores"),
    ):
        folder.mkdir(exist_ok=True)
        with pytest.raises(kind, match=message):
            compare(folder, "HEAD", ENVIRONMENT)


def test_git_must_be_there(repository: Repository, tmp_path: Path) -> None:
    """Without git nobody knows what changed."""
    with pytest.raises(UsageError, match="asks git, which is not on PATH; install git"):
        compare(repository.path, "main", {"PATH": str(tmp_path)})


def test_git_may_take_too_long(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository that keeps git busy for ever ends the run, with a word on why."""

    def slow(*_arguments: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("git", 60)

    monkeypatch.setattr(subprocess, "run", slow)
    with pytest.raises(InputError, match="git took longer than 60 seconds"):
        compare(repository.path, "main", ENVIRONMENT)


def test_a_patch_is_read_by_its_counts() -> None:
    """Ranges that touch are one, files that are gone have none."""
    patch = (
        b'diff --git "a/\\303\\266.tf" "b/\\303\\266.tf"\n--- "a/\\303\\266.tf"\n+++ "b/\\303\\266.tf"\n'
        b"@@ -1 +1,2 @@ x\n-a\n+b\n+c\n\\ No newline at end of file\n@@ -4,2 +3,0 @@\n-d\n-e\n"
        b"diff --git a/x b/x\n--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )

    assert {"ö.tf": ((1, 4),)} == parse_patch(patch)
    assert [(1, 5), (7, LAST)] == merged([(7, LAST), (3, 5), (1, 2), (8, 9)])
