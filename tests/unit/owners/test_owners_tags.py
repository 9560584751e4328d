"""Owners are read from tags."""

from __future__ import annotations

from gatewright.model.unknown import Unknown
from gatewright.owners import combine, owners_from_tags


def test_reads_owner_then_team() -> None:
    """Keys are compared without case and punctuation; the owner comes before the team."""
    tags = {"Team": "payments", "OWNER": " ana@example.com ", "dd-team": "sre", "Name": "bucket"}

    assert owners_from_tags(tags) == ("ana@example.com", "payments", "sre")


def test_unknown_and_empty_tags_name_nobody() -> None:
    """What is not known is not guessed."""
    assert owners_from_tags({"owner": Unknown("var.owner is not set"), "team": "", "dd_team": None}) == ()


def test_unknown_tags_as_a_whole_name_nobody() -> None:
    """A tag map that is unknown has no owner yet."""
    assert owners_from_tags(Unknown("computed")) == ()


def test_each_owner_is_named_once() -> None:
    """Code owners come first; a tag that repeats one adds nothing."""
    assert combine(("@shop/a", "@shop/b"), ("@shop/b", "c")) == ("@shop/a", "@shop/b", "c")
