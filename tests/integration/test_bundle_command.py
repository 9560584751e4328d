"""`gatewright scan --bundle` as the guide has it, and what a bad bundle gets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gatewright.cli.application import run

BAD = "rules/fixtures/acme/storage/plain_text/bad"


class Answer(NamedTuple):
    """What a command did."""

    code: int
    out: str
    errors: str


Command = Callable[..., Answer]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GATEWRIGHT_BUNDLE_SECRET", raising=False)

    def ran(*arguments: str) -> Answer:
        code = run(list(arguments))
        written = capfd.readouterr()
        return Answer(code, written.out, written.err)

    return ran


@pytest.fixture
def guide(root: Path) -> dict[str, str]:
    """The blocks of the guide, the last of each kind."""
    text = (root / "docs" / "guides" / "bundles.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


@pytest.fixture
def signed(command: Command, guide: dict[str, str]) -> Command:
    """The same, once the bundle of the guide is there."""
    if shutil.which("openssl") is None:
        pytest.skip("`openssl` is not on PATH")
    for line in guide["sh"].splitlines()[:-1]:
        if line.startswith("gatewright "):
            command(*line.split()[1:])
        else:
            subprocess.run(line, shell=True, check=True, capture_output=True)  # noqa: S602  # our own page
    return command


@pytest.mark.opa
def test_the_guides_example_is_what_is_said(signed: Command, guide: dict[str, str]) -> None:
    """The bundle is made by the guide's commands, and its rule finds what the guide shows."""
    *_, line = guide["sh"].splitlines()
    answer = signed(*(word.strip("'") for word in line.split()[1:]))
    assert (1, "") == (answer.code, answer.errors)
    assert answer.out.startswith(guide["text"])


@pytest.mark.opa
def test_a_bundle_without_key_is_read_with_a_warning(signed: Command) -> None:
    """The report says that nobody has verified the signature."""
    report = json.loads(signed("scan", BAD, "--bundle", "acme.tar.gz", "--format", "json").out)
    assert ["the signature of the bundle `acme.tar.gz` is not verified"] == [
        one["summary"] for one in report["diagnostics"]
    ]


@pytest.mark.opa
def test_a_signature_that_does_not_hold_stops_the_scan(
    signed: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is judged by rules that nobody vouches for, also with what is remembered from a scan before."""
    assert 1 == signed("scan", BAD, "--bundle", "acme.tar.gz", "--bundle-key", "acme.pub").code
    subprocess.run(["openssl", "genrsa", "-out", "other.pem", "2048"], check=True, capture_output=True)
    subprocess.run(
        ["openssl", "rsa", "-in", "other.pem", "-pubout", "-out", "acme.pub"], check=True, capture_output=True
    )
    answer = signed("scan", BAD, "--bundle", "acme.tar.gz", "--bundle-key", "acme.pub")
    assert (3, "") == (answer.code, answer.out)
    assert "gatewright: acme.tar.gz: the signature does not hold: signature verification failed" in answer.errors
    monkeypatch.setenv("GATEWRIGHT_BUNDLE_SECRET", "x" * 64)
    answer = signed("scan", BAD, "--bundle", "acme.tar.gz")
    assert (3, "") == (answer.code, answer.out)


def test_a_bundle_that_is_none_is_named(command: Command, tmp_path: Path) -> None:
    """Exit codes 2 and 3, as the guide says."""
    (tmp_path / "x.tar.gz").write_text("no")
    answers = [command("scan", ".", "--bundle", name) for name in ("none.tar.gz", "x.tar.gz")]
    assert [2, 3] == [answer.code for answer in answers]
    assert all(name in answer.errors for name, answer in zip(("none.tar.gz", "x.tar.gz"), answers, strict=True))
