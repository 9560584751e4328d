"""The reads of a rule tell which unknown values its answer depends on."""

import pytest
from pydantic import JsonValue

from gatewright.evaluate.documents import Estate, build_estate
from gatewright.evaluate.reads import Gap, compile_reads
from gatewright.model.document import Document, Origin, RawProperties
from gatewright.model.rule import Rule
from gatewright.model.unknown import Unknown

UNKNOWN: dict[str, JsonValue] = {"$unknown": "decided on apply"}
WHY = "decided on apply"


def _document(identity: str, *key: str | Unknown, **properties: JsonValue) -> Document:
    return Document(
        id=identity,
        type="test.bucket",
        properties=RawProperties.model_validate(properties),
        relations={"key": key} if key else {},
        origin=Origin(source="memory"),
    )


def _gaps(path: tuple[str, ...], *documents: Document) -> tuple[Gap, ...]:
    rule = Rule(
        id="test.rule",
        title="T",
        description="D",
        severity="low",
        resource_types=("test.bucket",),
        reads=(path,),
        package="rules.test.rule",
        source="",
    )
    estate: Estate = build_estate(documents)[0]
    return compile_reads(rule).gaps(estate, documents[0])


@pytest.mark.parametrize(
    ("path", "properties", "gaps"),
    [
        (("a",), {"a": UNKNOWN}, [(("a",), WHY)]),
        (("a", "b"), {"a": UNKNOWN}, [(("a",), WHY)]),
        (("a", "b"), {"a": {"b": UNKNOWN}}, [(("a", "b"), WHY)]),
        (("a",), {"a": {"b": [1, UNKNOWN]}}, [(("a", "b", 1), WHY)]),
        (("a", "*", "b"), {"a": [{"b": 1}, {"b": UNKNOWN}, UNKNOWN]}, [(("a", 1, "b"), WHY), (("a", 2), WHY)]),
        (("a", "*"), {"a": {"x": UNKNOWN, "y": 1}}, [(("a", "x"), WHY)]),
        (("a", "b"), {"a": [{"b": UNKNOWN}]}, [(("a", 0, "b"), WHY)]),
        (("a",), {"a": 1, "b": UNKNOWN}, []),
        (("a", "b"), {"a": None, "z": UNKNOWN}, []),
        (("a", "b"), {"z": UNKNOWN}, []),
        (("a", "b"), {"a": 5, "z": UNKNOWN}, []),
        (("a", "*", "b"), {"a": "x", "z": UNKNOWN}, []),
        (("a",), {"a": {"$unknown": WHY, "more": 1}}, [(("a",), WHY)]),
    ],
)
def test_gaps_lie_at_the_path_on_the_way_and_inside(
    path: tuple[str, ...],
    properties: dict[str, JsonValue],
    gaps: list[tuple[tuple[str | int, ...], str]],
) -> None:
    """What is absent is known; a container is unknown where any part of it is."""
    assert tuple(Gap(*gap) for gap in gaps) == _gaps(path, _document("x", **properties))


def test_no_relation_is_known() -> None:
    """A document that is related to nothing depends on nothing else."""
    assert _gaps(("@key", "a"), _document("x", a=UNKNOWN)) == ()


def test_an_unknown_target_is_a_gap() -> None:
    """Whoever stands at the other end might be anything."""
    document = _document("x", Unknown(WHY))

    assert (Gap((), f"`key` is unknown: {WHY}"),) == _gaps(("@key", "a"), document)


def test_a_target_that_was_not_read_is_a_gap() -> None:
    """What is not in the estate is not known to be fine."""
    assert (Gap((), "`key` is `gone`, which was not read"),) == _gaps(("@key",), _document("x", "gone"))


def test_the_properties_of_a_target_are_read() -> None:
    """A gap of another document has no path here, and its reason says where it is."""
    documents = (_document("x", "k", "l"), _document("k", a=UNKNOWN), _document("l", a=1))

    assert (Gap((), f"`a` of `k`: {WHY}"),) == _gaps(("@key", "a"), *documents)
    assert _gaps(("@key", "b"), *documents) == ()


def test_relations_are_followed_one_after_another() -> None:
    """The second `@` starts where the first one led."""
    documents = (_document("x", "k"), _document("k", "l"), _document("l", a=UNKNOWN))

    assert (Gap((), f"`a` of `l`: {WHY}"),) == _gaps(("@key", "@key", "a"), *documents)


def test_two_documents_of_one_id_are_reported() -> None:
    """One of them is left out, the same one whatever their order, and a diagnostic says which."""
    first, second = (
        _document("x").model_copy(update={"origin": Origin(source="memory", root=root, address="t.x")})
        for root in (".", "b")
    )

    estate, diagnostics = build_estate((second, first))

    assert (first,) == estate.documents
    assert [(diagnostic.severity, diagnostic.summary, diagnostic.detail) for diagnostic in diagnostics] == [
        (
            "error",
            "two documents have the id `x`",
            "`t.x` in `b` is left out, because `t.x` in `.` is the same resource; manage it in one place",
        )
    ]
