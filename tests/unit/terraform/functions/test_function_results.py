"""Results that are told by heart, for a machine without Terraform: a few for each theme."""

from __future__ import annotations

import pytest

from gatewright.sources.terraform.functions import NoFiles, call
from gatewright.sources.terraform.values import EvaluationError, ListValue, MapValue, SetValue, Value

RESULTS: list[tuple[str, tuple[Value, ...], Value]] = [
    ("sum", ([0.1, 0.2],), 0.3),
    ("indent", (10**12, "no second line"), "no second line"),
    ("range", (1, 4, 0.5), [1, 1.5, 2, 2.5, 3, 3.5]),
    ("range", (3, 0), [3, 2, 1]),
    ("parseint", ("-zZ", 62), -2231),
    ("pow", (10, 23), 10**23),
    ("substr", ("hello", -3, 0), "llo"),
    ("substr", ("hello", 1, 2), "el"),
    ("strrev", ("e\u0301🇩🇪👨\u200d👩x",), "x👨\u200d👩🇩🇪é"),
    ("title", ("it's a-b_c",), "It'S A-B_c"),
    ("upper", ("straße",), "STRAßE"),
    ("replace", ("baac", "/a*/", "x"), "xbxcx"),
    ("replace", ("ab12", "/(?P<l>[a-z]+)(\\d)/", "${2}$l$$"), "1ab$2"),
    ("split", ("", "aé"), ["a", "é"]),
    ("format", ("%v %05.1f|%-4d|%q %[1]s", 1000000, 2.25, 7, "<"), '1e+06 002.2|7   |"\\u003c" 1000000'),
    ("formatlist", ("%s-%s", "a", ["x", "y"]), ["a-x", "a-y"]),
    ("regex", ("(a)|(b)", "b"), [None, "b"]),
    ("regex", ("(?P<year>\\d+)-", "2024-"), {"year": "2024"}),
    ("regexall", ("a*", "baac"), ["", "aa", ""]),
    ("jsonencode", ({"b": 1e30, "a": ["<é>", None]},), '{"a":["\\u003cé\\u003e",null],"b":1' + "0" * 30 + "}"),
    ("jsondecode", ('{"a": 1e2, "b": "\\ud800"}',), {"a": 100, "b": "\ufffd"}),
    ("yamlencode", ({"b": [1, "x\ny\n"], "a": {}, "c": ""},), '"a": {}\n"b":\n- 1\n- |\n  x\n  y\n"c": ""\n'),
    ("yamldecode", ("a: &x [1, yes]\nb: *x\nc: 2001-12-14\n<<: {d: 0x1F}",),
     {"a": [1, True], "b": [1, True], "c": "2001-12-14T00:00:00Z", "d": 31}),
    ("csvdecode", ('a,b\n1,"x,""y"""\n',), [{"a": "1", "b": 'x,"y"'}]),
    ("textencodebase64", ("Hi", "UTF-16"), "/v8ASABp"),
    ("urlencode", ("a b/~",), "a+b%2F~"),
    ("formatdate", ("EEE, D MMM YYYY HH:mmaa 'o''clock' ZZZ", "2018-01-02T23:12:01Z"),
     "Tue, 2 Jan 2018 11:12pm o'clock UTC"),
    ("timeadd", ("2017-11-22T00:00:00.6-08:00", "500ms"), "2017-11-22T00:00:01-08:00"),
    ("timecmp", ("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00"), 0),
    ("cidrhost", ("10.0.0.0/8", -1), "10.255.255.255"),
    ("cidrsubnet", ("fd00:fd12:3456:7890::/56", 16, 162), "fd00:fd12:3456:7800:a200::/72"),
    ("cidrsubnets", ("10.1.0.0/16", 4, 8, 4), ["10.1.0.0/20", "10.1.16.0/24", "10.1.32.0/20"]),
    ("cidrnetmask", ("172.16.0.0/12",), "255.240.0.0"),
    ("uuidv5", ("dns", "www.terraform.io"), "a5008fae-b28c-5ba5-96cd-82b4c53552d6"),
    ("base64sha256", ("hello world",), "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="),
    ("merge", (MapValue(a="x"), MapValue(a="y", b="z")), {"a": "y", "b": "z"}),
    ("setproduct", (["a"], SetValue(["x", "y"])), [["a", "x"], ["a", "y"]]),
    ("transpose", ({"a": ["1", "2"], "b": ["2"]},), {"1": ["a"], "2": ["a", "b"]}),
    ("matchkeys", (["i", "j"], ["a", "b"], ["b"]), ["j"]),
    ("chunklist", (["a", "b", "c"], 2), [["a", "b"], ["c"]]),
    ("coalesce", ("", None, 1), "1"),
    ("dirname", ("a//b/../c/d",), "a/c"),
    ("provider::terraform::encode_tfvars", ({"long": 1, "s": {"a b": "${x}"}},),
     'long = 1\ns = {\n  "a b" = "$${x}"\n}\n'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args", "expected"), RESULTS)
def test_results(name: str, args: tuple[Value, ...], expected: Value) -> None:
    """The function yields what Terraform yields."""
    assert expected == call(name, args, NoFiles())


@pytest.mark.parametrize(
    ("name", "args", "kind"),
    [
        ("concat", (ListValue(["a"]), ListValue(["b"])), ListValue),
        ("concat", (ListValue(["a"]), ["b"]), list),
        ("merge", (MapValue(a="x"), MapValue(b="y")), MapValue),
        ("merge", (MapValue(a="x"), MapValue(b=1)), dict),
        ("keys", (MapValue(a="x"),), ListValue),
        ("keys", ({"a": "x"},), list),
        ("split", (",", "a"), ListValue),
        ("setproduct", (["a"], SetValue(["b"])), SetValue),
        ("zipmap", (["a"], ListValue(["b"])), MapValue),
        ("flatten", (ListValue([ListValue(["a"])]),), list),
    ],
)
def test_kinds_of_collections(name: str, args: tuple[Value, ...], kind: type) -> None:
    """Lists are lists and tuples are tuples: `==` and conversions tell them apart."""
    assert kind is type(call(name, args, NoFiles()))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("range", (1025,)),
        ("setproduct", (list(range(1001)), list(range(1001)))),
        ("replace", ("a" * 5000, "", "b" * 5000)),
        ("replace", ("a" * 5000, "/a/", "$0" * 2000)),
        ("join", ("a" * 100_000, ["x"] * 1000)),
        ("indent", (100_000, "\n" * 1000)),
        ("format", ("%9999999s", "a")),
        ("format", ("%999999d" * 100, *[1] * 100)),
        ("format", ("%.99999f", 1.5)),
        ("pow", (10, 400)),
        ("parseint", ("z" * 4000, 36)),
        ("tonumber", ("1e999999999",)),
        ("tostring", (10**5000,)),
        ("jsondecode", ("[" * 100_000,)),
        ("jsondecode", ("9" * 10_000,)),
        ("yamldecode", ("[" * 20_000,)),
        ("cidrsubnet", ("::/0", 10**6, 1)),
        ("cidrhost", ("::/0", 10**5000)),
        ("timeadd", ("2020-01-01T00:00:00Z", "1h" * 100_000)),
        ("timeadd", ("9999-01-01T00:00:00Z", "9000h")),
        ("regex", ("a" * 200_000, "a")),
        ("regex", ("(((a{100}){100}){100}){100}", "a")),
    ],
)
def test_hostile_arguments_are_refused(name: str, args: tuple[Value, ...]) -> None:
    """What would take ever so much memory or time is an error, at once."""
    with pytest.raises(EvaluationError):
        call(name, args, NoFiles())


def test_aliases_cannot_make_a_yaml_document_explode() -> None:
    """A few lines of aliases that stand for billions of values are refused."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]

    with pytest.raises(EvaluationError, match="elements"):
        call("yamldecode", ["\n".join(lines)], NoFiles())


def test_patterns_match_in_linear_time() -> None:
    """A pattern that makes a backtracking matcher hang is answered."""
    assert call("regexall", ["(a+)+$", "a" * 100_000 + "b"], NoFiles()) == []


def test_long_joined_pictures_are_counted_in_linear_time() -> None:
    """One enormous grapheme cluster does not take quadratic time."""
    assert call("length", ["👨" + "\u200d👨" * 20_000], NoFiles()) == 1
