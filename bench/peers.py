"""Gatewright and a peer over the shipped estates, in one run: `tox -e bench-peers`.

The peer is a command like any other: it is run, never imported. A run is a whole process; of three, the fastest counts.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ESTATES = ROOT / "terraform_fixtures" / "estates"
ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """The fastest of some runs, and the largest memory that any of them took."""

    seconds: float
    megabytes: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=5, help="size of the large estate")
    teams = parser.parse_args().teams
    peer = shutil.which("checkov")
    if peer is None:
        sys.stderr.write("checkov is not on PATH; run `tox -e bench-peers`\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        platform = Path(folder) / "platform"
        subprocess.run(
            [sys.executable, ESTATES / "platform" / "generate.py", platform, "--teams", str(teams)], check=True
        )
        estates = {"shop": ESTATES / "shop", f"platform, {teams} teams": platform}
        sys.stdout.write(f"{'estate':<24}{'':<14}{'seconds':>10}{'MB':>8}{'ratio':>8}\n")
        for name, path in estates.items():
            ours = measured([sys.executable, "-m", "gatewright", "scan", str(path), "--format", "json"])
            theirs = measured(
                [peer, "--directory", str(path), "--framework", "terraform", "--quiet", "--output", "json"]
            )
            for label, run in (("Gatewright", ours), ("Checkov", theirs)):
                ratio = run.seconds / ours.seconds
                sys.stdout.write(f"{name:<24}{label:<14}{run.seconds:>10.2f}{run.megabytes:>8.0f}{ratio:>8.1f}\n")
    return 0


def measured(command: list[str]) -> Measured:
    """The fastest of some runs of a command; exit code 1, findings, is no failure."""
    runs = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=False)
        runs.append(time.perf_counter() - begun)
        if done.returncode not in (0, 1):
            raise SystemExit(f"`{' '.join(command)}` failed: {done.stderr.decode()[-2000:]}")
    return Measured(min(runs), memory_of(command))


def memory_of(command: list[str]) -> float:
    """The largest resident memory of a run, in MB; measured by a process that has no other children."""
    program = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    answer = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=True)
    return int(answer.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main())
