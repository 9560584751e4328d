"""Entries on disk: whole, checked, bounded, and never in the way of a scan."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gatewright.app.cache.identity import key_of
from gatewright.app.cache.store import Store, Usage

KEY, OTHER = key_of("one"), key_of("other")


def entry(store: Store, key: str = KEY) -> Path:
    """The file of an entry."""
    return next(store.directory.rglob(key))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two entries."""
    made = Store(tmp_path / "cache")
    made.put(KEY, {"a": [1, 2.5, None, "é"]})
    made.put(OTHER, "other")
    return made


def test_what_is_put_is_got(store: Store) -> None:
    """A value comes back as it was, to another process too."""
    assert {"a": [1, 2.5, None, "é"]} == Store(store.directory).get(KEY)
    assert None is store.get(key_of("none"))


@pytest.mark.parametrize("value", ["\ud800", 10**40, math.inf, {"": []}, "\0", 0.1 + 0.2])
def test_values_that_are_no_text_or_no_small_number_come_back(store: Store, value: str | float) -> None:
    """Names in Terraform may be what no text is."""
    store.put(KEY, value)
    assert value == store.get(KEY)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)


def _of_another_version(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"gatewright-cache/1", b"gatewright-cache/9"))


def _another_entry(path: Path) -> None:
    path.write_bytes(next(path.parent.parent.rglob(OTHER)).read_bytes())


def _folder(path: Path) -> None:
    path.unlink()
    (path / "inside").mkdir(parents=True)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    kept = path.rename(path.with_name("kept"))
    path.symlink_to(kept)


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "truncated": (_truncated, "its checksum is wrong"),
    "emptied": (_emptied, "it is not an entry of this version"),
    "flipped": (_flipped, "its checksum is wrong"),
    "of another version": (_of_another_version, "it is not an entry of this version"),
    "another entry": (_another_entry, "its checksum is wrong"),
    "folder": (_folder, "it is not a regular file"),
    "pipe": (_pipe, "it is not a regular file"),
    "link": (_link, "it is not a regular file"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_told_and_removed(store: Store, damage: str) -> None:
    """It is no entry, there is one note that names it, and it can be put again."""
    path = entry(store)
    DAMAGE[damage][0](path)
    assert None is store.get(KEY)
    told = [(note.severity, note.summary, note.detail) for note in store.diagnostics]
    detail = "it was removed, and everything was evaluated anew"
    assert [("note", f"the cache entry `{path}` is damaged: {DAMAGE[damage][1]}", detail)] == told
    assert not os.path.lexists(path)
    store.put(KEY, "new")
    assert "new" == store.get(KEY)


def test_only_the_user_may_read(store: Store) -> None:
    """Folders have the mode 0700, entries 0600."""
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [store.directory, *store.directory.rglob("*")]}
    assert {0o700, 0o600} == modes


def test_an_entry_is_there_as_a_whole_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is moved to its place the old one is read, and a move that fails leaves nothing behind."""
    seen: list[object] = []

    def refused(*_: object) -> None:
        seen.append(Store(store.directory).get(KEY))
        raise OSError(28, "No space left on device")

    before = store.get(KEY)
    monkeypatch.setattr(os, "replace", refused)
    store.put(KEY, "new")
    assert [before] == seen
    assert before == store.get(KEY)
    assert [] == [path.name for path in store.directory.rglob(".*")]
    summaries = [note.summary for note in store.diagnostics]
    assert [f"the cache `{store.directory}` cannot be written: no space left on device"] == summaries


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    """Nothing is kept, nothing raises, and there is one note."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    store = Store(tmp_path / "file" / "cache")
    store.put(KEY, 1)
    store.put(OTHER, 2)
    assert None is store.get(KEY)
    store.tidy()
    assert [("note", f"the cache `{store.directory}` cannot be written: not a directory")] == [
        (note.severity, note.summary) for note in store.diagnostics
    ]


def test_the_least_recently_used_leave(tmp_path: Path) -> None:
    """What was used last stays, and all that stays fits."""
    store = Store(tmp_path / "cache", limit=4000)
    keys = [key_of(number) for number in range(10)]
    for age, key in enumerate(keys):
        store.put(key, "x" * 900)
        os.utime(entry(store, key), (1000 + age, 1000 + age))
    assert "x" * 900 == store.get(keys[0])  # a use counts
    store.tidy()
    assert store.usage().size <= 4000
    assert [keys[0], *keys[8:]] == [key for key in keys if store.get(key) is not None]


def test_only_who_has_written_tidies(store: Store) -> None:
    """A scan that found everything does not look through the cache."""
    other = Store(store.directory, limit=1)
    other.tidy()
    assert 2 == other.usage().entries


def test_a_value_larger_than_the_cache_is_not_kept(tmp_path: Path) -> None:
    """It would only drive everything else out."""
    store = Store(tmp_path / "cache", limit=100)
    store.put(KEY, "x" * 200)
    assert Usage(0, 0) == store.usage()


def test_what_somebody_began_to_write_is_no_entry(store: Store) -> None:
    """A leftover is not counted, and removed when it is old."""
    leftover = entry(store).with_name(".unfinished")
    leftover.write_bytes(b"half")
    assert 2 == store.usage().entries
    assert leftover.exists()
    os.utime(leftover, (1000, 1000))
    assert 2 == store.usage().entries
    assert not leftover.exists()


def test_clearing_removes_entries_and_nothing_else(store: Store) -> None:
    """What is not the cache's own stays."""
    (store.directory / "mine").write_text("mine", encoding="utf-8")
    assert 2 == store.clear().entries
    assert None is store.get(KEY)
    assert ["CACHEDIR.TAG", "mine"] == sorted(path.name for path in store.directory.iterdir())
    assert [] == store.diagnostics


def test_what_may_not_be_read_is_told_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of somebody else are no entries; there is one note, however many there are."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    assert [None, None] == [store.get(KEY), store.get(OTHER)]
    store.put(KEY, 1)
    summaries = [note.summary for note in store.diagnostics]
    assert [f"the cache `{store.directory}` cannot be read: permission denied"] == summaries
