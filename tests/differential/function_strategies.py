"""Arguments for generated calls: mostly such as the functions take, some such as they refuse."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gatewright.sources.terraform.typesystem import ListType, MapType, SetType, Type, convert
from gatewright.sources.terraform.values import EvaluationError, Value

Arguments = st.SearchStrategy[tuple[Value, ...]]
Calls = list[tuple[str, Arguments]]
"""Names of functions, and arguments for them."""


def drawn(strategy: st.SearchStrategy[tuple[Value, ...]], count: int) -> list[tuple[Value, ...]]:
    """The same examples in every run, all at once: Terraform is asked for many of them in one go."""
    examples: list[tuple[Value, ...]] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: tuple[Value, ...]) -> None:
        examples.append(example)

    collect()
    return examples


TEXTS = st.text(st.sampled_from("abAB019 -_.,:/\n\t\"'\\é☃ß<&%$"), max_size=12)
WORDS = st.sampled_from(["a", "b", "ab", "", "true", "1", "2.5", "é", "x-y"])
WHOLE = st.integers(-20, 20)
NUMBERS = (
    WHOLE
    | st.integers(-400, 400).map(lambda number: number / 8 if number % 8 else number)
    | st.sampled_from([10**20, 0.1, 1e-7, 1234567])
)
SCALARS = WORDS | NUMBERS | st.booleans()
PATTERNS = st.lists(
    st.sampled_from(
        ["a", "b", ".", "[a-c]", "\\d", "(a|b)", "(?:ab)", "(x)", "a*", "b+?", "^", "$", "\\b", "(1)?", "\\w{1,2}", "|"]
    ),
    max_size=4,
).map("".join)
FORMATS = st.lists(
    st.sampled_from(
        [
            "%s",
            "%d",
            "%v",
            "%5.1f",
            "%-4d|",
            "%05d",
            "%x",
            "%q",
            "%#v",
            "%t",
            "%%",
            "a",
            " %e",
            "%.3g",
            "%+d",
            "%[1]v",
            "%3s",
        ]
    ),
    max_size=3,
).map("".join)


def _as(wanted: Type, items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """The values that can be converted to a type, converted."""

    def converted(value: Value) -> Value:
        try:
            return convert(value, wanted)
        except EvaluationError:
            return value

    return items.map(converted)


def _tuples(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.lists(items, max_size=4)


def _objects(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.dictionaries(st.sampled_from(["a", "b", "c", "k-1", "é"]), items, max_size=3)


def _collections(items: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    tuples, objects = _tuples(items), _objects(items)
    return (
        tuples
        | objects
        | _as(ListType("any"), tuples.filter(bool))
        | _as(SetType("any"), tuples.filter(bool))
        | _as(MapType("any"), objects.filter(bool))
    )


FLAT = _collections(SCALARS)
NESTED = _collections(SCALARS | FLAT)
VALUES = SCALARS | FLAT | NESTED
STRINGS = _tuples(TEXTS | WORDS) | _as(ListType("any"), st.lists(TEXTS, min_size=1, max_size=4))
LISTS = _tuples(SCALARS) | _as(ListType("any"), st.lists(WORDS, min_size=1, max_size=4)) | NESTED
MAPS = _objects(SCALARS | FLAT) | _as(MapType("any"), _objects(WORDS).filter(bool))
KEYS = st.sampled_from(["a", "b", "c", "z"])

_RANGES = st.sampled_from(["10.1.0.0/16", "192.168.7.64/28", "2001:db8::/48"])
_MOMENTS = st.sampled_from(["2020-02-29T13:04:05Z", "1999-12-31T00:59:09-03:30"])
_DATE_VERBS = ["YYYY", "YY", "MMMM", "MM", "M", "DD", "EEE", "hh", "HH", "aa", "mm", "s", "ZZZ", "Z", "-", "'x'"]


TEXT_CALLS: Calls = [
    (
        "chomp lower upper title trimspace strrev length urlencode base64encode base64decode md5 sha256",
        st.tuples(TEXTS),
    ),
    ("jsondecode csvdecode yamldecode jsonencode yamlencode basename dirname", st.tuples(TEXTS)),
    ("endswith startswith strcontains trim trimprefix trimsuffix split", st.tuples(TEXTS, TEXTS)),
    ("replace", st.tuples(TEXTS, TEXTS, WORDS)),
    ("replace", st.tuples(TEXTS, PATTERNS.map("/{}/".format), st.sampled_from(["$1", "${1}x", "$$", "-"]))),
    ("regex regexall", st.tuples(PATTERNS, TEXTS)),
    ("substr", st.tuples(TEXTS, WHOLE, WHOLE)),
    ("indent", st.tuples(st.integers(0, 4), TEXTS)),
    ("join", st.tuples(WORDS, STRINGS)),
    ("format formatlist", st.tuples(FORMATS, SCALARS | FLAT)),
    ("format formatlist", st.tuples(FORMATS, SCALARS | FLAT, SCALARS | FLAT)),
]

NUMBER_CALLS: Calls = [
    ("abs ceil floor signum", st.tuples(NUMBERS)),
    ("max min", st.lists(NUMBERS, max_size=4).map(tuple)),
    ("range", st.lists(WHOLE | st.sampled_from([0.5, 2.25]), max_size=3).map(tuple)),
    ("parseint", st.tuples(st.text("0179abzAZ-+_", max_size=6), st.integers(2, 62))),
    ("pow", st.tuples(WHOLE.filter(bool), st.integers(-6, 12))),  # what is infinite cannot stand in a plan
    ("sum", st.tuples(_tuples(NUMBERS))),
    ("cidrhost", st.tuples(_RANGES, WHOLE)),
    ("cidrsubnet", st.tuples(_RANGES, st.integers(0, 16), st.integers(0, 300))),
    ("cidrsubnets", st.lists(st.integers(1, 8), max_size=6).map(lambda bits: ("172.16.0.0/12", *bits))),
    ("tonumber", st.tuples(TEXTS | st.text("0123456789.eE+-", max_size=5))),
    ("formatdate", st.tuples(st.lists(st.sampled_from(_DATE_VERBS), max_size=4).map(" ".join), _MOMENTS)),
    ("timeadd", st.tuples(_MOMENTS, st.sampled_from(["1h", "-90m", "1.5s", "720h", "1ms", "2h45m10s", "x", "-0.1s"]))),
]

COLLECTION_CALLS: Calls = [
    ("tolist toset tomap tostring tobool flatten distinct reverse compact sort one keys values", st.tuples(VALUES)),
    ("jsonencode yamlencode length transpose alltrue anytrue merge", st.tuples(VALUES)),
    ("provider::terraform::encode_expr", st.tuples(VALUES)),
    ("concat coalesce coalescelist merge setunion setintersection", st.lists(VALUES, max_size=3).map(tuple)),
    ("setunion setintersection setsubtract setproduct concat", st.tuples(LISTS, LISTS)),
    ("merge", st.lists(MAPS, max_size=3).map(tuple)),
    ("contains", st.tuples(LISTS, VALUES)),
    ("index", st.tuples(LISTS, SCALARS)),
    ("element", st.tuples(LISTS, st.integers(0, 9))),
    ("slice", st.tuples(LISTS, st.integers(0, 4), st.integers(0, 4))),
    ("chunklist", st.tuples(LISTS, st.integers(0, 4))),
    ("lookup", st.tuples(MAPS, KEYS, VALUES)),
    ("matchkeys", st.tuples(STRINGS, STRINGS, STRINGS)),
    ("zipmap", st.tuples(STRINGS, LISTS)),
    ("transpose", st.tuples(_objects(STRINGS))),
    ("alltrue anytrue", st.tuples(_tuples(st.booleans() | WORDS))),
]


def calls(table: Calls) -> Arguments:
    """Calls of the functions of a table: the name, then the arguments."""
    pairs = [(name, arguments) for names, arguments in table for name in names.split()]

    def of(index: int) -> Arguments:
        name, arguments = pairs[index]
        return arguments.map(lambda found: (name, *found))

    return st.integers(0, len(pairs) - 1).flatmap(of)
