"""Calls of every function of the language, edge cases among them: name, then arguments."""

from __future__ import annotations

from terraform_oracle import UNKNOWN_ANY as ANY
from terraform_oracle import UNKNOWN_TEXT as TEXT

from gatewright.sources.terraform.values import ListValue, MapValue, Sensitive, SetValue, Value, set_of

Case = tuple[Value, ...]


def L(*items: Value) -> ListValue:  # noqa: N802  # short, for a table
    """list(...)."""
    return ListValue(items)


def S(*items: Value) -> SetValue:  # noqa: N802  # short, for a table
    """set(...)."""
    return set_of(items)


def M(**items: Value) -> MapValue:  # noqa: N802  # short, for a table
    """map(...)."""
    return MapValue(items)


X = Sensitive

ARITHMETIC: list[Case] = [
    ("abs", 5), ("abs", -12.5), ("abs", "-7"), ("abs", "x"), ("abs", None), ("abs",), ("abs", 1, 2), ("abs", True),
    ("abs", -(10**40)), ("abs", TEXT), ("abs", X(-3)),
    ("ceil", 1.2), ("ceil", -1.2), ("ceil", 5), ("ceil", "5.1"), ("ceil", 10**30),
    ("floor", 1.8), ("floor", -1.2), ("floor", 5),
    ("log", 16, 2), ("log", 10, 10), ("log", 50, 10), ("log", 1, 3), ("log", 3, 1.5), ("log", -1, 2), ("log", 1, 1),
    ("max", 1, 3, 2), ("max", 1.5, 1), ("max", "12", 3), ("max",), ("max", L(1, 2)), ("max", 1, TEXT), ("max", 1, None),
    ("min", 1, 3, -2), ("min", 1.5), ("min",), ("min", X(1), 2),
    ("parseint", "100", 10), ("parseint", "FF", 16), ("parseint", "ff", 16), ("parseint", "-10", 2), ("parseint", "+7", 8),
    ("parseint", "zZ", 62), ("parseint", "Z", 36), ("parseint", "Z", 37), ("parseint", "12", 2), ("parseint", "", 10),
    ("parseint", "1", 63), ("parseint", "1", 1), ("parseint", 10, 10), ("parseint", "1.5", 10), ("parseint", "1_0", 10),
    ("parseint", "9" * 30, 10), ("parseint", "10", 2.5), ("parseint", "-", 10),
    ("pow", 3, 2), ("pow", 4, 0.5), ("pow", 2, -1), ("pow", 10, 23), ("pow", 2, 100), ("pow", 0, 0), ("pow", -8, 0.5),
    ("pow", 3, 40), ("pow", 1.1, 3),
    ("range", 3), ("range", -3), ("range", 1, 4), ("range", 4, 1), ("range", 1, 8, 2), ("range", 1, 4, 0.5),
    ("range", 4, 1, -1), ("range", 0), ("range", 1, 1), ("range", 1, 5, -1), ("range", 5, 1, 1), ("range", 1, 5, 0),
    ("range",), ("range", 1, 2, 3, 4), ("range", 1024), ("range", 1025), ("range", "3"), ("range", 0, 1, 0.1),
    ("range", 1.5), ("range", TEXT), ("range", -1, 1, 0.25),
    ("signum", -13), ("signum", 0), ("signum", 344), ("signum", 1.5), ("signum", -1.5),
    ("sum", L(10, 13, 6, 4.5)), ("sum", [1, "2"]), ("sum", S(1, 2)), ("sum", []), ("sum", [1, None]), ("sum", ["a"]),
    ("sum", {"a": 1}), ("sum", "a"), ("sum", [0.1, 0.2]), ("sum", [1, TEXT]), ("sum", [[1]]), ("sum", [X(1), 2]),
]  # fmt: skip

STRINGS: list[Case] = [
    ("chomp", "hello\n"), ("chomp", "hello\r\n\r\n"), ("chomp", "hello\n\r"), ("chomp", "\na "), ("chomp", ""), ("chomp", 5),
    ("endswith", "abc", "bc"), ("endswith", "abc", "x"), ("endswith", "abc", ""), ("endswith", TEXT, "x"),
    ("indent", 2, "a\nb\n"), ("indent", 0, "a\nb"), ("indent", -1, "a\nb"), ("indent", 1.5, "a"), ("indent", "3", "a\r\nb"),
    ("join", "-", ["a", "b", "c"]), ("join", ", ", L()), ("join", "", L("a"), L("b")), ("join", "-", S("b", "a")),
    ("join", "-", [1, True]), ("join", "-", ["a", None]), ("join", "-"), ("join", "-", "a"), ("join", "-", [["a"]]),
    ("join", "-", ["a", TEXT]), ("join", "-", TEXT), ("join", "-", ANY), ("join", "-", ["a", X("b")]),
    ("join", None, ["a"]), ("join", "-", None), ("join", "-", [], ["a"]), ("join", "-", {"a": "b"}),
    ("lower", "HeLLo ÀÉ"), ("lower", "ΑΣ"), ("lower", "İ"), ("lower", 12), ("lower", ["a"]), ("lower", None), ("lower", TEXT),
    ("replace", "1 + 2 + 3", "+", "-"), ("replace", "hello world", "/w.*d/", "everybody"), ("replace", "abc", "", "-"),
    ("replace", "baac", "/a*/", "x"), ("replace", "ab12cd", "/([a-z]+)([0-9]+)/", "$2-$1"), ("replace", "aaa", "a", ""),
    ("replace", "ab12", "/(?P<l>[a-z]+)(?P<d>\\d+)/", "${d}$l"), ("replace", "ab", "/(a)/", "$1x"), ("replace", "ab", "/(a)/", "${1}x"),
    ("replace", "ab", "/(a)/", "$$1"), ("replace", "ab", "/(a/", "x"), ("replace", "a/b", "/", "-"), ("replace", "a//b", "//", "-"),
    ("replace", "ab", "/(a)|(x)/", "[$2]"), ("replace", "äöü", "/ö?/", "-"), ("replace", "ab", "/a/", "$"), ("replace", "ab", "/a/", "$9 ${ ${x"),
    ("replace", "a.b.c", "/\\./", "\\"), ("replace", "abc", "/^/", "x"), ("replace", "a\nb", "/(?m)^/", "> "), ("replace", "abc", "/$/", "x"),
    ("split", ",", "foo,bar,baz"), ("split", ",", "foo"), ("split", ",", ""), ("split", "", "abc"), ("split", "", ""), ("split", "", "aé"),
    ("split", ",", ",a,"), ("split", ",", TEXT), ("split", ",", X("a,b")), ("split", ",", None), ("split", TEXT, "a"),
    ("startswith", "hello", "he"), ("startswith", "hello", "x"), ("startswith", "hello", ""), ("startswith", TEXT, ""), ("startswith", TEXT, "a"),
    ("strcontains", "hello", "ll"), ("strcontains", "hello", "x"), ("strcontains", "a", ""), ("strcontains", TEXT, ""),
    ("strrev", "hello"), ("strrev", "a☃b"), ("strrev", "e\u0301a"), ("strrev", "👨‍👩‍👧x"), ("strrev", "a\r\nb"), ("strrev", "🇩🇪🇫🇷"), ("strrev", "한국"),
    ("substr", "hello world", 1, 4), ("substr", "🤔🤷", 0, 1), ("substr", "hello world", -5, -1), ("substr", "hello world", 6, 10),
    ("substr", "hello", -3, 0), ("substr", "hello", 2, 0), ("substr", "hello", 9, 2), ("substr", "hello", 5, 1), ("substr", "", 0, 1),
    ("substr", "hello", -9, 2), ("substr", "hello", 0, -1), ("substr", "hello", 1.5, 2), ("substr", "noe\u0308l", 2, 1), ("substr", "hello", 1, -5),
    ("title", "hello world"), ("title", "it's a-b c_d 1x"), ("title", "ärger ßa"), ("title", "éa.éb"), ("title", "a\u2003b"),
    ("trim", "?!hello?!", "!?"), ("trim", "foobar", "far"), ("trim", "   hello!   ", "! "), ("trim", "a", ""), ("trim", "äbä", "ä"),
    ("trimprefix", "helloworld", "hello"), ("trimprefix", "helloworld", "cat"), ("trimprefix", "--hello", "-"),
    ("trimspace", "  hello\n\n"), ("trimspace", "\u00a0a\u2003\x1f"), ("trimspace", ""), ("trimsuffix", "helloworld", "world"), ("trimsuffix", "aa", "a"),
    ("upper", "hello"), ("upper", "straße ŉ"), ("upper", "алло!"), ("upper", X("a")), ("upper", TEXT), ("upper", True), ("upper", {"a": 1}),
    ("core::upper", "a"), ("no_such_function", 1), ("upper", "a", "b"), ("core::nothing", 1),
]  # fmt: skip

