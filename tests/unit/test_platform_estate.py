"""The script that writes the platform estate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "terraform_fixtures/estates/platform/generate.py"


def generate(target: Path, *options: str) -> dict[str, bytes]:
    """What the script wrote, by path."""
    subprocess.run([sys.executable, SCRIPT, target, *options], check=True, capture_output=True)
    return {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    """Two runs of the script cannot be told apart."""
    assert generate(tmp_path / "first") == generate(tmp_path / "second")


def test_the_estate_is_as_large_as_it_says(tmp_path: Path) -> None:
    """The defaults make 5,000 instances from less than 300 kB of HCL."""
    told = subprocess.run([sys.executable, SCRIPT, tmp_path], check=True, capture_output=True, text=True).stdout
    size = sum(path.stat().st_size for path in tmp_path.rglob("*.tf"))
    assert told.startswith("5000 resource instances")
    assert 100_000 < size < 300_000


def test_teams_are_dealt_out_over_the_roots(tmp_path: Path) -> None:
    """Two roots get every second team each, and the owners' file names both."""
    written = generate(tmp_path, "--teams", "4", "--roots", "2")
    files = {path for path in written if path.startswith("live/") and not path.endswith("versions.tf")}
    owned = {line.split()[0].removeprefix("/") for line in written["CODEOWNERS"].decode().splitlines()[1:]}
    assert (
        {
            "live/part_1/amber-badger.tf",
            "live/part_2/brisk-badger.tf",
            "live/part_1/coral-badger.tf",
            "live/part_2/dusky-badger.tf",
        }
        == files
        == owned
    )
