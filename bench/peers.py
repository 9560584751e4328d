"""Gatewright and a peer over the shipped estates, in one run: `tox -e bench-peers`.

The peer is a command like any other: it is run, never imported. A run is a whole process; of several, the fastest
counts. Memory is that of the process itself, the largest of its runs. Each asks all rules that it has; the ratio does
not make up for the peer having more of them.
"""

from __future__ import annotations

import argparse
import os
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
LONG_ENOUGH = 60
"""Seconds of runs after which no further one is begun."""


@dataclass(frozen=True)
class Measured:
    """The fastest of some runs, and the largest memory that any of them took."""

    seconds: float
    megabytes: float


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=1, help="size of the large estate")
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
    sys.stdout.write("each asks all rules that it has; ratios are of seconds, to Gatewright's\n")
    return 0


def measured(command: list[str]) -> Measured:
    """The fastest of some runs of a command, fewer where one is long; exit code 1, findings, is no failure."""
    runs: list[Measured] = []
    while len(runs) < ROUNDS and sum(run.seconds for run in runs) < LONG_ENOUGH:
        begun = time.perf_counter()
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors) as run,
        ):
            _, status, used = os.wait4(run.pid, 0)
            run.returncode = os.waitstatus_to_exitcode(status)
            if run.returncode not in (0, 1):
                errors.seek(0)
                raise SystemExit(f"`{' '.join(command)}` failed: {errors.read().decode()[-2000:]}")
        runs.append(Measured(time.perf_counter() - begun, used.ru_maxrss / 1024))
    return Measured(min(run.seconds for run in runs), max(run.megabytes for run in runs))


if __name__ == "__main__":
    sys.exit(main())