FORMATTING: list[Case] = [
    ("format", "Hello, %s!", "Ander"), ("format", "There are %d lights", 4), ("format", "%#v", "a<b"),
    ("format", "%v %v %v %v", "a", 1.5, True, [1, "b", None]), ("format", "%v", {"b": 1, "a": [True]}), ("format", "%s", [1]), ("format", "%s", 1.5),
    ("format", "%d", 3.7), ("format", "%d", "12"), ("format", "%5d|%-5d|%05d|%+d|% d", 42, 42, 42, 42, 42), ("format", "%x %X %#x %o %#o %b", 255, 255, 255, 8, 8, 5),
    ("format", "%.3d %8.3d %.0d", 7, 7, 0), ("format", "%x", -255), ("format", "%f %.2f %8.3f|%-8.1f|%08.2f", 3.14159, 2.005, 1.5, 2.25, -1.5),
    ("format", "%e %E %.2e %g %G %.3g", 123456.789, 0.00012, 5, 100000, 1e-7, 1234.5), ("format", "%g %g %g %g", 1e20, 1e21, 1000000, 123456789), ("format", "%v %v %v", 1000000, 100000, 123456789),
    ("format", "%v %v %v", 0.00001, 0.0001, 1.5e30), ("format", "%v", 12345678901234567890), ("format", "%v %v", 0, -0.5), ("format", "%t %t", True, "false"), ("format", "%t", 1),
    ("format", "%q", "a\"b\nc<"), ("format", "%5s|%-5s|%05s|%.2s", "ab", "ab", "ab", "abcdef"), ("format", "%5v|%-5v|%05v", 1, True, "x"), ("format", "%5q|", "a"),
    ("format", "%%"), ("format", "%"), ("format", "%z", 1), ("format", "%d%%", 5), ("format", "a"), ("format", "a", 1), ("format", "%s"), ("format", "%s %s", "a"),
    ("format", "%[2]s %[1]s", "a", "b"), ("format", "%[2]s %s", "a", "b", "c"), ("format", "%[3]s", "a"), ("format", "%s", "a", "b"), ("format", "%[1]s %[1]s", "a"), ("format", "%[0]s", "a"),
    ("format", "%s-%s", "a", TEXT), ("format", "x%s", ANY), ("format", "%s", X("a")), ("format", "%.0s|", "abc"), ("format", "%3.1s|", "é"), ("format", "%!", 1), ("format", "%.f", 1.5), ("format", "%+.1f % .1f", 1.5, 2.5),
    ("format", "%+5d|%+05d|%-+5d|%x", 3, 3, 3, 10**25), ("format", "%10.4v|", "abcdefg"), ("format", "%.0f %.0f %.0f", 0.5, 1.5, 2.5), ("format", "%.3f", 10**25), ("format", "%s", 10**30), ("format", "%d", 10**30), ("format", "%s %v", True, False),
    ("format", "%.10g %.1g %.3g", 1e9, 0.05, 123456), ("format", "%g", 0.1), ("format", "%#v %#v", 1.5, L("a")), ("format", "%v", S("b", "a")), ("format", None, 1), ("format", "%s", {"a": TEXT}), ("format", "%6.2f%%", 99.555),
    ("formatlist", "Hello, %s!", ["Valentina", "Ander"]), ("formatlist", "%s, %s!", "Salutations", ["a", "b"]), ("formatlist", "%s", "a"), ("formatlist", "a"), ("formatlist", "%s-%s", ["a"], ["b", "c"]),
    ("formatlist", "%s", L()), ("formatlist", "%s%s", S("b", "a"), ["1", "2"]), ("formatlist", "%s", [["a"]]), ("formatlist", "%s", ["a", TEXT]), ("formatlist", "%s", ANY), ("formatlist", "%s %s", ["a"], TEXT), ("formatlist", "%s", ["a", None]),
    ("formatlist", "%s=%v", ["a"], {"x": 1}), ("formatlist", "%d", ["1", "x"]), ("formatlist", "%s", [X("a"), "b"]), ("formatlist", "x", ["a"]), ("formatlist", "%s", S("a", TEXT)),
]  # fmt: skip

