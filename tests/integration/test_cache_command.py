"""The cache as commands use it: whole processes, at once, and with a cache that is of no use."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.app.cache.store import Store

FILES = {
    "modules/bucket/main.tf": 'variable "name" {}\nresource "aws_s3_bucket" "b" {\n  bucket = var.name\n}\n',
    **{
        f"live/root_{number}/main.tf": f'module "b" {{\n  source = "../../modules/bucket"\n  name   = "b{number}"\n}}\n'
        for number in range(4)
    },
}
HEAVY = ("yaml", "tree_sitter", "regorus", "rich", "multiprocessing", "email", "importlib.metadata", "re2")
"""Modules that a scan whose answer is in the cache does without."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four root modules that call one module."""
    for path, text in FILES.items():
        (tmp_path / "estate" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "estate" / path).write_text(text, encoding="utf-8")
    return tmp_path / "estate"


def environment(cache: Path) -> dict[str, str]:
    """The environment with a cache of one's own."""
    return {**os.environ, "GATEWRIGHT_CACHE_DIR": str(cache)}


def run(cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own."""
    command = [sys.executable, "-m", "gatewright", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment(cache))


@pytest.mark.parametrize("format_name", ["terminal", "json", "sarif"])
def test_the_second_scan_writes_the_same_bytes(folder: Path, tmp_path: Path, format_name: str) -> None:
    """First, second and uncached scans write the same, and end with the same code."""
    arguments = ("scan", str(folder), "--format", format_name)
    first, second = run(tmp_path / "cache", *arguments), run(tmp_path / "cache", *arguments)
    fresh = run(tmp_path / "cache", *arguments, "--no-cache")
    assert (fresh.stdout, fresh.returncode, "") == (first.stdout, first.returncode, first.stderr)
    assert (fresh.stdout, fresh.returncode, "") == (second.stdout, second.returncode, second.stderr)


def test_without_the_cache_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    """`--no-cache` leaves no folder behind."""
    run(tmp_path / "cache", "scan", str(folder), "--no-cache")
    assert not (tmp_path / "cache").exists()


def test_scans_at_once_do_not_disturb_each_other(folder: Path, tmp_path: Path) -> None:
    """Processes that fill and use one cache at the same time all find what a fresh scan finds."""
    command = [sys.executable, "-m", "gatewright", "scan", str(folder), "--format", "json"]
    fresh = run(tmp_path / "cache", "scan", str(folder), "--format", "json", "--no-cache").stdout
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(tmp_path))
        for _ in range(4)
    ]
    assert [(fresh, "")] * 4 == [process.communicate() for process in running]
    assert [] == [path for path in tmp_path.rglob(".*") if path.is_file()]


def test_a_cache_that_cannot_be_used_is_one_note(folder: Path, tmp_path: Path) -> None:
    """The report is complete, with the exit code that it has without a cache."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    fresh = run(tmp_path / "cache", "scan", str(folder), "--format", "json", "--no-cache")
    scanned = run(tmp_path / "file" / "cache", "scan", str(folder), "--format", "json")
    report, expected = json.loads(scanned.stdout), json.loads(fresh.stdout)
    notes = [problem for problem in report["diagnostics"] if problem["severity"] == "note"]
    assert ["cannot be written: not a directory"] == [note["summary"].split("` ")[1] for note in notes]
    assert fresh.returncode == scanned.returncode
    assert {**expected, "diagnostics": notes} == report


def test_damage_is_named_once_and_gone_the_next_time(folder: Path, tmp_path: Path) -> None:
    """The entry is named in the report; the scan after it is as if nothing had been."""
    arguments = ("scan", str(folder), "--format", "json")
    fresh = run(tmp_path / "cache", *arguments)
    largest = max((tmp_path / "cache").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    largest.write_bytes(largest.read_bytes()[:-10])
    damaged, again = run(tmp_path / "cache", *arguments), run(tmp_path / "cache", *arguments)
    told = [problem["summary"] for problem in json.loads(damaged.stdout)["diagnostics"]]
    assert [f"the cache entry `{largest}` is damaged: its checksum is wrong"] == told
    assert fresh.stdout == again.stdout


def test_info_and_clear(folder: Path, tmp_path: Path) -> None:
    """The commands say what there is, and remove it."""
    cache = tmp_path / "cache"
    run(cache, "scan", str(folder))
    usage = Store(cache).usage()
    shown = json.loads(run(cache, "cache", "info", "--format", "json").stdout)
    assert {"directory": str(cache), "entries": usage.entries, "bytes": usage.size, "limit": 256 << 20} == shown
    assert f"removed {usage.entries} entries ({usage.size} bytes) from {cache}\n" == run(cache, "cache", "clear").stdout
    assert 0 == Store(cache).usage().entries
    assert 0o700 == stat.S_IMODE(cache.stat().st_mode)


@pytest.mark.parametrize("format_name", ["terminal", "json", "sarif"])
def test_a_cached_scan_loads_only_what_it_needs(folder: Path, tmp_path: Path, format_name: str) -> None:
    """No parser, no engine, no YAML, nothing for colours: this is where the time of a start goes."""
    arguments = ["gatewright", "scan", str(folder), "--format", format_name, "-o", str(tmp_path / "report")]
    program = (
        f"import sys, atexit; sys.argv = {arguments!r}; from gatewright.cli import main\n"
        f"atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules]))\nmain()"
    )
    run(tmp_path / "cache", *arguments[1:])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path / "cache"),
    )
    assert ("[]\n", "") == (done.stdout, done.stderr)
