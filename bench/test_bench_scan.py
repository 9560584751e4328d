"""Whole processes and whole scans: what a developer waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repository import write_repository

from gatewright.app.estate import LoadOptions, load

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

PLATFORM = Path(__file__).parent.parent / "terraform_fixtures" / "estates" / "platform" / "generate.py"


def run(*arguments: str, cache: Path | None = None) -> None:
    """Run the command as a process of its own, by default without a cache; findings are no failure here."""
    command = [sys.executable, "-m", "gatewright", *arguments]
    if cache is None and arguments[0] == "scan":
        command.append("--no-cache")
    environment = {**os.environ, "GATEWRIGHT_CACHE_DIR": str(cache)}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode in (0, 1), done.stderr.decode()


def platform(folder: Path, services: int, roots: int = 1) -> Path:
    """The large estate with so many services for each of its ten teams."""
    arguments = ["--teams", "10", "--services", str(services), "--roots", str(roots)]
    subprocess.run([sys.executable, str(PLATFORM), *arguments, str(folder)], check=True, capture_output=True)
    return folder


def test_version(benchmark: BenchmarkFixture) -> None:
    """`gatewright --version`, process start included."""
    benchmark(run, "--version")


def test_one_file(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """`gatewright scan` of a folder with one small file, process start included."""
    (tmp_path / "main.tf").write_text('resource "aws_s3_bucket" "one" { bucket = "one" }\n', encoding="utf-8")
    benchmark(run, "scan", str(tmp_path))


def test_repository_of_500_kilobytes(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """A module repository of 500 kB whose root module is called by 20 examples, process start included."""
    benchmark.extra_info["bytes"] = write_repository(tmp_path)
    benchmark.pedantic(run, args=("scan", str(tmp_path)), rounds=3)  # type: ignore[no-untyped-call]  # the plugin's


@pytest.mark.parametrize("format_name", ["terminal", "json", "sarif"])
def test_repository_of_500_kilobytes_again(benchmark: BenchmarkFixture, tmp_path: Path, format_name: str) -> None:
    """The same, unchanged since the last scan."""
    write_repository(tmp_path / "repository")
    arguments = ("scan", str(tmp_path / "repository"), "--format", format_name)
    run(*arguments, cache=tmp_path / "cache")
    benchmark(run, *arguments, cache=tmp_path / "cache")


@pytest.mark.parametrize("changed", ["examples/example_3/main.tf", "main.tf"])
def test_repository_of_500_kilobytes_changed(benchmark: BenchmarkFixture, tmp_path: Path, changed: str) -> None:
    """The same with one file changed since: that of one example, and one of the module that all examples call."""
    folder, cache = tmp_path / "repository", tmp_path / "cache"
    write_repository(folder)
    run("scan", str(folder), cache=cache)
    changes = iter(range(100))

    def change() -> None:
        with (folder / changed).open("a", encoding="utf-8") as file:
            file.write(f"# change {next(changes)}\n")

    benchmark.pedantic(run, args=("scan", str(folder)), kwargs={"cache": cache}, setup=change, rounds=5)  # type: ignore[no-untyped-call]  # the plugin's


@pytest.mark.parametrize("services", [5, 10, 20])
def test_evaluation_is_linear_in_instances(benchmark: BenchmarkFixture, tmp_path: Path, services: int) -> None:
    """Source to documents, for once, twice and four times the instances."""
    folder = platform(tmp_path, services)
    estate = benchmark.pedantic(load, args=(folder, LoadOptions()), rounds=3)  # type: ignore[no-untyped-call]  # the plugin's
    benchmark.extra_info["instances"] = len(estate.instances)


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes(benchmark: BenchmarkFixture, tmp_path: Path, jobs: int) -> None:
    """Sixteen root modules with 30,000 instances by the command, in one process and in two."""
    folder = platform(tmp_path, 160, roots=16)
    arguments = ("scan", str(folder), "--jobs", str(jobs))
    benchmark.pedantic(run, args=arguments, rounds=2)  # type: ignore[no-untyped-call]  # the plugin's