SELECTION: list[Case] = [
    ("alltrue", ["true", True]), ("alltrue", [True, False]), ("alltrue", []), ("alltrue", [None]), ("alltrue", ["x"]), ("alltrue", [1]), ("alltrue", "true"), ("alltrue", [False, TEXT]), ("alltrue", [TEXT, False]), ("alltrue", S(True)),
    ("anytrue", ["true"]), ("anytrue", [False]), ("anytrue", []), ("anytrue", [None, True]), ("anytrue", [TEXT, True]), ("anytrue", [TEXT, False]), ("anytrue", [X(True)]),
    ("coalesce", "a", "b"), ("coalesce", "", "b"), ("coalesce", 1, 2), ("coalesce", None, "b"), ("coalesce", "", None), ("coalesce",), ("coalesce", 1, "a"), ("coalesce", None, [1]), ("coalesce", [1], [2, 3]), ("coalesce", {"a": 1}, {"b": 2}),
    ("coalesce", TEXT, "a"), ("coalesce", "a", TEXT), ("coalesce", None, ANY, "a"), ("coalesce", X("a"), "b"), ("coalesce", "a", X("b")), ("coalesce", True, "x"), ("coalesce", L(), L("a")), ("coalesce", "a", []), ("coalesce", None), ("coalesce", 0, 1), ("coalesce", {"a": 1}, None),
    ("coalescelist", ["a"], ["b"]), ("coalescelist", [], ["c"]), ("coalescelist", L(), L("a")), ("coalescelist",), ("coalescelist", []), ("coalescelist", "a"), ("coalescelist", None, ["a"]), ("coalescelist", S("a")), ("coalescelist", ANY, ["a"]), ("coalescelist", ["a"], ANY), ("coalescelist", [TEXT]), ("coalescelist", L(), ["a", 1]),
    ("contains", ["a", "b"], "a"), ("contains", ["a"], "d"), ("contains", S(1, 2), 2), ("contains", S("1"), 1), ("contains", [1, "1"], "1"), ("contains", {"a": 1}, "a"), ("contains", "abc", "a"), ("contains", [], "a"), ("contains", [None], None), ("contains", ["a"], None), ("contains", [TEXT, "a"], "a"),
    ("contains", [TEXT], "a"), ("contains", ["a"], TEXT), ("contains", [[1]], [1]), ("contains", L(L(1)), [1]), ("contains", ANY, "a"), ("contains", [X("a")], "a"), ("contains", ["a"], X("b")), ("contains", [{"a": 1}], {"a": 1}), ("contains", [True], "true"), ("contains", None, 1), ("contains", [], TEXT), ("contains", [1, 2.5], 2.5),
    ("element", ["a", "b", "c"], 1), ("element", ["a", "b"], 3), ("element", ["a", "b"], -1), ("element", [], 0), ("element", L("a"), 0), ("element", S("a"), 0), ("element", "abc", 0), ("element", ["a"], 0.5), ("element", ["a", TEXT], 0), ("element", ["a", TEXT], 1), ("element", ["a"], TEXT), ("element", L("a"), "0"),
    ("element", [X("a"), "b"], 0), ("element", [X("a"), "b"], 1), ("element", X(["a"]), 0), ("element", {"a": 1}, 0), ("element", ["a", "b", "c"], -4),
    ("index", ["a", "b"], "b"), ("index", ["a"], "z"), ("index", [], "a"), ("index", S("a"), "a"), ("index", L(1, 2), 2), ("index", L(1, 2), "2"), ("index", [TEXT, "b"], "b"), ("index", ["b", TEXT], "b"), ("index", {"a": 1}, 1), ("index", [None], None), ("index", X(["a"]), "a"),
    ("length", []), ("length", ["a", "b"]), ("length", {"a": "b"}), ("length", "hello"), ("length", "e\u0301"), ("length", "👨‍👩‍👧"), ("length", ""), ("length", 1), ("length", None), ("length", S("a", "b")), ("length", [TEXT]), ("length", S(TEXT, "a")), ("length", S(TEXT)), ("length", ANY), ("length", TEXT), ("length", [X(1)]), ("length", X([1])), ("length", M(a=TEXT)), ("length", "\r\n"), ("length", "🇩🇪🇫🇷"), ("length", "각"),
    ("length", "1️⃣👍🏽"),
    ("matchkeys", ["i-1", "i-2"], ["a", "b"], ["b"]), ("matchkeys", ["a", "b"], ["1", "2"], [2]), ("matchkeys", ["a"], ["x", "y"], ["x"]), ("matchkeys", ["a"], ["x"], []), ("matchkeys", ["a"], ["x"], [["x"]]), ("matchkeys", [1, 2], L("a", "a"), S("a")), ("matchkeys", ["a"], [TEXT], ["x"]), ("matchkeys", [TEXT], ["x"], ["x"]), ("matchkeys", [], [], []),
    ("one", []), ("one", ["a"]), ("one", ["a", "b"]), ("one", S("a")), ("one", S("a", "b")), ("one", "a"), ("one", None), ("one", [TEXT]), ("one", L()), ("one", [X("a")]), ("one", {"a": 1}), ("one", ANY), ("one", S(TEXT)),
]  # fmt: skip

SEQUENCES: list[Case] = [
    ("chunklist", ["a", "b", "c"], 2), ("chunklist", ["a"], 0), ("chunklist", [], 2), ("chunklist", ["a"], -1), ("chunklist", [1, "a"], 1), ("chunklist", ["a"], 1.5), ("chunklist", [TEXT, "a"], 1), ("chunklist", [X("a"), "b"], 1), ("chunklist", S("b", "a"), 1), ("chunklist", X(["a"]), 1), ("chunklist", "a", 1),
    ("compact", ["a", "", "b", None]), ("compact", []), ("compact", [1, ""]), ("compact", [[]]), ("compact", ["a", TEXT]), ("compact", S("", "b")), ("compact", [X(""), "b"]), ("compact", ANY), ("compact", None),
    ("concat", ["a"], ["b", 1]), ("concat", L("a"), L("b")), ("concat", L("a"), L(1)), ("concat", L("a"), ["b"]), ("concat", [], []), ("concat", L(), L("a")), ("concat",), ("concat", ["a"]), ("concat", S("a"), ["b"]), ("concat", "a"), ("concat", None), ("concat", [TEXT], ["a"]), ("concat", ANY, ["a"]), ("concat", [X("a")], ["b"]), ("concat", X(["a"]), ["b"]), ("concat", L({"a": 1}), L({"b": "x"})), ("concat", L([1]), L(["a"])), ("concat", L(), L()), ("concat", L(True), L("x")),
    ("distinct", ["a", "b", "a"]), ("distinct", [1, "1"]), ("distinct", [[1], [1], [2]]), ("distinct", []), ("distinct", [{"a": 1}, {"a": 1}]), ("distinct", ["a", TEXT]), ("distinct", S("b", "a")), ("distinct", [True, True]), ("distinct", [1, 1.0, 2]), ("distinct", "a"), ("distinct", [[], "a"]), ("distinct", [None, None]), ("distinct", ["a", X("a")]),
    ("flatten", [["a", "b"], [], ["c"]]), ("flatten", [[["a"], []], ["b"]]), ("flatten", [["a"], "b", {"c": []}]), ("flatten", L(L("a"))), ("flatten", S("a")), ("flatten", []), ("flatten", "a"), ("flatten", {"a": 1}), ("flatten", [None, ["a"]]), ("flatten", [[TEXT]]) , ("flatten", [ANY]), ("flatten", ANY), ("flatten", [X(["a"]), ["b"]]), ("flatten", [[X("a")], ["b"]]), ("flatten", [L(1), S("x")]), ("flatten", X([["a"]])), ("flatten", [S("a", TEXT)]),
    ("reverse", ["a", 1]), ("reverse", L("a", "b")), ("reverse", S("a", "b")), ("reverse", []), ("reverse", "ab"), ("reverse", {"a": 1}), ("reverse", [X("a"), "b"]), ("reverse", [TEXT, "a"]), ("reverse", X(["a", "b"])), ("reverse", L()),
    ("slice", ["a", "b", "c"], 1, 2), ("slice", L("a", "b"), 0, 1), ("slice", ["a"], 0, 0), ("slice", ["a"], 1, 0), ("slice", ["a"], 0, 2), ("slice", ["a"], -1, 1), ("slice", S("a"), 0, 1), ("slice", "a", 0, 1), ("slice", ["a", TEXT], 0, 1), ("slice", ["a", "b"], 0, 1.5), ("slice", [X("a"), "b"], 1, 2), ("slice", ["a"], TEXT, 1), ("slice", L("a"), 1, 1),
    ("sort", ["b", "a", "B"]), ("sort", [10, 9]), ("sort", S("b", "a")), ("sort", []), ("sort", ["a", None]), ("sort", [["a"]]), ("sort", ["b", TEXT]), ("sort", ["é", "z", "𝒜", "\uff21"]), ("sort", [X("b"), "a"]), ("sort", "a"), ("sort", ["", "a"]),
]  # fmt: skip

