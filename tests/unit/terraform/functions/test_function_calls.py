"""What is done to arguments before a function sees them, and to its result."""

from __future__ import annotations

import pytest

from gatewright.sources.terraform.functions import FUNCTIONS, NoFiles, call
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
)

UNKNOWN = UnknownValue("not set")
ID = UnknownValue("known after apply", reference=Reference("aws_s3_bucket.logs", "id"))
PORT = UnknownValue("known after apply", reference=Reference("aws_db_instance.main", "port", primitive="number"))


def invoke(name: str, *args: Value) -> Value:
    return call(name, args, NoFiles())


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("nope", (), "there is no function named `nope`"),
        ("upper", (), "function `upper` expects 1 argument"),
        ("upper", ("a", "b"), "function `upper` expects only 1 argument"),
        ("join", (), "expects at least 1 argument"),
        ("upper", (None,), "invalid value for `str`: argument must not be null"),
        ("upper", ([],), "invalid value for `str`: string required, but have tuple"),
        ("abs", ("x",), "call to function `abs` failed: invalid value for `num`: a number is required"),
        ("type", (1,), "console only"),
        ("list", (1,), "use `tolist"),
        ("map", ("a", 1), "use `tomap"),
    ],
)
def test_bad_calls_are_refused_with_the_reason(name: str, args: tuple[Value, ...], message: str) -> None:
    """The message names the function, the parameter and what was wrong with the argument."""
    with pytest.raises(EvaluationError, match=message):
        invoke(name, *args)


def test_core_namespace() -> None:
    """Every function can be called under its full name."""
    assert invoke("core::upper", "a") == "A"


def test_arguments_are_checked_though_others_are_unknown() -> None:
    """An unknown argument does not hide that another one is wrong."""
    with pytest.raises(EvaluationError, match="a number is required"):
        invoke("max", UNKNOWN, "x")


def test_results_are_in_normal_form() -> None:
    """Strings that functions make are normalized, as all strings of the language are."""
    assert invoke("join", "", ["e", "\u0301"]) == "é"


@pytest.mark.parametrize("name", ["timestamp", "plantimestamp", "uuid"])
def test_what_only_apply_knows_is_unknown(name: str) -> None:
    """Functions of time and chance are not evaluated."""
    assert UnknownValue("known after apply") == invoke(name)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("bcrypt", ("a",)),
        ("rsadecrypt", ("a", "b")),
        ("base64gzip", ("a",)),
        ("abspath", ("a",)),
        ("pathexpand", ("~/a",)),
        ("provider::terraform::decode_tfvars", ("a = 1",)),
    ],
)
def test_what_depends_on_more_than_the_arguments_is_unknown(name: str, args: tuple[Value, ...]) -> None:
    """Salt, keys, the machine: such results are unknown, never made up."""
    assert isinstance(invoke(name, *args), UnknownValue)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("upper", (UNKNOWN,), UnknownValue("not set")),
        ("sha1", (ID,), UnknownValue("known after apply")),
        ("length", ([UNKNOWN],), 1),
        ("length", ({"a": UNKNOWN},), 1),
        ("length", (SetValue([UNKNOWN, "a"]),), UnknownValue("not set")),
        ("merge", ({"a": UNKNOWN}, {"b": 1}), {"a": UNKNOWN, "b": 1}),
        ("merge", (UNKNOWN, {"b": 1}), UnknownValue("not set")),
        ("concat", ([UNKNOWN], ["a"]), [UNKNOWN, "a"]),
        ("keys", ({"a": UNKNOWN},), ["a"]),
        ("values", ({"a": UNKNOWN},), [UNKNOWN]),
        ("zipmap", (["a"], [ID]), {"a": ID}),
        ("lookup", ({"a": ID}, "a", "d"), ID),
        ("lookup", ({"a": ID}, "b", "d"), "d"),
        ("element", ([ID, "a"], 1), "a"),
        ("element", ([ID, "a"], 0), ID),
        ("contains", ([UNKNOWN, "a"], "a"), True),
        ("contains", ([UNKNOWN], "a"), UnknownValue("not set")),
        ("contains", ([UnknownValue("u", prefix="x")], "a"), False),
        ("coalesce", (None, "a", UNKNOWN), "a"),
        ("coalesce", (UNKNOWN, "a"), UnknownValue("not set")),
        ("compact", (["a", UNKNOWN],), UnknownValue("not set")),
        ("distinct", (["a", UNKNOWN],), UnknownValue("not set")),
        ("sort", (["b", ID],), [UnknownValue("known after apply")] * 2),
        ("flatten", ([["a"], UNKNOWN],), UnknownValue("not set")),
        ("flatten", ([["a"], [ID]],), ["a", ID]),
        ("flatten", ([[PORT]],), [PORT]),
        ("tolist", ([PORT, "a"],), [PORT, "a"]),
        ("setunion", (["a"], [UNKNOWN]), ["a", UNKNOWN]),
        ("toset", (["b", UNKNOWN, "a"],), ["a", "b", UNKNOWN]),
        ("one", ([ID],), ID),
        ("formatlist", ("x-%s", ["a", UNKNOWN]), ["x-a", UnknownValue("not set", prefix="x-")]),
        ("alltrue", ([False, UNKNOWN],), False),
        ("anytrue", ([UNKNOWN, True],), True),
        ("jsondecode", (UNKNOWN,), UnknownValue("not set")),
        ("yamlencode", ([UNKNOWN],), UnknownValue("not set")),
    ],
)
def test_unknown_parts(name: str, args: tuple[Value, ...], expected: Value) -> None:
    """What does not depend on the unknown part is known, the rest is unknown for its reason."""
    assert expected == invoke(name, *args)


