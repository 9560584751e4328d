"""Rules in OPA bundles: read within bounds, trusted by signature, checked as rules in a folder are."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import gatewright as gw
from gatewright.app.policies import Policies, load_policies
from gatewright.errors import GatewrightError, RuleError, UsageError
from gatewright.sources import bundles
from gatewright.sources.bundle_signatures import digest
from gatewright.sources.bundles import Bundle, unpack

ID = "acme.storage.named"
RULE = """\
# METADATA
# title: S3 bucket has a name
# description: It should have none.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads: []
package rules.acme.storage.named

import data.lib.finding

deny contains finding.at(bucket, ["bucket"], "it has a name") if {
	some bucket in input.resources["aws.s3.bucket"]
}
"""
SECRET = "a secret that has at least thirty-two bytes"  # noqa: S105  # of this test
FILES = {"named.rego": RULE.encode(), "data.json": b"{}", ".manifest": b'{"revision": "1", "roots": ["rules/acme"]}'}

Add = Callable[[tarfile.TarInfo], None]


def _packed(files: Mapping[str, bytes], change: Add = lambda _member: None, extra: tuple[str, ...] = ()) -> bytes:
    """A gzipped tar of the files; `extra` are members without content, and `change` may change any."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in [*files.items(), *((name, b"") for name in extra)]:
            member = tarfile.TarInfo(f"/{name}")
            member.size = len(content)
            change(member)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Key pairs as PEM files: `rsa`, `other` (RSA too), `ec`, each with its public half in `NAME.pub`."""
    folder = tmp_path_factory.mktemp("keys")
    made: dict[str, Any] = {name: rsa.generate_private_key(65537, 2048) for name in ("rsa", "other")}
    made["ec"] = ec.generate_private_key(ec.SECP256R1())
    paths = {}
    for name, key in made.items():
        private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        for suffix, content in (("", private), (".pub", public)):
            paths[name + suffix] = folder / f"{name}{suffix or '.pem'}"
            paths[name + suffix].write_bytes(content)
    return paths


class Made:
    """Makes bundles in a folder and loads them."""

    def __init__(self, folder: Path, keys: Mapping[str, Path]) -> None:
        self.path, self.keys = folder / "acme.tar.gz", keys

    def write(self, files: Mapping[str, bytes] = FILES, **options: Any) -> Made:
        """Write a bundle."""
        self.path.write_bytes(_packed(files, **options))
        return self

    def sign(self, algorithm: str = "RS256", key: object = None, **options: Any) -> Made:
        """Write a bundle with a signature; `files` are in it, `signed` is what the signature says."""
        files = options.pop("files", FILES)
        signed = options.pop("signed", files)
        listed = [
            {"name": name, "hash": digest(name, content, "SHA-256", ""), "algorithm": "SHA-256"}
            for name, content in signed.items()
        ]
        payload = {"files": listed, **options.pop("claims", {})}
        private = self.keys["rsa"].read_bytes() if key is None else key
        token = jwt.encode(payload, private, algorithm, {"kid": "default"})  # type: ignore[arg-type]  # any key
        return self.write({**files, ".signatures.json": json.dumps({"signatures": [token]}).encode()})

    def load(self, key: str | None = None, **trust: Any) -> Policies:
        """The policies with the bundle's rules."""
        return load_policies(bundles=(Bundle(self.path, self.keys[key] if key else None, **trust),))


@pytest.fixture
def made(tmp_path: Path, keys: Mapping[str, Path]) -> Made:
    """A maker of bundles."""
    return Made(tmp_path, keys)


def _told(policies: Policies) -> list[str]:
    return [one.summary for one in policies.diagnostics]


def test_rules_of_a_bundle_judge_as_others_do(made: Made) -> None:
    """The rule is there, named by bundle and path, and finds what it is to find."""
    policies = made.write().load()
    rule = policies.rule(ID)
    bucket = gw.document({"type": "aws.s3.bucket", "properties": {}})
    report = gw.evaluate([bucket], rules=[rule])
    assert ["it has a name"] == [finding.message for finding in report.findings]
    assert (f"{made.path.as_posix()}:named.rego", (), ()) == (rule.file, policies.errors, policies.diagnostics)