SETS: list[Case] = [
    ("setunion", ["a", "b"], ["b", "c"]), ("setunion", [], [1]), ("setunion", [1], ["a"]), ("setunion", ["a"]), ("setunion",), ("setunion", [[1]], ["a"]), ("setunion", "a"), ("setunion", S("a"), L("b")), ("setunion", [TEXT], ["a"]), ("setunion", [{"a": 1}], [{"a": 1}]), ("setunion", [X("a")], ["b"]), ("setunion", [], []), ("setunion", [1, 10, 2], [3]), ("setunion", [True], [1]),
    ("setintersection", ["a", "b"], ["b", "c"]), ("setintersection", ["a"], []), ("setintersection", [1], ["1"]), ("setintersection", ["a"]), ("setintersection", ["a", TEXT], ["a"]), ("setintersection", [[1]], [[1]]), ("setintersection", {"a": 1}, ["a"]),
    ("setsubtract", ["a", "b"], ["b"]), ("setsubtract", [1, 2], ["1"]), ("setsubtract", [], ["a"]), ("setsubtract", ["a"], []), ("setsubtract", ["a"]), ("setsubtract", ["a", TEXT], ["a"]), ("setsubtract", ["a"], [X("a")]), ("setsubtract", [{"a": "1"}], [{"a": 1}]),
    ("setproduct", ["a", "b"], [1, 2]), ("setproduct", S("a", "b"), [1]), ("setproduct", [1, "a"], [True]), ("setproduct", [], [1]), ("setproduct", S(), [1]), ("setproduct", ["a"]), ("setproduct",), ("setproduct", "a", ["b"]), ("setproduct", [[1], "a"], ["b"]), ("setproduct", [TEXT], ["a"]), ("setproduct", S(TEXT), ["a"]), ("setproduct", ANY, ["a"]), ("setproduct", ["a"], ["b"], ["c", "d"]), ("setproduct", [X("a")], ["b"]), ("setproduct", X(["a"]), ["b"]), ("setproduct", [{"a": 1}], S("x")), ("setproduct", S("b", "a"), S(2, 10)),
]  # fmt: skip

MAPPINGS: list[Case] = [
    ("keys", {"b": 1, "a": 2}), ("keys", M(b="1", a="2")), ("keys", {}), ("keys", M()), ("keys", ["a"]), ("keys", None), ("keys", {"a": TEXT}), ("keys", M(a=TEXT)), ("keys", ANY), ("keys", {"a": X(1)}), ("keys", X({"a": 1})), ("keys", {"é": 1, "z": 2, "Z": 3}),
    ("values", {"b": 1, "a": "x"}), ("values", M(b="1", a="2")), ("values", {}), ("values", M()), ("values", ["a"]), ("values", {"a": TEXT}), ("values", {"a": X(1), "b": 2}), ("values", X({"a": 1})), ("values", ANY), ("values", None),
    ("lookup", {"a": "ay"}, "a", "what?"), ("lookup", {"a": "ay"}, "c", "what?"), ("lookup", {"a": 1}, "c"), ("lookup", {"a": 1}, "a"), ("lookup", M(a="1"), "b", 5), ("lookup", M(a="1"), "a", 5), ("lookup", M(a=1), "b", "x"), ("lookup", M(a=1), "a", "x"), ("lookup", M(a=1), "b", None), ("lookup", M(a=1), "b"), ("lookup", M(), "b", "x"), ("lookup", M(), "b", [1]),
    ("lookup", {"a": 1}, "b", {"x": 1}), ("lookup", {"a": 1}), ("lookup", {"a": 1}, "a", 1, 2), ("lookup", ["a"], 0, 1), ("lookup", {"1": 2}, 1, 3), ("lookup", M(a=TEXT), "a", "x"), ("lookup", M(a=TEXT), "b", "x"), ("lookup", {"a": 1}, TEXT, 1), ("lookup", ANY, "a", 1), ("lookup", {"a": X(1), "b": 2}, "a", 3), ("lookup", {"a": X(1), "b": 2}, "b", 3), ("lookup", X({"a": 1}), "a", 3), ("lookup", {"a": 1}, X("a"), 3), ("lookup", {"a": 1}, "b", X(3)), ("lookup", {"a": 1}, "a", X(3)),
    ("lookup", {"a": 1}, "b", TEXT), ("lookup", M(a={"x": 1}), "b", {"x": "2"}), ("lookup", M(a={"x": 1}), "b", {}), ("lookup", M(a=["x"]), "b", []), ("lookup", M(a=L("x")), "b", []), ("lookup", None, "a", 1), ("lookup", {"a": None}, "a", 1), ("lookup", M(a=True), "a", "true"), ("lookup", M(a=True), "b", "maybe"),
    ("merge", {"a": "b", "c": "d"}, {"e": "f", "c": "z"}), ("merge", M(a="b"), M(a="c", d="e")), ("merge", M(a="b"), M(c=1)), ("merge", M(a="b"), {"c": 1}), ("merge",), ("merge", {}), ("merge", None), ("merge", {"a": 1}, None), ("merge", ["a"]), ("merge", {"a": [1]}, {"a": {"x": 1}}), ("merge", {"a": TEXT}, {"b": 1}), ("merge", M(a=TEXT), M(b="x")), ("merge", ANY, {"a": 1}), ("merge", {"a": X(1)}, {"b": 2}), ("merge", X({"a": 1}), {"b": 2}), ("merge", {"a": 1}, {"a": 2}), ("merge", M(a="x"), None), ("merge", M(a=M(x="1")), M(b=M(y="2"))), ("merge", M()),
    ("transpose", {"a": ["1", "2"], "b": ["2", "3"]}), ("transpose", {}), ("transpose", {"a": []}), ("transpose", {"a": [1]}), ("transpose", {"a": "x"}), ("transpose", {"a": None}), ("transpose", {"a": [None]}), ("transpose", {"a": [TEXT]}), ("transpose", M(b=L("1"), a=L("1"))), ("transpose", {"a": S("y", "x")}), ("transpose", {"a": ["1", "1"]}), ("transpose", {"a": [X("1")]}),
    ("zipmap", ["a", "b"], [1, "x"]), ("zipmap", ["a", "b"], L(1, 2)), ("zipmap", [], []), ("zipmap", [], L()), ("zipmap", ["a"], [1, 2]), ("zipmap", [1], ["x"]), ("zipmap", [None], [1]), ("zipmap", ["a", "a"], [1, 2]), ("zipmap", ["a"], "x"), ("zipmap", ["a"], S("x")), ("zipmap", ["a"], [TEXT]), ("zipmap", [TEXT], ["a"]), ("zipmap", ["a"], [X("x")]), ("zipmap", [X("a")], ["x"]), ("zipmap", ["a"], ANY), ("zipmap", ["a"], L(TEXT)), ("zipmap", X(["a"]), ["x"]), ("zipmap", S("b", "a"), [1, 2]),
]  # fmt: skip

