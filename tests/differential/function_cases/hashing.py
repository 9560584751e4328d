"""Calls of the functions over hashes, and what only apply knows."""

from __future__ import annotations

from function_cases.builders import TEXT, Case, X, each

CASES: list[Case] = [
    *each("md5 sha1 sha256 sha512 base64sha256 base64sha512", ["hello world", "", "é", 1, None, TEXT, X("a")]),
    ("uuidv5", "dns", "www.terraform.io"),
    ("uuidv5", "url", "https://x"),
    ("uuidv5", "oid", "1.3.6.1.4"),
    ("uuidv5", "x500", "CN=x"),
    ("uuidv5", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x"),
    ("uuidv5", "nope", "x"),
    ("uuidv5", "dns", ""),
    ("uuidv5", "dns", TEXT),
    ("uuidv5", "6BA7B8109DAD11D180B400C04FD430C8", "x"),
    ("bcrypt", None),
    ("bcrypt", "a", 4, 5),
    ("rsadecrypt", "a"),
    ("timestamp", 1),
    ("uuid", 1),
    ("plantimestamp", 1),
]
