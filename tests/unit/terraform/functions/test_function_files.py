"""The jail of the functions that read files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gatewright.sources.terraform.functions import JailedFiles, NoFiles, call
from gatewright.sources.terraform.functions import files as files_module
from gatewright.sources.terraform.values import EvaluationError, SetValue


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A scan root with a root module, and something beside it that is nobody's business."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (tmp_path / "scan" / "app" / "modules" / "x").mkdir(parents=True)
    (tmp_path / "scan" / "shared.txt").write_text("shared")
    (tmp_path / "scan" / "app" / "a.txt").write_text("é")
    (tmp_path / "scan" / "app" / "modules" / "x" / "policy.json").write_text("{}")
    (tmp_path / "scan" / "app" / "bin").write_bytes(b"\xff")
    return tmp_path / "scan"


@pytest.fixture
def files(root: Path) -> JailedFiles:
    """The files as the root module `app` sees them."""
    return JailedFiles(root, "app")


def test_files_are_read_relative_to_the_root_module(files: JailedFiles) -> None:
    """Paths of modules, and those that stay within the scan root, are readable."""
    assert call("file", ["./modules/x/policy.json"], files) == "{}"
    assert call("file", ["../shared.txt"], files) == "shared"
    assert call("filebase64", ["bin"], files) == "/w=="
    assert call("filemd5", ["a.txt"], files) == call("md5", ["é"], files)
    assert [True, False] == [call("fileexists", ["a.txt"], files), call("fileexists", ["a.txt/x"], files)]


@pytest.mark.parametrize(
    "path",
    ["../../outside/secret.txt", "/etc/passwd", "~/.ssh/id_rsa", "link", "linked/secret.txt", "a\0b", "\\\\host\\x"],
)
@pytest.mark.parametrize("name", ["file", "fileexists", "filesha256"])
def test_nothing_outside_the_scan_root_is_read(files: JailedFiles, root: Path, path: str, name: str) -> None:
    """Neither by dots, nor absolutely, nor through links, not even to see whether it exists."""
    (root / "app" / "link").symlink_to(root.parent / "outside" / "secret.txt")
    (root / "app" / "linked").symlink_to(root.parent / "outside")

    with pytest.raises(EvaluationError, match="is not read"):
        call(name, [path], files)


def test_a_root_is_not_left_by_a_name_that_begins_like_it(root: Path) -> None:
    """A directory `scan-2` is not within `scan`."""
    (root.parent / "scan-2").mkdir()
    (root.parent / "scan-2" / "x").write_text("x")

    with pytest.raises(EvaluationError, match="is not read"):
        JailedFiles(root).read("../scan-2/x")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("absent", "no file exists at `absent`"),
        ("a.txt/x", "no file exists"),
        ("modules", "`modules` is a directory, not a file"),
        ("bin", "not valid UTF-8"),
        ("pipe", "not a regular file"),
        ("huge", "larger than"),
        ("loop", "cannot be read"),
    ],
)
def test_what_is_no_readable_text_is_refused(files: JailedFiles, root: Path, path: str, message: str) -> None:
    """Absent, irregular, binary, huge: each has its message, and none blocks."""
    os.mkfifo(root / "app" / "pipe")
    (root / "app" / "loop").symlink_to("loop")
    with (root / "app" / "huge").open("wb") as stream:
        stream.truncate(files_module.LARGEST_FILE + 1)

    with pytest.raises(EvaluationError, match=message):
        call("file", [path], files)


@pytest.mark.parametrize(
    ("directory", "pattern", "expected"),
    [
        (".", "*.txt", ["a.txt"]),
        (".", "**", ["a.txt", "bin", "modules/x/policy.json"]),
        (".", "**/*.{json,txt}", ["a.txt", "modules/x/policy.json"]),
        ("modules", "*/policy.json", ["x/policy.json"]),
        ("modules/x", "../../[ab]*", ["../../a.txt", "../../bin"]),
        (".", "absent/**", []),
        (".", "[!b]*", ["a.txt"]),
        (".", "b?n", ["bin"]),
    ],
)
def test_filesets(files: JailedFiles, directory: str, pattern: str, expected: list[str]) -> None:
    """The matching regular files, relative to the directory."""
    found = call("fileset", [directory, pattern], files)

    assert isinstance(found, SetValue)
    assert expected == found


def test_filesets_do_not_follow_links_outwards_or_around(files: JailedFiles, root: Path) -> None:
    """Links out of the scan root are passed over, and a loop ends."""
    (root / "app" / "out").symlink_to(root.parent / "outside")
    (root / "app" / "secret").symlink_to(root.parent / "outside" / "secret.txt")
    (root / "app" / "modules" / "again").symlink_to(root / "app")

    assert ["a.txt", "bin", "modules/x/policy.json"] == call("fileset", [".", "**"], files)


@pytest.mark.parametrize("arguments", [["../..", "*"], [".", "../../outside/*"], ["/etc", "*"], [".", "out/*"]])
def test_filesets_do_not_start_outside(files: JailedFiles, root: Path, arguments: list[str]) -> None:
    """A directory or pattern that leads out is refused."""
    (root / "app" / "out").symlink_to(root.parent / "outside")

    with pytest.raises(EvaluationError, match="is not read"):
        call("fileset", list(arguments), files)


def test_filesets_are_bounded(files: JailedFiles, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many matches, and too many files looked at, are errors."""
    for number in range(5):
        (root / "app" / f"n{number}").write_text("")
    monkeypatch.setattr(files_module, "MOST_MATCHES", 4)
    with pytest.raises(EvaluationError, match="matches more than 4 files"):
        call("fileset", [".", "n*"], files)

    monkeypatch.setattr(files_module, "MOST_VISITED", 4)
    with pytest.raises(EvaluationError, match="look at more than 4 files"):
        call("fileset", [".", "**"], files)


def test_what_has_no_directory_has_no_files() -> None:
    """Every file is absent there."""
    assert [False, []] == [call("fileexists", ["a"], NoFiles()), call("fileset", [".", "*"], NoFiles())]
    with pytest.raises(EvaluationError, match="no file exists"):
        call("file", ["a"], NoFiles())