def test_a_broken_rule_of_a_bundle_is_named_and_contained(made: Made) -> None:
    """Metadata is checked as that of rules in a folder; the other rules are there."""
    broken = RULE.replace("severity", "sevrity").replace("acme.storage.named", "acme.storage.broken")
    policies = made.write({**FILES, "broken.rego": broken.encode(), "empty.rego": b"# nothing\n"}).load()
    name = made.path.as_posix()
    assert [f"{name}:broken.rego: `custom.sevrity` is not a key", f"{name}:empty.rego: holds no `package`"] == [
        failure.error.partition(" here")[0].partition("; add")[0] for failure in policies.errors
    ]
    assert ID == policies.rule(ID).id


def test_data_is_left_out_and_said(made: Made) -> None:
    """A rule that reads data would silently find nothing."""
    policies = made.write({**FILES, "x/data.json": b'{"a": 1}', "y/data.yaml": b"b: 1\n"}).load()
    expected = f"the data of the bundle `{made.path.as_posix()}` is left out (x/data.json, y/data.yaml)"
    assert [expected] == _told(policies)


def test_shipped_libraries_are_used_in_place_of_those_that_a_bundle_carries(made: Made, root: Path) -> None:
    """`opa build` needs them in the bundle; an older one would change what rules mean."""
    known = (root / "policies" / "lib" / "known" / "known.rego").read_bytes()
    files = {**FILES, ".manifest": b"{}", "lib/known.rego": known}
    assert [] == _told(made.write(files).load())
    policies = made.write({**files, "lib/known.rego": known + b"\nmore := 1\n"}).load()
    assert [f"the bundle `{made.path.as_posix()}` carries another version of the library `lib.known`"] == _told(
        policies
    )
    assert [known.decode()] == [text for name, text in policies.libraries.items() if "known" in name]


def test_roots_of_the_manifest_are_held_to(made: Made) -> None:
    """A bundle defines nothing outside of what it claims."""
    for roots in ('["rules"]', '[""]', '["x", "rules/acme/storage/named"]'):
        made.write({**FILES, ".manifest": f'{{"roots": {roots}}}'.encode()}).load()
    for roots in ('["rules/acm"]', '["rules/acme/storage/named/x"]', "[]"):
        with pytest.raises(RuleError, match="is outside of the roots of the manifest"):
            made.write({**FILES, ".manifest": f'{{"roots": {roots}}}'.encode()}).load()


def _linked(kind: bytes) -> Add:
    def change(member: tarfile.TarInfo) -> None:
        if member.name == "/x.rego":
            member.type, member.linkname = kind, "/etc/passwd"

    return change


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_links_devices_and_sparse_files_are_refused(made: Made, kind: bytes) -> None:
    """A bundle holds files and folders."""
    with pytest.raises(RuleError, match=r"`/x\.rego` is no plain file; a bundle holds files and folders only"):
        made.write(change=_linked(kind), extra=("x.rego",)).load()


@pytest.mark.parametrize("name", ["../x.rego", "a/../../x.rego", "a\\x.rego", "..", "."])
def test_paths_that_lead_elsewhere_are_refused(made: Made, name: str) -> None:
    """Nothing is written to a disk, and no path is taken for another one."""
    with pytest.raises(RuleError, match="is no path inside of a bundle"):
        made.write(extra=(name,)).load()


