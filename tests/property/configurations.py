"""Terraform configurations as Hypothesis draws them: mostly well formed, then damaged."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b", "name", "count", "for_each", "tags", "ingress", "bucket", "source", "é", "dynamic"])
ROOTS = st.sampled_from(
    ["var.a", "local.b", "each.value", "count.index", "aws_s3_bucket.a", "module.a.b", "data.x.y", "x"]
)
TEXTS = st.text(st.characters(exclude_characters='"\\\n\r', exclude_categories=["Cs", "Cc"]), max_size=8)
NUMBERS = st.integers(-999, 10**20).map(str) | st.floats(0, 1e9).map(lambda number: f"{number:.3f}")
QUOTED = (TEXTS | st.sampled_from(["\\n", "\\u00e9", "\\ud800", "$${a}", "%%{b}", "☃"])).map(lambda text: f'"{text}"')
FUNCTIONS = st.sampled_from(["merge", "toset", "try", "lookup", "jsonencode", "length", "format", "nothing", "file"])


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3)
    return st.one_of(
        several.map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(NAMES | QUOTED, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key} = {value}" for key, value in pairs) + "}"
        ),
        st.tuples(FUNCTIONS, several).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        inner.map(lambda value: f"({value})"),
        inner.map(lambda value: f'"x${{{value}}}y"'),
        inner.map(lambda value: f'"${{{value}}}"'),
        inner.map(lambda value: f'"%{{ if {value} }}a%{{ else }}b%{{ endif }}"'),
        inner.map(lambda value: f"[for k, v in {value} : v if k != 1]"),
        inner.map(lambda value: f"{{for v in {value} : v => v...}}"),
        inner.map(lambda value: f"!{value}"),
        st.tuples(inner, st.sampled_from(["+", "==", "&&", ">", "%"]), inner).map(" ".join),
        st.tuples(inner, inner, inner).map(lambda three: "{} ? {} : {}".format(*three)),
        st.tuples(ROOTS, st.sampled_from([".a", "[0]", "[*].b", ".*.c", '["d"]', ".0"])).map("".join),
        st.tuples(ROOTS, inner).map(lambda pair: f"{pair[0]}[{pair[1]}]"),
    )


EXPRESSIONS = st.recursive(
    st.one_of(NUMBERS, QUOTED, ROOTS, st.sampled_from(["true", "false", "null"])), _compound, max_leaves=8
)
HEREDOCS = st.lists(TEXTS, max_size=3).map(lambda lines: "<<-E\n" + "".join(f"    {line}\n" for line in lines) + "  E")
ATTRIBUTES = st.tuples(NAMES, EXPRESSIONS | HEREDOCS).map(lambda pair: f"{pair[0]} = {pair[1]}\n")
LABELS = st.lists(st.sampled_from(['"a"', '"b"', '"aws_s3_bucket"', '"aws_security_group"', "c"]), max_size=2)


def _block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    kinds = st.sampled_from(["ingress", "versioning", "content", "lifecycle", "x", 'dynamic "ingress"'])
    return st.tuples(kinds, st.lists(ATTRIBUTES | inner, max_size=3)).map(
        lambda block: f"{block[0]} {{\n{''.join(block[1])}}}\n"
    )


BODIES = st.lists(ATTRIBUTES | st.recursive(ATTRIBUTES, _block, max_leaves=4), max_size=4).map("".join)
KINDS = st.sampled_from(["resource", "data", "variable", "locals", "module", "output", "provider", "terraform", "zzz"])
BLOCKS = st.tuples(KINDS, LABELS, BODIES).map(lambda block: f"{' '.join([block[0], *block[1]])} {{\n{block[2]}}}\n")
CONFIGURATIONS = st.lists(BLOCKS, max_size=5).map("".join)
"""Text of a configuration file."""

DAMAGE = st.sampled_from(
    [b"{", b"}", b'"', b"${", b"<<E\n", b"/*", b"\n", b"\r", b"\0", b"\xff", b"[", b"(", b"=", b"\\"]
)


@st.composite
def damaged(draw: st.DrawFn, texts: st.SearchStrategy[str] = CONFIGURATIONS) -> bytes:
    """The bytes of a text with up to three places cut out or filled with what opens, closes or breaks something."""
    content = draw(texts).encode()
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 5))
        content = content[:start] + draw(DAMAGE | st.just(b"")) + content[start + length :]
    return content