CONVERSIONS: list[Case] = [
    ("tobool", "true"), ("tobool", "1"), ("tobool", "yes"), ("tobool", "True"), ("tobool", 1), ("tobool", None), ("tobool", True), ("tobool", []), ("tobool", TEXT), ("tobool", "0"), ("tobool", ""),
    ("tonumber", "1"), ("tonumber", "1.50"), ("tonumber", "1e3"), ("tonumber", "no"), ("tonumber", " 1"), ("tonumber", ""), ("tonumber", "0x10"), ("tonumber", True), ("tonumber", None), ("tonumber", ".5"), ("tonumber", "5."), ("tonumber", "-0"), ("tonumber", "1_000"), ("tonumber", "NaN"), ("tonumber", "+5"), ("tonumber", "007"), ("tonumber", [1]), ("tonumber", TEXT), ("tonumber", "1e-7"), ("tonumber", "."), ("tonumber", "1e"), ("tonumber", "٣"),
    ("tostring", "a"), ("tostring", 1), ("tostring", 1.5), ("tostring", 10**30), ("tostring", 0.0000001), ("tostring", True), ("tostring", None), ("tostring", []), ("tostring", {}), ("tostring", TEXT), ("tostring", -0.5), ("tostring", 123456789012345678901234567890), ("tostring", X(1)),
    ("tolist", ["a", 1]), ("tolist", []), ("tolist", S("b", "a")), ("tolist", L("a")), ("tolist", {"a": 1}), ("tolist", "a"), ("tolist", None), ("tolist", [[1], ["a"]]), ("tolist", [{"a": 1}, {"a": "x"}]), ("tolist", [{"a": 1}, {"b": "x"}]), ("tolist", [[], 1]), ("tolist", [[1, 2], [3]]), ("tolist", [[1], ["a", True]]), ("tolist", [{}, {"a": 1}]), ("tolist", [None, "a"]), ("tolist", [None]), ("tolist", [{"a": 1}, None]), ("tolist", [[1], None]), ("tolist", [True, "a"]), ("tolist", [True, 1]), ("tolist", [TEXT, "a"]), ("tolist", [TEXT, 1]), ("tolist", [L(1), L("a")]), ("tolist", [L(1), ["a"]]), ("tolist", [M(a=1), {"b": "x"}]), ("tolist", [S(1), L(2)]), ("tolist", [S(1), [2]]), ("tolist", [{"a": [1]}, {"a": []}]), ("tolist", [{"a": None}, {"a": 1}]), ("tolist", [{"a": [1]}, {"a": "x"}]), ("tolist", [X("a"), "b"]), ("tolist", X(["a"])), ("tolist", S("a", TEXT)), ("tolist", S(TEXT)), ("tolist", S({"a": TEXT})), ("tolist", ANY), ("tolist", S({"a": 10}, {"a": 9}, {"a": 1})), ("tolist", [{"a": {"b": 1}}, {"a": {}}]), ("tolist", [{"a": {"b": 1}}, {"a": {"c": "x"}}]), ("tolist", [[{"a": 1}], [{"b": 2}]]), ("tolist", [M(a="x"), M()]), ("tolist", [L(), ["a"]]), ("tolist", [[], {}]),
    ("toset", ["b", "a", "b"]), ("toset", [1, "1"]), ("toset", [10, 9, 1]), ("toset", []), ("toset", S("a")), ("toset", {"a": 1}), ("toset", "a"), ("toset", None), ("toset", [True, False]), ("toset", [TEXT, "a"]), ("toset", [X("a"), "b"]), ("toset", [["b"], ["a"]]), ("toset", [{"a": 2}, {"a": 1}, {"a": 2}]), ("toset", [None, "a", None]), ("toset", ["é", "e", "z", "Z"]), ("toset", ANY), ("toset", [[1, 2], [3]]), ("toset", [{"n": "b", "p": 80}, {"n": "a", "p": 443}]),
    ("tomap", {"a": 1, "b": "x"}), ("tomap", {}), ("tomap", M(a="x")), ("tomap", ["a"]), ("tomap", None), ("tomap", {"a": 1, "b": [1]}), ("tomap", {"a": {"x": 1}, "b": {"y": 2}}), ("tomap", {"a": [1], "b": [1, 2]}), ("tomap", {"a": TEXT}), ("tomap", {"a": X(1), "b": 2}), ("tomap", {"a": None}), ("tomap", "a"), ("tomap", {"a": {"x": 1}, "b": {"x": "s"}}), ("tomap", {"a": True, "b": 1}), ("tomap", {"a": None, "b": {"x": 1}}), ("tomap", {"a": [], "b": ["x"]}), ("tomap", {"a": None, "b": {"x": 1}, "c": {"y": 1}}), ("tomap", {"a": None, "b": [1], "c": ["x"]}),
    ("sensitive", "a"), ("sensitive", [X("a")]), ("sensitive", None), ("sensitive", TEXT), ("sensitive", X("a")), ("nonsensitive", X("a")), ("nonsensitive", "a"), ("nonsensitive", [X("a")]), ("nonsensitive", X([X("a"), "b"])), ("nonsensitive", TEXT), ("nonsensitive", None),
    ("issensitive", X("a")), ("issensitive", "a"), ("issensitive", [X("a")]), ("issensitive", TEXT), ("issensitive", None), ("ephemeralasnull", "a"), ("ephemeralasnull", [1, None]), ("ephemeralasnull", TEXT),
]  # fmt: skip