def test_one_path_twice_is_refused(made: Made) -> None:
    """Two readers might take two different files."""
    with pytest.raises(RuleError, match=r"holds `named\.rego` twice"):
        made.write(extra=("./named.rego",)).load()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello", "is no gzip file"),
        (gzip.compress(b"hello"), "the archive is cut off"),
        (gzip.compress(b"hello" * 300 + bytes(1024)), "is no tar archive"),
        (_packed(FILES)[:-20], "is no gzip file"),
        (gzip.compress(gzip.decompress(_packed(FILES))[:1536]), "the archive is cut off"),
        (gzip.compress(bytes(8 << 20)), "becomes larger than"),
        (_packed({".manifest": b"{}"}), "holds no rules"),
        (_packed({**FILES, ".manifest": b"{"}), ".manifest: is not JSON"),
        (_packed({**FILES, ".manifest": b'{"roots": "rules"}'}), ".manifest: `roots` must be a list of paths"),
        (_packed({**FILES, "x.rego": b"\xff"}), "x.rego: is not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_bundle_is_an_error_with_its_name(made: Made, content: bytes, message: str) -> None:
    """Foreign, truncated, and bomb-like files."""
    made.path.write_bytes(content)
    with pytest.raises(RuleError) as caught:
        made.load()
    assert str(caught.value).startswith(made.path.as_posix())
    assert message in str(caught.value)


def test_bounds_hold(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the file and the number of entries."""
    made.write()
    monkeypatch.setattr(bundles, "MOST_ENTRIES", 2)
    with pytest.raises(RuleError, match="holds more than 2 entries"):
        made.load()
    monkeypatch.setattr(bundles, "LARGEST", 100)
    with pytest.raises(RuleError, match="is larger than"):
        made.load()


def test_a_bundle_that_is_not_there_is_a_usage_error(made: Made) -> None:
    """The message names it."""
    with pytest.raises(UsageError, match=r"acme\.tar\.gz` cannot be read: no such file or directory"):
        made.load()


def test_a_signature_that_holds_is_silent(made: Made) -> None:
    """RSA, elliptic curves and a shared secret."""
    assert () == made.sign().load("rsa.pub").diagnostics
    assert () == made.sign("PS512").load("rsa.pub").diagnostics
    assert () == made.sign("ES256", made.keys["ec"].read_bytes()).load("ec.pub").diagnostics
    assert () == made.sign("HS256", SECRET).load(secret=SECRET).diagnostics


def test_a_signature_that_nobody_verifies_is_a_warning(made: Made) -> None:
    """Without a key the rules are read all the same."""
    policies = made.sign().load()
    assert [f"the signature of the bundle `{made.path.as_posix()}` is not verified"] == _told(policies)


def test_a_bundle_without_signature_does_not_pass_for_a_signed_one(made: Made) -> None:
    """Who gives a key wants a signature."""
    for trust in ({"key": "rsa.pub"}, {"secret": SECRET}):
        with pytest.raises(RuleError, match="is not signed, but a key is given"):
            made.write().load(**trust)


TAMPERED = {
    "changed": ({**FILES, "named.rego": RULE.encode() + b"\n"}, "`named.rego` is not what was signed"),
    "changed-data": ({**FILES, "data.json": b'{"a": 1}'}, "`data.json` is not what was signed"),
    "changed-roots": ({**FILES, ".manifest": b"{}"}, "`.manifest` is not what was signed"),
    "added": ({**FILES, "x.rego": b"package rules.acme.x.y\n"}, "`x.rego` is not listed in the signature"),
    "added-text": ({**FILES, "README.md": b""}, "`README.md` is not listed in the signature"),
    "added-below": ({**FILES, "x/.signatures.json": b"{}"}, "`x/.signatures.json` is not listed in the signature"),
    "removed": ({"named.rego": FILES["named.rego"]}, "`data.json` is listed in the signature, but is not there"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_every_file_must_be_what_was_signed(made: Made, how: str) -> None:
    """Changed, added, removed."""
    files, message = TAMPERED[how]
    with pytest.raises(RuleError) as caught:
        made.sign(files=files, signed=FILES).load("rsa.pub")
    assert message in str(caught.value)


def test_white_space_of_documents_is_not_signed(made: Made) -> None:
    """As in OPA: JSON is hashed in its canonical form."""
    files = {**FILES, ".manifest": b'{"roots":["rules/acme"],\n\n"revision":"1"}'}
    assert () == made.sign(files=files, signed=FILES).load("rsa.pub").diagnostics


def test_the_key_decides_about_the_algorithm(made: Made) -> None:
    """Another key, none at all, and a public key that is taken for a shared secret."""
    made.sign(key=made.keys["other"].read_bytes())
    with pytest.raises(RuleError, match="the signature does not hold: signature verification failed"):
        made.load("rsa.pub")
    made.sign("none", "")
    with pytest.raises(RuleError, match="the signature does not hold"):
        made.load("rsa.pub")
    with pytest.raises(RuleError, match="the signature does not hold"):
        made.load(secret=SECRET)
    _confused(made)
    with pytest.raises(RuleError, match="the signature does not hold: the specified alg value is not allowed"):
        made.load("rsa.pub")


def _confused(made: Made) -> None:
    """A bundle signed by HMAC with the text of the public key, which PyJWT itself refuses to do."""
    made.sign("HS256", SECRET)
    with tarfile.open(made.path) as archive:
        held = archive.extractfile("/.signatures.json")
        assert held is not None
        token = json.loads(held.read())["signatures"][0]
    body = token.rpartition(".")[0]
    made_with = hmac.digest(made.keys["rsa.pub"].read_bytes(), body.encode(), "sha256")
    signature = base64.urlsafe_b64encode(made_with).decode().rstrip("=")
    made.write({**FILES, ".signatures.json": json.dumps({"signatures": [f"{body}.{signature}"]}).encode()})


CLAIMS: dict[str, tuple[dict[str, object], dict[str, object], str]] = {
    "scope": ({"scope": "write"}, {}, "the signature is for the scope `write`, not ``"),
    "no-scope": ({}, {"scope": "write"}, "the signature is for the scope ``, not `write`"),
    "key-id": ({}, {"key_id": "acme"}, "the signature is made with the key `default`, not `acme`"),
    "expired": ({"exp": 1}, {}, "the signature does not hold: signature has expired"),
    "no-files": ({"files": None}, {}, "the signature must list `files`"),
    "weak": (
        {"files": [{"name": "named.rego", "hash": hashlib.md5(b"").hexdigest(), "algorithm": "MD5"}]},  # noqa: S324
        {},
        "is hashed with `MD5`; sign it with one of SHA-224",
    ),
    "twice": ({"files": [{"name": "a", "hash": "", "algorithm": "SHA-256"}] * 2}, {}, "lists `a` twice"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_of_the_signature_must_fit(made: Made, claim: str) -> None:
    """Scope, key id, time, files and hashes."""
    claims, trust, message = CLAIMS[claim]
    files = {"named.rego": FILES["named.rego"]} if claim == "weak" else FILES
    with pytest.raises(RuleError) as caught:
        made.sign(claims=claims, files=files).load("rsa.pub", **trust)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("signatures", "message"),
    [
        (b"{", "is not JSON"),
        (b'{"signatures": []}', "must hold exactly one signature"),
        (b'{"signatures": ["a", "b"]}', "must hold exactly one signature"),
        (b'{"signatures": ["a.b.c"]}', "the signature does not hold"),
        (b'{"signatures": ["a"], "plugin": "acme"}', "is made by the plugin `acme`, which is not known here"),
    ],
)
def test_what_is_no_signature_is_refused(made: Made, signatures: bytes, message: str) -> None:
    """The file of signatures may hold anything."""
    with pytest.raises(RuleError) as caught:
        made.write({**FILES, ".signatures.json": signatures}).load("rsa.pub")
    assert message in str(caught.value)


def test_a_key_that_cannot_be_used_is_a_usage_error(made: Made, tmp_path: Path) -> None:
    """A private key, no file, a short secret."""
    made.sign()
    (tmp_path / "short.pem").write_bytes(
        rsa.generate_private_key(65537, 1024)  # noqa: S505  # that it is short is the point
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    made.keys = {**made.keys, "none": tmp_path / "none", "short": tmp_path / "short.pem"}
    messages = []
    trusts: list[dict[str, Any]] = [{"key": "rsa"}, {"key": "none"}, {"key": "short"}, {"secret": "short"}]
    for trust in trusts:
        with pytest.raises(UsageError) as caught:
            made.load(**trust)
        messages.append(str(caught.value).partition(f"{tmp_path}/")[2] or str(caught.value))
    assert [
        "none` cannot be read: no such file or directory",
        "short.pem` is no key of RSA with 2048 bits, P-256, P-384 or P-521; sign with one",
        "the secret of the bundle's signature has 5 bytes; it needs 32 or more",
    ] == messages[1:]
    assert "is no PEM file with a public key or a certificate" in messages[0]


def test_without_the_extra_the_message_says_what_to_install(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verifying needs a library; reading does not."""
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(UsageError, match=r"pip install 'gatewright\[bundles\]'"):
        made.sign().load("rsa.pub")
    assert ID == made.load().rule(ID).id


DOCUMENT = {"z": [1, 2.5, None, True, 'é<&>\u2028\x01\t"\\'], "a": {"b": {}, "B": [], "é": "", "\U0001f600": "\uffff"}}


@pytest.fixture
def source(tmp_path: Path, root: Path) -> Path:
    """A folder with a rule and the shipped libraries, as `opa build` takes it."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "named.rego").write_text(RULE)
    (folder / "data.json").write_text(json.dumps(DOCUMENT)[:-1] + ', "n": [1e3, 1.50, 12345678901234567890]}')
    library = root / "policies" / "lib" / "finding" / "finding.rego"
    (folder / "finding.rego").write_bytes(library.read_bytes())
    return folder


@pytest.mark.opa
@pytest.mark.parametrize(
    ("algorithm", "signing", "trust"),
    [
        ("RS256", "rsa", {"key": "rsa.pub"}),
        ("PS384", "rsa", {"key": "rsa.pub"}),
        ("ES256", "ec", {"key": "ec.pub"}),
        ("HS256", SECRET, {"secret": SECRET}),
    ],
)
def test_what_opa_signs_is_trusted(made: Made, source: Path, algorithm: str, signing: str, trust: Any) -> None:
    """Bundles of the real `opa build`, whose data is as awkward as can be."""
    key = str(made.keys.get(signing, signing))
    options = ["--bundle", source.name, "--signing-key", key, "--signing-alg", algorithm, "--output", str(made.path)]
    subprocess.run(["opa", "build", *options], cwd=source.parent, check=True)
    policies = made.load(**trust)
    assert [f"the data of the bundle `{made.path.as_posix()}` is left out (data.json)"] == _told(policies)
    assert ID == policies.rule(ID).id
    files = unpack(made.path.read_bytes(), "")
    other = next(name for name in files if name.endswith("named.rego"))
    made.write({**files, other: files[other].replace(b"low", b"info")})
    with pytest.raises(RuleError, match="is not what was signed"):
        made.load(**trust)


@pytest.mark.opa
def test_a_folder_that_opa_signs_is_trusted(made: Made, source: Path) -> None:
    """`opa sign` and tar: no build, so that the libraries need not be there, and YAML stays YAML."""
    (source / "finding.rego").unlink()
    (source / "x").mkdir()
    (source / "x" / "data.yaml").write_text("b: [1, 1.5, yes, null, text]\na: {}\n")
    command = ["opa", "sign", "--signing-key", str(made.keys["rsa"]), "--bundle", "."]
    subprocess.run(command, cwd=source, check=True)
    with tarfile.open(made.path, "w:gz") as archive:
        archive.add(source, arcname=".")
    assert ID == made.load("rsa.pub").rule(ID).id


@pytest.mark.opa
def test_what_is_signed_here_is_trusted_by_opa(made: Made, tmp_path: Path) -> None:
    """The hashes agree in the other direction too."""
    made.sign(files={**FILES, "named.rego": b"package rules.acme.storage.named\n"})
    key = ["--verification-key", str(made.keys["rsa.pub"])]
    command = ["opa", "build", "--bundle", str(made.path), *key, "--output", str(tmp_path / "out.tar.gz")]
    assert 0 == subprocess.run(command, check=False, capture_output=True).returncode


def test_every_error_of_a_bundle_is_one_of_ours(made: Made) -> None:
    """Any byte of a signed bundle may be another one."""
    content = made.sign().path.read_bytes()
    unpacked = gzip.decompress(content)
    for position in range(0, len(unpacked), 197):
        made.path.write_bytes(gzip.compress(unpacked[:position] + b"\x8f" + unpacked[position + 1 :], 1))
        try:
            made.load("rsa.pub")
        except GatewrightError as error:
            assert str(error)  # noqa: PT017  # that there is no other exception is what is shown
