"""What is read below the scan root, and what is refused with a diagnostic."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gatewright.sources.terraform.modules.files import MAX_BYTES, MemoryRoot, ScanRoot


def _told(root: ScanRoot) -> list[tuple[str | None, int | None, str]]:
    return [(d.file, d.start.line if d.start else None, d.summary) for d in root.diagnostics]


def _write(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


REFUSED = {
    "not UTF-8": (b"a = 1\nb = \xff\n", 2, "the file is not text in UTF-8"),
    "UTF-16": ("a = 1\n".encode("utf-16"), 1, "the file is not text in UTF-8"),
    "binary": (b"a = 1\nb = \0\n", None, "the file is binary"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_that_is_no_text_is_refused(tmp_path: Path, case: str) -> None:
    """The diagnostic names the file, and the line where there is one."""
    content, line, summary = REFUSED[case]
    _write(tmp_path / "a.tf", content)
    root = ScanRoot(tmp_path)

    assert (None, [("a.tf", line, summary)]) == (root.read("a.tf"), _told(root))


def test_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """Windows editors write one."""
    _write(tmp_path / "a.tf", b"\xef\xbb\xbfa = 1\n")

    assert b"a = 1\n" == ScanRoot(tmp_path).read("a.tf")


def test_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    """A sparse file of 100 MB costs nothing."""
    with (tmp_path / "a.tf").open("wb") as stream:
        stream.truncate(100_000_000)
    root = ScanRoot(tmp_path)

    assert (None, [("a.tf", None, f"the file is larger than {MAX_BYTES // 1_000_000} MB")]) == (
        root.read("a.tf"),
        _told(root),
    )


def test_links_do_not_lead_out_of_the_root(tmp_path: Path) -> None:
    """Neither a link to a file nor one to a directory nor `..` reaches what lies outside."""
    secret = _write(tmp_path / "outside" / "secret.tf", b"a = 1\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.tf").symlink_to(secret)
    (inside / "folder").symlink_to(secret.parent)
    root = ScanRoot(inside)

    paths = ["link.tf", "folder/secret.tf", "../outside/secret.tf"]
    assert ([None] * 3, [(p, None, "the file lies outside of the scanned folder") for p in paths]) == (
        [root.read(path) for path in paths],
        _told(root),
    )


def test_link_within_the_root_is_read(tmp_path: Path) -> None:
    """Shared files are often linked into several modules."""
    _write(tmp_path / "shared.tf", b"a = 1\n")
    (tmp_path / "b.tf").symlink_to("shared.tf")

    assert b"a = 1\n" == ScanRoot(tmp_path).read("b.tf")


def test_link_loop_is_told(tmp_path: Path) -> None:
    """A link that leads to itself cannot be read."""
    (tmp_path / "a.tf").symlink_to("b.tf")
    (tmp_path / "b.tf").symlink_to("a.tf")
    root = ScanRoot(tmp_path)

    assert (None, ["cannot be read: too many levels of symbolic links"]) == (
        root.read("a.tf"),
        [summary for _, _, summary in _told(root)],
    )


def test_directory_loop_ends(tmp_path: Path) -> None:
    """A link to a directory above is not followed."""
    _write(tmp_path / "a" / "main.tf")
    (tmp_path / "a" / "up").symlink_to(tmp_path)

    assert ["a"] == list(ScanRoot(tmp_path).directories())


def test_pipe_is_not_opened(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "a.tf")
    root = ScanRoot(tmp_path)

    assert (None, [("a.tf", None, "not a regular file")]) == (root.read("a.tf"), _told(root))


def test_directory_with_the_name_of_a_file_is_told_and_entered(tmp_path: Path) -> None:
    """It is no file, but what is in it is configuration all the same."""
    _write(tmp_path / "x.tf" / "main.tf")
    _write(tmp_path / "main.tf")
    root = ScanRoot(tmp_path)

    assert ([".", "x.tf"], ["main.tf"], [("x.tf", None, "a directory has the name of a file")]) == (
        list(root.directories()),
        root.configuration("."),
        _told(root),
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_and_directory_are_told(tmp_path: Path) -> None:
    """Missing permissions are a diagnostic."""
    _write(tmp_path / "a.tf").chmod(0)
    _write(tmp_path / "b" / "c.tf").parent.chmod(0)
    root = ScanRoot(tmp_path)

    found = (list(root.directories()), root.read("a.tf"))

    (tmp_path / "b").chmod(0o700)
    assert (["."], None) == found
    assert {("b", "cannot be read: permission denied"), ("a.tf", "cannot be read: permission denied")} == {
        (file, summary) for file, _, summary in _told(root)
    }


def test_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    """A report could not name the file."""
    (tmp_path / os.fsdecode(b"\xff.tf")).touch()
    (tmp_path / os.fsdecode(b"\xfe")).mkdir()
    root = ScanRoot(tmp_path)

    found = [*root.directories(), *root.configuration(".")]

    assert (
        ["."],
        [("\ufffd", None, "the name is not text in UTF-8"), ("\ufffd.tf", None, "the name is not text in UTF-8")],
    ) == (
        found,
        _told(root),
    )


def test_hidden_directories_and_leftovers_are_passed_over(tmp_path: Path) -> None:
    """What tools keep beside the configuration is not the configuration."""
    for name in (".terraform/modules/m/main.tf", ".git/a.tf", "node_modules/p/a.tf", "b/.#a.tf", "b/a.tf~", "c/a.tf"):
        _write(tmp_path / name)

    assert ["c"] == list(ScanRoot(tmp_path).directories())


def test_tofu_file_replaces_the_terraform_file_of_its_name(tmp_path: Path) -> None:
    """OpenTofu reads `a.tofu` in the place of `a.tf`, and the JSON forms likewise."""
    for name in ("a.tf", "a.tofu", "b.tf.json", "b.tofu.json", "c.tf", "c.tofu.json", "a.tfvars", "x.tf.tf"):
        _write(tmp_path / name)

    assert ["a.tofu", "b.tofu.json", "c.tf", "c.tofu.json", "x.tf.tf"] == ScanRoot(tmp_path).configuration(".")


def test_files_in_memory_are_read_and_nothing_else(tmp_path: Path) -> None:
    """The disk behind a plan's sources is not looked at."""
    _write(tmp_path / "disk.tf", b"a = 1\n")
    root = MemoryRoot(tmp_path, {"a/held.tf": b"b = 2\n"})

    assert (["a"], ["a/held.tf"], b"b = 2\n", None) == (
        list(root.directories()),
        root.configuration("a"),
        root.read("a/held.tf"),
        root.read("disk.tf"),
    )