ENCODING: list[Case] = [
    ("base64decode", "SGVsbG8gV29ybGQ="), ("base64decode", "SGVsbG8"), ("base64decode", "/w=="), ("base64decode", ""), ("base64decode", "SGVs\nbG8="), ("base64decode", "====" ), ("base64decode", "SGVsbG9="), ("base64decode", "a-_="), ("base64decode", "w6k="), ("base64decode", X("YQ==")), ("base64decode", TEXT),
    ("base64encode", "Hello World"), ("base64encode", "é"), ("base64encode", ""), ("base64encode", None), ("base64encode", 1), ("base64gzip", None), ("base64gzip", [1]),
    ("textencodebase64", "Hello", "UTF-16LE"), ("textencodebase64", "Hello", "UTF-16"), ("textencodebase64", "Hello", "nope"), ("textencodebase64", "é", "ISO-8859-1"), ("textencodebase64", "☃", "ISO-8859-1"), ("textencodebase64", "é", "utf-8"), ("textencodebase64", "é", "windows-1252"), ("textencodebase64", "日本", "Shift_JIS"), ("textencodebase64", "a", "rot13"), ("textencodebase64", "日本", "EUC-JP"), ("textencodebase64", "中", "GBK"),
    ("textdecodebase64", "SABlAGwAbABvAA==", "UTF-16LE"), ("textdecodebase64", "/v8ASABp", "UTF-16"), ("textdecodebase64", "6Q==", "ISO-8859-1"), ("textdecodebase64", "6Q==", "UTF-8"), ("textdecodebase64", "!!", "UTF-8"), ("textdecodebase64", "6Q==", "nope"), ("textdecodebase64", "k/qWew==", "Shift_JIS"), ("textdecodebase64", "gQ==", "windows-1252"),
    ("urlencode", "Hello World!"), ("urlencode", "a/b?c=d&e"), ("urlencode", "☃-_.~*'()"), ("urlencode", ""), ("csvdecode", "a,b,c\n1,2,3\n4,5,6\n"), ("csvdecode", "a\n"), ("csvdecode", ""), ("csvdecode", "a,a\n1,2"), ("csvdecode", "a,b\n1\n"), ("csvdecode", "a,b\n\"x,\"\"y\",z\r\n\n\"l1\r\nl2\",w"), ("csvdecode", "a\nb\"c\n"), ("csvdecode", "a\n\"b\n"), ("csvdecode", " a , b \n 1 , 2 \n"), ("csvdecode", "a,b\n,\n"), ("csvdecode", "a\n\"b\"c\n"), ("csvdecode", "\n\na\n1"), ("csvdecode", "a,b\n1,\"\"\n"), ("csvdecode", TEXT), ("csvdecode", "a\r\n1\r\n"),
    ("jsondecode", "{\"a\": [1, 2.5, null, true, \"x\"]}"), ("jsondecode", "1"), ("jsondecode", "\"a\""), ("jsondecode", "null"), ("jsondecode", "[]"), ("jsondecode", "{}"), ("jsondecode", ""), ("jsondecode", "{\"a\":}"), ("jsondecode", "NaN"), ("jsondecode", "{\"a\":1,\"a\":2}"), ("jsondecode", " 1 "), ("jsondecode", "1 2"), ("jsondecode", "1e2"), ("jsondecode", "1e-3"), ("jsondecode", "\"\\ud83d\\ude00 \\ud800 \\u00e9\""), ("jsondecode", "[1,]"), ("jsondecode", "01"), ("jsondecode", "'a'"), ("jsondecode", "123456789012345678901234567890"), ("jsondecode", TEXT), ("jsondecode", X("1")), ("jsondecode", "-0"), ("jsondecode", "\"\t\""), ("jsondecode", "{\"a\":1,\"a\":\"x\"}"), ("jsondecode", "\ufeff1"),
    ("jsonencode", {"b": 1, "a": [True, None, 1.5]}), ("jsonencode", "<a>&\u2028\"\\\n\t\u0001"), ("jsonencode", None), ("jsonencode", []), ("jsonencode", {}), ("jsonencode", 10**30), ("jsonencode", 1e-7), ("jsonencode", M(b="x", a="y")), ("jsonencode", S("b", "a")), ("jsonencode", "é☃😀\u007f"), ("jsonencode", {"é": 1, "z<": 2}), ("jsonencode", [X("a")]), ("jsonencode", {"a": TEXT}), ("jsonencode", TEXT), ("jsonencode", True), ("jsonencode", L(S(1), S())), ("jsonencode", {"a": {"b": {"c": []}}}), ("jsonencode", "\u0008\u000c\u001f"), ("jsonencode", -0.5), ("jsonencode", 12345678901234567890),
    ("yamlencode", {"a": "b", "c": "d"}), ("yamlencode", {"foo": [1, 2, 3], "bar": "baz"}), ("yamlencode", {"foo": [1, {"a": "b", "c": "d"}, 3], "bar": "baz"}), ("yamlencode", "a"), ("yamlencode", 1), ("yamlencode", True), ("yamlencode", None), ("yamlencode", []), ("yamlencode", {}), ("yamlencode", [[1, [2]], []]), ("yamlencode", {"a": {}, "b": []}), ("yamlencode", "a\nb\n"), ("yamlencode", {"a": "l1\nl2", "b": "l1\n\nl2\n\n"}), ("yamlencode", " lead\nb"), ("yamlencode", "trail \nb"), ("yamlencode", "é☃\u0001\t\"\\"), ("yamlencode", {"k\nl": 1}), ("yamlencode", {"a b": "", "yes": "no", "1": 1.5}), ("yamlencode", {"a": "word " * 40}), ("yamlencode", ["x" * 200]), ("yamlencode", {"x" * 130: 1}), ("yamlencode", [{"a": 1, "b": [{"c": None}]}]), ("yamlencode", {"a": TEXT}), ("yamlencode", S("b", "a")), ("yamlencode", 10**30), ("yamlencode", "\n"), ("yamlencode", {"a": "\n\nx"}), ("yamlencode", "a\tb\nc"), ("yamlencode", {"m": {"n": ["a\nb", "c"]}}), ("yamlencode", "#!/bin/sh\necho \"$x\" | tee\n"), ("yamlencode", "\u00a0\u2028x"), ("yamlencode", "😀"), ("yamlencode", "a😀\nb"), ("yamlencode", "\u00a0\nb"), ("yamlencode", "a\r\nb\n"), ("yamlencode", {"a": "x  y " * 30}), ("yamlencode", [X("a")]),
    ("yamldecode", "hello: world"), ("yamldecode", "true"), ("yamldecode", "{a: &foo [1, 2, 3], b: *foo}"), ("yamldecode", "a: 1\nb: 1.5\nc: yes\nd: ~\ne: 'x'\nf: \"1\"\ng: 0x1F\nh: 0o17\ni: 017\nj: 1e3\nk: 1_000\nl: .5\nm: -1\n"), ("yamldecode", ""), ("yamldecode", "- a\n- [b, c]\n- {d: e}"), ("yamldecode", "a: |\n  x\n  y\nb: >\n  x\n  y\n"), ("yamldecode", "---\na: 1\n---\nb: 2\n"), ("yamldecode", "a: [1"), ("yamldecode", "a: 2001-12-14\nb: 2001-12-14T21:59:43Z\nc: 2001-12-14t21:59:43.1-05:00\nd: 2001-12-14 21:59:43\ne: 2001-13-45"), ("yamldecode", "x: &a {p: 1, q: 2}\ny:\n  <<: *a\n  q: 3\n"), ("yamldecode", "1: a\ntrue: b\n"), ("yamldecode", "~: a"), ("yamldecode", "? [a]\n: b"), ("yamldecode", "a: !!str 1\nb: !!int \"2\"\nc: !!float 3\nd: !!bool yes"), ("yamldecode", "!!binary aGk="), ("yamldecode", "!foo a"), ("yamldecode", "*a"), ("yamldecode", "&a [*a]"), ("yamldecode", "a: .nan"), ("yamldecode", "a: 1\na: 2"), ("yamldecode", "null"), ("yamldecode", "\"a\\tb\\u00e9\""), ("yamldecode", TEXT), ("yamldecode", "a:\n- b\n-  c: d\n   e: f"), ("yamldecode", "# only a comment"), ("yamldecode", "a: b: c"), ("yamldecode", "a:\tb"), ("yamldecode", "y"), ("yamldecode", "a: on\nb: Off\nc: N\nd: nO"), ("yamldecode", "%YAML 1.1\n---\na"), ("yamldecode", "a: 'it''s'\nb: x#y\nc: x #y"), ("yamldecode", "- +1\n- 1.\n- 1e\n- -\n- 12e03\n- 0b11\n- 09\n- 0x\n- 1:30"), ("yamldecode", "a: !!null ''\nb: !!timestamp 2001-01-01"), ("yamldecode", "x: [a,\n b]\ny: {a: 1,\n b: 2}"), ("yamldecode", "a: \"x\n  y\""), ("yamldecode", "key: value\n  bad: indent"), ("yamldecode", "@a"), ("yamldecode", "a: `b`"),
]  # fmt: skip

