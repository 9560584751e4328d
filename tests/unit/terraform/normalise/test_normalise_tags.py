"""Tags of documents, whatever a provider calls by that name."""

from __future__ import annotations

from estate import resource, unknown

from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise import normalise


def test_tags_are_texts_or_unknown() -> None:
    """Numbers and switches become text, as Terraform makes them; what is no tag at all is unknown."""
    instance = resource("foo_bar.b", tags={"t": "x", "n": 1, "b": True, "z": None, "l": ["x"], "u": unknown("why")})

    ((document,), _) = normalise([instance], "terraform")

    assert {
        "t": "x",
        "n": "1",
        "b": "true",
        "z": None,
        "l": Unknown("is no text"),
        "u": Unknown("why"),
    } == document.tags


def test_list_by_the_name_of_tags_is_none() -> None:
    """Some providers take a list of names."""
    ((document,), _) = normalise([resource("foo_bar.b", tags=["a", "b"])], "terraform")

    assert {} == document.tags