@pytest.mark.parametrize("name", ["tostring", "tolist", "toset", "tomap", "nonsensitive", "ephemeralasnull"])
def test_functions_that_pass_values_on_keep_the_reference(name: str) -> None:
    """The attribute that an unknown value stands for is still known behind them."""
    assert invoke(name, ID) is ID


@pytest.mark.parametrize(
    ("name", "args", "prefix"),
    [
        ("join", ("/", ["a", "b", UNKNOWN]), "a/b/"),
        ("join", ("/", [UnknownValue("u", prefix="x"), "b"]), "x"),
        ("format", ("arn:%s:%s:%d", "aws", UNKNOWN, 1), "arn:aws:"),
        ("format", ("%s/x", UnknownValue("u", prefix="p")), "p"),
        ("upper", (UnknownValue("u", prefix="ab"),), "AB"),
        ("lower", (UnknownValue("u", prefix="AB"),), "ab"),
        ("title", (UnknownValue("u", prefix="ab"),), "Ab"),
        ("jsonencode", ({"a": UNKNOWN},), "{"),
    ],
)
def test_known_beginnings_are_kept(name: str, args: tuple[Value, ...], prefix: str) -> None:
    """A text whose beginning is known begins so, though its end is unknown."""
    result = invoke(name, *args)

    assert isinstance(result, UnknownValue)
    assert prefix == result.prefix


def test_known_beginnings_answer_startswith() -> None:
    """The beginning decides, unless the asked one is longer."""
    text = UnknownValue("u", prefix="arn:aws")

    assert [True, False] == [invoke("startswith", text, "arn:"), invoke("startswith", text, "http")]
    assert UnknownValue("u") == invoke("startswith", text, "arn:aws:s3")


def test_documents_go_through_json_and_back() -> None:
    """What is known of an encoded document is there again when it is decoded."""
    encoded = invoke("jsonencode", {"a": ID, "b": ListValue([MapValue(c="x")])})

    assert isinstance(encoded, UnknownValue)
    assert {"a": ID, "b": [{"c": "x"}]} == encoded.document
    decoded = invoke("jsondecode", encoded)
    assert isinstance(decoded, dict)
    assert {"a": ID, "b": [{"c": "x"}]} == decoded
    assert type(decoded["b"]) is list


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("upper", (Sensitive("a"),), Sensitive("A")),
        ("upper", (Sensitive(UNKNOWN),), Sensitive(UnknownValue("not set"))),
        ("join", ("-", ["a", Sensitive("b")]), Sensitive("a-b")),
        ("merge", ({"a": Sensitive(1)}, {"b": 2}), {"a": Sensitive(1), "b": 2}),
        ("merge", (Sensitive({"a": 1}), {"b": 2}), Sensitive({"a": 1, "b": 2})),
        ("concat", ([Sensitive(1)], [2]), [Sensitive(1), 2]),
        ("lookup", ({"a": 1}, "b", Sensitive(2)), Sensitive(2)),
        ("length", ([Sensitive(1)],), 1),
        ("keys", ({"a": Sensitive(1)},), ["a"]),
        ("toset", ([Sensitive("a")],), Sensitive(["a"])),
        ("jsonencode", ({"a": Sensitive("s")},), Sensitive('{"a":"s"}')),
        ("issensitive", (Sensitive("a"),), True),
        ("issensitive", ([Sensitive("a")],), False),
        ("issensitive", (UNKNOWN,), UnknownValue("not set")),
        ("nonsensitive", (Sensitive([Sensitive("a")]),), [Sensitive("a")]),
        ("sensitive", (Sensitive("a"),), Sensitive("a")),
        ("flatten", ([Sensitive(["a"]), ["b"]],), Sensitive(["a", "b"])),
        ("zipmap", ([Sensitive("a")], ["b"]), Sensitive({"a": "b"})),
    ],
)
def test_marks(name: str, args: tuple[Value, ...], expected: Value) -> None:
    """What is made of a sensitive part is sensitive; what only moves it leaves the mark where it is."""
    assert expected == invoke(name, *args)


def test_names_are_those_of_the_language() -> None:
    """The evaluator's own functions are not here."""
    assert not {"can", "try", "templatefile", "templatestring"} & set(FUNCTIONS)