HASHING: list[Case] = [
    *((name, text) for name in ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512") for text in ("hello world", "", "é", 1, None, TEXT, X("a"))),
    ("uuidv5", "dns", "www.terraform.io"), ("uuidv5", "url", "https://x"), ("uuidv5", "oid", "1.3.6.1.4"), ("uuidv5", "x500", "CN=x"), ("uuidv5", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x"), ("uuidv5", "nope", "x"), ("uuidv5", "dns", ""), ("uuidv5", "dns", TEXT), ("uuidv5", "6BA7B8109DAD11D180B400C04FD430C8", "x"),
    ("bcrypt", None), ("bcrypt", "a", 4, 5), ("rsadecrypt", "a"), ("timestamp", 1), ("uuid", 1), ("plantimestamp", 1),
]  # fmt: skip

DATES: list[Case] = [
    ("formatdate", "DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z"), ("formatdate", "EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z"), ("formatdate", "EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00"), ("formatdate", "MMM DD, YYYY", "2018-01-02T23:12:01Z"), ("formatdate", "HH:mmaa", "2018-01-02T23:12:01Z"), ("formatdate", "M D H h m s AA", "2018-01-02T00:02:01Z"), ("formatdate", "Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01-08:30"), ("formatdate", "Z ZZZ ZZZZ ZZZZZ", "2018-01-02T23:12:01Z"), ("formatdate", "MMMM 'of' YYYY", "2018-01-02T23:12:01Z"), ("formatdate", "''YYYY'' 'it''s'", "2018-01-02T23:12:01Z"), ("formatdate", "'open", "2018-01-02T23:12:01Z"), ("formatdate", "YYY", "2018-01-02T23:12:01Z"), ("formatdate", "x", "2018-01-02T23:12:01Z"), ("formatdate", "Q", "2018-01-02T23:12:01Z"), ("formatdate", "", "2018-01-02T23:12:01Z"),
    ("formatdate", "YYYY", "2018-01-02"), ("formatdate", "YYYY", "2018-13-02T23:12:01Z"), ("formatdate", "YYYY", "2018-02-30T23:12:01Z"), ("formatdate", "ss", "2018-01-02T23:12:01.5Z"), ("formatdate", "YYYY", "2018-01-02t23:12:01z"), ("formatdate", "YYYY", "2018-01-02T24:00:00Z"), ("formatdate", "YYYY", "2018-01-02T23:12:60Z"), ("formatdate", "YYYY-MM-DD'T'hh:mm:ssZ", "2018-01-02T23:12:01+05:30"), ("formatdate", "YYYY é", "2018-01-02T23:12:01Z"), ("formatdate", "YYYY", TEXT), ("formatdate", "MMMMM", "2018-01-02T23:12:01Z"), ("formatdate", "A", "2018-01-02T23:12:01Z"), ("formatdate", "'", "2018-01-02T23:12:01Z"), ("formatdate", "EE", "2018-01-02T23:12:01Z"), ("formatdate", "ZZ", "2018-01-02T23:12:01Z"), ("formatdate", "YYYY", "2018-01-02T23:12:01+24:00"), ("formatdate", "Z", "2018-01-02T23:12:01+00:00"),
    ("timeadd", "2017-11-22T00:00:00Z", "10m"), ("timeadd", "2017-11-22T00:00:00Z", "-1h30m"), ("timeadd", "2017-11-22T00:00:00-08:00", "24h"), ("timeadd", "2017-11-22T00:00:00Z", "1.5h"), ("timeadd", "2017-11-22T00:00:00Z", "1d"), ("timeadd", "2017-11-22T00:00:00Z", ""), ("timeadd", "2017-11-22T00:00:00Z", "0"), ("timeadd", "2017-11-22T00:00:00Z", "500ms"), ("timeadd", "2017-11-22T00:00:00.6Z", "500ms"), ("timeadd", "2017-11-22T00:00:00Z", "-1ns"), ("timeadd", "x", "1h"), ("timeadd", "2017-11-22T00:00:00Z", "1h 2m"), ("timeadd", "2017-11-22T00:00:00Z", "3000000h"), ("timeadd", "2017-11-22T00:00:00Z", "+1us1µs"), ("timeadd", "2017-11-22T00:00:00Z", "1"), ("timeadd", "2016-02-28T12:00:00Z", "24h"), ("timeadd", "2017-11-22T00:00:00Z", TEXT), ("timeadd", "2017-11-22T00:00:00Z", ".5s"), ("timeadd", "2017-11-22T00:00:00Z", "h"),
    ("timecmp", "2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z"), ("timecmp", "2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z"), ("timecmp", "2017-11-22T01:00:00Z", "2017-11-22T00:59:00Z"), ("timecmp", "2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00"), ("timecmp", "2017-11-22T00:00:00.1Z", "2017-11-22T00:00:00Z"), ("timecmp", "a", "b"), ("timecmp", "2017-11-22T00:00:00Z", "2017-11-22"), ("timecmp", TEXT, "2017-11-22T00:00:00Z"),
]  # fmt: skip

NETWORKS: list[Case] = [
    ("cidrhost", "10.12.112.0/20", 16), ("cidrhost", "10.12.112.0/20", 268), ("cidrhost", "fd00:fd12:3456:7890:00a2::/72", 34), ("cidrhost", "10.0.0.0/8", -1), ("cidrhost", "10.0.0.0/30", 4), ("cidrhost", "10.0.0.0/30", -4), ("cidrhost", "10.0.0.0/30", -5), ("cidrhost", "10.0.0.0", 1), ("cidrhost", "10.0.0.0/33", 1), ("cidrhost", "x/8", 1), ("cidrhost", "10.0.0.0/8", 1.5), ("cidrhost", "010.001.0.0/16", 1), ("cidrhost", "10.0.0.256/8", 1), ("cidrhost", "10.0.0/8", 1), ("cidrhost", "::/0", 2**64), ("cidrhost", "10.0.0.1/32", 0), ("cidrhost", "10.0.0.5/24", 0), ("cidrhost", TEXT, 1), ("cidrhost", "2001:db8::/64", -1), ("cidrhost", "fe80::1%eth0/64", 1), ("cidrhost", "10.0.0.0/ 8", 1), ("cidrhost", "10.0.0.0/08", 1),
    ("cidrnetmask", "172.16.0.0/12"), ("cidrnetmask", "10.0.0.0/0"), ("cidrnetmask", "10.0.0.0/32"), ("cidrnetmask", "2001:db8::/64"), ("cidrnetmask", "x"), ("cidrnetmask", "0.0.0.0/33"),
    ("cidrsubnet", "172.16.0.0/12", 4, 2), ("cidrsubnet", "10.1.2.0/24", 4, 15), ("cidrsubnet", "10.1.2.0/24", 4, 16), ("cidrsubnet", "fd00:fd12:3456:7890::/56", 16, 162), ("cidrsubnet", "10.1.2.0/24", 9, 1), ("cidrsubnet", "10.1.2.0/24", 0, 0), ("cidrsubnet", "10.1.2.3/24", 8, 5), ("cidrsubnet", "::/0", 128, 1), ("cidrsubnet", "10.0.0.0/8", 1.5, 1), ("cidrsubnet", "10.0.0.0/8", "8", "3"), ("cidrsubnet", "nope", 8, 3), ("cidrsubnet", "10.0.0.0/8", 8, TEXT), ("cidrsubnet", "2001:db8::/32", 96, 5), ("cidrsubnet", "10.0.0.0/8", 8, 1.5), ("cidrsubnet", "2001:0db8:0:0::/48", 16, 255),
    ("cidrsubnets", "10.1.0.0/16", 4, 4, 8, 4), ("cidrsubnets", "fd00:fd12:3456:7890::/56", 16, 16, 16, 32), ("cidrsubnets", "10.0.0.0/30", 1, 1, 1), ("cidrsubnets", "10.0.0.0/8"), ("cidrsubnets", "10.0.0.0/8", 0), ("cidrsubnets", "10.0.0.0/8", 25), ("cidrsubnets", "::/0", 33), ("cidrsubnets", "10.0.0.0/16", 8, 4, 8), ("cidrsubnets", "x", 1), ("cidrsubnets", "10.0.0.0/8", TEXT), ("cidrsubnets", "255.255.255.0/24", 1, 1), ("cidrsubnets", "255.255.255.0/24", 1, 1, 1), ("cidrsubnets", "10.0.0.0/8", 1.5), ("cidrsubnets", "10.0.0.0/24", 1, 3, 2),
]  # fmt: skip

PATTERNS: list[Case] = [
    ("regex", "[a-z]+", "53453453.345345aaabbbccc23454"), ("regex", "(\\d\\d\\d\\d)-(\\d\\d)-(\\d\\d)", "2019-02-01"), ("regex", "^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/"), ("regex", "[a-z]+", "123"), ("regex", "(a)|(b)", "b"), ("regex", "(?P<a>a)|(?P<b>b)", "b"), ("regex", "(?P<a>a)(b)", "ab"), ("regex", "(a", "a"), ("regex", "", "abc"), ("regex", "(?i)ABC", "xabcx"), ("regex", "a(?=b)", "ab"), ("regex", "(a)\\1", "aa"), ("regex", "\\p{Greek}+", "abcαβγ"), ("regex", "é.", "aéxb"), ("regex", "(?<n>a)", "a"), ("regex", "a{1001}", "a"), ("regex", "(?s)a.b", "a\nb"), ("regex", "\\bfoo\\b", "a foo b"), ("regex", "[[:alpha:]]+", "12ab"), ("regex", "(a+)+$", "a" * 40 + "b"), ("regex", "\\d+", TEXT), ("regex", TEXT, "a"), ("regex", X("a"), "a"), ("regex", "[a-", "a"), ("regex", "\\Qa.b\\E", "a.b"), ("regex", "a**", "a"), ("regex", "\\z", "ab"), ("regex", "\\x{e9}", "é"), ("regex", "()", "a"), ("regex", "a|ab", "ab"), ("regex", "(a*)(ab)*(b*)", "abb"), ("regex", None, "a"), ("regex", "\\C", "a"), ("regex", "\\Z", "a"), ("regex", "(?P<a-b>a)", "a"), ("regex", "(?P<é>a)", "a"),
    ("regexall", "[a-z]+", "1234abcd5678efgh9"), ("regexall", "[a-z]+", "123"), ("regexall", "(\\w)(\\d)?", "a1b"), ("regexall", "(?P<k>\\w)=(?P<v>\\d)", "a=1,b=2"), ("regexall", "a*", "baac"), ("regexall", "", "aé"), ("regexall", "^a", "aaa"), ("regexall", "\\b", "ab cd"), ("regexall", "(", "a"), ("regexall", "(?P<a>a)(b)", "ab"), ("regexall", "a", TEXT), ("regexall", "(?m)^.", "ab\ncd"), ("regexall", "é|", "éa"), ("regexall", "$", "ab\n"), ("regexall", "x*", ""), ("regexall", "\\Ba", "aaa"),
]  # fmt: skip

FILES: list[Case] = [
    *((name, path) for name in ("file", "filebase64", "fileexists", "filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512") for path in ("f/hello.txt", "./f/dir/../hello.txt", "f/absent.txt", "f/dir", "f/bin.dat", "f/dir/sub/deep.txt", None, TEXT)),
    *(("fileset", f"f/{directory}", pattern) for directory, pattern in ((".", "*.txt"), (".", "**"), (".", "**/*.txt"), ("dir", "*"), ("dir", "**"), ("dir", "**/*"), (".", "dir/*"), (".", "{hello,bin}.*"), (".", "*.{txt,dat}"), (".", "h?llo.txt"), (".", "[hb]*"), (".", "[^h]*.dat"), ("absent", "*"), (".", "hello.txt"), (".", "absent*"), ("dir", "../*.txt"), (".", "*/*/*.txt"), (".", "**/sub/**"), ("dir/", "sub/*.txt"), (".", ".*"), (".", "dir/**/deep.txt"), (".", "[")) ),
    ("basename", "foo/bar/baz.txt"), ("basename", "foo/"), ("basename", ""), ("basename", "/"), ("basename", "a"), ("basename", "//"), ("basename", ".."), ("basename", TEXT),
    ("dirname", "foo/bar/baz.txt"), ("dirname", "foo"), ("dirname", ""), ("dirname", "/"), ("dirname", "a//b/../c/d"), ("dirname", "/a"), ("dirname", "//a/b"), ("dirname", "a/b/"), ("dirname", "../x"), ("dirname", "."), ("dirname", "./a/"),
    ("abspath", "/a/../b"), ("abspath", "/"), ("abspath", "//a"), ("abspath", None), ("pathexpand", "a/b"), ("pathexpand", ""), ("pathexpand", "/a"), ("pathexpand", "~x/y"),
]  # fmt: skip

BUILTIN: list[Case] = [
    *(("provider::terraform::encode_tfvars", value) for value in ({"a": 1, "b": "x", "c": [1, {"d": None}], "e": {}}, M(long_name="x", s="y"), {"a b": 1}, [], {}, None, {"a": "q\"${x}%{y}\n\\ é"}, {"a": TEXT})),
    *(("provider::terraform::encode_expr", value) for value in ({"a": 1, "b c": "x", "d": {"e": [True, None]}}, [], ["a", 1.5], {}, None, "a\tb\r\u0001😀\u00a0", 1, [[], {"x": [1]}, {}], S("b", "a"), M(aa="1", b="2"), {"a": {"bb": 1, "c": 2}, "dd": 3}, {"é": 1, "1": 2, "a-b": 3, "null": 1, "for": 2}, 10**30, "$${", "$", "%", "$$", "${", "%%{")),
    ("provider::terraform::decode_tfvars", [1]), ("provider::terraform::decode_tfvars", TEXT), ("list", 1), ("map", "a", 1), ("type", 1),
]  # fmt: skip

CASES: list[Case] = [
    *ARITHMETIC, *STRINGS, *FORMATTING, *SELECTION, *SEQUENCES, *SETS, *MAPPINGS, *CONVERSIONS, *ENCODING, *HASHING,
    *DATES, *NETWORKS, *PATTERNS, *FILES, *BUILTIN,
]  # fmt: skip

LANGUAGE = frozenset(
    """
    abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil
    chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode
    dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5
    fileset filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join
    jsondecode jsonencode keys length list log lookup lower map matchkeys max md5 merge min nonsensitive one parseint
    pathexpand plantimestamp pow provider::terraform::decode_tfvars provider::terraform::encode_expr
    provider::terraform::encode_tfvars range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct
    setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile
    templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset
    tostring transpose trim trimprefix trimspace trimsuffix try type upper urlencode uuid uuidv5 values yamldecode
    yamlencode zipmap
    """.split()
)
"""The functions that the documentation of Terraform 1.11 lists."""
